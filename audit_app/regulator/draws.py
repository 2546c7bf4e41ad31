"""双随机抽取: the frozen register, the draw, its seal, and the record that is printed.

How lots fall is in `rules.draw`.
"""

from collections import Counter
from datetime import date
from typing import Any

from flask import g, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from audit_app.regulator import queries, room, words
from audit_app.regulator.acting import FORM, Errors, carry_out, form_op, read_day, read_number, read_text
from audit_app.regulator.scope import Scope, city_of, scope_of
from audit_app.rules import ids
from audit_app.rules.campaign import CITY_ROUND
from audit_app.rules.draw import frame
from audit_app.rules.permits import Thing, may
from audit_app.security import clock, database
from audit_app.sheets.register import COLUMNS
from audit_app.show import show
from audit_app.store import people, registers, spot_checks

STRATA = ("district", "body", "standard", "credit_class")


@room.get("/campaigns/<k>/draw")
def draw(k: str) -> Response:
    return draw_page(k, {})


def draw_page(k: str, errors: Errors, status: int = 200) -> Response:
    """What is drawn from and with whom; after the draw its result, after the seal the record without any act."""
    with database().reading() as connection:
        scope = scope_of(connection, k)
        row = scope.needed_round(request.values.get("city"))
        known = registers.list_registers(connection, row["id"])
        register = next((one for one in known if one["id"] == row["register_id"]), known[0] if known else None)
        drawn = registers.get_draw(connection, row["id"])
        thing = Thing(row["organisation_id"], scope.campaign["organisation_id"], state=row["state"])
        page = {
            "campaign": scope.campaign,
            "round": row,
            "province": scope.province,
            "city": words.city_name(city_of(row)),
            "word": _(CITY_ROUND.word(row["state"])),
            "register": register,
            "inspectors": registers.list_inspectors(connection, row["organisation_id"]),
            "draw": record(connection, drawn) if drawn else None,
            "may_act": may(g.actor, "city_round.draw", thing),
            **(counts(connection, register) if register else {}),
            **result(connection, row, drawn),
        }
    given = dict(request.form) if errors else proposal(scope, row)
    chosen = request.form.getlist("strata") if errors else ["district"]
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


def record(connection: Connection, drawn: dict[str, Any]) -> dict[str, Any]:
    """The draw with names of who drew and who sealed it."""
    names = {
        who: person["name"]
        for who in (drawn["author_id"], drawn["sealed_by"])
        if who and (person := people.get_user(connection, who))
    }
    return {**drawn, "author": names.get(drawn["author_id"], ""), "sealer": names.get(drawn["sealed_by"], "")}


def result(connection: Connection, row: Any, drawn: dict[str, Any] | None) -> dict[str, Any]:
    """Companies by drawn order with their two inspectors, and how many each inspector has."""
    if drawn is None:
        return {"checks": [], "load": [], "replacements": []}
    checks = spot_checks.list_spot_checks(connection, row["id"])
    sent = spot_checks.list_check_inspectors(connection, [one["id"] for one in checks])
    load = Counter((who["name"], who["card_no"]) for some in sent.values() for who in some)
    known = [{**one, "inspectors": sent.get(one["id"], [])} for one in checks]
    return {
        "checks": [one for one in known if one["position"] <= drawn["quota"]],
        "replacements": [
            {**next(one for one in known if one["id"] == new["id"]), "came_for": old}
            for old, new in queries.list_replacements(connection, row["id"])
        ],
        "load": sorted(load.items(), key=lambda one: one[0][1]),
    }


@room.post("/campaigns/<k>/draw")
def draw_lots(k: str) -> Response:
    """抽取: pin the register that was shown (when it is not yet) and draw, both or neither."""
    with database().reading() as connection:
        row = scope_of(connection, k).needed_round(request.form.get("city"))
    errors: Errors = {}
    body = {
        "seed": read_text("seed", errors, _("还没有写抽取种子"), most=200),
        "on": read_day("on", errors),
        "quota": read_number("quota", errors),
        "strata": request.form.getlist("strata"),
    }
    if not body["strata"]:
        errors["strata"] = _("请至少选一列来分层")
    if not errors and date.fromisoformat(str(body["on"])) > clock().today():
        errors["on"] = _("抽取日期不能晚于今天")
    if not errors:
        errors = carry_out(*draw_ops(row, body), fields={"inspectors": FORM, "register": FORM})
    return draw_page(k, errors, 422) if errors else redirect(url_for("regulator.draw", k=k), 303)


def draw_ops(row: Any, body: dict[str, Any]) -> list[dict[str, Any]]:
    ops = [form_op("city_round.draw", row["id"], body)]
    if row["state"] == "open":
        ops.insert(0, form_op("city_round.freeze", row["id"], {"register": request.form.get("register", "")}, at=1))
    return ops


@room.post("/campaigns/<k>/seal")
def seal(k: str) -> Response:
    """封存: from here on neither register nor result can change."""
    with database().reading() as connection:
        row = scope_of(connection, k).needed_round(request.form.get("city"))
    errors = carry_out(form_op("city_round.seal", row["id"], {}))
    return draw_page(k, errors, 422) if errors else redirect(url_for("regulator.draw", k=k), 303)
