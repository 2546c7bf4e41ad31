"""What the questions of these pages say: each function words one act on an audit from the rows as the act leaves them.

When a question is asked and when it is agreed to is in `audit_app/asking.py`.
"""

from collections.abc import Mapping
from typing import Any

from flask import g
from flask_babel import gettext as _
from sqlalchemy import Connection

from audit_app.asking import Ask, Question
from audit_app.late_work import waiting_things
from audit_app.review import queries
from audit_app.review.clashes import clashes_of, unsettled_of, unwritten_of
from audit_app.review.reading import edition_of
from audit_app.rules.audit import AUDIT
from audit_app.rules.vocabulary import AUDIT_TYPES
from audit_app.security import clock
from audit_app.show import count_words, day_words, language, listed
from audit_app.store import nonconformities, visits

Lines = list[tuple[str, str]]


def lead(said: str = "") -> str:
    """Who acts, on which day, and the reason where one was written."""
    who = _("%(name)s，%(day)s。", name=g.actor.name, day=day_words(clock().today(), clock().today()))
    return f"{who}{said}"


def planned_late(form: Mapping[str, str]) -> Ask:
    """An audit whose days are over already: entered afterwards, or with a wrong date."""
    today = clock().today()
    return lambda _connection: Question(
        heading=_("新建一次已经结束的审核：%(code)s？", code=form["code"].strip()),
        button=_("新建审核"),
        lead=lead(),
        then=[
            ("cal", _("开始日期 %(day)s", day=day_words(form["starts_on"], today))),
            (
                "warn",
                _(
                    "结束日期 %(day)s 已经过去。补登记的，请继续；写错了，请取消后改正。",
                    day=day_words(form["ends_on"], today),
                ),
            ),
        ],
        basis=_("开了不符合项以后，结束日期不能再改：整改期限从这一天算起。"),
    )


def stepping(visit: str, verb: str) -> Ask:
    """One act of the audit's machine: what it does to whom, and what comes next."""

    def ask(connection: Connection) -> Question:
        audit: Any = visits.get_audit(connection, visit)
        client: Any = visits.get_client(connection, audit["client_id"])
        word = _(AUDIT.verb_words[verb])
        reason = audit["reason"] if verb in ("return", "cancel") else None
        return Question(
            heading=_("%(act)s：%(name)s", act=word, name=client["name"]),
            button=word if verb != "cancel" else _("取消这次审核"),
            lead=lead(_("理由：%(reason)s", reason=reason) if reason else ""),
            rows=[(name, value) for name, value in _facts(connection, audit) if value],
            then=[("go", _("现在是「%(state)s」", state=_(AUDIT.word(audit["state"])))), *_then(verb)],
            basis=_basis(verb),
        )

    return ask


def _facts(connection: Connection, audit: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The audit in rows: code and type, days, team, what is recorded, and what still waits."""
    days = " – ".join(
        dict.fromkeys(day_words(audit[name], clock().today()) for name in ("starts_on", "ends_on") if audit[name])
    )
    team = [one["name"] for one in queries.list_team(connection, audit["id"]) if not one["removed_at"]]
    total = len(edition_of(connection, audit["id"]).leaves)
    judged = sum(queries.judged_on(connection, [audit["id"]]).get(audit["id"], {}).values())
    found = [
        one for one in nonconformities.list_nonconformities(connection, audit["id"]) if one["state"] != "withdrawn"
    ]
    drafts = "、".join(one["number"] for one in found if one["state"] == "draft")
    edition = edition_of(connection, audit["id"])
    clashing = clashes_of(connection, audit["id"], edition, language())
    bare = unwritten_of(connection, audit["id"], edition, language())
    two = unsettled_of(connection, audit["id"], edition, language())
    waiting = len(waiting_things(connection, audit["id"], edition))
    return [
        (_("审核"), f"{audit['code']} · {_(AUDIT_TYPES[audit['type']])}"),
        (_("日期"), days),
        (_("审核组"), listed(team)),
        (_("已审"), f"{judged} / {total}"),
        (_("未审"), count_words(total - judged, "clause") if judged < total else ""),
        (_("不符合项"), count_words(len(found), "item")),
        (_("还是草稿的不符合项"), drafts),
        (_("判定和不符合项不一致"), _("、").join(one["label"] for one in clashing)),
        (_("判定不符合，还没有开不符合项"), _("、").join(one["label"] for one in bare)),
        (_("有几个版本，待核对"), _("、").join(one["label"] for one in two)),
        (_("等待处理的内容"), count_words(waiting, "item") if waiting else ""),
    ]


def _then(verb: str) -> Lines:
    """What follows for whom."""
    after: dict[str, Lines] = {
        "prepare": [("tab", _("审核组在平板上记的内容从现在起记入这次审核"))],
        "open": [("tab", _("审核组可以判定；结束后由审核组长提交"))],
        "submit": [("no", _("审核组不能再改判定、记录和不符合项")), ("go", _("没有参加审核的人可以开始复核"))],
        "review": [
            ("list", _("逐条看审核发现")),
            ("pen", _("要补充就写明理由退回；审核组长补充后再提交")),
            ("list", _("认证决定目前在系统以外作出和记录")),
        ],
        "return": [("pen", _("审核组长在平板和工作台上看到理由，补充以后再提交"))],
        "cancel": [("no", _("审核组不能再记录；已经记的留在记录里"))],
    }
    return after[verb]


def _basis(verb: str) -> str:
    if verb == "cancel":
        return _("取消后不能恢复，只能新建审核。")
    return _("什么人在什么时候做的，记在日志里。")
