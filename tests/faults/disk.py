"""What a disk may hold after the current went: replays the system calls of one process on a model of files and names.

The model is stricter than any file system: bytes last only after fsync of their file, each unsynced 512-byte sector by
chance; names last only after fsync of their directory, the unsynced ones as a prefix of what was done.
"""

import os
import random
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

SECTOR = 512
CALLS = (
    "openat,?open,close,write,pwrite64,lseek,ftruncate,fsync,fdatasync,?rename,renameat,renameat2,?link,linkat,?unlink,"
    "unlinkat,?mkdir,mkdirat"
)
# Calls the model does not know: met on one of our files they stop the test rather than mislead it.
UNKNOWN = (
    "?creat,writev,pwritev,?pwritev2,truncate,fallocate,?symlink,symlinkat,?copy_file_range,?sendfile,?sync_file_range"
)
STRANGE = frozenset(UNKNOWN.replace("?", "").split(","))
LINE = re.compile(r"(\w+)\((.*)\)\s+= (-?\d+)")
TEXT = re.compile(r'"([^"]*)"')


def record(command: list[str], folder: Path) -> Path:
    """Run the command under strace; the file with its calls on `folder`."""
    trace = folder.with_suffix(".trace")
    calls = ["strace", "-xx", "-s", "4000000", "-e", f"trace={CALLS},{UNKNOWN}", "-o", str(trace)]
    subprocess.run([*calls, *command], check=True, stdout=subprocess.DEVNULL)
    return trace


@dataclass
class File:
    """Bytes that are safe, and what was done to them since: ("write", offset, bytes) or ("cut", length, b"")."""

    safe: bytearray = field(default_factory=bytearray)
    pending: list[tuple[str, int, bytes]] = field(default_factory=list)

    def sync(self) -> None:
        for change in self.pending:
            _do(self.safe, change)
        self.pending = []

    def after_cut(self, chance: random.Random) -> bytes:
        left = bytearray(self.safe)
        for what, at, data in self.pending:
            if what == "cut":
                if chance.random() < 0.5:
                    _do(left, (what, at, data))
                continue
            for start in range(0, len(data), SECTOR):
                if chance.random() < 0.5:
                    _do(left, (what, at + start, data[start : start + SECTOR]))
        return bytes(left)


def _do(data: bytearray, change: tuple[str, int, bytes]) -> None:
    what, at, new = change
    if what == "cut":
        del data[at:]
    data.extend(bytes(max(0, at - len(data))))
    if what == "write":
        data[at : at + len(new)] = new


@dataclass
class Open:
    """An open descriptor: a file with its place, or a directory."""

    path: str
    file: File | None
    at: int = 0


