"""Refresh audit_app/static/vendor from npm at the versions of vendor.json; for developers, as the files are committed.
Installing the product needs neither Node nor npm, and nothing here runs in it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

TOOLS = Path(__file__).resolve().parent
SPEC = TOOLS / "vendor.json"
LOCK = TOOLS / "vendor.lock.json"
OUT = TOOLS.parent / "audit_app" / "static" / "vendor"
SOURCE_MAP = re.compile(rb"\n?(?://|/\*)[#@] ?sourceMappingURL=[^\n]*")


def pack(name: str, version: str, folder: Path) -> Path:
    """Download one package's tarball into `folder`; returns its path. Raises CalledProcessError when npm refuses."""
    command = ["npm", "pack", "--silent", "--json", "--ignore-scripts", f"{name}@{version}"]
    answer = json.loads(subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout)
    first = next(iter(answer.values())) if isinstance(answer, dict) else answer[0]
    return folder / str(first["filename"])


def read_member(tar: tarfile.TarFile, name: str) -> bytes:
    """The bytes of one file of the tarball; SystemExit with its name when it is not there."""
    member = tar.extractfile(name)
    if member is None:
        sys.exit(f"{name}: not a file in the tarball")
    return member.read()


def unpack(name: str, files: dict[str, str], tarball: Path) -> dict[str, Any]:
    """Write the wanted files and the licence; returns licence and sha256 of each file written."""
    digests: dict[str, str] = {}
    with tarfile.open(tarball) as tar:
        licence = json.loads(read_member(tar, "package/package.json")).get("license", "")
        for source, target in files.items():
            data = SOURCE_MAP.sub(b"", read_member(tar, f"package/{source}"))
            digests[target] = write(target, data)
        for member in tar.getnames():
            base = member.rsplit("/", 1)[-1].lower()
            if member.count("/") == 1 and (base.startswith("license") or base == "notice"):
                target = f"{'LICENSE' if base != 'notice' else 'NOTICE'}.{name.strip('@').replace('/', '-')}.txt"
                digests[target] = write(target, read_member(tar, member))
    return {"license": licence, "files": digests}


def write(target: str, data: bytes) -> str:
    """Put one file into OUT; returns its sha256 in hex."""
    (OUT / target).write_bytes(data)
    return hashlib.sha256(data).hexdigest()


def main() -> None:
    """Fetch every package of the spec; refuse a tarball that changed under the same version; write the lock."""
    spec = json.loads(SPEC.read_text())
    old = json.loads(LOCK.read_text()) if LOCK.exists() else {}
    new: dict[str, Any] = {}
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for name, wanted in spec.items():
            tarball = pack(name, wanted["version"], Path(folder))
            integrity = "sha512-" + base64.b64encode(hashlib.sha512(tarball.read_bytes()).digest()).decode()
            before = old.get(name, {})
            if before.get("version") == wanted["version"] and before["integrity"] != integrity:
                sys.exit(f"{name}: the tarball changed under the same version")
            new[name] = {"version": wanted["version"], "integrity": integrity, **unpack(name, wanted["files"], tarball)}
    keep = {target for package in new.values() for target in package["files"]}
    for stale in OUT.iterdir():
        if stale.name not in keep:
            stale.unlink()
    LOCK.write_text(json.dumps(new, indent=1, sort_keys=True) + "\n")
    print({name: (package["version"], package["license"]) for name, package in new.items()})


if __name__ == "__main__":
    main()
