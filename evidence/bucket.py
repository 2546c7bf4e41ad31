"""The store as an S3 bucket, through obstore; the only module that imports it, and only for an `s3://` address.
Uploads are conditional on absence, so a kept original is never overwritten."""

import hashlib
import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, BinaryIO, cast
from urllib.parse import parse_qs, urlsplit

import obstore
from obstore.exceptions import AlreadyExistsError
from obstore.store import S3Store

from evidence.store import Absent, Damaged, Original, chunks, key_of, of_key, rendition_key_of, sealed, unsealed, verify

SPOOL_BYTES = 8 * 2**20
URL_MINUTES = 10


class BucketStore:
    """An `EvidenceStore` in a bucket, with the folder's keys: `<organisation>/ab/cd/<sha256>` and `views/…`."""

    def __init__(self, store: S3Store) -> None:
        self._store = store

    @classmethod
    def from_url(cls, url: str) -> "BucketStore":
        """From `s3://bucket/prefix?endpoint=https://…&region=…`; keys come from the usual AWS_ environment."""
        parts = urlsplit(url)
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        options: dict[str, Any] = {"region": query.get("region", "us-east-1")}
        if endpoint := query.get("endpoint"):
            options.update(endpoint=endpoint, virtual_hosted_style_request=False)
            options["client_options"] = {"allow_http": endpoint.startswith("http://")}
        return cls(S3Store(parts.netloc, prefix=parts.path.strip("/") or None, **options))

    def put(self, organisation: str, sha256: str, stream: BinaryIO) -> int:
        key = key_of(organisation, sha256)
        with tempfile.SpooledTemporaryFile(SPOOL_BYTES) as copy:
            digest = hashlib.sha256()
            for piece in chunks(stream):
                digest.update(piece)
                copy.write(piece)
            if digest.hexdigest() != sha256:
                raise Damaged(sha256)
            size = copy.tell()
            self._create(key, cast(BinaryIO, copy), organisation, sha256)
            return size

    def put_file(self, organisation: str, sha256: str, path: Path) -> int:
        with open(path, "rb") as stream:
            return self.put(organisation, sha256, stream)

    def get(self, organisation: str, sha256: str) -> BinaryIO:
        with _absence(sha256):
            return io.BytesIO(obstore.get(self._store, key_of(organisation, sha256)).bytes())

    def has(self, organisation: str, sha256: str) -> bool:
        try:
            self.size(organisation, sha256)
        except Absent:
            return False
        return True

    def size(self, organisation: str, sha256: str) -> int:
        with _absence(sha256):
            return int(obstore.head(self._store, key_of(organisation, sha256))["size"])

    def url(self, organisation: str, sha256: str) -> str | None:
        return obstore.sign(self._store, "GET", key_of(organisation, sha256), timedelta(minutes=URL_MINUTES))

    def list_originals(self) -> Iterator[Original]:
        for folder in obstore.list_with_delimiter(self._store)["common_prefixes"]:
            if folder.strip("/") == "views":
                continue
            for page in obstore.list(self._store, prefix=folder):
                for meta in page:
                    if found := of_key(meta["path"]):
                        yield Original(*found, int(meta["size"]), meta["last_modified"].timestamp())

    def drop(self, organisation: str, sha256: str) -> None:
        key = key_of(organisation, sha256)
        folder = f"views/{key.rsplit('/', 1)[0]}/"
        listed = [meta["path"] for page in obstore.list(self._store, prefix=folder) for meta in page]
        for path in (*(path for path in listed if path.startswith(f"views/{key}.")), key):
            with _quiet():
                obstore.delete(self._store, path)

    def put_rendition(self, organisation: str, sha256: str, recipe: str, data: bytes) -> None:
        key = rendition_key_of(organisation, sha256, recipe)
        obstore.put(self._store, key, sealed(key, data))

    def get_rendition(self, organisation: str, sha256: str, recipe: str) -> bytes:
        key = rendition_key_of(organisation, sha256, recipe)
        with _absence(key):
            kept = bytes(obstore.get(self._store, key).bytes())
        return unsealed(key, kept)

    def _create(self, key: str, copy: BinaryIO, organisation: str, sha256: str) -> None:
        copy.seek(0)
        try:
            obstore.put(self._store, key, copy, mode="create", use_multipart=False)
        except AlreadyExistsError:
            # A second sending finds the first; only spoilt bytes are replaced by the good ones.
            try:
                verify(self, organisation, sha256)
            except Damaged:
                copy.seek(0)
                obstore.put(self._store, key, copy, use_multipart=False)


@contextmanager
def _absence(what: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise Absent(what) from None


@contextmanager
def _quiet() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        return
