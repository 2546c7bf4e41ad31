"""city_round.draw: computed on the server from the frozen register; anyone can repeat it."""

import json
import uuid
from datetime import date

import pytest

from audit_app.demo.script import known_id
from audit_app.rules.draw import draw
from audit_app.store.db import Database
from tests.ops.office_kit import CITY, REGISTER, ROUND, Office, rows, staff

KIND = "city_round.draw"


def test_the_draw_is_the_law_of_the_frozen_file_and_the_seed(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    changed = office.changed(step)
    assert changed == {"city_rounds", "draws", "visits", "spot_checks", "spot_check_inspectors", "audit_team"}
    again = draw(rows(), 3, "公证 0827", date(2023, 8, 28), ["district"], staff())
    made = sorted(office.rows("spot_checks"), key=lambda row: row["position"])
    assert [row["uscc"] for row in made] == [one.uscc for one in again.drawn]
    assert [row["position"] for row in made] == [1, 2, 3]
    kept = office.rows("draws")[0]
    assert (kept["register_digest"], kept["register_id"], kept["quota"]) == (again.register_digest, REGISTER, 3)
    assert json.loads(kept["reserve"]) == again.as_json()["reserve"]
    assert len(again.reserve) == 8


def test_each_company_gets_two_inspectors_and_users_among_them_join_the_visit(database: Database) -> None:
    office = Office(database)
    assert office.take(office.until(KIND)).outcome == "done"
    pairs = office.rows("spot_check_inspectors")
    for check in office.checks():
        assert check == str(uuid.uuid5(uuid.UUID(ROUND), office.row("spot_checks", check)["uscc"]))
        assert len([one for one in pairs if one["spot_check_id"] == check]) == 2
        visit = office.row("visits", check)
        assert (visit["kind"], visit["edition_id"], visit["organisation_id"]) == (
            "spot_check",
            "spot-check-29490",
            CITY,
        )
    linked = {row["id"] for row in office.rows("inspectors") if row["user_id"]}
    sent = {one["spot_check_id"] for one in pairs if one["inspector_id"] in linked}
    team = {(row["visit_id"], row["user_id"], row["role"]) for row in office.rows("audit_team")}
    assert team == {(check, known_id("qianlei"), "inspector") for check in sent}


def test_only_the_city_draws_and_never_a_second_time(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    said = office.turned_away(step, "wuhao")
    assert said == {"zhoumin": "not_permitted", "qianlei": "not_permitted", "taoran": "absent", "liyan": "absent"}
    office.is_once(step)
    assert office.take(step, seed="另一个种子").why == "wrong_state"
    assert office.do("wuhao", "city_round.seal", ROUND, {}).outcome == "done"
    assert office.take(step, seed="另一个种子").why == "already_sealed"


@pytest.mark.parametrize(("changed", "why"), [({"quota": 12}, "quota_too_large"), ({"seed": " "}, "bad_shape")])
def test_a_draw_that_cannot_be_leaves_the_round_frozen(
    database: Database, changed: dict[str, object], why: str
) -> None:
    office = Office(database)
    assert office.take(office.until(KIND), **changed).why == why
    assert office.row("city_rounds", ROUND)["state"] == "frozen"
    assert not office.rows("draws") and not office.rows("visits")


def test_a_draw_needs_a_frozen_register_and_inspectors(database: Database) -> None:
    office = Office(database)
    step = office.until("city_round.freeze")
    body = {"seed": "x", "on": "2023-08-28", "quota": 3, "strata": ["district"]}
    assert office.do("wuhao", KIND, ROUND, body).why == "wrong_state"
    office.take(step)
    office.did("wuhao", "inspectors.import", CITY, {"inspectors": staff()[:1]})
    assert office.do("wuhao", KIND, ROUND, body).why == "staff_missing"
