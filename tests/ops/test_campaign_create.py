"""campaign.create: the province opens a campaign with a round for each of its cities."""

import pytest

from audit_app.demo.script import known_id
from audit_app.store.db import Database
from tests.ops.office_kit import CAMPAIGN, CITY, OTHER, OTHER_ROUND, PROVINCE, ROUND, Office

KIND = "campaign.create"


def test_a_campaign_has_an_open_round_for_each_city(database: Database) -> None:
    office = Office(database)
    assert office.changed(office.until(KIND)) == {"campaigns", "city_rounds"}
    campaign = office.row("campaigns", CAMPAIGN)
    assert (campaign["organisation_id"], campaign["minimum"], campaign["term"]) == (PROVINCE, 30, "30 day")
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
