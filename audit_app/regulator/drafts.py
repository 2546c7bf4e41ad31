"""The drafts of interviews and reminders that a check may be put under, each in words that tell it from the others."""

from collections.abc import Mapping
from typing import Any

from flask import g
from flask_babel import gettext as _
from sqlalchemy import Connection

from audit_app.regulator import queries, words
from audit_app.rules.followup import approval_of, other_body
from audit_app.security import clock
from audit_app.show import listed, moment_short
from audit_app.store import followups, people

Row = Mapping[str, Any]


def measures(connection: Connection, campaign: Any, row: dict[str, Any]) -> list[dict[str, Any]]:
    """What was done about the body: kind, state in words, a link where the paper is the reader's to open, and whether it names
    another body than the check by now.
    """
    known = {
        "reminder": {
            one["id"]: one for one in queries.list_reminders(connection, campaign["id"], g.actor.organisation)
        },
        "interview": {
            one["id"]: one for one in queries.list_interviews(connection, campaign["id"], g.actor.organisation)
        },
    }
    return [
        {
            **one,
            "word": words.state_word(one["kind"], one["state"]),
            "open": one["id"] in known[one["kind"]],
            "noun": _(words.BODY_PAPERS[one["kind"]]),
            "other": one["state"] != "withdrawn" and other_body(row, one),
            "named": words.body_numbered(one) if one["state"] != "withdrawn" and words.other_named(one, row) else "",
        }
        for one in queries.list_measures(connection, row["id"])
    ]


def offered(connection: Connection, check: Row) -> list[dict[str, Any]]:
    """[{value, label}] of the drafts for the body of this check: its name and its approval number. Where one of the two has no
    number the label says so, and whoever chooses it says that they are one body.
    """
    drafts = followups.list_open_drafts(connection, check["id"], but_own=True)
    return [
        {"value": f"{one['kind']}:{one['id']}", "label": label(connection, check, one)}
        for one in drafts
        if not other_body(check, one)
    ]


def label(connection: Connection, check: Row, draft: Row) -> str:
    what = _("并入已起草的书面提醒") if draft["kind"] == "reminder" else _("并入已起草的约谈")
    office: Any = people.get_organisation(connection, draft["organisation_id"])
    facts = [
        _number(check, draft),
        office["name"],
        _("%(day)s 起草", day=moment_short(draft["created_at"], clock().today())),
        *([_("文号 %(number)s", number=draft["number"])] if draft["number"] else []),
        cited(connection, draft),
    ]
    return what + _("：") + _("，").join(facts)


def _number(check: Row, draft: Row) -> str:
    if not approval_of(draft):
        return _("草稿没有批准号，请先核对是不是同一家机构")
    if not approval_of(check):
        return _("批准号 %(number)s（这一家没有批准号，请先核对是不是同一家机构）", number=draft["approval_no"])
    return _("批准号 %(number)s", number=draft["approval_no"])


def cited(connection: Connection, paper: Row) -> str:
    """How many companies a paper is about, and the names of those that the reader may see."""
    rows = queries.list_cited(connection, paper["id"], paper["kind"])
    if not rows:
        return _("还没有企业")
    province = g.actor.organisation_kind == "province_office"
    names = [row["name"] for row in rows if province or row["organisation_id"] == g.actor.organisation]
    if len(rows) == 1 and names:
        return names[0]
    said = _("涉及企业 %(n)s 家", n=len(rows))
    shown = _("%(names)s等", names=listed(names[:3])) if len(rows) > len(names[:3]) else listed(names)
    return said + _("：") + shown if names else said
