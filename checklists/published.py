"""The list of what has been published: a published edition or rule pack never changes, a new one is a new file.
`digests.txt` is only ever added to by hand; no command rewrites it.
"""

from __future__ import annotations

from checklists import files
from checklists.loading import available, load
from checklists.rules import rulepack, rulepacks

LIST = files.HOME / "digests.txt"
RELEASES = files.HOME / "releases"


def lines(text: str) -> list[str]:
    """The entries of a digest list, without comments and empty lines."""
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]


def listed() -> list[str]:
    """The entries of the repository's list, in order."""
    return lines(LIST.read_text(encoding="utf-8"))


def entries() -> list[str]:
    """What the files of today would be listed as: `edition|rulepack ID SHA256`."""
    found = [f"edition {name} {load(name).digest}" for name in available()]
    return found + [f"rulepack {name} {rulepack(name).digest}" for name in rulepacks()]


def to_append() -> list[str]:
    """The lines a developer adds to the list by hand for files that are not yet in it."""
    known = {tuple(line.split()[:2]) for line in listed()}
    return [line for line in entries() if tuple(line.split()[:2]) not in known]


def changed() -> list[str]:
    """The published names whose file is gone or reads otherwise than when it was listed."""
    today = {tuple(line.split()[:2]): line for line in entries()}
    return [" ".join(line.split()[:2]) for line in listed() if today.get(tuple(line.split()[:2])) != line]


def not_append_only() -> list[str]:
    """The releases whose frozen copy is not the beginning of the repository's list."""
    now = listed()
    frozen = {path.stem: lines(path.read_text(encoding="utf-8")) for path in sorted(RELEASES.glob("*.txt"))}
    return [name for name, then in frozen.items() if now[: len(then)] != then]
