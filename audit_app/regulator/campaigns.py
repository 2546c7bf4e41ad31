"""抽查任务: the list, a new one (province), and one campaign with its rounds and what each may do next."""

from collections import Counter
from collections.abc import Collection
from typing import Any

from flask import g, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from audit_app import correcting
from audit_app.correcting import Field, Subject
from audit_app.forms import all_mistakes
from audit_app.regulator import acting, bodies, bp, coming, figures, queries, questions, words
from audit_app.regulator.acting import FORM, Errors, carry_out, errors_of, form_op, read_day, read_number, read_text
from audit_app.regulator.round_questions import opening_again
from audit_app.regulator.scope import Scope, campaigns_of, city_of, scope_of
from audit_app.rules import ids
from audit_app.rules.campaign import CITY_ROUND, SPOT_CHECK
from audit_app.rules.campaign_years import FIRST, LAST
from audit_app.rules.permits import Resource, may, require
from audit_app.security import clock, database
from audit_app.show import as_read, bracketed, day_full, language, show
from audit_app.store import people, registers, seen
from checklists import rulepack, rulepacks

STAGES = ("open", "frozen", "drawn", "sealed", "checking", "returned", "reported", "accepted")
"""How far a city is: what was returned to it is less far than what it has reported."""
TURNS = ("", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十")
UNITS = ("day", "workday")


@bp.get("/campaigns")
def campaigns() -> Response:
    with database().reading() as connection:
        known = campaigns_of(connection, g.actor)
    return show(
        "regulator/campaigns.html",
        known=known,
        may_open=may(g.actor, "campaign.create", Resource(g.actor.organisation)),
    )


@bp.get("/campaigns/new")
def new_campaign() -> Response:
    require(g.actor, "campaign.create", Resource(g.actor.organisation))
    with database().reading() as connection:
        titles = [str(row["title"]) for row in campaigns_of(connection, g.actor)]
    return new_page({}, defaults(titles))


@bp.post("/campaigns/new")
def open_campaign() -> Response:
    """One round for every city office under the province."""
    require(g.actor, "campaign.create", Resource(g.actor.organisation))
    errors: Errors = {}
    body = read_campaign(errors)
    op = form_op("campaign.create", ids.new_id(), body)

    def wrong(errors: Errors) -> Response:
        sound = {"code": ids.new_id(), **defaults([]), "basis": "", "because": ""}
        sound |= {"term": {"n": sound["term"], "unit": sound["unit"]}}

        def mended(bad: Collection[str]) -> list[dict[str, Any]]:
            beside = {"minimum"} if "because" in bad else set()
            beside |= {"title", "year", "due_on"} if {"year", "due_on"} & set(bad) else set()
            return [{**op, "body": {**body, **{name: sound[name] for name in {*bad, *beside} if name in sound}}}]

        if FORM not in errors:
            errors = all_mistakes(errors, mended, lambda outcome: errors_of(outcome, {}))
        return new_page(errors, dict(request.form), 422)

    done = url_for("regulator.campaign", campaign=body["code"])
    if errors:
        return wrong(errors)
    if alike := of_one_title(body):
        return acting.act(op, ask=opening_again(body, alike), done=done, failed=wrong, back=request.full_path)
    errors = carry_out(op)
    return wrong(errors) if errors else redirect(done, 303)


def of_one_title(body: dict[str, Any]) -> list[Any]:
    """The office's campaigns of the same year whose title reads the same; the code of the new one is none of them."""
    with database().reading() as connection:
        known = campaigns_of(connection, g.actor)
    alike = [row for row in known if (row["year"], as_read(row["title"])) == (body["year"], as_read(body["title"]))]
    return [row for row in alike if row["code"] != body["code"]]


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
        "year": read_number("year", errors, FIRST, LAST),
        "basis": read_text("basis", errors, most=300),
        "minimum": read_number("minimum", errors),
        "because": read_text("because", errors, most=300),
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


def defaults(titles: list[str]) -> dict[str, Any]:
    """What a new campaign starts with: the values of the newest rule pack, and a title that no other has."""
    pack, today = rulepack(packs()[-1]), clock().today()
    report_on = pack.value("spot_check.report_on")
    year = today.year + (f"{today.year}-{report_on}" < today.isoformat())  # its day past, the next round is meant
    return {
        "year": year,
        "title": new_title(_("%(year)s 年度企业贯标质量抽查", year=year), titles),
        "minimum": pack.value("spot_check.minimum_per_city"),
        "due_on": f"{year}-{report_on}",
        "term": pack.value("rectification.days"),
        "unit": pack.value("rectification.unit"),
        "rule_pack": pack.id,
    }


def new_title(plain: str, titles: list[str]) -> str:
    """The title of a year's campaign, with its turn behind where the year has one already: 「…（第二批）」."""
    taken, turn, title = {as_read(one) for one in titles}, 1, plain
    while as_read(title) in taken:
        turn += 1
        spelt = turn < len(TURNS) and language() == "zh"
        title = plain + bracketed(_("第%(n)s批", n=TURNS[turn] if spelt else turn))
    return title


def new_page(errors: Errors, given: dict[str, Any], status: int = 200) -> Response:
    shown = [(name, rulepack(name)) for name in packs()]
    choices = [(name, pack.title_en if language() == "en" else pack.title) for name, pack in shown]
    return show(
        "regulator/new_campaign.html", status=status, errors=errors, given=given, op=ids.new_id(), packs=choices
    )


@bp.get("/campaigns/<campaign>")
def campaign(campaign: str) -> Response:
    return campaign_page(campaign, {})


def campaign_page(campaign: str, errors: Errors, status: int = 200) -> Response:
    """The stage line, the cities' rounds for the province, the own round with its acts for a city."""
    with database().reading() as connection:
        scope = scope_of(connection, campaign)
        checks = queries.list_checks(connection, [row["id"] for row in scope.rounds])
        counts = figures.counts_by_round(checks, scope.uncheckable_counts)
        rows = [
            round_row(scope, row, counts.get(row["id"], 0), checks, registers.get_draw(connection, row["id"]))
            for row in scope.rounds
        ]
        own = None if scope.province else own_round(connection, scope, checks)
        page = {
            "campaign": scope.campaign,
            "scope": scope,
            "province": scope.province,
            "rows": rows,
            "own": own,
            "stages": stages(scope),
            "after": coming.after_draw(connection, scope, own) if own else None,
            "later": later_cities(connection, scope) if scope.province else [],
            "may_correct": may(g.actor, "campaign.correct", Resource(scope.campaign["organisation_id"])),
        }
    ops = {"op": ids.new_id(), "op_city": ids.new_id(), "round_id": ids.new_id()}
    return show("regulator/campaign.html", status=status, errors=errors, new_op=ids.new_id, **ops, **page)


def stages(scope: Scope) -> list[dict[str, Any]]:
    """The stage line: how many rounds stand at each stage. Where none does, 名录未定 and 已退回 are no stages that were reached."""
    counted = Counter(row["state"] for row in scope.rounds)
    line = [name for name in STAGES if name not in ("open", "returned") or counted[name]]
    furthest = max((line.index(name) for name in counted), default=0)
    return [
        {"word": _(CITY_ROUND.word(name)), "count": counted[name], "passed": at < furthest, "here": bool(counted[name])}
        for at, name in enumerate(line)
    ]


def below(drawn: Any, row: Any) -> bool:
    """Whether the draw of a round stayed below the minimum of its day."""
    return bool(drawn) and drawn["quota"] < row["minimum"]


def round_row(scope: Scope, row: Any, count: int, checks: list[Any], draw: Any) -> dict[str, Any]:
    drawn = sum(one["round_id"] == row["id"] and one["state"] != "replaced" for one in checks)
    return {
        **row,
        "city": words.city_name(city_of(row)),
        "word": _(CITY_ROUND.word(row["state"])),
        "count": count,
        "drawn": drawn,
        "below": below(draw, row),
        "least_then": row["minimum"] if row["minimum"] != scope.campaign["minimum"] else None,
    }


def own_round(connection: Connection, scope: Scope, checks: list[Any]) -> dict[str, Any]:
    """What a city sees of its own round: register, inspectors, checks with their state in words."""
    row = scope.rounds[0]
    known = registers.list_registers(connection, row["id"])
    resource = Resource(row["organisation_id"], scope.campaign["organisation_id"], state=row["state"])
    draw = registers.get_draw(connection, row["id"])
    return {
        **row,
        "word": _(CITY_ROUND.word(row["state"])),
        "registers": known,
        "register": next((one for one in known if one["id"] == row["register_id"]), known[0] if known else None),
        "inspectors": registers.list_inspectors(connection, row["organisation_id"]),
        "draw": draw,
        "below": below(draw, row),
        "checks": [{**one, "word": check_word(one)} for one in bodies.labelled(checks)],
        "may_act": may(g.actor, "city_round.freeze", resource),
        "may_import": may(g.actor, "inspectors.import", Resource(row["organisation_id"])),
    }


def check_word(row: Any) -> str:
    """The state of a spot check, or its result once there is one."""
    state = _(SPOT_CHECK.word(row["state"]))
    return f"{state} · {words.result_word(row['result'])}" if row["result"] and row["state"] != "uncheckable" else state


@bp.get("/campaigns/<campaign>/correct")
def correct_campaign(campaign: str) -> Response:
    with database().reading() as connection:
        return correcting.page(connection, subject_of(connection, campaign))


@bp.post("/campaigns/<campaign>/correct")
def correct_campaign_now(campaign: str) -> Response:
    """Name, year, basis, minimum or last day that were written wrong."""
    with database().reading() as connection:
        subject = subject_of(connection, campaign)
    errors = carry_out(form_op("campaign.correct", subject.id, correcting.written(subject.fields)))
    if not errors:
        return redirect(url_for("regulator.campaign", campaign=campaign), 303)
    with database().reading() as connection:
        return correcting.page(connection, subject_of(connection, campaign), errors, 422)


def subject_of(connection: Connection, campaign: str) -> Subject:
    """One campaign as it stands. Raises Refused for everybody but its province."""
    scope = scope_of(connection, campaign)
    row = scope.campaign
    require(g.actor, "campaign.correct", Resource(row["organisation_id"]))
    return Subject(
        id=row["id"],
        heading=_("更正抽查任务"),
        line=f"{row['title']} · {row['code']}",
        back=url_for("regulator.campaign", campaign=row["code"]),
        back_words=_("抽查任务"),
        action=url_for("regulator.correct_campaign_now", campaign=row["code"]),
        fields=[
            Field("title", _("名称"), row["title"], most=100),
            Field("year", _("年度"), str(row["year"]), most=4),
            Field("basis", _("依据"), row["basis"], most=300),
            Field("minimum", _("每市最低家数"), str(row["minimum"]), most=5),
            Field(
                "because",
                _("少于规则的原因"),
                row["because"] or "",
                hint=_("每市最低家数少于规则时要写，至少 10 个字；会一直留在抽查任务里"),
                most=300,
            ),
            Field("due_on", _("报送日期"), row["due_on"], "date", day_full(row["due_on"])),
        ],
        kind="campaign.correct",
        which=seen.on_campaign(row["id"]),
        then=[
            (
                "list",
                _("各市"),
                _(
                    "任务里的名称、年度、最低家数和报送日期随即换成新的，没有报送的附件 3 也是；已经报送的表头照原样，"
                    "改了的名称、年度列为「报送后变化」；已经抽取的，仍按抽取那天的最低家数"
                ),
            )
        ],
        fixed=_("不改：代号、规则包、整改期限"),
    )


@bp.post("/campaigns/<campaign>/cities")
def add_city(campaign: str) -> Response:
    """A city office that was set up later joins the campaign."""
    with database().reading() as connection:
        campaign_row = scope_of(connection, campaign).campaign
        require(g.actor, "campaign.add_city", Resource(campaign_row["organisation_id"]))
        office = people.get_organisation(connection, request.form.get("organisation", ""))
    if office is None:
        return campaign_page(campaign, {"organisation": _("还没有选市")}, 422)
    body = {"id": request.form.get("round", ""), "organisation": office["id"]}
    return acting.act(
        form_op("campaign.add_city", campaign_row["id"], body),
        ask=questions.joining(office["name"], campaign_row),
        done=url_for("regulator.campaign", campaign=campaign),
        failed=lambda errors: campaign_page(campaign, errors, 422),
        fields={"id": FORM},
    )


def later_cities(connection: Connection, scope: Scope) -> list[tuple[str, str]]:
    """City offices of the province that have no round in this campaign yet."""
    there = set(scope.organisations)
    offices = people.list_organisations(connection, parent=scope.campaign["organisation_id"], kind="city_office")
    return [(one["id"], one["name"]) for one in offices if one["id"] not in there]


@bp.post("/campaigns/<campaign>/freeze")
def freeze(campaign: str) -> Response:
    """确定名录: pin the round to the register that is shown."""
    with database().reading() as connection:
        own = scope_of(connection, campaign).needed_round(request.form.get("city"))
    register = request.form.get("register", "")
    return acting.act(
        form_op("city_round.freeze", own["id"], {"register": register}),
        ask=questions.freezing(register),
        done=url_for("regulator.campaign", campaign=campaign),
        failed=lambda errors: campaign_page(campaign, errors, 422),
    )
