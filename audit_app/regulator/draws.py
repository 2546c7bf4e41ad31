"""双随机抽取: the frozen register, the draw, its seal, and the record that is printed.

How lots fall is in `rules.draw`.
"""

from collections import Counter
from collections.abc import Callable, Collection
from datetime import date
from typing import Any

from flask import g, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from audit_app.forms import all_mistakes
from audit_app.ops.draws import staff_of
from audit_app.regulator import acting, bp, coming, queries, questions, words
from audit_app.regulator.acting import FORM, Errors, form_op, read_day, read_number, read_text
from audit_app.regulator.scope import Scope, city_of, scope_of
from audit_app.rules import ids
from audit_app.rules.campaign import CITY_ROUND, minimum_of
from audit_app.rules.draw import frame, plain_seed
from audit_app.rules.permits import Resource, may, require
from audit_app.rules.refusals import Refused
from audit_app.security import clock, database
from audit_app.sheets.register import COLUMNS
from audit_app.show import count_words, name_then, show
from audit_app.store import people, registers, spot_checks

STRATA = ("district", "body", "standard", "credit_class")
FIELDS = {"inspectors": FORM, "register": FORM}
SAID = "先填一个理由，看看还有没有别的错"
"""A reason that passes, where the form is read for its other mistakes; it is never kept."""


@bp.get("/campaigns/<campaign>/draw")
def draw(campaign: str) -> Response:
    return draw_page(campaign, {})


def draw_page(campaign: str, errors: Errors, status: int = 200) -> Response:
    """What is drawn from and with whom; after the draw its result, after the seal the record without any act."""
    with database().reading() as connection:
        scope = scope_of(connection, campaign)
        row = scope.needed_round(request.values.get("city"))
        known = registers.list_registers(connection, row["id"])
        register = next((one for one in known if one["id"] == row["register_id"]), known[0] if known else None)
        drawn = registers.get_draw(connection, row["id"])
        resource = Resource(row["organisation_id"], scope.campaign["organisation_id"], state=row["state"])
        page = {
            "campaign": scope.campaign,
            "campaign_title": scope.title,
            "round": row,
            "province": scope.province,
            "city": words.city_name(city_of(row)),
            "word": _(CITY_ROUND.word(row["state"])),
            "register": register,
            "inspectors": staff_of(connection, row["organisation_id"]),
            "draw": record(connection, drawn, scope.campaign["minimum"]) if drawn else None,
            "past": past(connection, row["id"], scope.campaign["minimum"]),
            "may_act": may(g.actor, "city_round.draw", resource),
            "may_supplement": CITY_ROUND.may(row["state"], "supplement")
            and may(g.actor, "city_round.supplement", resource),
            **(counts(connection, register) if register else {}),
            **result(connection, row, drawn),
            "after": coming.after_draw(connection, scope, row) if drawn and drawn["sealed_at"] else None,
        }
        given, chosen = proposal(scope, row), ["district"]
        if drawn:
            given, chosen = {**given, "quota": drawn["quota"], "seed": drawn["seed"]}, drawn["strata"]
    if errors:
        given, chosen = dict(request.form), request.form.getlist("strata")
    return show(
        "regulator/draw.html",
        status=status,
        errors=errors,
        given=given,
        chosen=chosen,
        ops=[ids.new_id(), ids.new_id()],
        strata=[(name, _(COLUMNS[name])) for name in STRATA],
        columns=COLUMNS,
        **page,
    )


def proposal(scope: Scope, row: Any) -> dict[str, Any]:
    """The form as it opens: the minimum, today, and a seed that anyone can read; all may be changed."""
    today = clock().today().isoformat()
    return {
        "quota": scope.campaign["minimum"],
        "on": today,
        "seed": f"{scope.campaign['code']}-{row['region']}-{today}",
    }


def counts(connection: Connection, register: Any) -> dict[str, Any]:
    """How many rows the register has by status of the certificate, and how many companies can be drawn today."""
    rows = registers.list_register_rows(connection, register["id"])
    by_status = Counter(row["status"] for row in rows)
    can = frame(rows, clock().today())
    blank = sum(not row["certificate_no"] for row in rows)
    return {"statuses": by_status.most_common(), "frame": len(can), "blank_certificates": blank}


