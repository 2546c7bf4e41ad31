"""photo.received: the house alone says it; rows of that organisation become kept, and two effects follow."""

from audit_app.store.db import Database
from tests.ops.site_kit import SHA, Site


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
