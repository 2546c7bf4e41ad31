"""未发现问题 has no problem beside it, whichever op would write it; what is slight says so in more than a letter."""

import json

import pytest

from audit_app.ops import OpBatch, make
from audit_app.store.db import Database
from tests.ops.office_kit import NOW, PROBLEMS, Office, conclusion

WHY = "核对原始记录以后更正，原来写错了"
NONE = conclusion("none", was_problems=[])


def begun(database: Database) -> tuple[Office, str]:
    office = Office(database)
    return office, office.until("spot_check.conclude").subject


def test_no_conclusion_writes_a_problem_beside_none(database: Database) -> None:
    office, check = begun(database)
    outcome = office.do("qianlei", "spot_check.conclude", check, {**NONE, "problems": PROBLEMS})
    assert (outcome.why, outcome.field, outcome.details["count"]) == ("problem_with_none", "step", 1)
    office.did("qianlei", "spot_check.conclude", check, NONE)
    again = {**conclusion("none", problems=PROBLEMS), "reason": WHY}
    said = office.do("qianlei", "spot_check.correct_conclusion", check, {**again, **office.as_read(check)})
    assert (said.why, said.field) == ("problem_with_none", "step")
    assert json.loads(office.row("spot_checks", check)["problems"]) == []


def test_no_problem_is_added_to_none_later(database: Database) -> None:
    office, check = begun(database)
    office.did("qianlei", "spot_check.conclude", check, NONE)
    added = {"field": "problems", "value": "没有登记台账", "reason": WHY}
    outcome = office.do("wuhao", "spot_check.amend", check, added)
    assert (outcome.why, outcome.field) == ("problem_with_none", "value")
    slight = {**conclusion("slight", note="自行整改"), "reason": WHY, **office.as_read(check)}
    office.did("qianlei", "spot_check.correct_conclusion", check, slight)
    office.did("wuhao", "spot_check.amend", check, added)


@pytest.mark.parametrize("note", ["x", "。。。", "1", "改"])
def test_the_remark_of_what_is_slight_says_something(database: Database, note: str) -> None:
    office, check = begun(database)
    body = {**conclusion("slight", problems=PROBLEMS, note=note), "was_problems": []}
    outcome = office.do("qianlei", "spot_check.conclude", check, body)
    assert (outcome.why, outcome.field) == ("note_says_nothing", "note")
    office.did("qianlei", "spot_check.conclude", check, {**body, "note": "当场改好"})


def test_an_earlier_row_of_the_log_is_carried_out_as_it_was(database: Database) -> None:
    office, check = begun(database)
    body = {**NONE, "problems": PROBLEMS}
    old = {**make("spot_check.conclude", check, body), "v": 6}
    with database.writing() as connection:
        batch = OpBatch(connection, NOW, replaying=True)
        assert batch.apply_one(old, office.actor("qianlei")).outcome == "done"
        amended = {"field": "problems", "value": "没有登记台账", "reason": WHY, "was": None}
        later = {**make("spot_check.amend", check, amended), "v": 4}
        assert batch.apply_one(later, office.actor("wuhao")).outcome == "done"
        batch.flush()
    assert len(json.loads(office.row("spot_checks", check)["problems"])) == 2
