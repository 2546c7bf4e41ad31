"""Lists come in: upload, report of every cell at fault, and only on 「确认导入」 an op. Empty templates go out.

How cells are judged is in `audit_app/sheets`.
"""

from io import BytesIO
from typing import Any

from flask import current_app, g, redirect, request, send_file, url_for
from flask_babel import gettext as _
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from audit_app.forms import NO_BYTES
from audit_app.regulator import bp, campaigns, staged_uploads
from audit_app.regulator.acting import FORM, Errors, carry_out, form_op, read_text
from audit_app.regulator.known_inspectors import Report, agreed, compare, key_of, link
from audit_app.regulator.progress import Progress, progress
from audit_app.regulator.scope import Scope, city_of, scope_of
from audit_app.rules import ids
from audit_app.rules.draw import register_digest
from audit_app.rules.permits import Resource, require
from audit_app.rules.refusals import Refused
from audit_app.security import clock, database
from audit_app.sheets.inspectors import HEADER as INSPECTORS_HEADER
from audit_app.sheets.inspectors import check_inspectors
from audit_app.sheets.opening import open_table
from audit_app.sheets.problems import Checked, farthest, weightiest
from audit_app.sheets.reading import Table
from audit_app.sheets.register import HEADER as REGISTER_HEADER
from audit_app.sheets.register import check_register
from audit_app.sheets.template import inspectors_template, register_template
from audit_app.sheets.unreadable import Unreadable
from audit_app.show import show
from audit_app.store import people, registers

TEMPLATES = {"register": register_template, "inspectors": inspectors_template}
HEADERS = {"register": REGISTER_HEADER, "inspectors": INSPECTORS_HEADER}
VERBS = {"register": "register.import", "inspectors": "inspectors.import"}
TYPES = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv; charset=utf-8"}
SHOWN = 200


@bp.get("/campaigns/<campaign>/<any(register, inspectors):what>-template.<any(xlsx, csv):kind>")
def template(campaign: str, what: str, kind: str) -> Response:
    """An empty list to fill in."""
    with database().reading() as connection:
        scope_of(connection, campaign)
    return send_file(BytesIO(TEMPLATES[what](kind)), TYPES[kind], as_attachment=True, download_name=f"{what}.{kind}")


@bp.post("/campaigns/<campaign>/register")
def register_check(campaign: str) -> Response:
    """Read an uploaded register and report; nothing is written."""
    return take_in(campaign, "register")


@bp.post("/campaigns/<campaign>/inspectors")
def inspectors_check(campaign: str) -> Response:
    """Read an uploaded list of inspectors and report; nothing is written."""
    return take_in(campaign, "inspectors")


def take_in(campaign: str, what: str) -> Response:
    own_scope(campaign, what)
    file = request.files.get(what)
    data = file.read() if file else b""
    if not file or not file.filename:
        return campaigns.campaign_page(campaign, {what: _("还没有选文件。请选一个 .xlsx 或 .csv 文件")}, 422)
    name = file.filename[-200:]
    if not data:
        return campaigns.campaign_page(campaign, {what: _(NO_BYTES, name=name)}, 422)
    with progress() as told:
        try:
            table, checked = read_and_check(what, name, data, told)
        except Unreadable as error:
            return campaigns.campaign_page(campaign, {what: error.in_words(_)}, 422)
        digest = staged_uploads.keep(current_app.config["AUDIT"].uploads, g.actor.id, data)
        return report(campaign, what, name, digest, table, checked, {})


def read_and_check(what: str, name: str, data: bytes, told: Progress) -> tuple[Table, Checked]:
    """The list as read and as judged, its progress told. Raises Unreadable."""
    told.stage("reading")
    table = open_table(name, data, HEADERS[what])
    told.stage("checking", len(table.rows))
    if what == "register":
        return table, check_register(table, tell=told.done, today=clock().today())
    return table, check_inspectors(table)


