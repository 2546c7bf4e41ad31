"""A backup is a zip: `rows/<table>.jsonl`, `evidence/<organisation>/<sha256>` if wanted, and a manifest with every digest.

`manifest-sha256.txt` inside can be checked with `sha256sum -c`. Restoring gives a new epoch, so that tablets notice. A
damaged or missing photo is named in the manifest (`lost`) and stops nothing.
"""

import hashlib
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import Connection, Table
from sqlalchemy.exc import SQLAlchemyError

from audit_app.packages.backup_photos import PHOTO, UNREADABLE, add_photos, lost_after, put_photos
from audit_app.packages.parts import Taken, writing_beside
from audit_app.store import log
from audit_app.store.db import Database
from audit_app.store.migrate import newest
from audit_app.store.portable import (
    holds_rows,
    lines_of,
    put_lines,
    put_rows,
    renew_epoch,
    rows_of,
    settle_counters,
    tables,
)
from evidence.store import EvidenceStore

FORMAT = 1
CHUNK = 1 << 20
BESIDE = ("manifest.json", "manifest-sha256.txt")
LOST = {"damaged": "已损坏", "missing": "不在证据库"}
NO_BACKUP = "这不是本系统的备份文件，或者它已损坏"


class Unfit(Exception):
    """The backup or the target cannot be used; the message says why and what to do."""


def write_backup(database: Database, target: Path, now: str, evidence: EvidenceStore | None = None) -> dict[str, Any]:
    """Write the backup beside its place, then move it there. Rows are of one moment. Returns the manifest; its `lost`
    names the photos that are damaged or not in the store. When the disk is full, nothing is left; what a killed backup left
    in this folder is cleared away. Raises Unfit while another one writes to the same place.
    """
    try:
        with (
            writing_beside(target) as beside,
            zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive,
        ):
            return _fill(archive, database, now, evidence)
    except Taken as error:
        raise Unfit(f"另一个备份正在写 {target.name}，没有再写。请等它写完") from error


