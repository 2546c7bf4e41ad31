"""campaign.correct: name, basis, minimum or last day, with a reason."""

from pathlib import Path

import pytest
from sqlalchemy import select, update

from audit_app.ops import apply, make
from audit_app.ops.replay import replay
from audit_app.store.db import Database
from audit_app.store.migrate import migrate
from audit_app.store.tables import campaigns
from tests.ops.office_kit import BEFORE_THE_DRAW, CAMPAIGN, NOW, Office, Step

KIND = "campaign.correct"
WHY = "通知里写的最低家数是两家"


def opened(office: Office) -> Step:
    office.until("inspectors.import")
    return Step(KIND, "zhoumin", CAMPAIGN, {"was": {"minimum": "3"}, "now": {"minimum": "2"}, "reason": WHY})


def test_the_campaign_says_what_is_right(database: Database) -> None:
    office = Office(database)
    step = opened(office)
    assert office.changed(step) == {"campaigns"}
    assert office.row("campaigns", CAMPAIGN)["minimum"] == 2
    both = {
        "was": {"title": "质量抽查", "due_on": "2023-11-30"},
        "now": {"title": "贯标质量抽查", "due_on": "2023-12-15"},
    }
    assert office.take(step, **both).outcome == "done"
    kept = office.row("campaigns", CAMPAIGN)
    assert (kept["title"], kept["due_on"]) == ("贯标质量抽查", "2023-12-15")


def test_what_does_not_fit_is_refused(database: Database) -> None:
    office = Office(database)
    step = opened(office)
    assert office.take(step, reason="写错").why == "reason_short"
    assert office.take(step, was={"minimum": "30"}).why == "stale"
    assert office.take(step, now={"minimum": "0"}).why == "quota_wrong"
    assert office.take(step, now={"minimum": "x"}).why == "quota_wrong"
    past = {"was": {"due_on": "2023-11-30"}, "now": {"due_on": "2023-10-26"}}
    assert office.take(step, **past).why == "due_past"


def test_only_the_province_corrects_it(database: Database) -> None:
    office = Office(database)
    said = office.turned_away(opened(office), "zhoumin")
    assert said == dict.fromkeys(("wuhao", "qianlei", "taoran", "liyan"), "absent")


FEW = "试点城市，今年每市只查两家企业"


def at_the_rule(office: Office) -> None:
    """The campaign asks for as many companies as its rules."""
    made = office.until("campaign.create")
    office.did(made.who, made.kind, made.subject, {**made.body, "minimum": 30, "because": ""})
    assert office.row("campaigns", CAMPAIGN)["because"] is None


def test_a_minimum_below_the_rules_has_its_reason_whoever_sets_it_and_shows_it(database: Database) -> None:
    office = Office(database)
    at_the_rule(office)
    low = {"was": {"minimum": "30"}, "now": {"minimum": "2"}, "reason": WHY}
    said = office.do("zhoumin", KIND, CAMPAIGN, low)
    assert (said.why, said.field, said.details["rule"]) == ("campaign_below", "because", 30)
    both = {"was": {"minimum": "30", "because": None}, "now": {"minimum": "2", "because": "少查"}, "reason": WHY}
    assert office.do("zhoumin", KIND, CAMPAIGN, both).why == "campaign_below"
    office.did("zhoumin", KIND, CAMPAIGN, {**both, "now": {"minimum": "2", "because": FEW}})
    kept = office.row("campaigns", CAMPAIGN)
    assert (kept["minimum"], kept["because"]) == (2, FEW)
    gone = {"was": {"because": FEW}, "now": {"because": None}, "reason": WHY}
    assert office.do("zhoumin", KIND, CAMPAIGN, gone).why == "campaign_below"
    office.did("zhoumin", KIND, CAMPAIGN, {"was": {"minimum": "2"}, "now": {"minimum": "30"}, "reason": WHY})
    assert office.row("campaigns", CAMPAIGN)["because"] is None, "at the rules again there is nothing to explain"


@pytest.mark.usefixtures("of_before")
def test_a_correction_of_its_first_version_replays_as_it_was(database: Database, tmp_path: Path) -> None:
    office = Office(database)
    made = office.until("campaign.create")
    office.take(made)
    old = {"was": {"minimum": "3"}, "now": {"minimum": "31"}, "reason": WHY}
    op = {**make(KIND, CAMPAIGN, old), "v": 1}
    assert apply(database, op, office.actor("zhoumin"), NOW).outcome == "done"
    office.did("zhoumin", KIND, CAMPAIGN, {"was": {"minimum": "31"}, "now": {"minimum": "30"}, "reason": WHY})
    low = {"was": {"minimum": "30"}, "now": {"minimum": "2"}, "reason": WHY}
    late = apply(database, {**make(KIND, CAMPAIGN, low), "v": 1}, office.actor("zhoumin"), BEFORE_THE_DRAW)
    assert late.why == "campaign_below", "a version 1 that arrives today is asked, too"
    again = Database(f"sqlite:///{tmp_path}/again.db")
    migrate(again)
    replay(database, again)
    with database.reading() as one, again.reading() as other:
        assert list(one.execute(select(campaigns))) == list(other.execute(select(campaigns)))
    again.close()


def test_the_year_is_put_right_and_agrees_with_the_name(database: Database) -> None:
    office = Office(database)
    step = opened(office)
    year = {"was": {"year": "2023"}, "now": {"year": "2022"}}
    assert office.take(step, **year).outcome == "done"
    assert office.row("campaigns", CAMPAIGN)["year"] == 2022
    named = {"was": {"title": "质量抽查"}, "now": {"title": "2023 年度质量抽查"}}
    assert (refused := office.take(step, **named)).why == "year_not_named" and refused.field == "title"
    both = {"was": {**named["was"], "year": "2022"}, "now": {**named["now"], "year": "2023"}}
    assert office.take(step, **both).outcome == "done"
    kept = office.row("campaigns", CAMPAIGN)
    assert (kept["title"], kept["year"]) == ("2023 年度质量抽查", 2023)


@pytest.mark.parametrize(
    ("now", "why", "field"),
    [
        ({"year": "2003"}, "bad_value", "year"),
        ({"year": "两千年"}, "bad_shape", "year"),
        ({"year": "abcd"}, "bad_value", "year"),
        ({"year": "2019"}, "due_other_year", "year"),
        ({"due_on": "2033-11-30"}, "due_other_year", "due_on"),
    ],
)
def test_a_year_or_a_last_day_that_does_not_fit_is_refused(
    database: Database, now: dict[str, str], why: str, field: str
) -> None:
    office = Office(database)
    was = {"year": "2023", "due_on": "2023-11-30"}
    outcome = office.take(opened(office), was={name: was[name] for name in now}, now=now)
    assert outcome.why == why and str(outcome.field).endswith(field)


def test_a_correction_of_something_else_is_not_refused_for_an_old_disagreement(database: Database) -> None:
    office = Office(database)
    step = opened(office)
    with database.writing() as connection:
        connection.execute(update(campaigns).values(title="2023 年度质量抽查", year=2032))
    assert office.take(step).outcome == "done"
    assert office.row("campaigns", CAMPAIGN)["minimum"] == 2
