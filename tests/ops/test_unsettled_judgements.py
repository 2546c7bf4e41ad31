"""Two tablets judge one clause differently: until somebody settles it each version counts, whichever of them is shown."""

from typing import Any

import pytest

from audit_app.ops import OpBatch, apply, make
from audit_app.rules.ids import Ids
from audit_app.rules.instants import milliseconds
from audit_app.store import judgements
from audit_app.store.db import Database
from tests.ops.office_kit import NOW, Office, conclusion, failing

WHY = "两块平板各记一次，核对后以符合为准"
IDS = Ids()
KINDS = {"spot_check.conclude": 6, "spot_check.correct_conclusion": 6}
ORDERS = [
    ("nonconforming", "conforms"),
    ("conforms", "nonconforming"),
    (None, "nonconforming"),
    ("nonconforming", None),
]


def judged_twice(office: Office, check: str, *values: str | None) -> None:
    """Each written without having seen the other; the last is shown."""
    for value in values:
        body = {"visit": check, "ref": "7.5", "value": value}
        office.did("qianlei", "judgement.set", f"{check}/7.5", body, IDS.new(milliseconds(NOW)))


def concluding(office: Office, kind: str, *values: str | None) -> tuple[str, dict[str, Any]]:
    check = office.until("spot_check.conclude").subject
    judged_twice(office, check, *values)
    if kind == "spot_check.conclude":
        return check, conclusion("none")
    office.did("qianlei", "spot_check.conclude", check, failing("reminder", note=WHY))
    return check, {**conclusion("none"), "reason": "结论写错了，按检查记录改正", **office.as_read(check)}


@pytest.mark.parametrize("values", ORDERS)
@pytest.mark.parametrize("kind", KINDS)
def test_no_conclusion_passes_over_a_version_that_is_nonconforming(
    database: Database, kind: str, values: tuple[str | None, ...]
) -> None:
    office = Office(database)
    check, body = concluding(office, kind, *values)
    before = office.all()
    outcome = office.do("qianlei", kind, check, body)
    assert (outcome.why, outcome.field) == ("version_not_listed", "note")
    assert "7.5 合同管理 的" in str(outcome.sentence) and "还没有核对" in str(outcome.sentence)
    assert office.all() == before
    assert office.do("qianlei", kind, check, {**body, "note": WHY}).outcome == "done"


def test_a_listed_version_and_a_settled_one_leave_nothing_to_say(database: Database) -> None:
    office = Office(database)
    check = office.until("spot_check.conclude").subject
    judged_twice(office, check, "nonconforming", "conforms")
    listed = failing("reminder")
    assert office.do("qianlei", "spot_check.conclude", check, listed).why == "version_not_listed"
    with database.writing() as connection:
        savepoint = connection.begin_nested()
        batch = OpBatch(connection, NOW)
        own = {**listed, "problems": [{"ref": "7.5", "text": "门禁登记缺一个月"}]}
        assert batch.apply_one(make("spot_check.conclude", check, own), office.actor("qianlei")).outcome == "done"
        batch.flush()
        savepoint.rollback()
    heads = [row["op_id"] for row in office.rows("heads", subject=f"{check}/7.5", field="value")]
    settled = make(
        "judgement.set",
        f"{check}/7.5",
        {"visit": check, "ref": "7.5", "value": "conforms"},
        base={"value": heads},
    )
    assert apply(database, settled, office.actor("qianlei"), NOW).outcome == "done"
    office.did("qianlei", "spot_check.conclude", check, conclusion("none"))


@pytest.mark.usefixtures("of_before")
@pytest.mark.parametrize("kind", KINDS)
def test_a_row_of_the_log_that_passed_over_it_is_carried_out_as_it_was(database: Database, kind: str) -> None:
    office = Office(database)
    check, body = concluding(office, kind, "nonconforming", "conforms")
    today, old = ({**make(kind, check, body), "v": KINDS[kind]} for _n in range(2))
    assert apply(database, today, office.actor("qianlei"), NOW).outcome != "done"
    with database.writing() as connection:
        batch = OpBatch(connection, NOW, replaying=True)
        assert batch.apply_one(old, office.actor("qianlei")).outcome == "done"
        batch.flush()
    assert office.row("spot_checks", check)["result"] == "meets"


def test_what_stands_at_a_clause(database: Database) -> None:
    office = Office(database)
    check = office.until("spot_check.conclude").subject
    judged_twice(office, check, "observation", "conforms", None)
    one = {"visit": check, "ref": "7.6", "value": "nonconforming"}
    for _n in range(2):  # two tablets that say the same do not disagree
        office.did("qianlei", "judgement.set", f"{check}/7.6", one)
    with database.reading() as connection:
        assert judgements.list_standing(connection, check) == {
            "7.5": ["observation", "conforms", None],
            "7.6": ["nonconforming"],
        }
        assert list(judgements.list_unsettled(connection, check)) == ["7.5"]
        assert judgements.list_nonconforming(connection, check) == ["7.6"]
