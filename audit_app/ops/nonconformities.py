"""Ops on nonconformities on site: draft, set, raise, confirm, withdraw. The company's reply comes with a later part
of the system.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection

from audit_app.ops import Held, Tx, Verb
from audit_app.ops.heads import conflicts, settle_field, time_of
from audit_app.ops.resources import visit, work_is_open
from audit_app.ops.rule_packs import rule_pack
from audit_app.ops.site import leaves_of, no_clause, of_this_visit, on_clause
from audit_app.rules.calendar import Calendar
from audit_app.rules.identifiers import person_name
from audit_app.rules.nonconformity import NONCONFORMITY, check_complete, due_on, has_term
from audit_app.rules.refusals import N_, Refused
from audit_app.store import heads, nonconformities, people, photos, visits
from checklists import calendar_data
from schemas.fields import tidied

ACTS_ON_WORDS = ("nonconformity.raise", "nonconformity.confirm")
WORDS: dict[str, str] = {
    "clauses": N_("不符合条款"),
    "severity": N_("严重程度"),
    "fact": N_("事实描述"),
    "department": N_("责任部门"),
    "term": N_("期限"),
    "moved": N_("顺延"),
    "due_on": N_("截止日期"),
    "photos": N_("选用照片"),
}
"""What the company reads before it confirms, by field, in the order of the form."""
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


def draft(tx: Tx) -> None:
    """A new draft under its clause. A number that is taken gives way to the next free one of the author's letter."""
    body = tx.op.body
    on_clause(tx, body["ref"])
    if nonconformities.get_nonconformity(tx.connection, tx.op.subject):
        raise Refused("already_exists", "subject", value=tx.op.subject)
    settle_field(tx, "clauses", [body["ref"]])
    if body["severity"]:
        settle_field(tx, "severity", body["severity"])
    nonconformities.put_nonconformity(
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
    letter, taken = team[tx.actor.id], set(nonconformities.numbers_of(tx.connection, tx.op.body["visit"]).values())
    wanted = tx.op.body["number"]
    if re.fullmatch(rf"{letter}-\d{{2,4}}", wanted) and wanted not in taken:
        return str(wanted)
    used = [int(number.rpartition("-")[2]) for number in taken if number.startswith(f"{letter}-")]
    return f"{letter}-{max(used, default=0) + 1:02d}"


def set_fields(tx: Tx) -> None:
    """Change some fields, each upon its own base; refused once the company has confirmed."""
    work_is_open(tx)
    row = _row(tx)
    given = {name: value for name, value in tx.op.body.items() if name != "visit"}
    if row["state"] not in OPEN_FOR_WORDS:
        if all(_plain(row[name]) == _plain(value) for name, value in given.items()):
            raise Refused("stands_already", number=row["number"])
        if row["state"] != "closed":
            raise Refused("confirmed_words", number=row["number"], confirmed_by=row["confirmed_by"])
        raise Refused("wrong_state", state_word=NONCONFORMITY.word(row["state"]), verb_word=N_("修改"))
    for ref in given.get("clauses", ()):
        if ref not in leaves_of(tx):
            raise no_clause(tx, "clauses", ref)
    changed = {name: settle_field(tx, name, value).value for name, value in given.items()}
    if "moved" in changed:
        changed["moved"] = int(changed["moved"])
    changed.update(_due(tx, {**row, **changed}))
    nonconformities.change_nonconformity(tx.connection, tx.op.subject, **changed, conflict=int(conflicts(tx)))


def raise_(tx: Tx) -> None:
    """Severity, fact and clauses are there: it is raised, and its term runs from the day of the closing meeting."""
    work_is_open(tx)
    row = _row(tx)
    _stands_on_what_was_read(tx, row)
    _not_done_already(tx, row, "already_raised", ("raised", "confirmed"))
    _draft_is_there(tx, row)
    state = NONCONFORMITY.step(row["state"], "raise")
    check_complete(row)
    term = _term(tx, row)
    nonconformities.change_nonconformity(
        tx.connection,
        tx.op.subject,
        state=state,
        term=term,
        raised_at=time_of(tx.stamp),
        **_due(tx, {**row, "term": term}),
    )


def confirm(tx: Tx) -> None:
    """The company's person has read it and confirms by typed name and post. From now on its words stand.

    What has changed since it was read is not confirmed: such a confirmation is held until the company confirms anew.
    """
    work_is_open(tx)
    row, body = _row(tx), tx.op.body
    if tx.guarded(4):
        _not_of_the_team(tx, body["name"])
    _stands_on_what_was_read(tx, row)
    _not_done_already(tx, row, "already_confirmed", ("confirmed",))
    _draft_is_there(tx, row)
    tx.settles = ACTS_ON_WORDS
    state = NONCONFORMITY.step(row["state"], "confirm")
    nonconformities.change_nonconformity(
        tx.connection,
        tx.op.subject,
        state=state,
        confirmed_at=time_of(tx.stamp),
        confirmed_by=body["name"].strip(),
        confirmed_post=body["post"].strip(),
        confirmed_how=body["how"],
        **({"photos": body["read"]["photos"]} if tx.op.v > 2 else {}),
    )


def _not_of_the_team(tx: Tx, name: str) -> None:
    """Refused("by_the_team") where who confirms for the company bears the name of one of the auditors, or of who sends it."""
    team = people.names_of(tx.connection, {tx.actor.id, *tx.resource.team})
    if person_name(name) in {person_name(one) for one in team.values()}:
        raise Refused("by_the_team", "name", name=name.strip())


def withdraw(tx: Tx) -> None:
    """A draft goes without a word, one the company has seen needs a reason. The row stays."""
    work_is_open(tx)
    row = _row(tx)
    if tx.guarded(2):
        _words_of_others_were_seen(tx)
    if row["state"] != "withdrawn":
        NONCONFORMITY.step(row["state"], "withdraw")
        if row["state"] not in OPEN_FOR_WORDS and not tx.op.body["reason"].strip():
            # it was a draft on the screen of who deleted it
            raise Refused("confirmed_since", "reason", number=row["number"], confirmed_by=row["confirmed_by"])
    tx.settles = ACTS_ON_WORDS
    now = settle_field(tx, "withdrawn", tx.op.body["reason"])
    nonconformities.change_nonconformity(
        tx.connection, tx.op.subject, state="withdrawn", withdrawn_at=now.at, reason=now.value
    )


def restore(tx: Tx) -> None:
    """A draft that was deleted is there again, with all its words; one that is there is left as it is. What was raised
    before it was withdrawn stays so: that withdrawal has its reason.
    """
    work_is_open(tx)
    row = _row(tx)
    if row["state"] == "draft":
        return
    if row["raised_at"]:
        raise Refused("wrong_state", state_word=NONCONFORMITY.word(row["state"]), verb_word=N_("恢复"))
    state = NONCONFORMITY.step(row["state"], "restore")
    nonconformities.change_nonconformity(tx.connection, tx.op.subject, state=state, withdrawn_at=None, reason=None)


def _draft_is_there(tx: Tx, row: Mapping[str, Any]) -> None:
    """Raises Refused("draft_deleted") where nobody had raised it when it was withdrawn: who did it, and that it can be restored."""
    if row["state"] != "withdrawn" or row["raised_at"]:
        return
    by = [one["author_id"] for one in heads.list_heads(tx.connection, [row["id"]]) if one["field"] == "withdrawn"]
    names = people.names_of(tx.connection, set(by[-1:]))
    raise Refused("draft_deleted", number=row["number"], name="".join(names.values()))


def _words_of_others_were_seen(tx: Tx) -> None:
    """Nobody deletes what another person wrote without having had it before the eyes: `base` names the heads."""
    seen = {op for some in tx.op.base.values() for op in some}
    unseen = {
        row["author_id"]
        for row in heads.list_heads(tx.connection, [tx.op.subject])
        if row["field"] != "withdrawn" and row["author_id"] != tx.actor.id and row["op_id"] not in seen
    }
    if unseen:
        names = people.names_of(tx.connection, unseen)
        raise Refused("words_unseen", names="、".join(sorted(names.values())))


def words_of(connection: Connection, subject: str) -> dict[str, Any]:
    """The words of a nonconformity that an act stands on, as `read` in the body of such an act says them."""
    row = nonconformities.get_nonconformity(connection, subject)
    if row is None:
        raise Refused("absent")
    visit = visits.get_visit(connection, row["visit_id"])
    row["photos"] = _standing(connection, row)
    return _words(connection, row, visit["organisation_id"] if visit else None)


def _standing(connection: Connection, row: Mapping[str, Any]) -> list[str]:
    """The chosen photos that are there: one that was deleted is not shown to the company."""
    there = {one["id"] for one in photos.list_photos(connection, row["visit_id"])} if row["photos"] else set()
    return [one for one in row["photos"] if one in there]


def _words(connection: Connection, row: Mapping[str, Any], organisation: str | None) -> dict[str, Any]:
    term = _term_of(connection, row, organisation)
    due = _due_of(connection, {**row, "term": term}, organisation)["due_on"]
    plain = {name: row[name] for name in ("severity", "fact", "clauses", "department", "photos")}
    return {**plain, "term": term, "moved": bool(row["moved"]), "due_on": due}


def _stands_on_what_was_read(tx: Tx, row: Mapping[str, Any]) -> None:
    """Raises Held where the words that stand now are not those that were on the screen, or nobody knows which these were
    (version 1): two people can work on one nonconformity without a network.
    """
    if not tx.guarded(2) or row["state"] not in ("draft", "raised"):
        return
    if tx.op.v < 2:
        raise Held("words_unproven")
    if tx.guarded(3):
        row = {**row, "photos": _standing(tx.connection, row)}
    now = _words(tx.connection, row, tx.resource.organisation)
    differing = _differing(tx.op.body["read"], now)
    if row["conflict"] and not differing:
        differing = [name for name in WORDS if name in _disputed(tx)]
    if differing:
        raise Held("words_changed", None, differ=differing, differ_words=[WORDS[name] for name in differing])


def _not_done_already(tx: Tx, row: Mapping[str, Any], code: str, states: tuple[str, ...]) -> None:
    """Two tablets without a network, one step upon the same words: the second is told so, and has nothing to mend."""
    if row["state"] not in states or tx.op.v < 2 or not tx.guarded(3):
        return
    if same_words(tx.op.body["read"], _words(tx.connection, row, tx.resource.organisation)):
        raise Refused(code, number=row["number"], confirmed_by=row["confirmed_by"])


def _differing(read: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """The fields whose words are not those that were read; a day that is not fixed yet makes no difference."""
    return [
        name
        for name in WORDS
        if _plain(now[name]) != _plain(read[name]) and not (name == "due_on" and now[name] is None)
    ]


def same_words(read: Mapping[str, Any] | None, now: Mapping[str, Any]) -> bool:
    """Whether `words_of` are those that an act says it read."""
    return read is not None and not _differing(read, now)


def _plain(value: Any) -> Any:
    """A list without its order, a term without what it does not say, nothing and an empty text alike, without signs that nobody
    sees: how a value is written down is no difference."""
    if isinstance(value, Mapping):
        return {name: one for name, one in value.items() if one is not None}
    return sorted(tidied(value)) if isinstance(value, list) else tidied(value) or None


def _disputed(tx: Tx) -> set[str]:
    values: dict[str, set[str]] = {}
    for head in heads.list_heads(tx.connection, [tx.op.subject]):
        values.setdefault(head["field"], set()).add(head["value"])
    return {name for name, some in values.items() if len(some) > 1}


def _row(tx: Tx) -> dict[str, Any]:
    row = nonconformities.get_nonconformity(tx.connection, tx.op.subject)
    of_this_visit(tx, row)
    assert row is not None
    return row


def _due(tx: Tx, row: Mapping[str, Any]) -> dict[str, Any]:
    return _due_of(tx.connection, row, tx.resource.organisation)


def _due_of(connection: Connection, row: Mapping[str, Any], organisation: str | None) -> dict[str, Any]:
    place = visits.get_visit(connection, row["visit_id"])
    closing = place["closing_on"] if place else None
    if closing is None:
        return {"due_on": None, "provisional": 0}
    unit = rule_pack(connection, organisation).value("nonconformity.unit")
    due = due_on(row["term"], bool(row["moved"]), date.fromisoformat(closing), Calendar(calendar_data()), unit)
    return {"due_on": due.date.isoformat() if due else None, "provisional": int(due.provisional) if due else 0}


def _term(tx: Tx, row: Mapping[str, Any]) -> dict[str, Any]:
    return _term_of(tx.connection, row, tx.resource.organisation)


def _term_of(connection: Connection, row: Mapping[str, Any], organisation: str | None) -> dict[str, Any]:
    """The term in force: what was chosen, else the rule pack's for the severity."""
    term: dict[str, Any] | None = row["term"]
    if term and has_term(term):
        return term
    severity = row["severity"] or "minor"
    return {"days": rule_pack(connection, organisation).value(f"nonconformity.{severity}.days"), "on": None}


VERBS = {
    "nonconformity.draft": Verb(visit, draft),
    "nonconformity.set": Verb(visit, set_fields),
    "nonconformity.raise": Verb(visit, raise_),
    "nonconformity.confirm": Verb(visit, confirm),
    "nonconformity.withdraw": Verb(visit, withdraw),
    "nonconformity.restore": Verb(visit, restore),
}
