"""city_round.draw: computed on the server from the frozen register; anyone can repeat it."""

import json
import uuid
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, update

from audit_app.demo.script import known_id
from audit_app.ops import OpBatch, apply, make
from audit_app.rules.draw import draw
from audit_app.store.db import Database
from audit_app.store.tables import draws, register_rows
from tests.ops.office_kit import CITY, NOW, REGISTER, ROUND, Office, rows, staff

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


@pytest.mark.parametrize("because", ["", "太少", " 九 个 字 不 够 "])
def test_below_the_minimum_a_reason_is_needed(database: Database, because: str) -> None:
    office = Office(database)
    outcome = office.take(office.until(KIND), quota=2, because=because)
    assert (outcome.why, outcome.field) == ("below_minimum", "because")
    assert "少于最低 3 家" in str(outcome.sentence) and not office.rows("draws")


def test_the_reason_and_the_minimum_of_the_day_stay_with_the_draw(database: Database) -> None:
    office = Office(database)
    assert office.take(office.until(KIND), quota=2, because="全市有效证书只有两家企业").outcome == "done"
    kept = office.rows("draws")[0]
    assert (kept["minimum"], kept["because"]) == (3, "全市有效证书只有两家企业")


@pytest.mark.usefixtures("of_before")
def test_an_op_of_the_first_version_is_judged_by_the_rule_of_today(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    op = {**make(KIND, ROUND, {**step.body, "quota": 2}), "v": 1}
    assert apply(database, op, office.actor("wuhao"), NOW).why == "below_minimum"
    op = {**make(KIND, ROUND, step.body), "v": 1}
    assert apply(database, op, office.actor("wuhao"), NOW).outcome == "done"
    assert (office.rows("draws")[0]["minimum"], office.rows("draws")[0]["because"]) == (None, None)


@pytest.mark.parametrize("seed", [" 种子", "种  子", "种子\ufe0f"])
def test_a_seed_that_nobody_can_type_again_is_refused(database: Database, seed: str) -> None:
    office = Office(database)
    step = office.until(KIND)
    assert office.take(step, seed=seed).why == "seed_marked"
    assert office.rows("draws") == []
    assert office.take(step, seed="种子１２３").outcome == "done"


def test_what_nobody_sees_is_not_drawn_by(database: Database) -> None:
    """Signs of direction and of no width are gone at the door: the seed is what everybody reads."""
    office = Office(database)
    step = office.until(KIND)
    assert office.take(step, seed="种\u202e子\u200b１２３").outcome == "done"
    assert office.rows("draws")[0]["seed"] == "种子１２３"


def test_it_is_not_dated_before_the_register_came_in(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    early = office.take(step, on="2023-08-27")
    assert (early.why, early.field) == ("draw_before_register", "on")
    assert "2023-08-27" in str(early.sentence) and "2023-08-28" in str(early.sentence)
    assert office.take(step, on="2023-08-28").outcome == "done"


@pytest.mark.usefixtures("of_before")
def test_one_held_before_its_register_came_in_has_its_true_day_with_a_reason(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    why = "八月二十七日现场抽取，次日才导入名录"
    short = office.take(step, on="2023-08-27", because="后来补记")
    assert (short.why, short.field) == ("draw_before_register", "on") and "至少 10 个字" in str(short.sentence)
    op = {**make(KIND, ROUND, {**step.body, "on": "2023-08-27", "because": why}), "v": 4}
    assert apply(database, op, office.actor("wuhao"), NOW).why == "draw_before_register"
    assert office.take(step, on="2023-08-27", because=why).outcome == "done"
    kept = office.rows("draws")[0]
    assert (kept["drawn_on"], kept["because"]) == ("2023-08-27", why)


def test_a_reason_that_nothing_asks_for_is_not_kept(database: Database) -> None:
    office = Office(database)
    assert office.take(office.until(KIND), because="不需要的一段原因文字在此").outcome == "done"
    assert office.rows("draws")[0]["because"] is None


NAME, ONE, OTHER = "同名认证有限公司", "CNCA-R-2020-501", "CNCA-R-2020-502"


def with_two_bodies(office: Office, kind: str) -> tuple[Any, dict[str, Any]]:
    """Up to a draw or a redraw, with its body; all companies certified by two bodies of one name."""
    step = office.until(KIND)
    body = {**step.body, "strata": ["body"]}
    if kind != KIND:
        assert office.take(step).outcome == "done"
        body |= {"reason": "名录里两家同名机构要分开抽"}
    with office.database.writing() as connection:
        connection.execute(update(register_rows).values(body=NAME, approval_no=ONE))
        connection.execute(update(register_rows).where(register_rows.c.row_no < 6).values(approval_no=OTHER))
    return step, body


@pytest.mark.usefixtures("of_before")
@pytest.mark.parametrize(("kind", "before"), [(KIND, 6), ("city_round.redraw", 5)])
def test_bodies_are_strata_by_number_and_a_row_of_before_is_drawn_as_it_was(
    database: Database, kind: str, before: int
) -> None:
    office = Office(database)
    step, body = with_two_bodies(office, kind)
    old, new = ({**make(kind, step.subject, body), "v": v} for v in (before, before + 1))
    told = {}
    for op, replaying in ((old, True), (old, False), (new, True), (new, False)):
        with database.writing() as connection, connection.begin_nested() as savepoint:
            batch = OpBatch(connection, NOW, replaying=replaying)
            assert batch.apply_one(op, office.actor(step.who)).outcome == "done"
            batch.flush()
            kept = connection.execute(select(draws)).mappings().one()
            told[op["v"], replaying] = (kept["algorithm"], {one["stratum"] for one in json.loads(kept["reserve"])})
            savepoint.rollback()
    assert told[before, True] == told[before, False] == ("sha256-stratified-1", {NAME})
    two = {f"{NAME}（{ONE}）", f"{NAME}（{OTHER}）"}
    assert told[before + 1, True] == told[before + 1, False] == ("sha256-stratified-2", two)
