"""A backup is a zip: `rows/<table>.jsonl`, `evidence/<organisation>/<sha256>` if wanted, and a manifest with every digest.

`manifest-sha256.txt` inside can be checked with `sha256sum -c`. Restoring raises the epoch, so that tablets notice.
"""

import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import select

from audit_app.store import log
from audit_app.store.db import Database
from audit_app.store.migrate import newest
from audit_app.store.portable import (
    holds_rows,
    lines_of,
    put_lines,
    put_rows,
    raise_epoch,
    rows_of,
    settle_counters,
    tables,
)
from audit_app.store.tables import originals
from evidence.store import EvidenceStore

FORMAT = 1
CHUNK = 1 << 20


class Unfit(Exception):
    """The backup or the target cannot be used; the message says why and what to do."""


def write_backup(database: Database, target: Path, now: str, evidence: EvidenceStore | None = None) -> dict[str, Any]:
    """Write the backup beside its place, then move it there. Rows are of one moment. Returns the manifest."""
    beside = target.with_name(target.name + ".part")
    digests: dict[str, str] = {}
    with (
        zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive,
        database.reading() as connection,
    ):
        seq, chain, epoch = log.get_head(connection)
        counts = {}
        for table in tables():
            name = f"rows/{table.name}.jsonl"
            counts[table.name] = _write(archive, name, lines_of(connection, table), digests)
        photos = connection.execute(select(originals.c.organisation_id, originals.c.sha256)).all() if evidence else []
        for row in photos:
            assert evidence is not None
            with evidence.get(row.organisation_id, row.sha256) as stream:
                _write(archive, f"evidence/{row.organisation_id}/{row.sha256}", _chunks(stream), digests)
        manifest = {
            "format": FORMAT,
            "revision": newest(),
            "made_at": now,
            "seq": seq,
            "head": chain,
            "epoch": epoch,
            "rows": counts,
            "photos": len(photos),
            "files": digests,
        }
        archive.writestr("manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True))
        archive.writestr(
            "manifest-sha256.txt", "".join(f"{digest}  {name}\n" for name, digest in sorted(digests.items()))
        )
    with beside.open("rb") as written:
        os.fsync(written.fileno())
    beside.replace(target)
    return manifest


def restore_backup(database: Database, source: Path, evidence: EvidenceStore) -> dict[str, Any]:
    """Bring an empty, migrated database to the state of the backup; all or nothing. Returns the manifest.

    Raises Unfit when the file is damaged, of another revision, or the database already holds rows.
    """
    with zipfile.ZipFile(source) as archive:
        manifest = _checked(archive)
        for name in archive.namelist():
            if name.startswith("evidence/"):
                _, organisation, sha256 = name.split("/")
                with archive.open(name) as stream:
                    evidence.put(organisation, sha256, stream)  # type: ignore[arg-type]
        with database.writing() as connection:
            if holds_rows(connection):
                raise Unfit("目标数据库里已经有内容，没有恢复。请用一个空的数据库")
            for table in tables():
                with archive.open(f"rows/{table.name}.jsonl") as lines:
                    put_lines(connection, table, lines)
            settle_counters(connection)
            manifest["epoch"] = raise_epoch(connection)
    return manifest


def copy_rows(origin: Database, target: Database) -> int:
    """Every row of one database into an empty other one, on either engine; returns how many."""
    with origin.reading() as out, target.writing() as into:
        if holds_rows(into):
            raise Unfit("目标数据库里已经有内容，没有复制。请用一个空的数据库")
        count = sum(put_rows(into, table, rows_of(out, table)) for table in tables())
        settle_counters(into)
    return count


def _checked(archive: zipfile.ZipFile) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads(archive.read("manifest.json"))
    except (KeyError, ValueError, zipfile.BadZipFile) as error:
        raise Unfit("这不是本系统的备份文件，或者它已损坏") from error
    if manifest["format"] != FORMAT or manifest["revision"] != newest():
        raise Unfit(f"备份的数据版本是 {manifest['revision']}，本程序是 {newest()}。请用同一版本的程序恢复，再升级")
    for name, digest in manifest["files"].items():
        try:
            with archive.open(name) as stream:
                found = _digest(_chunks(stream))  # type: ignore[arg-type]
        except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
            raise Unfit(f"备份文件损坏：{name} 读不出来") from error
        if found != digest:
            raise Unfit(f"备份文件损坏：{name} 的摘要不符")
    return manifest


def _write(archive: zipfile.ZipFile, name: str, parts: Iterable[bytes], digests: dict[str, str]) -> int:
    digest, count = hashlib.sha256(), 0
    with archive.open(name, "w", force_zip64=True) as out:
        for part in parts:
            out.write(part)
            digest.update(part)
            count += 1
    digests[name] = digest.hexdigest()
    return count


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    return iter(lambda: stream.read(CHUNK), b"")


def _digest(parts: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return digest.hexdigest()
