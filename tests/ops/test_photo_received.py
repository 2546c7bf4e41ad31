"""photo.received: the house alone says it; rows of that organisation become kept, and two effects follow."""

import hashlib
import io
import json
from pathlib import Path

import pytest

from audit_app.effects.intake import Upload, receive
from audit_app.ops.replay import replay
from audit_app.store.db import Database
from audit_app.store.migrate import migrate
from audit_app.store.photos import get_original
from evidence.exif import read_exif
from evidence.folder import FolderStore
from tests.evidence.photo_kit import photo
from tests.ops.site_kit import NOW, SHA, Site

PLACE = {"lat": "31.2", "lon": "121.4"}


def test_the_original_is_recorded_and_its_photos_are_kept(database: Database) -> None:
    site = Site(database)
    site.done(site.photo())
    site.done(site.photo(ref="7.6"))
    site.done(site.photo(sha256="cd" * 32))
    site.unchanged_but(site.received(), "photos", "originals", who="house")
    assert sorted(row["state"] for row in site.rows("photos")) == ["awaited", "kept", "kept"]
    (original,) = site.rows("originals")
    assert (original["sha256"], original["format"], original["exif"]) == (
        SHA,
        "JPEG",
        '{"taken_at": "2023-10-27T10:42:00"}',
    )


def test_checking_and_views_follow_once_for_each_digest(database: Database) -> None:
    site = Site(database)
    site.done(site.received(), "house")
    site.done(site.received(), "house")
    assert sorted(row["name"] for row in site.rows("effects")) == ["check_photo", "make_views"]
    assert len(site.rows("originals")) == 1


def test_no_person_says_it(database: Database) -> None:
    site = Site(database)
    for who in ("chenjing", "liyan", "sunqian", "linfan"):
        assert site.apply(site.received(), who).outcome == "refused"
    assert site.rows("originals") == []


def test_where_it_was_taken_stays_in_the_original_alone(database: Database, tmp_path: Path) -> None:
    site, data, shelf = Site(database), photo(), FolderStore(tmp_path)
    digest, organisation = hashlib.sha256(data).hexdigest(), site.organisations["JX"]
    said = receive(database, shelf, Upload(organisation, io.BytesIO(data), digest, len(data), "台账.jpg"), NOW)
    assert said.outcome == "done" and read_exif(data)["position"] is not None
    (row,) = [row for row in site.rows("log") if row["kind"] == "photo.received"]
    (original,) = site.rows("originals")
    for exif in (json.loads(row["body"])["exif"], json.loads(original["exif"])):
        assert exif["taken_at"] == "2023-10-27T10:42:00" and "position" not in exif
    with shelf.get(organisation, digest) as kept:
        assert kept.read() == data


@pytest.mark.usefixtures("of_before")
def test_no_position_enters_the_log_and_old_rows_are_replayed_as_they_stand(database: Database, tmp_path: Path) -> None:
    site, again = Site(database), Database(f"sqlite:///{tmp_path}/again.db")
    op = site.received()
    placed = {**op, "body": {**op["body"], "exif": {"position": PLACE}}}
    said = site.apply(placed, "house")
    assert (said.outcome, said.why, said.field) == ("refused", "bad_shape", "exif")
    site.done({**site.received(), "body": placed["body"], "v": 1}, "house")
    (original,) = site.rows("originals")
    assert json.loads(original["exif"]) == {"position": PLACE}
    migrate(again)
    assert replay(database, again) == len(site.rows("log"))
    with again.reading() as connection:
        row = get_original(connection, site.organisations["JX"], SHA)
    again.close()
    assert row is not None and row["exif"] == original["exif"]
