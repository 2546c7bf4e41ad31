"""spot_check.amend: a cell of the check is filled or mended; the register it was drawn from stays as it was."""

import json

import pytest

from audit_app.ops import OpBatch, apply, make
from audit_app.store.db import Database
from tests.ops.office_kit import NOW, Office

KIND = "spot_check.amend"


def test_the_cell_of_the_check_changes_and_the_register_does_not(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    before = office.rows("register_rows")
    assert office.changed(step) == {"spot_checks"}
    assert office.row("spot_checks", step.subject)["certificate_no"] == "90123IP990001R0M"
    assert office.rows("register_rows") == before


def test_only_the_city_amends_and_the_same_op_twice_is_once(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    said = office.turned_away(step, "wuhao")
    assert said == {"zhoumin": "not_permitted", "qianlei": "not_permitted", "taoran": "absent", "liyan": "absent"}
    assert office.take(step).outcome == "done"
    after = office.all()
    assert office.take(step).outcome == "done"
    assert office.all() == after


def test_a_cell_that_somebody_else_has_filled_is_shown_and_not_written_over(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    office.take(step)
    outcome = office.take(step, value="90123IP990007R0M")
    assert outcome.why == "changed_since"
    assert [
        one for one in (step.body["was"], "90123IP990001R0M", "90123IP990007R0M") if one not in str(outcome.sentence)
    ] == []
    assert office.take(step, value="90123IP990007R0M", was="90123IP990001R0M").outcome == "done"


def test_a_problem_that_is_added_stands_after_those_that_are_there(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    before = json.loads(office.row("spot_checks", step.subject)["problems"])
    for value in ("未见监测记录", "合同未评审"):
        body = {**step.body, "field": "problems", "value": value}
        assert office.do("wuhao", KIND, step.subject, body).outcome == "done"
    added = [{"ref": None, "text": "未见监测记录"}, {"ref": None, "text": "合同未评审"}]
    assert json.loads(office.row("spot_checks", step.subject)["problems"]) == [*before, *added]


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("valid_from", "2023/1/1", "bad_date"),
        ("valid_from", "2039-01-01", "dates_reversed"),
        ("district", "鼓楼区", "bad_value"),
        ("name", "别的名字", "bad_shape"),
        ("certificate_no", "", "bad_shape"),
    ],
)
def test_a_value_that_does_not_fit_is_refused(database: Database, field: str, value: str, why: str) -> None:
    office = Office(database)
    outcome = office.take(office.until(KIND), field=field, value=value)
    assert (outcome.outcome, outcome.why) == ("refused", why)


def test_a_district_of_another_city_is_named_by_its_column(database: Database) -> None:
    office = Office(database)
    outcome = office.take(office.until(KIND), field="district", value="鼓楼区")
    assert "「县(市、区)」不能是「鼓楼区」" in str(outcome.sentence)


def test_nothing_is_amended_before_the_seal(database: Database) -> None:
    office = Office(database)
    office.until("city_round.seal")
    body = {"field": "district", "value": "海门区", "reason": "登记有误"}
    assert office.do("wuhao", KIND, office.checks()[0], body).why == "round_closed"


def naming(office: Office, **changed: str) -> tuple[str, dict[str, str]]:
    step = office.until(KIND)
    was = office.row("spot_checks", step.subject)["body"]
    return step.subject, {"field": "body", "value": "新认证有限公司", "reason": "证书原件核对", "was": was, **changed}


def test_the_name_of_the_body_is_put_right_since_version_6(database: Database) -> None:
    office = Office(database)
    check, body = naming(office)
    old = {**make(KIND, check, body), "v": 5}
    assert apply(database, old, office.actor("wuhao"), NOW).why == "version_old"
    office.did("wuhao", KIND, check, body)
    assert office.row("spot_checks", check)["body"] == "新认证有限公司"
    assert office.do("wuhao", KIND, check, {**body, "value": "又一家认证有限公司"}).why == "changed_since"


@pytest.mark.parametrize("field", ["body", "approval_no", "certificate_no"])
def test_a_word_that_is_no_name_is_refused_and_stands_in_a_replay_of_before(database: Database, field: str) -> None:
    office = Office(database)
    check, body = naming(office)
    body |= {"field": field, "was": office.row("spot_checks", check)[field], "value": "同上"}
    refused = office.do("wuhao", KIND, check, body)
    assert refused.why == "no_name" and "「同上」" in str(refused.sentence)
    if field != "body":
        with database.writing() as connection:
            batch = OpBatch(connection, NOW, replaying=True)
            assert batch.apply_one({**make(KIND, check, body), "v": 5}, office.actor("wuhao")).outcome == "done"
            batch.flush()
        assert office.row("spot_checks", check)[field] == "同上"
