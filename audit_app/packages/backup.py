"""A backup is a zip: `rows/<table>.jsonl`, `evidence/<organisation>/<sha256>` if wanted, and a manifest with every digest.

`manifest-sha256.txt` inside can be checked with `sha256sum -c`. Restoring raises the epoch, so that tablets notice.
"""

import hashlib
import json
import os
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import Connection, Table, select
from sqlalchemy.exc import SQLAlchemyError

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
from evidence.store import Absent, BadKey, Damaged, EvidenceStore

FORMAT = 1
CHUNK = 1 << 20
BESIDE = ("manifest.json", "manifest-sha256.txt")
PHOTO = re.compile(r"evidence/[0-9a-f-]{36}/[0-9a-f]{64}")
NO_BACKUP = "这不是本系统的备份文件，或者它已损坏"


class Unfit(Exception):
    """The backup or the target cannot be used; the message says why and what to do."""


def write_backup(database: Database, target: Path, now: str, evidence: EvidenceStore | None = None) -> dict[str, Any]:
    """Write the backup beside its place, then move it there. Rows are of one moment. Returns the manifest.

    Raises Unfit when a photo that the rows name is not on the shelf; then, and when the disk is full, nothing is left.
    """
    beside = target.with_name(target.name + ".part")
    try:
        with zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
            manifest = _fill(archive, database, now, evidence)
        with beside.open("rb") as written:
            os.fsync(written.fileno())
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
    return manifest


def _fill(archive: zipfile.ZipFile, database: Database, now: str, evidence: EvidenceStore | None) -> dict[str, Any]:
    digests: dict[str, str] = {}
    with database.reading() as connection:
        seq, chain, epoch = log.get_head(connection)
        counts = {}
        for table in tables():
            name = f"rows/{table.name}.jsonl"
            counts[table.name] = _write(archive, name, lines_of(connection, table), digests)
        photos = connection.execute(select(originals.c.organisation_id, originals.c.sha256)).all() if evidence else []
        for row in photos:
            assert evidence is not None
            name = f"evidence/{row.organisation_id}/{row.sha256}"
            try:
                with evidence.get(row.organisation_id, row.sha256) as stream:
                    _write(archive, name, _chunks(stream), digests)
            except Absent as error:
                raise Unfit(f"证据库里没有照片 {row.sha256}，没有备份。请先找回它，或不加 --with-evidence") from error
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
    sums = "".join(f"{digest}  {name}\n" for name, digest in sorted(digests.items()))
    archive.writestr("manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True))
    archive.writestr("manifest-sha256.txt", sums)
    return manifest


def restore_backup(database: Database, source: Path, evidence: EvidenceStore) -> dict[str, Any]:
    """Bring an empty, migrated database to the state of the backup; all or nothing. Returns the manifest.

    Raises Unfit when the file is damaged, of another revision, or the database already holds rows.
    """
    with zipfile.ZipFile(source) as archive:
        manifest = _checked(archive)
        with database.reading() as connection:
            _refuse_rows(connection)
        for name in archive.namelist():
            if name.startswith("evidence/"):
                _put_photo(archive, name, evidence)
        with database.writing() as connection:
            _refuse_rows(connection)
            for table in tables():
                _put_table(archive, connection, table)
            settle_counters(connection)
            manifest["epoch"] = raise_epoch(connection)
    return manifest


def _refuse_rows(connection: Connection) -> None:
    if holds_rows(connection):
        raise Unfit("目标数据库里已经有内容，没有恢复。请用一个空的数据库")


def _put_photo(archive: zipfile.ZipFile, name: str, evidence: EvidenceStore) -> None:
    _, organisation, sha256 = name.split("/")
    try:
        with archive.open(name) as stream:
            evidence.put(organisation, sha256, stream)  # type: ignore[arg-type]
    except (Damaged, BadKey) as error:
        raise Unfit(f"备份文件损坏：{name} 的摘要不符") from error


def _put_table(archive: zipfile.ZipFile, connection: Connection, table: Table) -> None:
    try:
        with archive.open(f"rows/{table.name}.jsonl") as lines:
            put_lines(connection, table, lines)
    except (ValueError, KeyError, TypeError, AttributeError, SQLAlchemyError) as error:
        raise Unfit(f"备份文件损坏：rows/{table.name}.jsonl 里有放不进数据库的行") from error


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
        made, listed = (manifest["format"], manifest["revision"]), dict(manifest["files"])
        sum(manifest["rows"].values(), manifest["photos"])
    except (KeyError, TypeError, ValueError, AttributeError, RuntimeError, zipfile.BadZipFile) as error:
        raise Unfit(NO_BACKUP) from error
    if made != (FORMAT, newest()):
        raise Unfit(f"备份的数据版本是 {made[1]}，本程序是 {newest()}。请用同一版本的程序恢复，再升级")
    rows = {f"rows/{table.name}.jsonl" for table in tables()}
    if sorted(archive.namelist()) != sorted([*listed, *BESIDE]) or not rows <= listed.keys():
        raise Unfit("备份文件损坏：里面的文件与清单对不上")
    if not all(name in rows or PHOTO.fullmatch(name) for name in listed):
        raise Unfit("备份文件损坏：里面有不认识的文件")
    for name, digest in listed.items():
        try:
            with archive.open(name) as stream:
                found = _digest(_chunks(stream))  # type: ignore[arg-type]
        except (KeyError, RuntimeError, zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
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
