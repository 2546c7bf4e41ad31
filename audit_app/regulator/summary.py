"""汇总表（附件 3）: the official table live, its empty cells by name, its files, and the report to the province.

How the files look is in `audit_app/documents`.
"""

from io import BytesIO
from typing import Any

from flask import current_app, g, redirect, request, send_file, url_for
from flask_babel import gettext as _
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from audit_app.annexes import annex3
from audit_app.documents.annex import AnnexData, cell_text, footer_text, missing_cells, numbered
from audit_app.documents.render import TYPES, render_annex
from audit_app.regulator import figures, overview, queries, room, words
from audit_app.regulator.acting import Errors, carry_out, form_op, read_text
from audit_app.regulator.scope import Scope, city_of, current_scope, scope_of
from audit_app.rules import ids
from audit_app.rules.campaign import CITY_ROUND
from audit_app.rules.permits import Thing, may
from audit_app.security import clock, database
from audit_app.show import show
from audit_app.store import annex3 as annex3_rows

KINDS = ("xlsx", "docx", "pdf")


@room.get("/summary")
def latest_summary() -> Response:
    """The table of the campaign that is on."""
    with database().reading() as connection:
        scope = current_scope(connection)
    if scope is None:
        return show("regulator/latest_summary.html")
    return redirect(url_for("regulator.summary", k=scope.campaign["code"]))


@room.get("/campaigns/<k>/summary")
def summary(k: str) -> Response:
    return summary_page(k, {})


def annex_of(connection: Connection, scope: Scope, region: str | None) -> AnnexData:
    """附件 3 as of now, of one city or (for the province) of all."""
    return annex3(connection, scope.campaign, region, as_of=clock().now(), sample=current_app.config["AUDIT"].demo)


def region_of(scope: Scope) -> str | None:
    """Whose table is asked for: `?city=`, a city's own, else the whole province's."""
    row = scope.round_of(request.values.get("city"))
    return row["region"] if row else None


def summary_page(k: str, errors: Errors, status: int = 200) -> Response:
    """Seven columns, or with `?more=1` all of them; how many cells are empty; what may be done with the table."""
    with database().reading() as connection:
        scope = scope_of(connection, k)
        region = region_of(scope)
        data = annex_of(connection, scope, region)
        brief = overview.brief_rows(
            annex3_rows.list_concluded(connection, scope.campaign["id"], region), clock().today()
        )
        row = scope.round_of(region) if region else None
        checks = queries.list_checks(connection, [row["id"]]) if row else []
    checked = sum(figures.counts_by_round(checks, scope.uncheckable_counts).values())
    more = bool(request.args.get("more"))
    return show(
        "regulator/summary.html",
        status=status,
        errors=errors,
        op=ids.new_id(),
        op_return=ids.new_id(),
        scope=scope,
        campaign=scope.campaign,
        province=scope.province,
        round=row,
        city=words.city_name(city_of(row)) if row else "",
        acts=acts_of(scope, row),
        word=_(CITY_ROUND.word(row["state"])) if row else "",
        columns=data.layout.columns,
        rows=printed(data) if more else brief,
        more=more,
        missing=len(missing_cells(data)),
        empty=empty_cells(data),
        footer=footer_text(data) if data.rows else "",
        as_of=data.as_of,
        checked=checked,
        short=max(0, scope.campaign["minimum"] - checked),
        choices=[(one["region"], words.city_name(city_of(one))) for one in scope.rounds],
        given=request.form,
    )


def empty_cells(data: AnnexData) -> dict[str, dict[str, str]]:
    """Column headers by key of each check's empty mandatory cells."""
    of_row = dict(numbered(data))
    empty: dict[str, dict[str, str]] = {}
    for cell in missing_cells(data):
        empty.setdefault(of_row[cell.row]["id"], {})[cell.key] = cell.header
    return empty


def printed(data: AnnexData) -> list[dict[str, Any]]:
    """Each row with the texts of all columns as they are printed."""
    return [
        {"id": row["id"], "cells": [(one, cell_text(one, row, number)) for one in data.layout.columns]}
        for number, row in numbered(data)
    ]


def acts_of(scope: Scope, row: Any) -> list[str]:
    """report, return, accept: what the round's state and the reader's office allow."""
    if row is None:
        return []
    thing = Thing(row["organisation_id"], scope.campaign["organisation_id"], state=row["state"])
    return [
        verb
        for verb in ("report", "accept", "return")
        if CITY_ROUND.may(row["state"], verb) and may(g.actor, f"city_round.{verb}", thing)
    ]


@room.post("/campaigns/<k>/summary/<any(report, accept, return):act>")
def summary_act(k: str, act: str) -> Response:
    """报送, 接收, 退回 (with its reason)."""
    with database().reading() as connection:
        row = scope_of(connection, k).needed_round(request.form.get("city"))
    errors: Errors = {}
    body = {"reason": read_text("reason", errors, _("还没有写退回的理由"), most=1000)} if act == "return" else {}
    if not errors:
        errors = carry_out(form_op(f"city_round.{act}", row["id"], body))
    return (
        summary_page(k, errors, 422) if errors else redirect(url_for("regulator.summary", k=k, city=row["region"]), 303)
    )


@room.get("/campaigns/<k>/export")
def export(k: str) -> Response:
    """The empty cells first, each with the way to it; then the three formats."""
    with database().reading() as connection:
        scope = scope_of(connection, k)
        region = region_of(scope)
        data = annex_of(connection, scope, region)
    of_row = dict(numbered(data))
    missing = [
        {"row": one.row, "company": one.company, "key": one.key, "header": one.header, "id": of_row[one.row]["id"]}
        for one in missing_cells(data)
    ]
    row = scope.round_of(region) if region else None
    return show(
        "regulator/export.html",
        campaign=scope.campaign,
        region=region,
        missing=missing,
        count=len(data.rows),
        kinds=KINDS,
        city=words.city_name(city_of(row)) if row else "",
        as_of=data.as_of,
    )


@room.get("/campaigns/<k>/annex3.<any(xlsx, docx, pdf):kind>")
def annex3_file(k: str, kind: str) -> Response:
    """The table as a file; its name says whose it is."""
    with database().reading() as connection:
        scope = scope_of(connection, k)
        region = region_of(scope)
        data = annex_of(connection, scope, region)
    row = scope.round_of(region) if region else None
    name = f"附件3-{city_of(row).name if row else scope.campaign['title']}-{scope.campaign['code']}.{kind}"
    return send_file(BytesIO(render_annex(data, kind)), TYPES[kind], as_attachment=True, download_name=name)
