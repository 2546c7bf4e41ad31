"""Backups somebody meddled with: each is refused with a sentence, and neither row nor photo is left behind."""

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from audit_app.demo import people
from audit_app.demo.script import Script
from audit_app.packages.backup import Unfit, restore_backup, write_backup
from audit_app.store.db import Database
from audit_app.store.migrate import migrate
from audit_app.store.portable import holds_rows
from audit_app.store.tables import originals
from evidence.folder import FolderStore
from tests.conftest import NOW

Files = dict[str, bytes]
BODY = people.known_id("JX")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Files:
    folder = tmp_path_factory.mktemp("source")
    database = made(folder)
    people.tell(Script(database, FolderStore(folder / "evidence")))
    write_backup(database, folder / "b.zip", NOW)
    database.close()
    with zipfile.ZipFile(folder / "b.zip") as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture
def target(tmp_path: Path) -> Iterator[Database]:
    database = made(tmp_path)
    yield database
    database.close()


def made(folder: Path) -> Database:
    database = Database(f"sqlite:///{folder}/audit.db")
    migrate(database)
    return database


def manifest(change: Callable[[dict[str, Any]], object]) -> Callable[[Files], None]:
    def forge(files: Files) -> None:
        found = json.loads(files["manifest.json"])
        change(found)
        files["manifest.json"] = json.dumps(found).encode()

    return forge


def swapped(name: str, content: bytes) -> Callable[[Files], None]:
    """A file of another content, its digest put right in the manifest."""

    def forge(files: Files) -> None:
        files[name] = content
        manifest(lambda found: found["files"].update({name: hashlib.sha256(content).hexdigest()}))(files)

    return forge


def without_log(files: Files) -> None:
    del files["rows/log.jsonl"]
    manifest(lambda found: found["files"].pop("rows/log.jsonl"))(files)


FORGED: dict[str, Callable[[Files], Any]] = {
    "a manifest that is a list": lambda files: files.update({"manifest.json": b"[]"}),
    "a manifest that is no JSON": lambda files: files.update({"manifest.json": b"\xff{"}),
    "no list of files": manifest(lambda found: found.pop("files")),
    "files that are a number": manifest(lambda found: found.update(files=3)),
    "no count of photos": manifest(lambda found: found.pop("photos")),
    "counts that are text": manifest(lambda found: found.update(rows={"log": "many"})),
    "another revision": manifest(lambda found: found.update(revision="9999")),
    "a table left out": without_log,
    "a file nobody listed": lambda files: files.update({"evidence/x": b"x"}),
    "a way out of the folder": swapped("evidence/../../../outside", b"x"),
    "a photo under another digest": swapped(f"evidence/{BODY}/{'0' * 64}", b"a photo"),
    "rows that are no JSON": swapped("rows/users.jsonl", b"garbage\n"),
    "rows that are lists": swapped("rows/users.jsonl", b"[1]\n"),
    "rows with a column nobody knows": swapped("rows/users.jsonl", b'{"id": "x", "nosuch": 1}\n'),
    "rows of an absent parent": swapped(
        "rows/originals.jsonl", json.dumps({"organisation_id": "nobody", "sha256": "x", "size": 1}).encode()
    ),
}


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED.keys())
def test_a_forged_backup_is_refused_whole(
    whole: Files, target: Database, tmp_path: Path, forge: Callable[[Files], Any]
) -> None:
    files = dict(whole)
    forge(files)
    with zipfile.ZipFile(tmp_path / "forged.zip", "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    with pytest.raises(Unfit):
        restore_backup(target, tmp_path / "forged.zip", FolderStore(tmp_path / "shelf"))
    with target.reading() as connection:
        assert not holds_rows(connection)
    assert not (tmp_path.parent / "outside").exists()


def test_a_photo_that_is_not_on_the_shelf_stops_the_backup(target: Database, tmp_path: Path) -> None:
    people.tell(Script(target, FolderStore(tmp_path / "shelf")))
    row = {"format": "JPEG", "width": 1, "height": 1, "exif": "{}", "received_at": NOW, "size": 1}
    with target.engine.begin() as connection:
        connection.execute(originals.insert().values(organisation_id=BODY, sha256="0" * 64, **row))
    with pytest.raises(Unfit, match="0" * 64):
        write_backup(target, tmp_path / "b.zip", NOW, FolderStore(tmp_path / "shelf"))
    assert not list(tmp_path.glob("b.zip*"))
