"""A backup is a backup when restored: rows, photos, chain and epoch; damage is found; engines can be changed."""

import hashlib
import io
import random
import struct
import subprocess
import zipfile
import zlib
from pathlib import Path

import pytest

from audit_app.demo import people
from audit_app.demo.script import Script
from audit_app.ops.verify import verify_log
from audit_app.packages.backup import Unfit, copy_rows, restore_backup, write_backup
from audit_app.store import log
from audit_app.store.db import Database
from audit_app.store.migrate import migrate
from audit_app.store.portable import rows_of, tables
from evidence.folder import FolderStore
from tests.conftest import NOW


def everything(database: Database) -> dict[str, list[dict[str, object]]]:
    with database.reading() as connection:
        return {table.name: list(rows_of(connection, table)) for table in tables() if table.name != "head"}


@pytest.fixture
def told(database: Database, tmp_path: Path) -> Database:
    people.tell(Script(database, FolderStore(tmp_path / "evidence")))
    return database


def empty(tmp_path: Path, name: str) -> Database:
    database = Database(f"sqlite:///{tmp_path}/{name}.db")
    migrate(database)
    return database


def test_a_restored_backup_equals_the_original_and_has_an_epoch_of_its_own(told: Database, tmp_path: Path) -> None:
    file, shelf = tmp_path / "b.zip", FolderStore(tmp_path / "elsewhere")
    manifest = write_backup(told, file, NOW)
    target = empty(tmp_path, "target")
    restore_backup(target, file, shelf)
    assert everything(target) == everything(told)
    again = empty(tmp_path, "again")
    restore_backup(again, file, shelf)
    with target.reading() as connection, again.reading() as other:
        assert log.get_head(connection)[:2] == (manifest["seq"], manifest["head"])
        epochs = {manifest["epoch"], log.get_head(connection)[2], log.get_head(other)[2]}
        assert len(epochs) == 3  # the same file restored twice is two servers for a tablet
        assert verify_log(connection, manifest["head"]).ok


def test_the_manifest_is_checked_with_sha256sum(told: Database, tmp_path: Path) -> None:
    write_backup(told, tmp_path / "b.zip", NOW)
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        archive.extractall(tmp_path / "out")
    subprocess.run(["sha256sum", "-c", "--quiet", "manifest-sha256.txt"], cwd=tmp_path / "out", check=True)


def test_a_database_that_holds_rows_is_left_alone(told: Database, tmp_path: Path) -> None:
    write_backup(told, tmp_path / "b.zip", NOW)
    before = everything(told)
    with pytest.raises(Unfit):
        restore_backup(told, tmp_path / "b.zip", FolderStore(tmp_path / "elsewhere"))
    assert everything(told) == before


def test_a_flipped_bit_of_the_rows_is_found_or_changes_none(tmp_path: Path) -> None:
    source = empty(tmp_path, "source")
    people.tell(Script(source, FolderStore(tmp_path / "evidence")))
    write_backup(source, tmp_path / "b.zip", NOW)
    whole, chance, refused = (tmp_path / "b.zip").read_bytes(), random.Random(7), 0
    spans, target = spans_of_rows(whole), empty(tmp_path, "target")
    for _ in range(40):
        start, length = chance.choice(spans)
        damaged = flipped(whole, start + chance.randrange(length), chance.randrange(8))
        (tmp_path / "d.zip").write_bytes(damaged)
        if same_rows(whole, damaged):  # a few bits after the end of a deflated stream mean nothing
            continue
        with pytest.raises(Unfit):
            restore_backup(target, tmp_path / "d.zip", FolderStore(tmp_path / "elsewhere"))
        refused += 1
        assert not any(everything(target).values())
    assert refused > 30


def spans_of_rows(whole: bytes) -> list[tuple[int, int]]:
    """Where the compressed rows of each table lie in the zip: start and length."""
    spans = []
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        for info in archive.infolist():
            if info.filename.startswith("rows/") and info.compress_size > 40:
                head = info.header_offset
                spans.append((head + 30 + sum(struct.unpack("<HH", whole[head + 26 : head + 30])), info.compress_size))
    return spans


def flipped(whole: bytes, place: int, bit: int) -> bytes:
    damaged = bytearray(whole)
    damaged[place] ^= 1 << bit
    return bytes(damaged)


def same_rows(one: bytes, other: bytes) -> bool:
    """Whether both zips unpack to the same bytes; one that does not unpack is not the same."""
    with zipfile.ZipFile(io.BytesIO(one)) as a, zipfile.ZipFile(io.BytesIO(other)) as b:
        try:
            return all(a.read(name) == b.read(name) for name in a.namelist())
        except (zipfile.BadZipFile, zlib.error, EOFError):
            return False


def test_photos_travel_with_the_backup(tmp_path: Path) -> None:
    source, shelf = empty(tmp_path, "source"), FolderStore(tmp_path / "evidence")
    people.tell(Script(source, shelf))
    body = people.known_id("JX")
    photo = b"\xff\xd8 these bytes stand for a photo"
    digest = hashlib.sha256(photo).hexdigest()
    shelf.put(body, digest, io.BytesIO(photo))
    with source.engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO originals (organisation_id, sha256, size, format, width, height, exif, received_at)"
            " VALUES (?, ?, ?, 'JPEG', 1, 1, '{}', ?)",
            (body, digest, len(photo), NOW),
        )
    write_backup(source, tmp_path / "b.zip", NOW, shelf)
    target, other = empty(tmp_path, "target"), FolderStore(tmp_path / "other")
    restore_backup(target, tmp_path / "b.zip", other)
    assert other.get(body, digest).read() == photo


def test_copy_moves_between_engines(told: Database, tmp_path: Path, postgres: str) -> None:
    from tests.conftest import fresh_postgres

    other = Database(fresh_postgres(postgres) if told.is_sqlite else f"sqlite:///{tmp_path}/other.db")
    migrate(other)
    copy_rows(told, other)
    assert everything(other) == everything(told)
    script = Script(other, FolderStore(tmp_path / "evidence"))
    script.do(
        "sunqian", "client.create", people.known_id("c"), {"name": "一家公司", "short_name": "一家", "departments": []}
    )
    assert script.flush()[0].outcome == "done"
    other.close()
