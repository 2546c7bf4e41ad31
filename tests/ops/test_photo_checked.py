"""photo.checked: the verdict of decoding; a problem marks the photos 打不开 and keeps the original."""

from typing import Any

import pytest

from audit_app.ops import make
from audit_app.store.db import Database
from tests.ops.site_kit import SHA, Site


def checked(site: Site, problem: str | None, phash: str | None = None) -> dict[str, Any]:
    return make("photo.checked", SHA, {"organisation": site.organisations["JX"], "problem": problem, "phash": phash})


def test_a_good_picture_gets_its_hash(database: Database) -> None:
    site = Site(database)
    site.done(site.photo())
    site.done(site.received(), "house")
    site.unchanged_but(checked(site, None, "80b4297bb0b4acb4"), "photos", "originals", who="house")
    assert site.rows("originals")[0]["phash"] == "80b4297bb0b4acb4"
    assert site.rows("photos")[0]["state"] == "kept"


def test_an_undecodable_original_is_kept_and_its_photos_are_marked_also_those_that_come_later(
    database: Database,
) -> None:
    site = Site(database)
    site.done(site.photo())
    site.done(site.received(), "house")
    site.done(checked(site, "打不开：文件已损坏或不完整"), "house")
    site.done(site.photo(ref="7.6"))
    assert [row["state"] for row in site.rows("photos")] == ["unreadable", "unreadable"]
    assert site.rows("originals")[0]["problem"] == "打不开：文件已损坏或不完整"


def test_a_picture_that_decodes_with_a_remark_is_kept_not_unreadable(database: Database) -> None:
    site = Site(database)
    site.done(site.photo())
    site.done(site.received(), "house")
    site.done(checked(site, "不完整：有一部分画面缺失", "80b4297bb0b4acb4"), "house")
    site.done(site.photo(ref="7.6"))
    assert [row["state"] for row in site.rows("photos")] == ["kept", "kept"]
    assert site.rows("originals")[0]["problem"] == "不完整：有一部分画面缺失"


@pytest.mark.usefixtures("of_before")
def test_a_row_of_the_first_version_still_means_what_it_meant(database: Database) -> None:
    site = Site(database)
    site.done(site.photo())
    site.done(site.received(), "house")
    site.done({**checked(site, "打不开：解码超时", "80b4297bb0b4acb4"), "v": 1}, "house")
    assert [row["state"] for row in site.rows("photos")] == ["unreadable"]


def test_a_verdict_before_the_bytes_waits_for_them(database: Database) -> None:
    site = Site(database)
    assert site.apply(checked(site, None, "00" * 8), "house").why == "subject_not_here"
    site.done(site.received(), "house")
    assert site.rows("originals")[0]["phash"] == "00" * 8


def test_no_person_says_it(database: Database) -> None:
    site = Site(database)
    site.done(site.received(), "house")
    assert site.apply(checked(site, "x"), "liyan").outcome == "refused"
    assert site.rows("originals")[0]["problem"] is None
