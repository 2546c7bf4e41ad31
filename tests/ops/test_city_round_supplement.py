"""city_round.supplement: more companies after the seal, the next of the reserve in its order, with a reason."""

import json
from collections import Counter

import pytest

from audit_app.store.db import Database
from tests.ops.office_kit import ROUND, Office, Step

KIND = "city_round.supplement"
WHY = "省局要求本市增加两家"


def sealed(office: Office) -> Step:
    office.take(office.until("city_round.seal"))
    return Step(KIND, "wuhao", ROUND, {"count": 2, "reason": WHY})


def test_the_next_of_the_reserve_come_in_its_order(database: Database) -> None:
    office = Office(database)
    step = sealed(office)
    before = {row["uscc"]: row for row in office.rows("spot_checks")}
    assert office.take(step).outcome == "done"
    reserve = [one["uscc"] for one in json.loads(office.rows("draws")[0]["reserve"])]
    made = sorted(office.rows("spot_checks"), key=lambda row: row["position"])
    assert [row["uscc"] for row in made[3:]] == reserve[:2] and [row["position"] for row in made] == [1, 2, 3, 4, 5]
    assert {row["uscc"]: row for row in made[:3]} == before
    kept = office.rows("supplementary_draws")[0]
    assert (kept["first"], kept["count"], kept["reason"]) == (4, 2, WHY)
    sent = Counter(one["inspector_id"] for one in office.rows("spot_check_inspectors"))
    assert sum(sent.values()) == 10 and max(sent.values()) - min(sent.values()) <= 1
    assert office.row("city_rounds", ROUND)["state"] == "sealed"


def test_it_goes_on_while_checking_and_passes_over_who_was_replaced(database: Database) -> None:
    office = Office(database)
    office.until("city_round.report")
    used = {row["uscc"] for row in office.rows("spot_checks")}
    assert office.take(Step(KIND, "wuhao", ROUND, {"count": 1, "reason": WHY})).outcome == "done"
    came = {row["uscc"] for row in office.rows("spot_checks")} - used
    reserve = [one["uscc"] for one in json.loads(office.rows("draws")[0]["reserve"]) if one["uscc"] not in used]
    assert came == {reserve[0]} and office.row("city_rounds", ROUND)["state"] == "checking"


@pytest.mark.parametrize(
    ("changed", "why"),
    [({"reason": "加两家"}, "reason_short"), ({"count": 99}, "reserve_short"), ({"count": 0}, "bad_shape")],
)
def test_what_is_refused_adds_nobody(database: Database, changed: dict[str, object], why: str) -> None:
    office = Office(database)
    step = sealed(office)
    before = office.all()
    assert office.take(step, **changed).why == why
    assert office.all() == before


def test_not_before_the_seal_and_only_by_the_city(database: Database) -> None:
    office = Office(database)
    office.until("city_round.seal")
    step = Step(KIND, "wuhao", ROUND, {"count": 2, "reason": WHY})
    assert office.take(step).why == "wrong_state"
    office.did("wuhao", "city_round.seal", ROUND, {})
    said = office.turned_away(step, "wuhao")
    assert said == {"zhoumin": "not_permitted", "qianlei": "not_permitted", "taoran": "absent", "liyan": "absent"}
