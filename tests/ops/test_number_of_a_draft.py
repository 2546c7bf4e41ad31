"""A check's approval number is put right: the draft of its body follows, or does not go out until its companies are of one body."""

from typing import Any

import pytest
from sqlalchemy import update

from audit_app.ops import OpBatch, make
from audit_app.store.db import Database
from audit_app.store.tables import regulatory_interviews, reminders, spot_checks
from tests.ops.office_kit import NOW, Office, failing

ONE, OTHER = "CNCA-R-2020-501", "CNCA-R-2020-502"
TABLES = {"reminder": "reminders", "interview": "regulatory_interviews"}
SENDING = {
    "reminder": (
        "reminder.issue",
        {"on": "2023-10-27", "number": None, "note": "", "because": "结论在先，事后补登记的"},
    ),
    "interview": (
        "regulatory_interview.notify",
        {"at": "2023-10-27T14:00", "place": "三楼会议室", "number": None},
    ),
}


def drafted(office: Office, kind: str, companies: int) -> tuple[str, list[str]]:
    """A draft of the city that cites so many companies, all of the number ONE: (paper, checks)."""
    step = office.until("spot_check.conclude")
    checks = office.checks()[:companies]
    with office.database.writing() as connection:
        connection.execute(
            update(spot_checks).where(spot_checks.c.id.in_(checks)).values(approval_no=ONE, body="同名认证有限公司")
        )
    paper = None
    for check in checks:
        if check != step.subject:
            for verb, body in (
                ("approve", {"note": ""}),
                ("notify", {"on": "2023-09-12", "because": "批准在先，通知以后补登记"}),
                ("begin", {"on": "2023-09-14", "method": "on_site"}),
            ):
                office.did("wuhao", f"spot_check.{verb}", check, body)
        office.did(office.sent(check), "spot_check.conclude", check, failing(kind, paper))
        paper = office.rows(TABLES[kind])[0]["id"]
    assert paper and office.row(TABLES[kind], paper)["approval_no"] == ONE
    return paper, checks


def amending(check: str, was: str, value: str) -> dict[str, Any]:
    return {"field": "approval_no", "value": value, "reason": "证书原件核对", "was": was}


def amend(office: Office, check: str, was: str, value: str) -> None:
    office.did("wuhao", "spot_check.amend", check, amending(check, was, value))


@pytest.mark.parametrize("kind", TABLES)
def test_a_draft_of_this_company_alone_follows(database: Database, kind: str) -> None:
    office = Office(database)
    paper, (check,) = drafted(office, kind, 1)
    amend(office, check, ONE, OTHER)
    assert office.row(TABLES[kind], paper)["approval_no"] == OTHER
    verb, body = SENDING[kind]
    office.did("wuhao", verb, paper, body)


@pytest.mark.parametrize("kind", TABLES)
def test_a_draft_of_two_bodies_does_not_go_out_until_they_are_one(database: Database, kind: str) -> None:
    office = Office(database)
    paper, (one, two) = drafted(office, kind, 2)
    amend(office, two, ONE, OTHER)
    assert office.row(TABLES[kind], paper)["approval_no"] == ONE
    verb, body = SENDING[kind]
    before = office.all()
    refused = office.do("wuhao", verb, paper, body)
    assert refused.why == "paper_other_number" and office.all() == before
    for part in (office.row("spot_checks", two)["name"], ONE, OTHER):
        assert part in str(refused.sentence)
    amend(office, one, ONE, OTHER)
    assert office.row(TABLES[kind], paper)["approval_no"] == OTHER
    office.did("wuhao", verb, paper, body)


def test_what_went_out_keeps_its_number(database: Database) -> None:
    office = Office(database)
    paper, (check,) = drafted(office, "reminder", 1)
    office.did("wuhao", "reminder.issue", paper, SENDING["reminder"][1])
    amend(office, check, ONE, OTHER)
    assert office.row("reminders", paper)["approval_no"] == ONE


