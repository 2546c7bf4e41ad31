"""photo.swept: the house alone takes an original off the shelf, and only one that no photo shows and nobody has named or sent since."""

from typing import Any

from audit_app.ops import make
from audit_app.ops.checking import check
from audit_app.store.db import Database
from tests.ops.site_kit import SHA, Site


def swept(site: Site, through: int | None = None) -> dict[str, Any]:
    seq = site.rows("log")[-1]["seq"] if through is None else through
    return make("photo.swept", SHA, {"organisation": site.organisations["JX"], "size": 10, "through": seq})


def test_the_original_goes_and_nothing_else(database: Database) -> None:
    site = Site(database)
    site.done(site.received(), "house")
    site.done(site.received("cd" * 32), "house")
    site.unchanged_but(swept(site), "originals", who="house")
    assert [row["sha256"] for row in site.rows("originals")] == ["cd" * 32]
    site.done(site.received(), "house")
    assert len(site.rows("originals")) == 2, "it may come again"
    assert check(database).differences == []


def test_one_that_a_photo_shows_stays_taken_back_or_not(database: Database) -> None:
    site = Site(database)
    site.done(site.received(), "house")
    taken = site.photo()
    site.done(taken)
    assert site.apply(swept(site), "house").why == "original_named"
    site.done(site.op("photo.withdraw", taken["subject"], reason="拍错了"))
    assert site.apply(swept(site), "house").why == "original_named"
    assert len(site.rows("originals")) == 1


def test_what_came_after_the_look_keeps_it(database: Database) -> None:
    site = Site(database)
    looked = site.rows("log")[-1]["seq"]
    site.done(site.received(), "house")
    assert site.apply(swept(site, looked), "house").why == "original_named", "it came in after the look"
    looked = site.rows("log")[-1]["seq"]
    assert site.apply(site.photo(ref="99.9")).outcome == "refused"
    assert site.apply(swept(site, looked), "house").why == "original_named", "a refused op names it"
    assert len(site.rows("originals")) == 1
    site.done(swept(site), "house")
    assert site.rows("originals") == [] and check(database).differences == []


def test_no_person_says_it(database: Database) -> None:
    site = Site(database)
    site.done(site.received(), "house")
    for who in ("chenjing", "liyan", "sunqian", "linfan"):
        assert site.apply(swept(site), who).outcome == "refused"
    assert len(site.rows("originals")) == 1
