"""city_round.redraw: again before the seal, with a reason; the earlier draw stays in the record."""

import json

import pytest

from audit_app.ops import apply, make
from audit_app.ops.checking import check
from audit_app.store.db import Database
from tests.ops.office_kit import NOW, ROUND, Office, Step

KIND = "city_round.redraw"
WHY = "种子公布前已有人知道，改用新的种子"


def drawn(office: Office) -> Step:
    """The round drawn, not yet sealed; the step that would draw it again."""
    office.until("city_round.seal")
    body = {"seed": "公证 0829", "on": "2023-08-29", "quota": 4, "strata": ["district"], "because": "", "reason": WHY}
    return Step(KIND, "wuhao", ROUND, body)


def test_both_draws_stay_in_the_record(database: Database) -> None:
    office = Office(database)
    step = drawn(office)
    first = {row["uscc"] for row in office.rows("spot_checks")}
    before = office.rows("draws")[0]
    assert office.take(step).outcome == "done"
    past = office.rows("past_draws")[0]
    content = json.loads(past["content"])
    assert past["reason"] == WHY and {one["uscc"] for one in content["drawn"]} == first
    assert (content["seed"], content["quota"]) == (before["seed"], 3)
    assert all(len(one["inspectors"]) == 2 for one in content["drawn"])
    assert content["inspectors"] == json.loads(before["inspectors"]) and len(content["inspectors"]) >= 2
    now = office.rows("draws")[0]
    assert (now["seed"], now["quota"], now["drawn_on"]) == ("公证 0829", 4, "2023-08-29")
    assert len(office.rows("spot_checks")) == len(office.rows("visits")) == 4
    assert len(office.rows("spot_check_inspectors")) == 8
    assert office.row("city_rounds", ROUND)["state"] == "drawn"


@pytest.mark.usefixtures("of_before")
def test_a_redraw_of_an_earlier_version_keeps_what_it_kept(database: Database) -> None:
    office = Office(database)
    step = drawn(office)
    op = {**make(step.kind, step.subject, step.body), "v": 7}
    assert apply(office.database, op, office.actor("wuhao"), NOW).outcome == "done"
    assert "inspectors" not in json.loads(office.rows("past_draws")[0]["content"])
    found = check(office.database)
    assert (found.differences, found.problem) == ([], None)


def test_it_can_be_drawn_a_third_time_and_then_sealed(database: Database) -> None:
    office = Office(database)
    step = drawn(office)
    assert [office.take(step).outcome, office.take(step, seed="公证 0830").outcome] == ["done", "done"]
    assert len(office.rows("past_draws")) == 2
    assert office.do("wuhao", "city_round.seal", ROUND, {}).outcome == "done"
    assert office.take(step).why == "already_sealed"


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"reason": "重来"}, "reason_short"),
        ({"quota": 2}, "below_minimum"),
        ({"quota": 2, "because": "九个字还差一个字啊"}, "below_minimum"),
        ({"quota": 99}, "quota_too_large"),
    ],
)
def test_what_is_refused_leaves_the_draw_as_it_was(database: Database, changed: dict[str, object], why: str) -> None:
    office = Office(database)
    step = drawn(office)
    before = office.all()
    assert office.take(step, **changed).why == why
    assert office.all() == before


def test_only_the_city_draws_again(database: Database) -> None:
    office = Office(database)
    said = office.turned_away(drawn(office), "wuhao")
    assert said == {"zhoumin": "not_permitted", "qianlei": "not_permitted", "taoran": "absent", "liyan": "absent"}


def test_a_seed_with_an_invisible_sign_is_refused(database: Database) -> None:
    office = Office(database)
    step = drawn(office)
    assert office.take(step, seed="种子\ufe0f").why == "seed_marked"


def test_it_is_not_dated_before_the_register_came_in(database: Database) -> None:
    office = Office(database)
    step = drawn(office)
    early = office.take(step, on="2023-08-27")
    assert (early.why, early.field) == ("draw_before_register", "on") and "2023-08-28" in str(early.sentence)
