"""The page on which something created is corrected: 现在 → 改成, a reason where somebody has seen it, who has, what follows, history.

A view hands the fields and reads the op's body back; each subject has an op kind of its own.
"""

import dataclasses
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import g, request
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Connection
from werkzeug.wrappers import Response

from audit_app.forms import errors_of, unnamed
from audit_app.ops import Outcome
from audit_app.ops.corrections import reason_needed
from audit_app.rules import ids
from audit_app.rules.audit import AUDIT
from audit_app.rules.campaign import CITY_ROUND, SPOT_CHECK
from audit_app.rules.followup import RECTIFICATION, REGULATORY_INTERVIEW, REMINDER
from audit_app.rules.kinds import KIND_WORDS
from audit_app.rules.reasons import LEAST_REASON
from audit_app.rules.refusals import N_, Refused
from audit_app.rules.roles import ROLE_WORDS
from audit_app.show import name_then, show
from audit_app.store import log, people, seen

Row = Mapping[Any, Any]
WORDS = {
    "organisation.create": N_("新建"), "user.create": N_("新建"), "client.create": N_("新建"), "audit.plan": N_("新建"),
    "organisation.correct": N_("更正"), "user.correct": N_("更正"), "client.correct": N_("更正"), "audit.correct": N_("更正"),
    "user.set_roles": N_("改角色"), "user.disable": N_("停用账号"), "user.enable": N_("启用账号"), "credential.set": N_("设置密码"),
    "audit.remove_member": N_("移出审核组"), "setting.set": N_("改设置"),
    "register.import": N_("导入名录"), "inspectors.import": N_("导入检查人员"), "edition.publish": N_("发布标准版本"),
    "held.release": N_("放行"), "held.remove": N_("取消处理"), "held.retry": N_("再试"),
    "photo.received": N_("收到照片原图"), "photo.checked": N_("检查照片"), "photo.swept": N_("清理照片原图"),
    "campaign.create": N_("新建"), "campaign.correct": N_("更正"), "campaign.add_city": N_("设区市加入"),
    "rectification.correct_dates": N_("更正日期"), "reminder.correct_dates": N_("更正日期"),
    "regulatory_interview.correct_dates": N_("更正日期"),
    **{f"{paper}.undo_step": N_("撤销登记") for paper in ("rectification", "reminder", "regulatory_interview")},
    "regulatory_interview.set_number": N_("补填文号"), "regulatory_interview.draft": N_("起草"),
    "rectification.set_number": N_("补填文号"), "reminder.set_number": N_("补填文号"),
    "spot_check.correct": N_("更正日期"), "spot_check.amend": N_("补正名录栏目"), "spot_check.set_measure": N_("另起草对认证机构的处理"),
    "spot_check.take_back": N_("收回无法检查"), "spot_check.transfer": N_("登记移交"),
}  # fmt: skip
"""What happened to a subject, in the words of its history."""
MACHINES = {"audit": AUDIT, "spot_check": SPOT_CHECK, "city_round": CITY_ROUND, "rectification": RECTIFICATION, "reminder": REMINDER,
            "regulatory_interview": REGULATORY_INTERVIEW}  # fmt: skip
"""Those whose acts are called as their states change, by the first part of a kind."""


@dataclass(frozen=True)
class Field:
    """One row of the table. `was` is the value kept (as the form sends it back), `shown` its words; `how` is text, date, area or choose."""

    name: str
    label: str
    was: str
    how: str = "text"
    shown: str = ""
    hint: str = ""
    options: Sequence[tuple[str, str]] = ()
    most: int = 200
    words: Callable[[Any], str] = field(default=str, compare=False)
    read: Callable[[Mapping[str, str]], Any] | None = None
    """Reads a value of several inputs from the form; `was` is then its JSON."""
    parts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Subject:
    """What is corrected: its names on the page, where it lives, its fields, and what follows as (symbol, who, sentence)."""

    id: str
    heading: str
    line: str
    back: str
    back_words: str
    action: str
    fields: Sequence[Field]
    kind: str
    which: ColumnElement[bool]
    then: Sequence[tuple[str, str, str]] = ()
    fixed: str = ""
    past: Sequence[Mapping[str, Any]] | None = None
    """Its history, the latest first, where its pages word it; else it is read from the log by `history`."""


