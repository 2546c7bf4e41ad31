"""The promise every store of bytes keeps, the shape of its keys, and what it raises.
How bytes lie on a disk or in a bucket is in `folder` and `bucket`."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple, Protocol

CHUNK = 1 << 20

_DIGEST = re.compile(r"[0-9a-f]{64}")
_ORGANISATION = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_RECIPE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_SEAL = b"\nview sha256 "
_SEAL_BYTES = len(_SEAL) + 64
_PORTS = {f"{port}{number}" for port in ("com", "lpt") for number in range(10)}
_RESERVED = {"views", "incoming", "con", "prn", "aux", "nul"} | _PORTS


class Absent(LookupError):
    """No such file in this store."""


class Unsealed(Absent):
    """A rendition without a seal, as earlier versions kept them: for whoever wants it there is none."""


class Swapped(Absent):
    """A rendition that is not as it was made of this original: for whoever wants it there is none."""


class Damaged(ValueError):
    """The bytes are not those of their digest."""


class BadKey(ValueError):
    """An organisation, digest or recipe that cannot be a key."""


class Original(NamedTuple):
    """An original in the store: whose, its digest and size, and when its bytes came (seconds since 1970, by the store's clock)."""

    organisation: str
    sha256: str
    size: int
    came_at: float


class EvidenceStore(Protocol):
    """Bytes by organisation and digest (64 lower-case hex digits of sha256). The same digest lies once within an
    organisation, never across. Any method raises `BadKey` for what cannot be a key."""

    def put(self, organisation: str, sha256: str, stream: BinaryIO) -> int:
        """Keep the stream for good and say its size in bytes; a second time changes nothing. Raises `Damaged` where
        the bytes do not give the digest, and then leaves nothing behind."""

    def put_file(self, organisation: str, sha256: str, path: Path) -> int:
        """As `put`, of a closed or flushed file, which may be moved into the store; what is left at its path may go."""

    def get(self, organisation: str, sha256: str) -> BinaryIO:
        """The bytes, open for reading at their start. Raises `Absent`."""

    def has(self, organisation: str, sha256: str) -> bool:
        """Whether the file is here."""

    def size(self, organisation: str, sha256: str) -> int:
        """Its size in bytes. Raises `Absent`."""

    def url(self, organisation: str, sha256: str) -> str | None:
        """An address that serves the bytes for some minutes, or None where the system serves them itself."""

    def list_originals(self) -> Iterator[Original]:
        """Every original that lies here, in no order; renditions and unfinished files are none."""

    def drop(self, organisation: str, sha256: str) -> None:
        """Remove the file and its renditions; only for the end of retention and for bytes nobody names. Absent files are no
        error."""

    def put_rendition(self, organisation: str, sha256: str, recipe: str, data: bytes) -> None:
        """Keep a derived rendition, replacing an earlier one of the same recipe."""

    def get_rendition(self, organisation: str, sha256: str, recipe: str) -> bytes:
        """A derived rendition as it was put. Raises `Absent`: renditions are disposable and can be made again. One that was changed
        since, or belongs to another original, counts as absent, too: `Swapped`, or `Unsealed` where nothing tells."""


def key_of(organisation: str, sha256: str) -> str:
    """`<organisation>/ab/cd/<sha256>`. Raises `BadKey`."""
    if not _ORGANISATION.fullmatch(organisation) or organisation.lower() in _RESERVED:
        raise BadKey("organisation")
    if not _DIGEST.fullmatch(sha256):
        raise BadKey("sha256")
    return f"{organisation}/{sha256[:2]}/{sha256[2:4]}/{sha256}"


def of_key(key: str) -> tuple[str, str] | None:
    """Organisation and digest of an original's key; None for any other."""
    organisation, _, rest = key.partition("/")
    sha256 = rest.rpartition("/")[2]
    try:
        return (organisation, sha256) if key_of(organisation, sha256) == key else None
    except BadKey:
        return None


def rendition_key_of(organisation: str, sha256: str, recipe: str) -> str:
    """`views/<organisation>/ab/cd/<sha256>.<recipe>`. Raises `BadKey`."""
    key = key_of(organisation, sha256)
    if not _RECIPE.fullmatch(recipe):
        raise BadKey("recipe")
    return f"views/{key}.{recipe}"


def sealed(key: str, data: bytes) -> bytes:
    """A rendition as it lies in a store: with a digest over its key and its bytes after its end, where no reader of JPEG looks."""
    return data + _seal(key, data)


def unsealed(key: str, kept: bytes) -> bytes:
    """The rendition itself. Raises `Unsealed` or `Swapped`."""
    data, seal = kept[:-_SEAL_BYTES], kept[-_SEAL_BYTES:]
    if not seal.startswith(_SEAL):
        raise Unsealed(key)
    if seal != _seal(key, data):
        raise Swapped(key)
    return data


def _seal(key: str, data: bytes) -> bytes:
    return _SEAL + hashlib.sha256(f"{key}\n".encode() + data).hexdigest().encode()


def is_digest(text: str) -> bool:
    """Whether the text is a sha256 in 64 lower-case hex digits."""
    return _DIGEST.fullmatch(text) is not None


def chunks(stream: BinaryIO) -> Iterator[bytes]:
    """The rest of a stream in pieces of at most one megabyte."""
    while piece := stream.read(CHUNK):
        yield piece


def verify(shelf: EvidenceStore, organisation: str, sha256: str) -> int:
    """Read a kept file and compare its digest; gives its size. Raises `Absent` or `Damaged`."""
    digest, size = hashlib.sha256(), 0
    with shelf.get(organisation, sha256) as stream:
        for piece in chunks(stream):
            digest.update(piece)
            size += len(piece)
    if digest.hexdigest() != sha256:
        raise Damaged(sha256)
    return size