def _fill(archive: zipfile.ZipFile, database: Database, now: str, evidence: EvidenceStore | None) -> dict[str, Any]:
    digests: dict[str, str] = {}
    with database.reading() as connection:
        seq, chain, epoch = log.get_head(connection)
        counts = {}
        for table in tables():
            name = f"rows/{table.name}.jsonl"
            counts[table.name] = _write(archive, name, lines_of(connection, table), digests)
        photos, lost = add_photos(archive, connection, evidence, digests) if evidence else (0, [])
    manifest = {
        "format": FORMAT,
        "revision": newest(),
        "made_at": now,
        "seq": seq,
        "head": chain,
        "epoch": epoch,
        "rows": counts,
        "photos": photos,
        "lost": lost,
        "files": digests,
    }
    sums = "".join(f"{digest}  {name}\n" for name, digest in sorted(digests.items()))
    archive.writestr("manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True))
    archive.writestr("manifest-sha256.txt", sums)
    return manifest


def restore_backup(database: Database, source: Path, evidence: EvidenceStore) -> dict[str, Any]:
    """Bring an empty, migrated database to the state of the backup; all rows or none. Returns the manifest, in whose
    `lost` stand the photos that are damaged or missing, in the backup or since.

    Raises Unfit when the rows are damaged or of another revision, or the database already holds some; OSError when the
    file cannot be read.
    """
    with _opened(source) as archive:
        manifest = _checked(archive)
        with database.reading() as connection:
            _refuse_rows(connection)
        manifest["photos"], damaged = put_photos(archive, evidence)
        with database.writing() as connection:
            _refuse_rows(connection)
            for table in tables():
                _put_table(archive, connection, table)
            _refuse_headless(connection)
            settle_counters(connection)
            manifest["epoch"] = renew_epoch(connection)
            manifest["lost"] = lost_after(connection, evidence, manifest.get("lost", []), damaged)
    return manifest


def _opened(source: Path) -> zipfile.ZipFile:
    with source.open("rb"):  # that it cannot be read is another matter
        pass
    try:
        return zipfile.ZipFile(source)
    except UNREADABLE as error:
        raise Unfit(NO_BACKUP) from error


def _refuse_headless(connection: Connection) -> None:
    """A log whose end stands nowhere would be begun anew from its first number."""
    if log.has_rows(connection) and log.get_head(connection)[0] == 0:
        raise Unfit("备份文件损坏：操作日志有内容，却没有登记链头")


def _refuse_rows(connection: Connection) -> None:
    if holds_rows(connection):
        raise Unfit("目标数据库里已经有内容，没有恢复。请用一个空的数据库")


def _put_table(archive: zipfile.ZipFile, connection: Connection, table: Table) -> None:
    try:
        with archive.open(f"rows/{table.name}.jsonl") as lines:
            put_lines(connection, table, lines)
    except (SQLAlchemyError, *UNREADABLE) as error:
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
        counts = [*manifest["rows"].values(), manifest["photos"]]
        lost = [(one["organisation"], one["sha256"], LOST[one["problem"]]) for one in manifest.get("lost", [])]
    except (TypeError, AttributeError, *UNREADABLE) as error:
        raise Unfit(NO_BACKUP) from error
    plain = all(type(count) is int for count in counts) and all(isinstance(word, str) for one in lost for word in one)
    if not plain or not all(isinstance(word, str) for word in (made[1], *listed.values())):
        raise Unfit(NO_BACKUP)
    if made != (FORMAT, newest()):
        raise Unfit(f"备份的数据版本是 {made[1]}，本程序是 {newest()}。请用同一版本的程序恢复，再升级")
    rows = {f"rows/{table.name}.jsonl" for table in tables()}
    if sorted(archive.namelist()) != sorted([*listed, *BESIDE]) or not rows <= listed.keys():
        raise Unfit("备份文件损坏：里面的文件与清单对不上")
    if not all(name in rows or PHOTO.fullmatch(name) for name in listed):
        raise Unfit("备份文件损坏：里面有不认识的文件")
    counted: dict[str, int] = {}
    for name in rows:
        try:
            with archive.open(name) as stream:
                found, counted[name[5:-6]] = _read(_chunks(stream))  # type: ignore[arg-type]
        except UNREADABLE as error:
            raise Unfit(f"备份文件损坏：{name} 读不出来") from error
        if found != listed[name]:
            raise Unfit(f"备份文件损坏：{name} 的摘要不符")
    _compare_counts(manifest["rows"], counted)
    if not counted["log"] or manifest.get("head") == log.GENESIS:
        raise Unfit(
            f"没有恢复：备份清单写的链头是 {manifest.get('head') or '空的'}，里面的操作日志有 {counted['log']} 行，"
            f"全部内容 {sum(counted.values())} 行。没有日志的备份不能恢复；请换一个备份"
        )
    return manifest


def _compare_counts(claimed: Mapping[str, int], counted: Mapping[str, int]) -> None:
    """Names each table of which the manifest says another number of rows than the backup holds."""
    differ = [
        f"{name} 清单写 {claimed.get(name, '没有')} 行，备份里 {counted.get(name, '没有')} 行"
        for name in sorted({*claimed, *counted})
        if claimed.get(name) != counted.get(name)
    ]
    if differ:
        raise Unfit(f"备份文件损坏：行数与清单对不上，没有恢复。{'；'.join(differ)}")


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


def _read(parts: Iterable[bytes]) -> tuple[str, int]:
    """Digest of a member and how many lines it has, the last with or without its end."""
    digest, lines, last = hashlib.sha256(), 0, b"\n"
    for part in parts:
        digest.update(part)
        lines += part.count(b"\n")
        last = part[-1:]
    return digest.hexdigest(), lines + (last != b"\n")