def report(
    campaign: str, what: str, name: str, digest: str, table: Table, checked: Checked, errors: Errors
) -> Response:
    """The report of a file: problems by row and column, warnings, what was mended; a way on only without problems."""
    with database().reading() as connection:
        scope = scope_of(connection, campaign)
        row = scope.needed_round(None)
        linked, known = (
            _known(connection, row["organisation_id"], table, checked) if what == "inspectors" else ({}, None)
        )
    closed = what == "register" and row["state"] != "open"
    if closed:
        errors = errors | {FORM: Refused("register_frozen").in_words(_)}
    problems, warnings = [*checked.problems], [*checked.warnings, *(known.warnings if known else [])]
    foreign = foreign_rows(scope, table, checked) if what == "register" else []
    status = 422 if problems or foreign or errors else 200
    return show(
        f"regulator/{what}_check.html",
        status=status,
        campaign=scope.campaign,
        campaign_title=scope.title,
        what=what,
        name=name,
        digest=digest,
        errors=errors,
        closed=closed,
        checked=checked,
        problems=[(one, one.in_words(_)) for one in problems[:SHOWN]],
        foreign=foreign,
        city=city_of(row).name,
        warnings=[(one, one.in_words(_)) for one in weightiest(warnings)[:SHOWN]],
        warned=len(warnings),
        mended=farthest(checked.mended)[:SHOWN],
        linked=linked,
        known=known,
        key_of=key_of,
        ticked=request.form.getlist("agree"),
        op=ids.new_id(),
        new_op=ids.new_id,
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


@bp.post("/campaigns/<campaign>/confirm/<any(register, inspectors):what>")
def confirm(campaign: str, what: str) -> Response:
    """The file that was reported is read once more and goes through `ops`."""
    scope = own_scope(campaign, what)
    uploads, digest = current_app.config["AUDIT"].uploads, request.form.get("digest", "")
    name = request.form.get("name", "")[-200:] or what
    with progress() as told:
        try:
            table, checked = read_and_check(what, name, staged_uploads.take(uploads, g.actor.id, digest), told)
        except (Refused, Unreadable) as gone:
            return campaigns.campaign_page(campaign, {what: gone.in_words(_)}, 422)
        if not checked.ok:
            return report(campaign, what, name, digest, table, checked, {})
        told.stage("writing", len(table.rows))
        fields = {"rows": FORM, "inspectors": FORM, "agreed": "agree"}
        errors = carry_out(import_op(scope, what, name, table, checked), fields=fields)
        if errors:
            return report(campaign, what, name, digest, table, checked, errors)
    return redirect(url_for("regulator.campaign", campaign=campaign), 303)


def import_op(scope: Scope, what: str, name: str, table: Table, checked: Checked) -> dict[str, Any]:
    row = scope.needed_round(None)
    if what == "register":
        numbers = (number for number, _cells in table.rows)
        rows = [{"row_no": number, **one} for number, one in zip(numbers, checked.rows, strict=True)]
        body: dict[str, Any] = {"round": row["id"], "file_name": name, "rows": rows}
        return form_op(VERBS[what], request.form.get("subject", ""), body)
    with database().reading() as connection:
        before = registers.list_inspectors(connection, row["organisation_id"], active=False)
        linked = link(checked.rows, before, accounts(connection, row["organisation_id"]))
    known = {one["card_no"]: one["id"] for one in before}
    staff = [
        {**one, "id": known.get(one["card_no"]) or ids.new_id(), "user": linked.get(one["card_no"], {}).get("id")}
        for one in checked.rows
    ]
    body = {"inspectors": staff, "agreed": agreed(request.form.getlist("agree")), "reason": read_text("reason")}
    return form_op(VERBS[what], row["organisation_id"], body)


def accounts(connection: Connection, organisation: str) -> list[Any]:
    """Accounts of the office's inspectors."""
    return [
        row for row in people.list_users(connection, organisation) if row["active"] and '"inspector"' in row["roles"]
    ]


def _known(connection: Connection, office: str, table: Table, checked: Checked) -> tuple[dict[str, Any], Report]:
    """Accounts by card, and what the list changes of those who are known."""
    staff = people.list_users(connection, office)
    words = {row["id"]: f"{row['name']}（{row['account']}）" for row in staff}
    names = {row["id"]: row["name"] for row in staff} | {g.actor.id: g.actor.name}
    before = registers.list_inspectors(connection, office, active=False)
    linked = link(checked.rows, before, accounts(connection, office)) if checked.ok else {}
    return linked, compare(before, table, checked, linked, words, names, g.actor.id)


def own_scope(campaign: str, what: str) -> Scope:
    """The campaign of a city's own round, when the reader may import this list into it."""
    with database().reading() as connection:
        scope = scope_of(connection, campaign)
    mine = scope.rounds[0]["organisation_id"] if not scope.province else scope.campaign["organisation_id"]
    require(g.actor, VERBS[what], Resource(mine, scope.campaign["organisation_id"]))
    return scope