def record(connection: Connection, drawn: dict[str, Any], minimum: int) -> dict[str, Any]:
    """The draw with names of who drew and who sealed it, `bound`: the minimum of its day, and `least`: the same where the
    draw stays below it, else None."""
    drew, sealed = (drawn["author_id"], drawn["drawn_at"]), (drawn.get("sealed_by") or "", drawn.get("sealed_at") or "")
    names = people.names_then(connection, {drew, sealed})
    least = minimum_of(minimum, drawn["minimum"])
    return {
        **drawn,
        "author": name_then(names.get(drew)),
        "sealer": name_then(names.get(sealed)),
        "bound": least,
        "least": least if drawn["quota"] < least else None,
    }


def past(connection: Connection, round_id: str, minimum: int) -> list[dict[str, Any]]:
    """The draws that were drawn again, oldest first, with why and by whom."""
    known = registers.list_past_draws(connection, round_id)
    names = people.names_then(connection, {(one["author_id"], one["redrawn_at"]) for one in known})
    return [
        {
            **one,
            "draw": record(connection, one["content"], minimum),
            "companies": one["content"]["drawn"],
            "author": name_then(names.get((one["author_id"], one["redrawn_at"]))),
        }
        for one in known
    ]


def result(connection: Connection, row: Any, drawn: dict[str, Any] | None) -> dict[str, Any]:
    """Companies by drawn order with their two inspectors, and how many each inspector has."""
    if drawn is None:
        return {"checks": [], "load": [], "replacements": [], "supplements": [], "used": {}}
    checks = spot_checks.list_spot_checks(connection, row["id"])
    sent = spot_checks.list_check_inspectors(connection, [one["id"] for one in checks])
    load = Counter((who["name"], who["card_no"]) for some in sent.values() for who in some)
    known = [{**one, "inspectors": sent.get(one["id"], [])} for one in checks]
    added = registers.list_supplements(connection, row["id"])
    names = people.names_then(connection, {(one["author_id"], one["drawn_at"]) for one in added})
    came = {new["id"] for _old, new in queries.list_replacements(connection, row["id"])}
    return {
        "used": {
            one["uscc"]: _("替换，第 %(n)s 家", n=one["position"])
            if one["id"] in came
            else _("补抽，第 %(n)s 家", n=one["position"])
            for one in known
            if one["position"] > drawn["quota"]
        },
        "checks": [one for one in known if one["position"] <= drawn["quota"]],
        "replacements": [
            {**next(one for one in known if one["id"] == new["id"]), "came_for": old}
            for old, new in queries.list_replacements(connection, row["id"])
        ],
        "supplements": [
            {
                **one,
                "author": name_then(names.get((one["author_id"], one["drawn_at"]))),
                "companies": [c for c in known if one["first"] <= c["position"] < one["first"] + one["count"]],
            }
            for one in added
        ],
        "load": sorted(load.items(), key=lambda one: one[0][1]),
    }


@bp.post("/campaigns/<campaign>/draw")
def draw_lots(campaign: str) -> Response:
    """抽取: pin the register that was shown (when it is not yet) and draw, both or neither."""
    with database().reading() as connection:
        row = scope_of(connection, campaign).needed_round(request.form.get("city"))
    errors: Errors = {}
    body = read_draw(errors)
    if errors:
        return draw_page(campaign, everything_wrong(errors, lambda sound: draw_ops(row, {**body, **sound})), 422)
    said = _("抽取 %(n)s", n=count_words(body["quota"], "household"))
    return acting.act(
        *draw_ops(row, body),
        ask=questions.drawing(row["id"], said, said, pins=row["state"] == "open"),
        done=url_for("regulator.draw", campaign=campaign),
        failed=lambda errors: draw_page(
            campaign, everything_wrong(errors, lambda sound: draw_ops(row, {**body, **sound})), 422
        ),
        fields=FIELDS,
    )


def everything_wrong(errors: Errors, ops: Callable[[dict[str, Any]], list[dict[str, Any]]]) -> Errors:
    """All that is wrong with a draw in one answer: `ops` gives its ops with something sound where a mistake is known."""
    sound = {
        "seed": "seed",
        "on": clock().today().isoformat(),
        "quota": 1,
        "strata": ["district"],
        "because": SAID,
        "reason": SAID,
    }

    def written(bad: Collection[str]) -> list[dict[str, Any]]:
        beside = {"because"} if "quota" in bad else set()
        return ops({name: sound[name] for name in {*bad, *beside} if name in sound})

    return all_mistakes(errors, written, lambda outcome: acting.errors_of(outcome, FIELDS))


