"""Numbers of approvals, certificates and cards: by every entrance the folded one, and an old version does not bring another in."""

from typing import Any

import pytest

from audit_app.demo.people import OPERATOR
from audit_app.demo.script import known_id
from audit_app.ops import OpBatch, Outcome, apply, make
from audit_app.sheets.inspectors import check_inspectors
from audit_app.sheets.reading import read_table
from audit_app.sheets.register import check_register
from audit_app.store.db import Database
from schemas.loading import newest
from tests.ops.office_kit import CITY, INTERVIEW, NOW, Office, Step, rows, staff
from tests.ops.test_city_round_draw import NAME, ONE, with_two_bodies
from tests.rooms.regulator.kit import register_file, staff_file

ODD, RIGHT = "ℂN\u0338CA–R—2〇20−５０1", "CNCA-R-2020-501"
BODY = known_id("T body")
NEW_BODY: dict[str, Any] = {"kind": "body", "code": "TB", "name": "新认证", "approval_no": ODD}


def step_of(office: Office, kind: str) -> Step:
    """One op of the kind that writes a number, with look-alike signs in it."""
    match kind:
        case "organisation.create":
            return Step(kind, "", BODY, {**NEW_BODY})
        case "organisation.correct":
            office.did(OPERATOR, "organisation.create", BODY, {**NEW_BODY, "approval_no": None})
            body = {"was": {"approval_no": None}, "now": {"approval_no": ODD}, "reason": "批准书上的号码补上"}
            return Step(kind, "", BODY, body)
        case "inspectors.import":
            step = office.until(kind)
            first, second = staff()
            return Step(kind, step.who, CITY, {"inspectors": [first, {**second, "card_no": ODD}]})
        case "spot_check.amend":
            step = office.until(kind)
            was = office.row("spot_checks", step.subject)["approval_no"]
            return Step(kind, step.who, step.subject, {**step.body, "field": "approval_no", "value": ODD, "was": was})
        case _:
            step = office.until(kind)
            return Step(kind, step.who, step.subject, {**step.body, "approval_no": ODD})


KINDS = {
    "organisation.create": (5, "organisations", BODY, "approval_no"),
    "organisation.correct": (3, "organisations", BODY, "approval_no"),
    "inspectors.import": (3, "inspectors", None, "card_no"),
    "spot_check.amend": (3, "spot_checks", None, "approval_no"),
    "regulatory_interview.draft": (1, "regulatory_interviews", INTERVIEW, "approval_no"),
}


def sent(office: Office, step: Step, v: int, *, replaying: bool = False) -> Outcome:
    op = {**make(step.kind, step.subject, step.body), "v": v}
    actor = office.actor(step.who) if step.who else OPERATOR
    if not replaying:
        return apply(office.database, op, actor, NOW)
    with office.database.writing() as connection:
        batch = OpBatch(connection, NOW, replaying=True)
        outcome = batch.apply_one(op, actor)
        batch.flush()
    return outcome


@pytest.mark.usefixtures("of_before")
@pytest.mark.parametrize("kind", KINDS)
def test_the_number_is_kept_folded_and_an_old_version_keeps_it_in_a_replay_alone(database: Database, kind: str) -> None:
    office = Office(database)
    step = step_of(office, kind)
    before, table, _id, column = KINDS[kind]
    said = sent(office, step, before)
    assert said.why == "code_signs", said
    assert RIGHT in str(said.sentence)
    assert sent(office, step, before + 1).outcome == "done"
    values = [row[column] for row in office.rows(table)]
    assert RIGHT in values and ODD not in values


@pytest.mark.parametrize("kind", KINDS)
def test_a_row_of_the_log_of_before_is_carried_out_as_it_was(database: Database, kind: str) -> None:
    office = Office(database)
    step = step_of(office, kind)
    before, table, _id, column = KINDS[kind]
    said = sent(office, step, before, replaying=True)
    assert said.outcome == "done", said
    assert RIGHT not in [row[column] for row in office.rows(table)]


@pytest.mark.parametrize("column", ["approval_no", "certificate_no"])
def test_a_register_with_another_dash_does_not_come_in(database: Database, column: str) -> None:
    office = Office(database)
    step = office.until("register.import")
    bad = [{**one, column: one[column].replace("-", "–") + "–1"} for one in step.body["rows"]]
    said = office.take(step, rows=bad)
    assert said.why == "register_has_problems" and said.details["problems"][0]["column"] == column
    assert sent(office, Step(step.kind, step.who, step.subject, {**step.body, "rows": bad}), 1).outcome == "refused"


def test_a_file_is_read_with_the_folded_number() -> None:
    listed = [{**one, "approval_no": ODD} for one in rows()]
    listed[0]["certificate_no"] = "84025IP21〇17R0M–１"
    checked = check_register(read_table("a.csv", register_file(listed), list(check_header("register"))))
    assert checked.ok and {one["approval_no"] for one in checked.rows} == {RIGHT}
    assert checked.rows[0]["certificate_no"] == "84025IP21017R0M-1"
    people = [{**one, "card_no": card} for one, card in zip(staff(), ("3206–〇〇1", "3206-001"), strict=True)]
    cards = check_inspectors(read_table("a.csv", staff_file(people), list(check_header("inspectors"))))
    assert [one.code for one in cards.problems] == ["duplicate_inspector"]


def check_header(what: str) -> Any:
    from audit_app.regulator.imports import HEADERS

    return HEADERS[what]


@pytest.mark.parametrize(("kind", "before"), [("city_round.draw", 7), ("city_round.redraw", 6)])
def test_a_body_of_two_dashes_is_one_stratum_and_in_an_old_row_two(database: Database, kind: str, before: int) -> None:
    from sqlalchemy import select, update

    from audit_app.store.tables import draws, register_rows

    office = Office(database)
    step, body = with_two_bodies(office, kind)
    with database.writing() as connection:
        odd = ONE.replace("-", "–")
        connection.execute(update(register_rows).where(register_rows.c.row_no < 6).values(approval_no=odd))
    strata = {}
    for v, replaying in ((before, True), (before + 1, True), (newest(kind), False)):
        with database.writing() as connection, connection.begin_nested() as savepoint:
            batch = OpBatch(connection, NOW, replaying=replaying)
            op = {**make(kind, step.subject, body), "v": v}
            assert batch.apply_one(op, office.actor(step.who)).outcome == "done"
            batch.flush()
            strata[v, replaying] = connection.execute(select(draws.c.reserve)).scalar_one()
            savepoint.rollback()
    assert NAME + "（" in strata[before, True]
    assert NAME + "（" not in strata[before + 1, True] == strata[newest(kind), False]
