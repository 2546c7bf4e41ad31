"""抽查任务: the list, a new one (province), and one campaign with its rounds and what each may do next."""

from collections import Counter
from typing import Any

from flask import g, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from audit_app.regulator import figures, queries, room, words
from audit_app.regulator.acting import FORM, Errors, carry_out, form_op, read_day, read_number, read_text
from audit_app.regulator.scope import Scope, campaigns_of, city_of, scope_of
from audit_app.rules import ids
from audit_app.rules.campaign import CITY_ROUND, SPOT_CHECK
from audit_app.rules.permits import Thing, check, may
from audit_app.security import clock, database
from audit_app.show import language, show
from audit_app.store import people, registers
from checklists import rulepack, rulepacks

STAGES = ("open", "frozen", "drawn", "sealed", "checking", "reported", "accepted")
UNITS = ("day", "workday")


@room.get("/campaigns")
def campaigns() -> Response:
    with database().reading() as connection:
        known = campaigns_of(connection, g.actor)
    return show(
        "regulator/campaigns.html", known=known, may_open=may(g.actor, "campaign.create", Thing(g.actor.organisation))
    )


@room.get("/campaigns/new")
def new_campaign() -> Response:
    check(g.actor, "campaign.create", Thing(g.actor.organisation))
    return new_page({}, defaults())


@room.post("/campaigns/new")
def open_campaign() -> Response:
    """One round for every city office under the province."""
    check(g.actor, "campaign.create", Thing(g.actor.organisation))
    errors: Errors = {}
    body = read_campaign(errors)
    if not errors:
        errors = carry_out(form_op("campaign.create", ids.new_id(), body))
    if errors:
        return new_page(errors, dict(request.form), 422)
    return redirect(url_for("regulator.campaign", k=body["code"]), 303)


def read_campaign(errors: Errors) -> dict[str, Any]:
    """The op's body out of the form; what is wrong goes to `errors`."""
    code = read_text("code", errors, _("还没有写代号"), most=40)
    with database().reading() as connection:
        offices = people.list_organisations(connection, parent=g.actor.organisation, kind="city_office")
    if not offices:
        errors[FORM] = _("本省还没有市知识产权局，不能新建抽查任务。请先由管理员建立各市单位")
    body = {
        "code": code,
        "title": read_text("title", errors, _("还没有写名称"), most=100),
        "year": read_number("year", errors, 2004, 2100),
        "basis": read_text("basis", errors, most=300),
        "minimum": read_number("minimum", errors),
        "due_on": read_day("due_on", errors),
        "rule_pack": request.form.get("rule_pack", ""),
        "term": {"n": read_number("term", errors, 1, 400), "unit": request.form.get("unit", "day")},
        "rounds": [{"id": ids.new_id(), "organisation": office["id"]} for office in offices],
    }
    if body["rule_pack"] not in packs():
        errors["rule_pack"] = _("请从列表里选一个规则包")
    return body


def packs() -> list[str]:
    """Rule packs that have a ladder: those of regulators."""
    return [name for name in rulepacks() if "spot_check.ladder" in rulepack(name).rules]


def defaults() -> dict[str, Any]:
    """What a new campaign starts with: the values of the newest rule pack."""
    pack, year = rulepack(packs()[-1]), clock().today().year
    return {
        "year": year,
        "title": _("%(year)s 年度企业贯标质量抽查", year=year),
        "minimum": pack.value("spot_check.minimum_per_city"),
        "due_on": f"{year}-{pack.value('spot_check.report_on')}",
        "term": pack.value("rectification.days"),
        "unit": pack.value("rectification.unit"),
        "rule_pack": pack.id,
    }


def new_page(errors: Errors, given: dict[str, Any], status: int = 200) -> Response:
    shown = [(name, rulepack(name)) for name in packs()]
    choices = [(name, pack.title_en if language() == "en" else pack.title) for name, pack in shown]
    return show(
        "regulator/new_campaign.html", status=status, errors=errors, given=given, op=ids.new_id(), packs=choices
    )


@room.get("/campaigns/<k>")
def campaign(k: str) -> Response:
    return campaign_page(k, {})


def campaign_page(k: str, errors: Errors, status: int = 200) -> Response:
    """The stage line, the cities' rounds for the province, the own round with its acts for a city."""
    with database().reading() as connection:
        scope = scope_of(connection, k)
        checks = queries.list_checks(connection, [row["id"] for row in scope.rounds])
        counts = figures.counts_by_round(checks, scope.uncheckable_counts)
        rows = [round_row(row, counts.get(row["id"], 0), checks) for row in scope.rounds]
        own = None if scope.province else own_round(connection, scope, checks)
        page = {
            "campaign": scope.campaign,
            "scope": scope,
            "province": scope.province,
            "rows": rows,
            "own": own,
            "stages": stages(scope),
        }
    return show("regulator/campaign.html", status=status, errors=errors, op=ids.new_id(), **page)


def stages(scope: Scope) -> list[dict[str, Any]]:
    """The stage line: how many rounds stand at each stage."""
    counted = Counter("reported" if row["state"] == "returned" else row["state"] for row in scope.rounds)
    furthest = max((STAGES.index(name) for name in counted), default=0)
    return [
        {"word": _(CITY_ROUND.word(name)), "count": counted[name], "past": at < furthest, "here": bool(counted[name])}
        for at, name in enumerate(STAGES)
    ]


def round_row(row: Any, count: int, checks: list[Any]) -> dict[str, Any]:
    drawn = sum(one["round_id"] == row["id"] and one["state"] != "replaced" for one in checks)
    return {
        **row,
        "city": words.city_name(city_of(row)),
        "word": _(CITY_ROUND.word(row["state"])),
        "count": count,
        "drawn": drawn,
    }


def own_round(connection: Connection, scope: Scope, checks: list[Any]) -> dict[str, Any]:
    """What a city sees of its own round: register, inspectors, checks with their state in words."""
    row = scope.rounds[0]
    known = registers.list_registers(connection, row["id"])
    thing = Thing(row["organisation_id"], scope.campaign["organisation_id"], state=row["state"])
    return {
        **row,
        "word": _(CITY_ROUND.word(row["state"])),
        "registers": known,
        "register": next((one for one in known if one["id"] == row["register_id"]), known[0] if known else None),
        "inspectors": registers.list_inspectors(connection, row["organisation_id"]),
        "draw": registers.get_draw(connection, row["id"]),
        "checks": [{**one, "word": check_word(one)} for one in checks],
        "may_act": may(g.actor, "city_round.freeze", thing),
    }


def check_word(row: Any) -> str:
    """The state of a spot check, or its result once there is one."""
    state = _(SPOT_CHECK.word(row["state"]))
    return f"{state} · {words.result_word(row['result'])}" if row["result"] and row["state"] != "uncheckable" else state


@room.post("/campaigns/<k>/freeze")
def freeze(k: str) -> Response:
    """确定名录: pin the round to the register that is shown."""
    with database().reading() as connection:
        own = scope_of(connection, k).needed_round(request.form.get("city"))
    errors = carry_out(form_op("city_round.freeze", own["id"], {"register": request.form.get("register", "")}))
    return campaign_page(k, errors, 422) if errors else redirect(url_for("regulator.campaign", k=k), 303)
