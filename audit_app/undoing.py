"""Marks without effect outside are not asked about: a bar offers for eight seconds to take the last one back.

The redirect after a mark names its op (`did`); the page shows the bar where that op is the reader's own and still the last word on
its thing. Taking back is an op like any other: the opposite one, or the same one with the value from before.
"""

import json
from collections.abc import Mapping
from typing import Any

from flask import g, request
from flask_babel import gettext as _
from sqlalchemy import Connection

from audit_app.rules import ids
from audit_app.rules.instants import milliseconds
from audit_app.rules.refusals import Refused
from audit_app.rules.standards import in_force_on
from audit_app.security import clock, database
from audit_app.store import log, people
from checklists import newest
from checklists.rules import DEFAULT_PACK

SECONDS = 8
LATEST = 60
"""For how long after a mark a page still offers the bar, in seconds: loading takes its time; the bar itself stays for SECONDS."""
FIRST = {
    "rule_pack": DEFAULT_PACK,
    "review_days": "0",
    "severity_words": "general",
}
"""What holds for a setting that nobody has made; the edition is that of the day."""
MARKS = frozenset({"user.disable", "user.enable", "user.set_roles", "setting.set"})
OPPOSITE = {"user.disable": "user.enable", "user.enable": "user.disable"}
TAKEN_BACK = "收回刚才的更改，恢复原来的角色"
"""The reason in the log where a mark that needs one is taken back at once: nobody is asked to type."""
Row = Mapping[Any, Any]


def own_mark(connection: Connection, op_id: str) -> Row:
    """The log's row of a mark that the reader made. Raises Refused("absent") for anything else."""
    said = log.find(connection, op_id)
    if said is None or said["kind"] not in MARKS or (said["outcome"], said["actor"]) != ("done", g.actor.id):
        raise Refused("absent")
    return said


def opposite_of(connection: Connection, op_id: str) -> dict[str, Any] | None:
    """{kind, subject, body} that takes a mark of the reader's own back; None where somebody went on from it. Raises Refused("absent")."""
    said = own_mark(connection, op_id)
    past = [row for row in log.history(connection, said["subject"]) if _same(row, said)]
    if not past or past[-1]["id"] != op_id:
        return None
    body = _before(past, said)
    kind = OPPOSITE.get(said["kind"], said["kind"])
    return None if body is None else {"kind": kind, "subject": said["subject"], "body": body}


def _same(row: Row, said: Row) -> bool:
    """Whether a row of the log speaks of the same mark: on or off, the roles, or the setting of that name."""
    kind = said["kind"]
    if kind in OPPOSITE:
        return row["kind"] in OPPOSITE
    if kind == "user.set_roles":
        return row["kind"] in (kind, "user.create")
    same_name = json.loads(row["body"]).get("name") == json.loads(said["body"]).get("name")
    return kind == "setting.set" and row["kind"] == kind and same_name


def _before(past: list[Row], said: Row) -> dict[str, Any] | None:
    """The body of the op that puts back what stood before the last of `past`."""
    if said["kind"] in OPPOSITE:
        return {}
    earlier = json.loads(past[-2]["body"]) if len(past) > 1 else {}
    if said["kind"] == "user.set_roles":
        last = json.loads(past[-1]["body"])["roles"]
        return {"roles": earlier["roles"], "was": last, "reason": TAKEN_BACK} if earlier else None
    name = json.loads(said["body"])["name"]
    first = FIRST | {"default_edition": newest(in_force_on(clock().today().isoformat()).audited_by)}
    value = earlier.get("value") or first.get(name)
    return {"name": name, "value": value} if value else None


def offered() -> dict[str, Any] | None:
    """What the bar of this page says and takes back, as {words, of, op, seconds}; None where there is nothing to take back."""
    op_id = request.args.get("did", "")
    if request.method != "GET" or not ids.is_id(op_id) or g.get("actor") is None:
        return None
    with database().reading() as connection:
        try:
            said = own_mark(connection, op_id)
        except Refused:
            return None
        if milliseconds(clock().now()) - milliseconds(said["received_at"]) > LATEST * 1000:
            return None
        if opposite_of(connection, op_id) is None:
            return None
        user = people.get_user(connection, said["subject"]) if said["kind"].startswith("user.") else None
    name = user["name"] if user else ""
    words = {
        "user.disable": _("%(name)s 已停用", name=name),
        "user.enable": _("%(name)s 已启用", name=name),
        "user.set_roles": _("%(name)s 的角色已改", name=name),
        "setting.set": _("默认版本已改") if "default_edition" in said["body"] else _("设置已改"),
    }
    return {"words": words[said["kind"]], "of": op_id, "op": ids.new_id(), "seconds": SECONDS}


def was_done(connection: Connection, op_id: str) -> bool:
    """Whether this press was already carried out: a second one changes nothing more."""
    row = log.find(connection, op_id)
    return row is not None and (row["outcome"], row["actor"]) == ("done", g.actor.id)
