"""campaign.create: the province opens a campaign with a round for each of its cities."""

import pytest

from audit_app.demo.script import known_id
from audit_app.ops import OpBatch, make
from audit_app.store.db import Database
from tests.ops.office_kit import BEFORE_THE_DRAW, CAMPAIGN, CITY, OTHER, OTHER_ROUND, PROVINCE, ROUND, Office

KIND = "campaign.create"


def test_a_campaign_has_an_open_round_for_each_city(database: Database) -> None:
    office = Office(database)
    assert office.changed(office.until(KIND)) == {"campaigns", "city_rounds"}
    campaign = office.row("campaigns", CAMPAIGN)
    assert (campaign["organisation_id"], campaign["minimum"], campaign["term"]) == (PROVINCE, 3, "30 day")
    states = {row["id"]: (row["organisation_id"], row["region"], row["state"]) for row in office.rows("city_rounds")}
    assert states == {ROUND: (CITY, "320600", "open"), OTHER_ROUND: (OTHER, "320500", "open")}


def test_only_a_province_opens_one_and_only_once(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    assert set(office.turned_away(step, "zhoumin").values()) == {"not_permitted"}
    office.is_once(step)
    assert office.do("zhoumin", KIND, known_id("T two"), step.body).why == "already_exists"
    fresh = [{"id": known_id("T r9"), "organisation": CITY}]
    assert office.do("zhoumin", KIND, known_id("T two"), {**step.body, "rounds": fresh}).why == "number_taken"


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"rounds": [{"id": ROUND, "organisation": known_id("JX")}]}, "absent"),
        ({"rounds": [{"id": ROUND, "organisation": CITY}, {"id": OTHER_ROUND, "organisation": CITY}]}, "city_doubled"),
        ({"rule_pack": "nowhere-1999"}, "bad_value"),
        ({"minimum": 0}, "bad_shape"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_reason(database: Database, changed: dict[str, object], why: str) -> None:
    office = Office(database)
    outcome = office.take(office.until(KIND), **changed)
    assert (outcome.outcome, outcome.why) == ("refused", why)
    assert outcome.sentence
    assert not office.rows("campaigns")


def test_a_campaign_is_not_due_in_the_past(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    outcome = office.take(step, due_on="2023-08-27")
    assert (outcome.why, outcome.field) == ("due_past", "due_on")
    assert office.take(step, due_on="2023-08-28").outcome == "done"


def test_below_the_rules_only_with_a_reason_that_is_kept(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    for because in ("", "少抽", ".........."):
        outcome = office.take(step, because=because)
        assert (outcome.why, outcome.field) == ("campaign_below", "because")
        assert "3" in str(outcome.sentence) and "30" in str(outcome.sentence)
    office.take(step)
    assert office.row("campaigns", CAMPAIGN)["because"] == step.body["because"]
    enough = {**step.body, "minimum": 30, "because": "", "code": "T9", "rounds": []}
    rounds = [{"id": known_id("T r9"), "organisation": CITY}]
    office.did("zhoumin", KIND, known_id("T nine"), {**enough, "rounds": rounds})
    assert office.row("campaigns", known_id("T nine"))["because"] is None


@pytest.mark.parametrize(
    ("changed", "why", "field"),
    [
        ({"title": "2023 年度质量抽查", "year": 2032}, "year_not_named", "year"),
        ({"title": "两零二四企业抽查"}, "year_not_named", "year"),
        ({"due_on": "2033-11-30"}, "due_other_year", "due_on"),
        ({"year": 2019}, "due_other_year", "due_on"),
    ],
)
def test_year_name_and_last_day_agree(database: Database, changed: dict[str, object], why: str, field: str) -> None:
    office = Office(database)
    outcome = office.take(office.until(KIND), **changed)
    assert (outcome.why, outcome.field) == (why, field) and not office.rows("campaigns")


def test_a_row_of_the_log_with_two_years_is_carried_out_as_it_was(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    old = {**make(KIND, step.subject, {**step.body, "title": "2023 年度质量抽查", "year": 2032}), "v": 3}
    with database.writing() as connection:
        batch = OpBatch(connection, BEFORE_THE_DRAW, replaying=True)
        assert batch.apply_one(old, office.actor("zhoumin")).outcome == "done"
        batch.flush()
    assert office.row("campaigns", CAMPAIGN)["year"] == 2032


def test_no_code_differs_from_another_by_case_alone(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    office.take(step)
    twin = {**step.body, "code": step.body["code"].swapcase(), "rounds": []}
    said = office.do(
        "zhoumin", KIND, known_id("T twin"), {**twin, "rounds": [{"id": known_id("T r"), "organisation": CITY}]}
    )
    assert (said.why, said.field, said.details["number"]) == ("code_twin", "code", step.body["code"])
