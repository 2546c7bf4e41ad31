"""judgement.keep_both: works, who may not, twice, what is not two, what the desk makes of it."""

from typing import Any

from audit_app.review.clashes import clashes_of
from audit_app.store.db import Database
from checklists import load
from tests.ops.site_kit import Site


def two(site: Site) -> list[str]:
    """7.6 不符合 with two nonconformities; their ids."""
    site.done(site.judge("7.6", "nonconforming"))
    drafts = [site.draft(), site.draft("A-01")]
    site.done(drafts[0])
    site.done(drafts[1], "liyan")
    return sorted(draft["subject"] for draft in drafts)


def keep(site: Site, forms: list[str], ref: str = "7.6") -> dict[str, Any]:
    return site.op("judgement.keep_both", f"{site.visit}/{ref}", ref=ref, forms=forms)


def clashes(site: Site) -> list[tuple[str, str]]:
    with site.database.reading() as connection:
        found = clashes_of(connection, site.visit, load("gbt-29490-2013"), "zh")
    return [(one["ref"], one["kind"]) for one in found]


def test_two_on_one_clause_contradict_until_somebody_says_that_both_stay(database: Database) -> None:
    site = Site(database)
    forms = two(site)
    assert clashes(site) == [("7.6", "two")]
    site.unchanged_but(keep(site, forms), "heads")
    assert clashes(site) == []


def test_a_third_is_asked_about_anew(database: Database) -> None:
    site = Site(database)
    site.done(keep(site, two(site)))
    site.done(site.draft("B-02"))
    assert clashes(site) == [("7.6", "two")]


def test_a_judgement_that_is_not_nonconforming_contradicts_its_nonconformity(database: Database) -> None:
    site = Site(database)
    site.done(site.draft())
    assert clashes(site) == [("7.6", "judgement")], "not judged yet"
    site.done(site.judge("7.6", "conforms"))
    assert clashes(site) == [("7.6", "judgement")]
    wrong = next(head["op_id"] for head in site.rows("heads") if head["field"] == "value")
    site.done(site.judge("7.6", "nonconforming", base={"value": [wrong]}))
    assert clashes(site) == []


def test_one_alone_is_refused_and_so_is_who_may_not(database: Database) -> None:
    site = Site(database)
    forms = two(site)
    assert site.apply(keep(site, forms[:1])).why == "bad_shape"
    assert site.apply(keep(site, forms), "wangwu").why == "not_permitted"
    other = site.op("judgement.keep_both", f"{site.visit}/7.5", ref="7.6", forms=forms)
    assert site.apply(other).why == "subject_differs"
    assert clashes(site) == [("7.6", "two")]


def test_what_is_of_no_form_of_this_audit_is_refused(database: Database) -> None:
    site = Site(database)
    forms = two(site)
    said = site.apply(keep(site, [forms[0], "01890a5d-ac96-774b-bcce-b302099a8057"]))
    assert (said.why, said.field) == ("forms_elsewhere", "forms") and "没有记下" in str(said.sentence)
    assert clashes(site) == [("7.6", "two")]


def test_twice_is_once(database: Database) -> None:
    site = Site(database)
    op = keep(site, two(site))
    assert site.apply(op) == site.apply(op)
