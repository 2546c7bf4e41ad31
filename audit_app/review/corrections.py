"""What was written wrong about an audit or its company is corrected: the same page as for every created thing."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from flask import g, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from audit_app import correcting
from audit_app.correcting import Field, Subject
from audit_app.forms import given_op, raise_if_closed
from audit_app.ops import apply, make
from audit_app.ops.audit_corrections import plan_of
from audit_app.ops.division import division, shared_out
from audit_app.ops.editions import find_edition
from audit_app.review import bp, planning
from audit_app.review.audits import TEAM_WORDS
from audit_app.rules.audit import AUDIT
from audit_app.rules.permits import require
from audit_app.rules.refusals import Refused
from audit_app.rules.vocabulary import AUDIT_TYPES, OFFERED_TYPES
from audit_app.security import clock, database
from audit_app.show import bracketed, language
from audit_app.store import people, seen, visits

Row = Mapping[Any, Any]


@bp.get("/audits/<audit>/correct")
def correct_audit(audit: str) -> Response:
    with database().reading() as connection:
        return correcting.page(connection, audit_subject(connection, audit))


@bp.post("/audits/<audit>/correct")
def correct_audit_now(audit: str) -> Response:
    """Dates, type, edition, team, chapters or departments put right."""
    with database().reading() as connection:
        subject = audit_subject(connection, audit)
    return carry_out("audit.correct", subject, lambda connection: audit_subject(connection, audit))


@bp.get("/audits/<audit>/company")
def correct_company(audit: str) -> Response:
    with database().reading() as connection:
        return correcting.page(connection, company_subject(connection, audit))


@bp.post("/audits/<audit>/company")
def correct_company_now(audit: str) -> Response:
    """Name, numbers, address or contact of the audited company put right."""
    with database().reading() as connection:
        subject = company_subject(connection, audit)
    return carry_out("client.correct", subject, lambda connection: company_subject(connection, audit))


def carry_out(kind: str, subject: Subject, again: Any) -> Response:
    op = make(kind, subject.id, correcting.written(subject.fields), id=given_op())
    errors = correcting.no_names(op)
    if not errors:
        done = apply(database(), op, g.actor, clock().now())
        raise_if_closed(done)
        if done.outcome == "done":
            return redirect(subject.back, 303)
        errors = correcting.mistakes(done)
    with database().reading() as connection:
        return correcting.page(connection, again(connection), errors, 422)


def own_audit(connection: Connection, code: str, verb: str) -> Row:
    """An audit of the own body, for somebody who may do this to it. Raises Refused."""
    audit = visits.find_audit(connection, g.actor.organisation, code)
    if audit is None:
        raise Refused("absent")
    require(g.actor, verb, visits.resource_of_visit(connection, audit["id"]))
    return audit


def company_subject(connection: Connection, code: str) -> Subject:
    audit = own_audit(connection, code, "client.correct")
    client = visits.get_client(connection, audit["client_id"])
    if client is None:
        raise Refused("absent")
    most = {"name": 100, "short_name": 20, "uscc": 18, "address": 200, "contact": 40, "phone": 40}
    words = {
        "name": _("企业名称"), "short_name": _("简称"), "uscc": _("统一社会信用代码"), "address": _("地址"),
        "contact": _("企业联系人"), "phone": _("电话"),
    }  # fmt: skip
    hint = {"short_name": _("已经拍的照片不改名")}
    fields = [Field(n, words[n], client[n] or "", hint=hint.get(n, ""), most=m) for n, m in most.items()]
    return Subject(
        id=client["id"],
        heading=_("更正企业"),
        line=client["name"],
        back=url_for("review.audit", audit=audit["code"]),
        back_words=audit["code"],
        action=url_for("review.correct_company_now", audit=audit["code"]),
        fields=fields,
        kind="client.correct",
        which=seen.on_client(client["id"]),
        then=[
            ("ok", _("这家企业的审核"), _("各页立即用新的内容")),
            ("tab", _("平板"), _("下次联网打开这次审核时换成新的内容")),
        ],
    )


def audit_subject(connection: Connection, code: str) -> Subject:
    audit = own_audit(connection, code, "audit.correct")
    client = visits.get_client(connection, audit["client_id"]) or {"name": ""}
    return Subject(
        id=audit["id"],
        heading=_("更正审核"),
        line=f"{client['name']} · {audit['code']} · {_(AUDIT_TYPES[audit['type']])} · {_(AUDIT.word(audit['state']))}",
        back=url_for("review.audit", audit=audit["code"]),
        back_words=audit["code"],
        action=url_for("review.correct_audit_now", audit=audit["code"]),
        fields=audit_fields(connection, audit),
        kind="audit.correct",
        which=seen.on_visit(audit["id"]),
        then=[
            ("person", _("移出的人"), _("条款归审核组长，还没传的内容等待放行；字母不再用")),
            ("tab", _("平板"), _("下次联网打开这次审核时换成新的日期和分工，在那以前还显示旧的")),
            ("talk", _("企业"), _("系统不通知，请另行告知")),
        ],
        fixed=_("不改：企业、代号。提交以后不能再更正"),
    )


def no_longer_auditing(connection: Connection, audit: Row, team: Sequence[Row]) -> list[tuple[str, str]]:
    """(id, name) of those on the team whom no new team could have: a disabled account, roles that were taken away. They stay
    until they are taken off by hand."""
    known = dict(planning.auditors(connection, audit["organisation_id"]))
    found = [people.get_user(connection, one["user"]) for one in team if one["user"] not in known]
    said = {True: _("没有审核角色"), False: _("已停用")}
    return [(one["id"], one["name"] + bracketed(said[bool(one["active"])])) for one in found if one]


def audit_fields(connection: Connection, audit: Row) -> list[Field]:
    kept = plan_of(connection, audit)
    edition = find_edition(connection, audit["organisation_id"], kept["edition"])
    members = [
        *planning.auditors(connection, audit["organisation_id"]),
        *no_longer_auditing(connection, audit, kept["team"]),
    ]
    names, roles = dict(members), {name: _(word) for name, word in TEAM_WORDS.items()}
    typed = {n.removeprefix("chapter-"): user for n, user in request.form.items() if n.startswith("chapter-")}
    given = typed or {row["chapter"]: row["user"] for row in kept["chapters"]}
    team = {row["user"]: row["role"] for row in kept["team"]}
    letters = {row["user_id"]: row["letter"] for row in visits.list_team(connection, audit["id"])}

    def say_team(rows: Any) -> str:
        return "\n".join(
            names.get(one["user"], "") + bracketed(roles[one["role"]]) + letters.get(one["user"], "")
            for one in rows or ()
        )

    def say_division(rows: Any) -> str:
        labels = {item.ref: item.label(language()) for item in edition.items}
        said = ((labels.get(one["chapter"], one["chapter"]), names.get(one["user"], "")) for one in rows or ())
        return "\n".join(label + _("：") + name for label, name in said)

    def read_team(form: Mapping[str, str]) -> list[dict[str, str]]:
        """Those who stay in their order, then those who come."""
        chosen = planning.team(form)
        order = [user for user in team if user in chosen] + [user for user in chosen if user not in team]
        return [{"user": user, "role": chosen[user]} for user in order]

    def read_division(form: Mapping[str, str]) -> list[dict[str, str]]:
        chosen = {n.removeprefix("chapter-"): user for n, user in form.items() if n.startswith("chapter-") and user}
        lead = next((user for user, role in planning.team(form).items() if role == "lead"), kept["team"][0]["user"])
        return division(edition, shared_out(edition, chosen, lead))

    types = [(name, _(AUDIT_TYPES[name])) for name in AUDIT_TYPES if name in {*OFFERED_TYPES, kept["type"]}]
    editions = planning.offered_editions(connection, audit["organisation_id"], kept["edition"])
    departments = "\n".join(kept["departments"])
    return [
        Field("starts_on", _("开始日期"), kept["starts_on"], "date"),
        Field("ends_on", _("结束日期"), kept["ends_on"], "date"),
        Field("type", _("审核类型"), kept["type"], "choose", dict(types)[kept["type"]], options=types),
        Field("edition", _("审核准则"), kept["edition"], "choose", dict(editions).get(kept["edition"], ""),
              _("有记录或判定以后不能再改；改了以后要重新分工"), editions),
        Field("applied_on", _("申请受理日期"), kept["applied_on"] or "", "date", hint=_("不写的按开始日期算")),
        Field("edition_reason", _("仍用旧版的理由"), kept["edition_reason"] or "", "area",
              hint=_("2024-12-31 以后受理、仍按 2013 版审核的才要写"), parts={"text": kept["edition_reason"] or ""}),
        Field("team", _("审核组"), json.dumps(kept["team"]), "team", say_team(kept["team"]), words=say_team,
              read=read_team, parts={"people": members, "roles": list(roles.items()), "chosen": team}),
        Field("chapters", _("分工"), json.dumps(kept["chapters"]), "division", say_division(kept["chapters"]),
              words=say_division, read=read_division,
              parts={"people": members, "given": given, "levels": planning.levels_of(edition)}),
        Field("departments", _("部门"), json.dumps(kept["departments"], ensure_ascii=False), "area", departments,
              _("每行一个，按走访顺序"), words=lambda rows: "、".join(rows or ()), read=planning.departments,
              parts={"text": departments}),
    ]  # fmt: skip
