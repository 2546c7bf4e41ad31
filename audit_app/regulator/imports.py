"""Lists come in: upload, report of every cell at fault, and only on 「确认导入」 an op. Empty templates go out.

How cells are judged is in `audit_app/sheets`.
"""

from collections.abc import Callable
from io import BytesIO
from typing import Any

from flask import current_app, g, redirect, request, send_file, url_for
from flask_babel import gettext as _
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from audit_app.regulator import campaigns, room, waiting
from audit_app.regulator.acting import FORM, Errors, carry_out, form_op
from audit_app.regulator.scope import Scope, city_of, scope_of
from audit_app.rules import ids
from audit_app.rules.draw import register_digest
from audit_app.rules.permits import Thing, check
from audit_app.rules.refusals import Refused
from audit_app.security import database
from audit_app.sheets.inspectors import check_inspectors
from audit_app.sheets.problems import Checked
from audit_app.sheets.reading import Table, read_table
from audit_app.sheets.register import check_register
from audit_app.sheets.template import inspectors_template, register_template
from audit_app.sheets.unreadable import Unreadable
from audit_app.show import show
from audit_app.store import people, registers

CHECKS: dict[str, Callable[[Table], Checked]] = {"register": check_register, "inspectors": check_inspectors}
TEMPLATES = {"register": register_template, "inspectors": inspectors_template}
VERBS = {"register": "register.import", "inspectors": "inspectors.import"}
TYPES = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv; charset=utf-8"}
SHOWN = 200


@room.get("/campaigns/<k>/<any(register, inspectors):what>-template.<any(xlsx, csv):kind>")
def template(k: str, what: str, kind: str) -> Response:
    """An empty list to fill in."""
    with database().reading() as connection:
        scope_of(connection, k)
    return send_file(BytesIO(TEMPLATES[what](kind)), TYPES[kind], as_attachment=True, download_name=f"{what}.{kind}")


@room.post("/campaigns/<k>/register")
def register_check(k: str) -> Response:
    """Read an uploaded register and report; nothing is written."""
    return take_in(k, "register")


@room.post("/campaigns/<k>/inspectors")
def inspectors_check(k: str) -> Response:
    """Read an uploaded list of inspectors and report; nothing is written."""
    return take_in(k, "inspectors")


def take_in(k: str, what: str) -> Response:
    own_scope(k, what)
    file = request.files.get(what)
    data = file.read() if file else b""
    if not file or not file.filename:
        return campaigns.campaign_page(k, {what: _("还没有选文件。请选一个 .xlsx 或 .csv 文件")}, 422)
    name = file.filename[-200:]
    try:
        table = read_table(name, data)
    except Unreadable as error:
        return campaigns.campaign_page(k, {what: _(error.sentence)}, 422)
    digest = waiting.keep(current_app.config["AUDIT"].uploads, g.actor.id, data)
    return report(k, what, name, digest, table, {})


def report(k: str, what: str, name: str, digest: str, table: Table, errors: Errors) -> Response:
    """The report of a file: problems by row and column, warnings, what was mended; a way on only without problems."""
    checked = CHECKS[what](table)
    with database().reading() as connection:
        scope = scope_of(connection, k)
        row = scope.needed_round(None)
        linked = accounts(connection, row["organisation_id"]) if what == "inspectors" else {}
    problems = [*checked.problems]
    foreign = foreign_rows(scope, table, checked) if what == "register" else []
    status = 422 if problems or foreign or errors else 200
    return show(
        f"regulator/{what}_check.html",
        status=status,
        campaign=scope.campaign,
        what=what,
        name=name,
        digest=digest,
        errors=errors,
        checked=checked,
        problems=[(one, one.in_words(_)) for one in problems[:SHOWN]],
        foreign=foreign,
        city=city_of(row).name,
        warnings=[(one, one.in_words(_)) for one in checked.warnings[:SHOWN]],
        linked=linked,
        op=ids.new_id(),
        subject=ids.new_id(),
        register_digest=register_digest(checked.rows) if what == "register" and checked.ok else "",
        shown=SHOWN,
    )


def foreign_rows(scope: Scope, table: Table, checked: Checked) -> list[tuple[int, str, str]]:
    """Rows of companies of another city: (row, name, city). They cannot be imported here."""
    if not checked.ok:
        return []
    own = city_of(scope.needed_round(None)).name
    return [
        (number, row["name"], row["city"])
        for (number, _cells), row in zip(table.rows, checked.rows, strict=True)
        if row["city"] != own
    ]


@room.post("/campaigns/<k>/confirm/<any(register, inspectors):what>")
def confirm(k: str, what: str) -> Response:
    """The file that was reported is read once more and goes through the door."""
    scope = own_scope(k, what)
    uploads, digest = current_app.config["AUDIT"].uploads, request.form.get("digest", "")
    name = request.form.get("name", "")[-200:] or what
    try:
        table = read_table(name, waiting.take(uploads, g.actor.id, digest))
    except (Refused, Unreadable) as gone:
        sentence = gone.in_words(_) if isinstance(gone, Refused) else _(gone.sentence)
        return campaigns.campaign_page(k, {what: sentence}, 422)
    checked = CHECKS[what](table)
    if not checked.ok:
        return report(k, what, name, digest, table, {})
    errors = carry_out(import_op(scope, what, name, table, checked), fields={"rows": FORM, "inspectors": FORM})
    if errors:
        return report(k, what, name, digest, table, errors)
    return redirect(url_for("regulator.campaign", k=k), 303)


def import_op(scope: Scope, what: str, name: str, table: Table, checked: Checked) -> dict[str, Any]:
    row = scope.needed_round(None)
    if what == "register":
        numbers = (number for number, _cells in table.rows)
        rows = [{"row_no": number, **one} for number, one in zip(numbers, checked.rows, strict=True)]
        body: dict[str, Any] = {"round": row["id"], "file_name": name, "rows": rows}
        return form_op(VERBS[what], request.form.get("subject", ""), body)
    with database().reading() as connection:
        linked = accounts(connection, row["organisation_id"])
        known = {
            one["card_no"]: one["id"]
            for one in registers.list_inspectors(connection, row["organisation_id"], active=False)
        }
    staff = [
        {**one, "id": known.get(one["card_no"]) or ids.new_id(), "user": linked.get(one["name"], {}).get("id")}
        for one in checked.rows
    ]
    return form_op(VERBS[what], row["organisation_id"], {"inspectors": staff})


def accounts(connection: Connection, organisation: str) -> dict[str, Any]:
    """Accounts of the office's inspectors by name; a name that two people bear is nobody's."""
    found = [
        row for row in people.list_users(connection, organisation) if row["active"] and '"inspector"' in row["roles"]
    ]
    names = [row["name"] for row in found]
    return {row["name"]: row for row in found if names.count(row["name"]) == 1}


def own_scope(k: str, what: str) -> Scope:
    """The campaign of a city's own round, when the reader may import this list into it."""
    with database().reading() as connection:
        scope = scope_of(connection, k)
    mine = scope.rounds[0]["organisation_id"] if not scope.province else scope.campaign["organisation_id"]
    check(g.actor, VERBS[what], Thing(mine, scope.campaign["organisation_id"]))
    return scope