def test_a_draft_of_the_office_above_is_not_changed_by_the_city(database: Database) -> None:
    office = Office(database)
    paper, (check,) = drafted(office, "interview", 1)
    with database.writing() as connection:
        above = office.actor("zhoumin").organisation
        connection.execute(update(regulatory_interviews).values(organisation_id=above))
    amend(office, check, ONE, OTHER)
    assert office.row("regulatory_interviews", paper)["approval_no"] == ONE
    verb, body = SENDING["interview"]
    assert office.do("zhoumin", verb, paper, body).why == "paper_other_number"


def test_a_draft_without_a_number_is_of_the_body_of_its_first_company(database: Database) -> None:
    office = Office(database)
    paper, (_one, two) = drafted(office, "reminder", 2)
    with database.writing() as connection:
        connection.execute(update(reminders).values(approval_no=""))
        connection.execute(update(spot_checks).where(spot_checks.c.id == two).values(approval_no=OTHER))
    verb, body = SENDING["reminder"]
    assert office.do("wuhao", verb, paper, body).why == "paper_other_number"
    with database.writing() as connection:
        connection.execute(update(spot_checks).where(spot_checks.c.id == two).values(approval_no=""))
    office.did("wuhao", verb, paper, body)


def test_rows_of_an_older_log_are_carried_out_as_they_were(database: Database) -> None:
    office = Office(database)
    paper, (_one, two) = drafted(office, "reminder", 2)
    verb, body = SENDING["reminder"]
    with database.writing() as connection:
        connection.execute(update(spot_checks).where(spot_checks.c.id == two).values(approval_no=OTHER))
        batch = OpBatch(connection, NOW, replaying=True)
        for kind, subject, given, version in (
            ("spot_check.amend", _one, amending(_one, ONE, OTHER), 2),
            (verb, paper, body, 4),
        ):
            assert (
                batch.apply_one({**make(kind, subject, given), "v": version}, office.actor("wuhao")).outcome == "done"
            )
        batch.flush()
    kept = office.row("reminders", paper)
    assert (kept["approval_no"], kept["state"]) == (ONE, "issued")


@pytest.mark.parametrize("kind", TABLES)
def test_a_paper_sent_under_a_wrong_number_is_withdrawn_and_drafted_anew(database: Database, kind: str) -> None:
    office = Office(database)
    paper, (check,) = drafted(office, kind, 1)
    verb, body = SENDING[kind]
    withdraw = f"{verb.partition('.')[0]}.withdraw"
    office.did("wuhao", verb, paper, body)
    why = {"reason": "批准号抄错，送到了别的机构，另发一份"}
    refused = office.do("wuhao", withdraw, paper, why)
    assert refused.why == "wrong_state", "what went out to the right body stays out"
    amend(office, check, ONE, OTHER)
    office.did("wuhao", withdraw, paper, why)
    assert office.row(TABLES[kind], paper)["state"] == "withdrawn"
    office.did("wuhao", "spot_check.set_measure", check, {"kind": kind, "existing": None, **why})
    kept = {row["id"]: (row["approval_no"], row["state"]) for row in office.rows(TABLES[kind])}
    assert kept.pop(paper) == (ONE, "withdrawn") and (OTHER, "drafted") in kept.values()


@pytest.mark.parametrize("kind", TABLES)
def test_a_draft_takes_the_name_when_all_its_companies_have_it(database: Database, kind: str) -> None:
    office = Office(database)
    paper, checks = drafted(office, kind, 2)
    named = {"field": "body", "value": "正名认证有限公司", "reason": "证书原件核对", "was": "同名认证有限公司"}
    for check, name in zip(checks, ("同名认证有限公司", "正名认证有限公司"), strict=True):
        office.did("wuhao", "spot_check.amend", check, named)
        assert office.row(TABLES[kind], paper)["body"] == name