def written(fields: Sequence[Field]) -> dict[str, Any]:
    """The body of the op: the fields whose value differs from what was on the screen, both values, and the reason."""
    form, was, now = request.form, {}, {}
    for one in fields:
        before, after = _read(one)
        if before != after:
            was[one.name], now[one.name] = before, after
    return {"was": was, "now": now, "reason": form.get("reason", "").strip()}


def _read(one: Field) -> tuple[Any, Any]:
    """The value that was on the screen and the one that was sent; the same where the form says nothing of the field."""
    form = request.form
    sent = form.get(f"was-{one.name}")
    if sent is None or (one.read is None and one.name not in form):
        return None, None
    if one.read is None:
        return tuple(text.replace("\r\n", "\n").strip() or None for text in (sent, form[one.name]))  # type: ignore[return-value]
    try:
        return json.loads(sent), one.read(form)
    except (ValueError, Refused):
        return None, None


def no_names(op: Mapping[str, Any]) -> dict[str, str]:
    """By field, which of the new names and numbers are none."""
    return unnamed(op["body"]["now"], "name", "short_name", "approval_no", "contact")


def mistakes(done: Outcome) -> dict[str, str]:
    """A refusal beside the field of the page: a shape's complaint is about one of the new values."""
    errors = done.details.get("errors", {}) if done.why == "bad_shape" else {}
    if isinstance(errors.get("now"), dict):
        return errors_of(dataclasses.replace(done, details={"errors": errors["now"]}))
    return errors_of(done)


def page(
    connection: Connection, subject: Subject, errors: Mapping[str, str] | None = None, status: int = 200
) -> Response:
    """The form, prefilled with what is kept or, after a refusal, with what was typed."""
    others = seen.by_others(connection, subject.which, g.actor.id)
    names = people.names_of(connection, {row["actor"] for row in others})
    return show(
        "correct.html",
        status=status,
        subject=subject,
        typed=request.form,
        errors=errors or {},
        seen=[{**row, "name": names.get(row["actor"], "")} for row in others],
        needed=reason_needed(connection, subject.kind, subject.which, g.actor.id),
        least=LEAST_REASON,
        past=history(connection, subject) if subject.past is None else subject.past,
        op=ids.new_id(),
    )


def history(connection: Connection, subject: Subject) -> list[dict[str, Any]]:
    """What was done to it, the latest first: who, when, what, each changed value before and after, and why."""
    rows = log.history(connection, subject.id)
    names = people.names_then(connection, {(row["actor"], row["received_at"]) for row in rows})
    known = {one.name: one for one in subject.fields}
    lines = []
    for row in reversed(rows):
        body = json.loads(row["body"])
        lines.append(
            {
                "at": row["received_at"],
                "who": name_then(names.get((row["actor"], row["received_at"]))),
                "what": act_word(row["kind"]),
                "changes": _changes(row["kind"], body, known),
                "reason": body.get("reason") or "",
            }
        )
    return lines


def _changes(kind: str, body: Mapping[str, Any], known: Mapping[str, Field]) -> list[tuple[str, str, str]]:
    """Each changed value of a row of the log: what it is called, before, after. Of roles the first version named no before."""
    if kind == "user.set_roles":
        return [(_("角色"), _roles(body["was"]), _roles(body["roles"]))] if "was" in body else []
    was, now = body.get("was") or {}, body.get("now") or {}
    return [
        (known[name].label if name in known else name, *(_worded(known.get(name), one) for one in (was.get(name), value)))
        for name, value in now.items()
    ]  # fmt: skip


def _roles(roles: Collection[str]) -> str:
    return _("、").join(_(words) for role, words in ROLE_WORDS.items() if role in roles) or _("没有写")


def act_word(kind: str) -> str:
    """What an op of this kind did to something that can be corrected."""
    machine = MACHINES.get(kind.partition(".")[0])
    verb = kind.partition(".")[2]
    return _(WORDS.get(kind) or (machine.verb_words.get(verb) if machine else None) or KIND_WORDS[kind])


def _worded(one: Field | None, value: Any) -> str:
    if value in (None, "", []):
        return _("没有写")
    return (
        dict(one.options).get(value, str(value)) if one and one.how == "choose" else (one.words if one else str)(value)
    )
