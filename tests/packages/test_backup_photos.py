"""One damaged or missing photo never makes a backup useless: it is named, everything else goes in and comes back."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from audit_app.ops import SYSTEM, apply_all
from audit_app.packages.backup import restore_backup, write_backup
from audit_app.store.db import Database
from audit_app.store.migrate import migrate
from audit_app.store.tables import originals
from evidence.folder import FolderStore
from evidence.store import Absent, key_of
from tests.cli.test_commands import run
from tests.conftest import NOW
from tests.evidence.photo_kit import digest, noise, saved
from tests.ops.site_kit import Site


class Shelved:
    """A site with photos that are on the shelf, by number."""

    def __init__(self, database: Database, folder: Path, photos: int = 3) -> None:
        self.site, self.shelf, self.bytes = Site(database), FolderStore(folder / "evidence"), dict[str, bytes]()
        self.body = self.site.organisations["JX"]
        for turn in range(photos):
            self.add(f"启衡-7.4.1-B{turn + 1:02}")

    def add(self, number: str) -> None:
        data = saved(noise(60 + len(self.bytes), 40), "JPEG")
        sha = digest(data)
        self.shelf.put(self.body, sha, io.BytesIO(data))
        for op, actor in (
            (self.site.photo(sha256=sha, size=len(data), number=number), self.site.actors["chenjing"]),
            (self.site.received(sha), SYSTEM),
        ):
            (outcome,) = apply_all(self.site.database, [op], actor, NOW)
            assert outcome.outcome == "done", outcome
        self.bytes[number] = data

    def place(self, number: str) -> Path:
        return self.shelf.root / key_of(self.body, digest(self.bytes[number]))

    def spoil(self, number: str, at: int = 100) -> None:
        """Flip one bit of the kept file, as a disk does."""
        place = self.place(number)
        data = bytearray(place.read_bytes())
        data[at % len(data)] ^= 4
        place.chmod(0o600)
        place.write_bytes(data)


@pytest.fixture
def shelved(database: Database, tmp_path: Path) -> Shelved:
    return Shelved(database, tmp_path)


def empty(folder: Path, name: str) -> Database:
    target = Database(f"sqlite:///{folder}/{name}.db")
    migrate(target)
    return target


def forge_digest(database: Database, sha256: str) -> None:
    """Change one digit of a digest in the rows, as a hand in the database does."""
    with database.writing() as connection:
        forged = ("0" if sha256[0] != "0" else "1") + sha256[1:]
        connection.execute(update(originals).where(originals.c.sha256 == sha256).values(sha256=forged))


def named(lost: list[dict[str, Any]]) -> dict[str, str]:
    return {number: one["problem"] for one in lost for number in one["numbers"]}


def test_a_damaged_and_a_missing_photo_are_named_and_the_rest_travels(shelved: Shelved, tmp_path: Path) -> None:
    damaged, missing, sound = shelved.bytes
    shelved.spoil(damaged)
    shelved.place(missing).unlink()
    expected = {damaged: "damaged", missing: "missing"}
    manifest = write_backup(shelved.site.database, tmp_path / "b.zip", NOW, shelved.shelf)
    assert (manifest["photos"], named(manifest["lost"])) == (1, expected)
    target, other = empty(tmp_path, "target"), FolderStore(tmp_path / "other")
    restored = restore_backup(target, tmp_path / "b.zip", other)
    assert (restored["photos"], named(restored["lost"])) == (1, expected)
    assert other.get(shelved.body, digest(shelved.bytes[sound])).read() == shelved.bytes[sound]
    for number in expected:
        with pytest.raises(Absent):
            other.get(shelved.body, digest(shelved.bytes[number]))


def test_a_photo_whose_row_says_another_digest_travels_all_the_same(shelved: Shelved, tmp_path: Path) -> None:
    (number, *_) = shelved.bytes
    true, other = digest(shelved.bytes[number]), FolderStore(tmp_path / "other")
    forge_digest(shelved.site.database, true)
    manifest = write_backup(shelved.site.database, tmp_path / "b.zip", NOW, shelved.shelf)
    assert (manifest["photos"], [one["problem"] for one in manifest["lost"]]) == (3, ["missing"])
    restore_backup(empty(tmp_path, "target"), tmp_path / "b.zip", other)
    assert other.get(shelved.body, true).read() == shelved.bytes[number]


def test_what_is_left_of_a_damaged_photo_lies_apart_in_the_backup(shelved: Shelved, tmp_path: Path) -> None:
    (number, *_) = shelved.bytes
    shelved.spoil(number)
    write_backup(shelved.site.database, tmp_path / "b.zip", NOW, shelved.shelf)
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        left = archive.read(f"damaged/{shelved.body}/{digest(shelved.bytes[number])}")
    assert left == shelved.place(number).read_bytes() != shelved.bytes[number]


def test_a_photo_damaged_inside_the_backup_is_named_and_the_rest_is_restored(shelved: Shelved, tmp_path: Path) -> None:
    (number, *others) = shelved.bytes
    write_backup(shelved.site.database, tmp_path / "b.zip", NOW, shelved.shelf)
    whole = (tmp_path / "b.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        info = archive.getinfo(f"evidence/{shelved.body}/{digest(shelved.bytes[number])}")
    at = info.header_offset + 30 + len(info.filename) + info.compress_size // 2
    (tmp_path / "d.zip").write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
    target, other = empty(tmp_path, "target"), FolderStore(tmp_path / "other")
    restored = restore_backup(target, tmp_path / "d.zip", other)
    assert named(restored["lost"]) == {number: "damaged"}
    assert all(other.has(shelved.body, digest(shelved.bytes[one])) for one in others)


def test_a_photo_that_the_new_shelf_holds_already_is_not_lost(shelved: Shelved, tmp_path: Path) -> None:
    (number, *_) = shelved.bytes
    shelved.spoil(number)
    write_backup(shelved.site.database, tmp_path / "b.zip", NOW, shelved.shelf)
    other = FolderStore(tmp_path / "other")
    other.put(shelved.body, digest(shelved.bytes[number]), io.BytesIO(shelved.bytes[number]))
    assert restore_backup(empty(tmp_path, "target"), tmp_path / "b.zip", other)["lost"] == []


def test_a_disk_that_reads_no_further_damages_one_photo_only(
    shelved: Shelved, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (number, *_) = shelved.bytes
    get = FolderStore.get

    class Failing(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise OSError(5, "Input/output error")

    def spoilt(store: FolderStore, organisation: str, sha256: str) -> Any:
        return Failing() if sha256 == digest(shelved.bytes[number]) else get(store, organisation, sha256)

    monkeypatch.setattr(FolderStore, "get", spoilt)
    manifest = write_backup(shelved.site.database, tmp_path / "b.zip", NOW, shelved.shelf)
    assert (manifest["photos"], named(manifest["lost"])) == (2, {number: "damaged"})


def test_the_commands_name_the_photo_and_end_with_status_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    source = empty(tmp_path, "source")
    shelved = Shelved(source, tmp_path)
    (number, *_) = shelved.bytes
    source.close()
    file = str(tmp_path / "b.zip")
    monkeypatch.setenv("AUDIT_DATABASE", f"sqlite:///{tmp_path}/source.db")
    monkeypatch.setenv("AUDIT_EVIDENCE", str(tmp_path / "evidence"))
    status, _, err = run(capsys, "backup", file, "--with-evidence")
    assert (status, err) == (0, "")
    shelved.spoil(number)
    status, _, err = run(capsys, "backup", file, "--with-evidence", "--replace")
    assert status == 2
    assert "备份已写好" in err and f"{number}\t已损坏\t{digest(shelved.bytes[number])}" in err
    monkeypatch.setenv("AUDIT_DATABASE", f"sqlite:///{tmp_path}/target.db")
    monkeypatch.setenv("AUDIT_EVIDENCE", str(tmp_path / "other"))
    status, out, err = run(capsys, "restore", file)
    assert status == 2
    assert "照片 2 张" in out and f"{number}\t已损坏" in err
