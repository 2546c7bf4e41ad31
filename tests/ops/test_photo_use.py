"""photo.use: works, who may not, twice, out of order, two people, what else changed."""

from audit_app.store.db import Database
from audit_app.store.photo_uses import is_at
from audit_app.store.photos import list_photos
from tests.ops.site_kit import Site


def uses(site: Site) -> list[list[str]]:
    with site.database.reading() as connection:
        return [row["also"] for row in list_photos(connection, site.visit)]


def test_a_photo_is_used_at_one_more_clause_and_keeps_home_and_number(database: Database) -> None:
    site = Site(database)
    add = site.photo(ref="7.4.1")
    site.done(add)
    site.unchanged_but(site.op("photo.use", add["subject"], ref="8.4", used=True), "heads")
    with database.reading() as connection:
        [photo] = list_photos(connection, site.visit)
    assert (photo["ref"], photo["number"], photo["also"]) == ("7.4.1", "启衡-7.4.1-B01", ["8.4"])
    assert [ref for ref in ("7.4.1", "8.4", "8.5") if is_at(photo, ref)] == ["7.4.1", "8.4"]


def test_one_use_is_taken_away_and_the_other_stays(database: Database) -> None:
    site = Site(database)
    add = site.photo(ref="7.4.1")
    site.done(add)
    used = {ref: site.done(site.op("photo.use", add["subject"], ref=ref, used=True)) for ref in ("8.4", "8.5")}
    site.done(site.op("photo.use", add["subject"], base={"also.8.4": [used["8.4"]]}, ref="8.4", used=False))
    assert uses(site) == [["8.5"]]


def test_a_photo_that_moves_to_where_it_was_used_stands_there_once(database: Database) -> None:
    site = Site(database)
    add = site.photo(ref="7.4.1")
    site.done(add)
    site.done(site.op("photo.use", add["subject"], ref="8.4", used=True))
    site.done(site.op("photo.file", add["subject"], base={"ref": [add["id"]]}, ref="8.4"))
    assert uses(site) == [[]]


def test_using_before_the_photo_waits_for_it(database: Database) -> None:
    site = Site(database)
    add = site.photo(ref="7.4.1")
    use = site.op("photo.use", add["subject"], ref="8.4", used=True)
    assert site.apply(use).why == "subject_not_here"
    site.done(add)
    assert uses(site) == [["8.4"]]


def test_two_who_differ_are_both_kept_and_the_later_is_shown_in_either_order(database: Database) -> None:
    site = Site(database)
    add = site.photo(ref="7.4.1")
    site.done(add)
    yes = site.op("photo.use", add["subject"], ref="8.4", used=True)
    no = site.op("photo.use", add["subject"], ref="8.4", used=False)
    site.done(no, "liyan")
    site.done(yes)
    assert uses(site) == [[]]
    assert len([head for head in site.rows("heads") if head["field"] == "also.8.4"]) == 2


def test_who_is_not_on_the_team_may_not_and_an_unknown_clause_is_refused(database: Database) -> None:
    site = Site(database)
    add = site.photo(ref="7.4.1")
    site.done(add)
    assert site.apply(site.op("photo.use", add["subject"], ref="8.4", used=True), "wangwu").why == "not_permitted"
    assert site.apply(site.op("photo.use", add["subject"], ref="99", used=True)).why == "clause_unknown"
    assert uses(site) == [[]]


def test_twice_is_once(database: Database) -> None:
    site = Site(database)
    add = site.photo(ref="7.4.1")
    site.done(add)
    use = site.op("photo.use", add["subject"], ref="8.4", used=True)
    assert site.apply(use) == site.apply(use)
