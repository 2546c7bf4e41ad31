"""A company is put under a draft of its own certification body: the name is not enough, two bodies may have one name."""

from typing import Any

import pytest
from sqlalchemy import update

from audit_app.demo.script import known_id
from audit_app.ops import OpBatch, apply, make
from audit_app.store.db import Database
from audit_app.store.tables import spot_checks
from tests.ops.office_kit import CAMPAIGN, NOW, Office, conclusion, failing

PAPER = known_id("T paper")
WHY = "结论写错了，按检查记录改正"
ONE, OTHER = "CNCA-R-2020-501", "CNCA-R-2020-502"
OLDER = {"spot_check.conclude": 4, "spot_check.correct_conclusion": 4, "spot_check.set_measure": 2}


def drafted(office: Office, check: str, theirs: str, yours: str) -> None:
    """A draft of the check's body by name, with the number `theirs`; the check has `yours`."""
    with office.database.writing() as connection:
        connection.execute(update(spot_checks).where(spot_checks.c.id == check).values(approval_no=yours))
    body = {"campaign": CAMPAIGN, "body": office.row("spot_checks", check)["body"], "approval_no": theirs}
    office.did("zhoumin", "regulatory_interview.draft", PAPER, body)


def citing(office: Office, kind: str) -> tuple[str, dict[str, Any]]:
    """Lives up to the moment in which this kind may put the first check under the draft: (check, body)."""
    check = office.until("spot_check.conclude").subject
    concluded = failing("interview", PAPER)
    if kind == "spot_check.conclude":
        return check, concluded
    if kind == "spot_check.correct_conclusion":
        office.did("qianlei", "spot_check.conclude", check, conclusion("none"))
        return check, {**concluded, "reason": WHY, **office.as_read(check)}
    office.did("qianlei", "spot_check.conclude", check, failing("reminder"))
    office.did("wuhao", "reminder.withdraw", office.rows("reminders")[0]["id"], {"reason": WHY})
    return check, {"kind": "interview", "existing": PAPER, "reason": WHY}


@pytest.mark.parametrize("kind", OLDER)
def test_no_company_comes_under_a_draft_of_another_number(database: Database, kind: str) -> None:
    office = Office(database)
    check, body = citing(office, kind)
    drafted(office, check, OTHER, ONE)
    before = office.all()
    outcome = office.do("qianlei", kind, check, body)
    assert (outcome.why, outcome.field) == ("draft_other_number", "measure")
    assert ONE in str(outcome.sentence) and OTHER in str(outcome.sentence)
    assert office.all() == before


@pytest.mark.usefixtures("of_before")
@pytest.mark.parametrize("kind", OLDER)
def test_a_row_of_the_log_that_did_it_is_carried_out_as_it_was(database: Database, kind: str) -> None:
    office = Office(database)
    check, body = citing(office, kind)
    drafted(office, check, OTHER, ONE)
    today, old = ({**make(kind, check, body), "v": OLDER[kind]} for _n in range(2))
    assert apply(database, today, office.actor("qianlei"), NOW).why == "draft_other_number"
    with database.writing() as connection:
        batch = OpBatch(connection, NOW, replaying=True)
        assert batch.apply_one(old, office.actor("qianlei")).outcome == "done"
        batch.flush()
    assert office.rows("regulatory_interview_checks") == [{"interview_id": PAPER, "spot_check_id": check}]
    assert office.row("regulatory_interviews", PAPER)["approval_no"] == OTHER


@pytest.mark.parametrize(("theirs", "yours"), [(ONE, ONE), (" cnca-r-2020-501", ONE), (ONE, ""), ("", "")])
def test_the_same_number_or_none_is_left_to_the_office(database: Database, theirs: str, yours: str) -> None:
    office = Office(database)
    check, body = citing(office, "spot_check.conclude")
    drafted(office, check, theirs, yours)
    kept = office.row("regulatory_interviews", PAPER)
    office.did("qianlei", "spot_check.conclude", check, body)
    assert office.row("regulatory_interviews", PAPER) == kept


def test_a_draft_without_a_number_takes_that_of_the_company_put_under_it(database: Database) -> None:
    """From then on no company of another body comes under it; a row of an earlier version leaves the draft as it was."""
    office = Office(database)
    check, body = citing(office, "spot_check.conclude")
    drafted(office, check, "", ONE)
    with database.writing() as connection:
        savepoint = connection.begin_nested()
        batch = OpBatch(connection, NOW, replaying=True)
        old = {**make("spot_check.conclude", check, body), "v": 4}
        assert batch.apply_one(old, office.actor("qianlei")).outcome == "done"
        batch.flush()
        savepoint.rollback()
    office.did("qianlei", "spot_check.conclude", check, body)
    assert office.row("regulatory_interviews", PAPER)["approval_no"] == ONE
