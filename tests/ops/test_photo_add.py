"""photo.add: works, who may not, twice, before and after its bytes, what else changed."""

import pytest

from audit_app.rules import ids
from audit_app.store.db import Database
from tests.ops.site_kit import SHA, Site


def test_a_photo_without_bytes_is_awaited(database: Database) -> None:
    site = Site(database)
    op = site.photo()
    site.unchanged_but(op, "photos")
    (row,) = site.rows("photos")
    assert (row["state"], row["sha256"], row["organisation_id"], row["ref"]) == (
        "awaited",
        SHA,
        site.organisations["JX"],
        "7.4.1",
    )


def test_a_photo_whose_bytes_are_here_is_kept_at_once(database: Database) -> None:
    site = Site(database)
    site.done(site.received(), "house")
    site.done(site.photo())
    assert site.rows("photos")[0]["state"] == "kept"


def test_another_organisations_bytes_do_not_count(database: Database) -> None:
    site = Site(database)
    theirs = site.received()
    theirs["body"]["organisation"] = site.organisations["ZY"]
    site.done(theirs, "house")
    site.done(site.photo())
    assert site.rows("photos")[0]["state"] == "awaited"


def test_twice_is_once_and_one_photo_may_stand_under_two_clauses(database: Database) -> None:
    site = Site(database)
    op = site.photo()
    assert site.apply(op) == site.apply(op)
    assert site.apply(site.photo(op["subject"])).why == "already_exists"
    site.done(site.photo(ref="7.6"))
    assert len(site.rows("photos")) == 2


def test_a_photo_may_come_without_a_clause(database: Database) -> None:
    site = Site(database)
    site.done(site.photo(ref=None))
    assert site.rows("photos")[0]["ref"] is None


@pytest.mark.parametrize("who, why", [("wangwu", "not_permitted"), ("sunqian", "not_permitted"), ("linfan", "absent")])
def test_only_the_team_adds(database: Database, who: str, why: str) -> None:
    site = Site(database)
    assert site.apply(site.photo(), who).why == why
    assert site.rows("photos") == []


@pytest.mark.parametrize(
    "field, value",
    [("sha256", "AB" * 32), ("size", 0), ("source", "scanner"), ("taken_at", "2023-10-27 10:42"), ("ref", "9.99")],
)
def test_a_wrong_value_is_refused(database: Database, field: str, value: object) -> None:
    site = Site(database)
    outcome = site.apply(site.photo(**{field: value}))
    assert outcome.outcome == "refused" and outcome.field == field
    assert site.rows("photos") == []


def test_an_id_that_is_none_of_ours_is_refused(database: Database) -> None:
    site = Site(database)
    assert site.apply({**site.photo(), "id": "x"}).why == "bad_shape"
    assert ids.is_id(site.photo()["id"])
