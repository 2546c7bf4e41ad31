"""photo.file: works, who may not, twice, out of order, what else changed."""

from audit_app.rules.ids import Ids
from audit_app.rules.instants import milliseconds
from audit_app.store.db import Database
from tests.ops.site_kit import NOW, Site


def test_an_unfiled_photo_goes_under_a_clause(database: Database) -> None:
    site = Site(database)
    op = site.photo(ref=None)
    site.done(op)
    site.unchanged_but(site.op("photo.file", op["subject"], ref="8.4"), "photos")
    assert site.rows("photos")[0]["ref"] == "8.4"


def test_filing_before_the_photo_waits_for_it(database: Database) -> None:
    site = Site(database)
    op = site.photo(ref=None)
    file = site.op("photo.file", op["subject"], ref="8.4")
    assert site.apply(file).why == "subject_not_here"
    site.done(op)
    assert site.rows("photos")[0]["ref"] == "8.4"


def test_a_photo_that_is_moved_takes_the_number_it_was_given_there(database: Database) -> None:
    site = Site(database)
    add = site.photo(ref="7.4.1")
    site.done(add)
    site.done(site.op("photo.file", add["subject"], base={"ref": [add["id"]]}, ref="8.4", number="启衡-8.4-B01"))
    assert [(row["ref"], row["number"]) for row in site.rows("photos")] == [("8.4", "启衡-8.4-B01")]
    site.done(site.op("photo.file", add["subject"], ref="8.5"))
    assert [row["number"] for row in site.rows("photos")] == ["启衡-8.4-B01"], "a filing without one leaves it"


def test_a_filing_that_is_not_shown_gives_no_number(database: Database) -> None:
    site = Site(database)
    add = site.photo(ref="7.4.1")
    site.done(add)
    first = site.op("photo.file", add["subject"], ref="8.4", number="启衡-8.4-B01")
    later = site.op("photo.file", add["subject"], ref="8.5", number="启衡-8.5-B01")
    site.done(later, "liyan")
    site.done(first)
    assert [(row["ref"], row["number"]) for row in site.rows("photos")] == [("8.5", "启衡-8.5-B01")]


def test_two_who_file_it_differently_are_both_kept_and_the_later_is_shown(database: Database) -> None:
    site = Site(database)
    op = site.photo(ref=None)
    site.done(op)
    first, later = site.op("photo.file", op["subject"], ref="8.4"), site.op("photo.file", op["subject"], ref="8.5")
    site.done(later, "liyan")
    site.done(first)
    assert site.rows("photos")[0]["ref"] == "8.5"
    assert len([head for head in site.rows("heads") if head["field"] == "ref"]) == 2


def test_the_clause_a_photo_was_taken_at_stands_beside_a_filing_that_did_not_know_it(database: Database) -> None:
    site = Site(database)
    add = site.photo(ref="7.4.1")
    filed = site.op("photo.file", add["subject"], ref="8.4")
    earlier = {**filed, "id": Ids().new(milliseconds(NOW) - 60_000)}
    site.done(add)
    site.done(earlier, "liyan")
    assert site.rows("photos")[0]["ref"] == "7.4.1", "the later stamp is shown"
    assert {head["op_id"] for head in site.rows("heads") if head["field"] == "ref"} == {add["id"], earlier["id"]}
    site.done(site.op("photo.file", add["subject"], base={"ref": [add["id"], earlier["id"]]}, ref="8.5"))
    assert site.rows("photos")[0]["ref"] == "8.5"
    assert len([head for head in site.rows("heads") if head["field"] == "ref"]) == 1


def test_who_is_not_on_the_team_may_not_and_an_unknown_clause_is_refused(database: Database) -> None:
    site = Site(database)
    op = site.photo(ref=None)
    site.done(op)
    assert site.apply(site.op("photo.file", op["subject"], ref="8.4"), "wangwu").why == "not_permitted"
    assert site.apply(site.op("photo.file", op["subject"], ref="99")).why == "clause_unknown"
    assert site.rows("photos")[0]["ref"] is None


def test_twice_is_once(database: Database) -> None:
    site = Site(database)
    op = site.photo(ref=None)
    site.done(op)
    file = site.op("photo.file", op["subject"], ref="8.4")
    assert site.apply(file) == site.apply(file)


def test_evidence_of_what_was_raised_moves_but_keeps_its_number(database: Database) -> None:
    site = Site(database)
    add = site.photo(ref="7.4.1")
    site.done(add)
    site.raised(photos=[add["subject"]])
    base = {"ref": [add["id"]]}
    said = site.apply(site.op("photo.file", add["subject"], base, ref="8.4", number="启衡-8.4-B01"))
    assert (said.outcome, said.why) == ("refused", "photo_number_fixed")
    site.done(site.op("photo.file", add["subject"], base, ref="8.4", number=None))
    assert [(row["ref"], row["number"]) for row in site.rows("photos")] == [("8.4", "启衡-7.4.1-B01")]
