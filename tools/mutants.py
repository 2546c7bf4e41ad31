"""Breaks the rules of mutants.yaml one by one, each in a copy of what is committed or changed here, and names those whose test stays green.

    python tools/mutants.py [NAME …]

A test that is red before anything is broken shows nothing, so all of them run once upon the whole copy first. Exit 1 where a break
survives, 2 where something could not be tried.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

import yaml

HERE = Path(__file__).parents[1]
TABLE = HERE / "tools" / "mutants.yaml"


def breaks() -> dict[str, dict[str, str]]:
    """{name: {breaks, file, before, after, test}}."""
    found: dict[str, dict[str, str]] = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    return found


def broken(text: str, before: str, after: str) -> str:
    """The text with the break; ValueError where the rule stands in it nowhere, or more than once."""
    if text.count(before) != 1:
        raise ValueError(f"found {text.count(before)} times: {before}")
    return text.replace(before, after)


def copy_to(folder: Path) -> None:
    """All files that git knows or would take, as they are now."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=HERE,
        capture_output=True,
        check=True,
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        source, target = HERE / name, folder / name
        if source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(source.read_bytes())
            target.chmod(source.stat().st_mode)


def run(folder: Path, tests: Iterable[str]) -> tuple[int, str]:
    """What pytest ends with in the copy, and its last lines. Only browser tests need all of its plugins, which take half the start."""
    tests = list(tests)
    whole = any(test.startswith("e2e/") for test in tests)
    few, quick = ([], {}) if whole else (["-p", "pytest_timeout"], {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"})
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *few, *tests],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), **quick},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, "\n".join(done.stdout.splitlines()[-5:])


def tried(folder: Path, one: dict[str, str]) -> tuple[str, str]:
    """killed, survived or failed, with what was said."""
    path = folder / one["file"]
    whole = path.read_bytes()
    path.write_text(broken(whole.decode(), one["before"], one["after"]), encoding="utf-8")
    try:
        code, said = run(folder, [one["test"]])
    finally:
        path.write_bytes(whole)
    return {0: "survived", 1: "killed"}.get(code, "failed"), said


def main(names: list[str]) -> int:
    known = breaks()
    if unknown := set(names) - set(known):
        print(f"not in mutants.yaml: {', '.join(sorted(unknown))}")
        return 2
    chosen = {name: one for name, one in known.items() if name in names or not names}
    with tempfile.TemporaryDirectory(prefix="mutants-") as place:
        copy_to(Path(place))
        code, said = run(Path(place), dict.fromkeys(one["test"] for one in chosen.values()))
        if code:
            print(f"red before anything was broken:\n{said}")
            return 2
        ends = []
        for name, one in chosen.items():
            end, said = tried(Path(place), one)
            ends.append(end)
            print(f"{end:8}  {name}: {one['breaks']}", flush=True)
            if end != "killed":
                print(f"          {one['test']}\n{said}" if end == "failed" else f"          {one['test']}")
    print(f"{ends.count('killed')} of {len(ends)} killed")
    return 2 if "failed" in ends else 1 if "survived" in ends else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