class Disk:
    """The disk below `root` while the recorded process runs, and the lines it had written to its standard output."""

    def __init__(self, root: str) -> None:
        self.root, self.said = root, list[str]()
        self.live: dict[str, File | None] = {root: None}
        self.safe: dict[str, File | None] = {root: None}
        self.pending: list[tuple[str, File | None, bool]] = []
        self.open: dict[int, Open] = {}

    def after_cut(self, chance: random.Random) -> dict[str, bytes | None]:
        """Content by path below the root, None for a directory, as it may be found afterwards."""
        names = dict(self.safe)
        for path, what, there in self.pending[: chance.randint(0, len(self.pending))]:
            _name(names, path, what, there)
        found = {path for path in names if all(str(parent) in names for parent in _above(path, self.root))}
        files = {path: names[path] for path in sorted(found - {self.root})}
        return {path: None if file is None else file.after_cut(chance) for path, file in files.items()}

    def step(self, call: str, args: str, result: int) -> None:
        paths = [self._path(text) for text in TEXT.findall(args)] if call not in {"write", "pwrite64"} else []
        ours = [path for path in paths if path == self.root or path.startswith(self.root + "/")]
        if call in STRANGE and (ours or int(re.split(r"[ ,]", args)[0] or -1) in self.open):
            raise NotImplementedError(call)
        if paths:
            if ours:
                self._on_names(call.removesuffix("2").removesuffix("at"), args, ours, result)
        elif args:
            self._on_descriptor(call, args, result)

    def _on_names(self, call: str, args: str, paths: list[str], result: int) -> None:
        first, last = paths[0], paths[-1]
        if call == "open":
            self._opened(first, args, result)
        elif call == "mkdir":
            self._rename(first, None, True)
        elif call == "link":
            self._rename(last, self.live[first], True)
        elif call == "rename":
            self._rename(last, self.live[first], True)
            self._rename(first, None, False)
        elif call == "unlink":
            self._rename(first, None, False)

    def _opened(self, path: str, args: str, result: int) -> None:
        if path.endswith("-shm"):
            return
        if path not in self.live:
            if "O_CREAT" not in args:
                return
            self._rename(path, File(), True)
        file = self.live[path]
        if file is not None and "O_TRUNC" in args:
            file.pending.append(("cut", 0, b""))
        self.open[result] = Open(path, file)

    def _rename(self, path: str, what: File | None, there: bool) -> None:
        _name(self.live, path, what, there)
        self.pending.append((path, what, there))

    def _on_descriptor(self, call: str, args: str, result: int) -> None:
        number = int(args.split(",")[0])
        if number == 1 and call == "write":
            self.said += _bytes(TEXT.search(args)).decode().splitlines()
        handle = self.open.get(number)
        if handle is None:
            return
        if call == "close":
            del self.open[number]
        elif call in {"fsync", "fdatasync"}:
            self._synced(handle)
        elif handle.file is not None:
            _on_file(handle, handle.file, call, args, result)

    def _synced(self, handle: Open) -> None:
        if handle.file is not None:
            handle.file.sync()
            return
        left = []
        for path, what, there in self.pending:
            if os.path.dirname(path) == handle.path:
                _name(self.safe, path, what, there)
            else:
                left.append((path, what, there))
        self.pending = left

    def _path(self, text: str) -> str:
        return os.path.normpath(bytes.fromhex(text.replace("\\x", "")).decode())


def _on_file(handle: Open, file: File, call: str, args: str, result: int) -> None:
    if call == "lseek":
        handle.at = result
    elif call == "ftruncate":
        file.pending.append(("cut", int(args.split(", ")[1]), b""))
    elif call == "pwrite64":
        file.pending.append(("write", int(args.rsplit(", ", 1)[1]), _bytes(TEXT.search(args))[:result]))
    elif call == "write":
        file.pending.append(("write", handle.at, _bytes(TEXT.search(args))[:result]))
        handle.at += result


def _bytes(found: re.Match[str] | None) -> bytes:
    assert found is not None
    return bytes.fromhex(found[1].replace("\\x", ""))


def _name(names: dict[str, File | None], path: str, what: File | None, there: bool) -> None:
    if there:
        names[path] = what
    else:
        names.pop(path, None)


def _above(path: str, root: str) -> list[Path]:
    return [parent for parent in Path(path).parents if str(parent).startswith(root)]


def cuts(trace: Path, root: str, how_many: int, seed: int) -> Iterator[tuple[dict[str, bytes | None], list[str]]]:
    """Cut the current at random moments after `ready`: what the disk holds then, and what had been said until then."""
    lines = trace.read_text().splitlines()
    ready = "".join(f"\\x{byte:02x}" for byte in b"ready\n")
    start = next(number for number, line in enumerate(lines) if line.startswith(f'write(1, "{ready}"'))
    chance, disk = random.Random(seed), Disk(root)
    moments = set(chance.sample(range(start + 1, len(lines)), min(how_many, len(lines) - start - 1)))
    for number, line in enumerate(lines):
        if number in moments:
            yield disk.after_cut(chance), disk.said
        match = LINE.match(line)
        if match and int(match[3]) >= 0:
            disk.step(match[1], match[2], int(match[3]))


def lay_out(files: dict[str, bytes | None], root: str, target: Path) -> None:
    """Put what was found on a real disk, below `target`."""
    target.mkdir()
    for path, data in files.items():
        place = target / os.path.relpath(path, root)
        if data is None:
            place.mkdir()
        else:
            place.write_bytes(data)
