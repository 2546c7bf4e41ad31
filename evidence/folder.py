"""The store as a folder: one file per digest, written so that a power cut leaves all of it or none.
Anyone can check it with `sha256sum`; there is no index to lose."""

import contextlib
import hashlib
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from evidence.store import (
    Absent,
    Damaged,
    EvidenceStore,
    Original,
    chunks,
    key_of,
    of_key,
    rendition_key_of,
    sealed,
    unsealed,
)

STALE_SECONDS = 24 * 3600


class FolderStore:
    """An `EvidenceStore` below one folder: originals under `<organisation>/ab/cd/<sha256>`, mode 0440, renditions under
    `views/`, unfinished files under `incoming/`."""

    def __init__(self, root: str | Path) -> None:
        self.root = Path(root).absolute()
        self._settled: set[Path] = set()
        self._settle(self._make(self.root / "incoming"))
        self.sweep()

    def put(self, organisation: str, sha256: str, stream: BinaryIO) -> int:
        target = self.root / key_of(organisation, sha256)
        with self._incoming() as (temporary, out):
            digest, size = hashlib.sha256(), 0
            for piece in chunks(stream):
                digest.update(piece)
                out.write(piece)
                size += len(piece)
            if digest.hexdigest() != sha256:
                raise Damaged(sha256)
            new = self._make(target.parent)
            _finish(out, 0o440)
            self._settle(new)
            self._link(temporary, target, sha256)
        return size

    def put_file(self, organisation: str, sha256: str, path: Path) -> int:
        target = self.root / key_of(organisation, sha256)
        if os.stat(path).st_dev != os.stat(self.root).st_dev:
            with open(path, "rb") as stream:
                return self.put(organisation, sha256, stream)
        if not _is(path, sha256):
            raise Damaged(sha256)
        new = self._make(target.parent)
        with open(path, "rb") as file:
            _finish(file, 0o600)
        self._settle(new)
        if not (target.exists() and _is(target, sha256)):
            os.replace(path, target)
            target.chmod(0o440)
        _sync_directory(target.parent)
        return target.stat().st_size

    def get(self, organisation: str, sha256: str) -> BinaryIO:
        try:
            return open(self.root / key_of(organisation, sha256), "rb")
        except FileNotFoundError:
            raise Absent(sha256) from None

    def has(self, organisation: str, sha256: str) -> bool:
        return (self.root / key_of(organisation, sha256)).is_file()

    def size(self, organisation: str, sha256: str) -> int:
        try:
            return (self.root / key_of(organisation, sha256)).stat().st_size
        except FileNotFoundError:
            raise Absent(sha256) from None

    def url(self, organisation: str, sha256: str) -> str | None:
        key_of(organisation, sha256)
        return None

    def list_originals(self) -> Iterator[Original]:
        for path in self.root.glob("*/[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*"):
            found = of_key(path.relative_to(self.root).as_posix())
            with contextlib.suppress(FileNotFoundError):
                if found and path.is_file():
                    yield Original(*found, path.stat().st_size, path.stat().st_mtime)

    def drop(self, organisation: str, sha256: str) -> None:
        target = self.root / key_of(organisation, sha256)
        renditions = self.root / "views" / key_of(organisation, sha256)
        for path in (*renditions.parent.glob(f"{sha256}.*"), target):
            path.unlink(missing_ok=True)
        if target.parent.is_dir():
            _sync_directory(target.parent)

    def put_rendition(self, organisation: str, sha256: str, recipe: str, data: bytes) -> None:
        key = rendition_key_of(organisation, sha256, recipe)
        target = self.root / key
        with self._incoming() as (temporary, out):
            out.write(sealed(key, data))
            new = self._make(target.parent)
            _finish(out, 0o640)
            self._settle(new)
            os.replace(temporary, target)
            _sync_directory(target.parent)

    def get_rendition(self, organisation: str, sha256: str, recipe: str) -> bytes:
        key = rendition_key_of(organisation, sha256, recipe)
        try:
            kept = (self.root / key).read_bytes()
        except FileNotFoundError:
            raise Absent(key) from None
        return unsealed(key, kept)

    def sweep(self, older_than: float = STALE_SECONDS) -> int:
        """Remove unfinished files that a killed process left more than `older_than` seconds ago; says how many."""
        before, removed = time.time() - older_than, 0
        for path in (self.root / "incoming").iterdir():
            with contextlib.suppress(FileNotFoundError):
                if path.stat().st_mtime < before:
                    path.unlink()
                    removed += 1
        return removed

    def _link(self, temporary: Path, target: Path, sha256: str) -> None:
        try:
            os.link(temporary, target)
        except FileExistsError:
            # A second sending finds the first; only bytes that the disk has spoilt are replaced by the good ones.
            if not _is(target, sha256):
                os.replace(temporary, target)
        _sync_directory(target.parent)

    @contextlib.contextmanager
    def _incoming(self) -> Iterator[tuple[Path, BinaryIO]]:
        handle, name = tempfile.mkstemp(dir=self.root / "incoming")
        try:
            with os.fdopen(handle, "wb") as out:
                yield Path(name), out
        finally:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(name)

    def _make(self, directory: Path) -> list[Path]:
        """Make a directory and its parents; those whose entry this process has not synced yet, outermost first."""
        new: list[Path] = []
        while directory not in self._settled and (
            self.root in (directory, *directory.parents) or not directory.exists()
        ):
            new.insert(0, directory)
            directory = directory.parent
        for one in new:
            one.mkdir(exist_ok=True)
        return new

    def _settle(self, new: list[Path]) -> None:
        """Let directories last: each one's entry is synced once by every process, whoever made it.

        After the bytes of their file: most file systems have then written the entries with them already.
        """
        for one in new:
            _sync_directory(one.parent)
            self._settled.add(one)


def open_store(where: str | Path) -> EvidenceStore:
    """The store at a folder's path, a `file://` or an `s3://bucket/prefix?endpoint=…&region=…` address. Raises
    ValueError for any other address."""
    text = str(where)
    if text.startswith("s3://"):
        from evidence.bucket import BucketStore

        return BucketStore.from_url(text)
    if text.startswith("file://"):
        return FolderStore(text.removeprefix("file://"))
    if "://" in text:
        raise ValueError(f"unknown kind of evidence store: {text.split('://', 1)[0]}")
    return FolderStore(text)


def _is(path: Path, sha256: str) -> bool:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == sha256


def _finish(out: BinaryIO, mode: int) -> None:
    out.flush()
    os.fchmod(out.fileno(), mode)
    os.fsync(out.fileno())


def _sync_directory(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