def read_draw(errors: Errors) -> dict[str, Any]:
    """What a draw is asked to do, out of the form."""
    body = {
        "seed": plain_seed(read_text("seed", errors, most=200)),
        "on": read_day("on", errors),
        "quota": read_number("quota", errors),
        "strata": request.form.getlist("strata"),
        "because": read_text("because", errors, most=300),
    }
    if not body["seed"]:
        errors["seed"] = _("还没有写抽取种子")
    if not body["strata"]:
        errors["strata"] = _("请至少选一列来分层")
    if body["on"] and date.fromisoformat(str(body["on"])) > clock().today():
        errors["on"] = _("抽取日期不能晚于今天")
    return body


@bp.post("/campaigns/<campaign>/redraw")
def redraw(campaign: str) -> Response:
    """重抽, before the seal: with a reason; the earlier draw stays in the record."""
    with database().reading() as connection:
        row = scope_of(connection, campaign).needed_round(request.form.get("city"))
    errors: Errors = {}
    body = {**read_draw(errors), "reason": read_text("reason", errors, _("还没有写理由"), most=300)}

    def wrong(errors: Errors) -> Response:
        told = everything_wrong(
            errors,
            lambda sound: [
                form_op("city_round.redraw", row["id"], {**body, "reason": body["reason"] or SAID, **sound})
            ],
        )
        return draw_page(campaign, told, 422)

    if errors:
        return wrong(errors)
    said = _("重抽 %(n)s", n=count_words(body["quota"], "household"))
    return acting.act(
        form_op("city_round.redraw", row["id"], body),
        ask=questions.drawing(row["id"], said, said),
        done=url_for("regulator.draw", campaign=campaign),
        failed=wrong,
        fields=FIELDS,
    )


@bp.get("/campaigns/<campaign>/supplement")
def supplement(campaign: str) -> Response:
    return supplement_page(campaign, {})


def supplement_page(campaign: str, errors: Errors, status: int = 200) -> Response:
    """补抽 beside the record: how many, and why; who comes is the reserve's order to say."""
    with database().reading() as connection:
        scope = scope_of(connection, campaign)
        row = scope.needed_round(request.values.get("city"))
        require(g.actor, "city_round.supplement", Resource(row["organisation_id"], scope.campaign["organisation_id"]))
        CITY_ROUND.step(row["state"], "supplement")
        drawn = registers.get_draw(connection, row["id"])
        if drawn is None:
            raise Refused("absent")
        used = {one["uscc"] for one in spot_checks.list_spot_checks(connection, row["id"])}
        staff = registers.list_inspectors(connection, row["organisation_id"])
    return show(
        "regulator/supplement.html",
        status=status,
        errors=errors,
        given=request.form if request.method == "POST" else request.args,
        campaign=scope.campaign,
        campaign_title=scope.title,
        city=words.city_name(city_of(row)),
        left=sum(one["uscc"] not in used for one in drawn["reserve"]),
        staff=len(staff),
        op=ids.new_id(),
    )


@bp.post("/campaigns/<campaign>/supplement")
def supplement_lots(campaign: str) -> Response:
    """补抽, after the seal: the next of the reserve in its order, with a reason."""
    with database().reading() as connection:
        row = scope_of(connection, campaign).needed_round(request.form.get("city"))
    errors: Errors = {}
    body = {"count": read_number("count", errors), "reason": read_text("reason", errors, _("还没有写理由"), most=300)}
    if errors:
        return supplement_page(campaign, errors, 422)
    return acting.act(
        form_op("city_round.supplement", row["id"], body),
        ask=questions.supplementing(row["id"]),
        done=url_for("regulator.draw", campaign=campaign),
        failed=lambda errors: supplement_page(campaign, errors, 422),
    )


def draw_ops(row: Any, body: dict[str, Any]) -> list[dict[str, Any]]:
    ops = [form_op("city_round.draw", row["id"], body)]
    if row["state"] == "open":
        ops.insert(0, form_op("city_round.freeze", row["id"], {"register": request.form.get("register", "")}, at=1))
    return ops


@bp.post("/campaigns/<campaign>/seal")
def seal(campaign: str) -> Response:
    """封存: from here on neither register nor result can change."""
    with database().reading() as connection:
        row = scope_of(connection, campaign).needed_round(request.form.get("city"))
    return acting.act(
        form_op("city_round.seal", row["id"], {}),
        ask=questions.sealing(row["id"]),
        done=url_for("regulator.draw", campaign=campaign),
        failed=lambda errors: draw_page(campaign, errors, 422),
    )
