"""Ops on nonconformities on site: draft, set, raise, confirm, withdraw. The company's reply comes with a later part
of the house.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from audit_app.ops import Tx, Verb
from audit_app.ops.heads import conflicts, settle_field, time_of
from audit_app.ops.site import leaves_of, of_this_visit, on_clause
from audit_app.ops.things import visit, work_is_open
from audit_app.rules.calendar import Calendar
from audit_app.rules.nonconformity import NONCONFORMITY, check_complete, due_on
from audit_app.rules.refusals import N_, Refused
from audit_app.store import nonconformities as store
from audit_app.store import people, visits
from checklists import RulePack, calendar_data, rulepack

DEFAULT_PACK = "body-default"
OPEN_FOR_WORDS = frozenset({"draft", "raised", "withdrawn"})
PLAIN: dict[str, Any] = {
    "fact": "",
    "clauses": [],
    "department": None,
    "photos": [],
    "term": None,
    "moved": 0,
    "severity": None,
}


def rule_pack(connection: Any, organisation: str | None) -> RulePack:
    """The rules the organisation has chosen, else those every body starts with."""
    return rulepack(
        (people.get_setting(connection, organisation, "rule_pack") if organisation else None) or DEFAULT_PACK
    )


def draft(tx: Tx) -> None:
    """A new draft under its clause. A number that is taken gives way to the next free one of the author's letter."""
    body = tx.op.body
    on_clause(tx, body["ref"])
    if store.get_nonconformity(tx.connection, tx.op.subject):
        raise Refused("already_exists", "subject", value=tx.op.subject)
    settle_field(tx, "clauses", [body["ref"]])
    if body["severity"]:
        settle_field(tx, "severity", body["severity"])
    store.put_nonconformity(
        tx.connection,
        id=tx.op.subject,
        visit_id=body["visit"],
        number=_number(tx),
        state=NONCONFORMITY.initial,
        author_id=tx.actor.id,
        at=time_of(tx.stamp),
        **{**PLAIN, "clauses": [body["ref"]], "severity": body["severity"]},
    )


def _number(tx: Tx) -> str:
    team = {row["user_id"]: row["letter"] for row in visits.list_team(tx.connection, tx.op.body["visit"])}
    letter, taken = team[tx.actor.id], set(store.numbers_of(tx.connection, tx.op.body["visit"]).values())
    wanted = tx.op.body["number"]
    if re.fullmatch(rf"{letter}-\d{{2,4}}", wanted) and wanted not in taken:
        return str(wanted)
    used = [int(number.rpartition("-")[2]) for number in taken if number.startswith(f"{letter}-")]
    return f"{letter}-{max(used, default=0) + 1:02d}"


def set_fields(tx: Tx) -> None:
    """Change some fields, each upon its own base; refused once the company has confirmed."""
    work_is_open(tx)
    row = _row(tx)
    if row["state"] not in OPEN_FOR_WORDS:
        raise Refused("wrong_state", state_word=NONCONFORMITY.word(row["state"]), verb_word=N_("修改"))
    given = {name: value for name, value in tx.op.body.items() if name != "visit"}
    for ref in given.get("clauses", ()):
        if ref not in leaves_of(tx):
            raise Refused("clause_unknown", "clauses", ref=ref)
    changed = {name: settle_field(tx, name, value).value for name, value in given.items()}
    if "moved" in changed:
        changed["moved"] = int(changed["moved"])
    changed.update(_due(tx, {**row, **changed}))
    store.change_nonconformity(tx.connection, tx.op.subject, **changed, conflict=int(conflicts(tx)))


def raise_(tx: Tx) -> None:
    """Severity, fact and clauses are there: it is raised, and its term runs from the day of the closing meeting."""
    work_is_open(tx)
    row = _row(tx)
    state = NONCONFORMITY.step(row["state"], "raise")
    check_complete(row)
    term = row["term"]
    if not term or not (term.get("days") or term.get("on")):
        pack = rule_pack(tx.connection, tx.thing.organisation)
        term = {"days": pack.value(f"nonconformity.{row['severity']}.days"), "on": None}
    store.change_nonconformity(
        tx.connection,
        tx.op.subject,
        state=state,
        term=term,
        raised_at=time_of(tx.stamp),
        **_due(tx, {**row, "term": term}),
    )


def confirm(tx: Tx) -> None:
    """The company's person has read it and confirms by typed name and post. From now on its words stand."""
    work_is_open(tx)
    row, body = _row(tx), tx.op.body
    state = NONCONFORMITY.step(row["state"], "confirm")
    store.change_nonconformity(
        tx.connection,
        tx.op.subject,
        state=state,
        confirmed_at=time_of(tx.stamp),
        confirmed_by=body["name"].strip(),
        confirmed_post=body["post"].strip(),
        confirmed_how=body["how"],
    )


def withdraw(tx: Tx) -> None:
    """A draft goes without a word, one the company has seen needs a reason. The row stays."""
    work_is_open(tx)
    row = _row(tx)
    if row["state"] != "withdrawn":
        NONCONFORMITY.step(row["state"], "withdraw")
        if row["state"] not in OPEN_FOR_WORDS and not tx.op.body["reason"].strip():
            raise Refused("reason_missing", "reason")
    now = settle_field(tx, "withdrawn", tx.op.body["reason"])
    store.change_nonconformity(tx.connection, tx.op.subject, state="withdrawn", withdrawn_at=now.at, reason=now.value)


def _row(tx: Tx) -> dict[str, Any]:
    row = store.get_nonconformity(tx.connection, tx.op.subject)
    of_this_visit(tx, row)
    assert row is not None
    return row


def _due(tx: Tx, row: Mapping[str, Any]) -> dict[str, Any]:
    place = visits.get_visit(tx.connection, row["visit_id"])
    closing = place["closing_on"] if place else None
    if closing is None:
        return {"due_on": None, "provisional": 0}
    unit = rule_pack(tx.connection, tx.thing.organisation).value("nonconformity.unit")
    due = due_on(row["term"], bool(row["moved"]), date.fromisoformat(closing), Calendar(calendar_data()), unit)
    return {"due_on": due.date.isoformat() if due else None, "provisional": int(due.provisional) if due else 0}


VERBS = {
    "nonconformity.draft": Verb(visit, draft),
    "nonconformity.set": Verb(visit, set_fields),
    "nonconformity.raise": Verb(visit, raise_),
    "nonconformity.confirm": Verb(visit, confirm),
    "nonconformity.withdraw": Verb(visit, withdraw),
}
