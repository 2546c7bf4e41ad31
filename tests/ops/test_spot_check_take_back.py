"""spot_check.take_back: 无法检查 of the wrong company; the check stands again where it stood."""

from typing import Any

import pytest

from audit_app.store.db import Database
from tests.ops.office_kit import Office, Step, conclusion

KIND = "spot_check.take_back"
WHY = "停产的是另一家，选错了企业"
CLOSED = conclusion("uncheckable", note="企业已停产", on="2023-09-12")


@pytest.mark.parametrize(
    ("before", "state"),
    [("spot_check.notify", "approved"), ("spot_check.begin", "notified"), ("spot_check.conclude", "begun")],
)
def test_it_stands_where_it_stood(database: Database, before: str, state: str) -> None:
    office = Office(database)
    check = office.until(before).subject
    was = office.row("spot_checks", check)
    office.did("qianlei", "spot_check.conclude", check, CLOSED)
    step = Step(KIND, "qianlei", check, {"reason": WHY, **office.as_read(check)})
    assert office.take(step, reason="错").why == "reason_short"
    assert office.changed(step) == {"spot_checks"}
    kept = office.row("spot_checks", check)
    assert kept["state"] == state and kept == {**was, "note": None}


def test_nobody_takes_back_what_was_replaced(database: Database) -> None:
    office = Office(database)
    replaced = office.until("spot_check.replace")
    step = Step(KIND, "qianlei", replaced.subject, {"reason": WHY, **office.as_read(replaced.subject)})
    said = office.turned_away(step, "wuhao", "qianlei")
    assert said == {"zhoumin": "not_permitted", "taoran": "absent", "liyan": "absent"}
    office.take(replaced)
    assert office.take(step).why == "wrong_state"


def test_once(database: Database) -> None:
    office = Office(database)
    check = office.until("spot_check.begin").subject
    office.did("qianlei", "spot_check.conclude", check, CLOSED)
    office.is_once(Step(KIND, "qianlei", check, {"reason": WHY, **office.as_read(check)}))


ADDED = {"field": "problems", "value": "门口贴着搬迁通知", "reason": "漏写"}
MOVED = {"was": {"checked_on": "2023-09-12"}, "now": {"checked_on": "2023-09-13"}, "reason": WHY}
NOTED = {**CLOSED, "note": "企业已注销", "reason": WHY}
MEANWHILE = [
    ("spot_check.amend", ADDED, "「发现的问题」：您看到的是「—」，现在是「门口贴着搬迁通知」"),
    ("spot_check.correct", MOVED, "「抽查时间」：您看到的是「2023-09-12」，现在是「2023-09-13」"),
    ("spot_check.correct_conclusion", NOTED, "「备注」：您看到的是「企业已停产」，现在是「企业已注销」"),
]


@pytest.mark.parametrize(("kind", "body", "said"), MEANWHILE)
def test_nothing_goes_that_was_not_seen(database: Database, kind: str, body: dict[str, Any], said: str) -> None:
    """What another person wrote meanwhile is told, and goes only once it was read."""
    office = Office(database)
    check = office.until("spot_check.begin").subject
    office.did("qianlei", "spot_check.conclude", check, CLOSED)
    read = office.as_read(check)
    step = Step(KIND, "qianlei", check, {"reason": WHY, **read})
    office.did("wuhao", kind, check, {**body, **(read if kind == "spot_check.correct_conclusion" else {})})
    before = office.all()
    outcome = office.take(step)
    assert outcome.why == "conclusion_changed" and said in str(outcome.sentence) and office.all() == before
    assert office.do("qianlei", KIND, check, {"reason": WHY}).why == "step_changed", (
        "who names nothing has seen nothing"
    )
    assert office.take(step, **office.as_read(check)).outcome == "done"
    assert office.row("spot_checks", check)["problems"] == "[]"
