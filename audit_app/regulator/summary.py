"""汇总表（附件 3）: the official table live, its empty cells by name, its files, and the report to the province.

How the files look is in `audit_app/documents`.
"""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from flask import current_app, g, redirect, request, send_file, url_for
from flask_babel import gettext as _
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from audit_app import annexes
from audit_app.documents.annex import AnnexData, MissingCell, Row, cell_text, footer_text, missing_cells, numbered
from audit_app.documents.annex_pdf import Unprintable
from audit_app.documents.render import TYPES, render_annex
from audit_app.documents.setting import Crowded, Left, Unfinished, set_pdf
from audit_app.errors import answer
from audit_app.regulator import acting, bp, coming, figures, overview, queries, round_questions, words
from audit_app.regulator.acting import Errors, form_op, read_text
from audit_app.regulator.scope import Scope, city_of, scope_of, scopes
from audit_app.rules import ids
from audit_app.rules.campaign import CITY_ROUND
from audit_app.rules.permits import Resource, may
from audit_app.rules.refusals import Refused
from audit_app.security import clock, database
from audit_app.show import show
from audit_app.store.issued import list_issued
from checklists import regions

KINDS = ("xlsx", "docx", "pdf")


@bp.get("/summary")
def latest_summary() -> Response:
    """The table of the only campaign; of several, how far each is, to choose from."""
    with database().reading() as connection:
        known = scopes(connection)
    if len(known) == 1:
        return redirect(url_for("regulator.summary", campaign=known[0].campaign["code"]))
    return show(
        "regulator/latest_summary.html",
        tables=[
            {"campaign": one.campaign, "title": one.title, "sums": overview.sums(one), "rounds": len(one.rounds)}
            for one in known
        ],
    )


@bp.get("/campaigns/<campaign>/summary")
def summary(campaign: str) -> Response:
    return summary_page(campaign, {})


def annex_of(connection: Connection, scope: Scope, region: str | None, issued: str | None = None) -> AnnexData:
    """附件 3 of one city or (for the province) of all: what has been reported as it was, the rest as of now.

    `issued`: an earlier report of the city. Raises Refused("absent") for one that is not this city's.
    """
    sample = current_app.config["AUDIT"].demo
    kept = issued_of(connection, scope, region, issued)
    if kept is None:
        return annexes.annex3(connection, scope.campaign, region, as_of=clock().now(), sample=sample)
    return annexes.as_reported(connection, scope.campaign, str(region), kept, sample=sample)


def issued_of(connection: Connection, scope: Scope, region: str | None, issued: str | None) -> dict[str, Any] | None:
    """The report that is shown: the one asked for, else the one in force; none while the city works on its table."""
    row = scope.round_of(region) if region else None
    if row is None:
        return None
    if not issued:
        return annexes.reported_table(connection, row)
    found = next((one for one in list_issued(connection, "annex3", row["id"]) if one["id"] == issued), None)
    if found is None:
        raise Refused("absent")
    return found


def region_of(scope: Scope) -> str | None:
    """Whose table is asked for: `?city=`, a city's own, else the whole province's."""
    row = scope.round_of(request.values.get("city"))
    return row["region"] if row else None


def summary_page(campaign: str, errors: Errors, status: int = 200) -> Response:
    """Seven columns, or with `?more=1` all of them; how many cells are empty; what may be done with the table."""
    with database().reading() as connection:
        scope = scope_of(connection, campaign)
        region = region_of(scope)
        asked = request.args.get("issued")
        data, kept = annex_of(connection, scope, region, asked), issued_of(connection, scope, region, asked)
        row = scope.round_of(region) if region else None
        checks = queries.list_checks(connection, [row["id"]]) if row else []
        live = annexes.live_rows(connection, scope.campaign, region, clock().today()) if row else []
        reports = list_issued(connection, "annex3", row["id"]) if row else []
        after = coming.after_table(connection, scope, row) if row else None
        changed = changed_after(connection, scope, data, kept, live) if not asked else []
    brief = overview.brief_rows(data.rows, clock().today())
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
        parts=parts_of(data),
        kept=kept,
        earlier=bool(asked) and reports[:1] != [kept],
        changed=changed,
        title=title_of(scope, data),
        year=data.year,
        reports=reports,
        after=after,
        digest={"report": annexes.frozen(live)[1], "accept": reports[0]["digest"] if reports else ""},
        checked=checked,
        short=max(0, row["minimum"] - checked) if row else 0,
        choices=[(one["region"], words.city_name(city_of(one))) for one in scope.rounds],
        given=request.form,
    )


def changed_after(
    connection: Connection,
    scope: Scope,
    data: AnnexData,
    kept: dict[str, Any] | None,
    live: list[dict[str, Any]],
) -> list[dict[str, Any]]:
    """报送后变化 of the city's table; of the province's, that of every city which stands in it as it reported."""
    if kept:
        return annexes.changed_since(connection, scope.campaign, kept, live)
    return annexes.changed_in_province(connection, scope.campaign, data, clock().today()) if data.parts else []


def parts_of(data: AnnexData) -> list[dict[str, str]]:
    """Of when each city's rows in the province's table are: its name as the reader reads it."""
    known = {one.code: words.city_name(one) for one in regions().cities}
    return [{**one, "city": known.get(one["region"], "")} for one in data.parts]


def title_of(scope: Scope, data: AnnexData) -> str:
    """What the table's campaign was called when it was reported, where that is another name than today's."""
    return scope.title if data.campaign == scope.campaign["title"] else data.campaign


def empty_cells(data: AnnexData) -> dict[str, dict[str, dict[str, str]]]:
    """{header, url} by key of each check's empty mandatory cells."""
    of_row = dict(numbered(data))
    empty: dict[str, dict[str, dict[str, str]]] = {}
    for cell in missing_cells(data):
        row = of_row[cell.row]
        empty.setdefault(row["id"], {})[cell.key] = {"header": cell.header, "url": way_to(row, cell.key)}
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
    resource = Resource(row["organisation_id"], scope.campaign["organisation_id"], state=row["state"])
    return [
        verb
        for verb in ("report", "accept", "return")
        if CITY_ROUND.may(row["state"], verb) and may(g.actor, f"city_round.{verb}", resource)
    ]


@bp.post("/campaigns/<campaign>/summary/<any(report, accept, return):act>")
def summary_act(campaign: str, act: str) -> Response:
    """报送, 接收, 退回 (with its reason)."""
    with database().reading() as connection:
        scope = scope_of(connection, campaign)
        row = scope.needed_round(request.form.get("city"))
        missing = len(missing_cells(annex_of(connection, scope, row["region"])))
        checks = queries.list_checks(connection, [row["id"]])
    errors: Errors = {}
    body = (
        {"reason": read_text("reason", errors, _("还没有写退回的理由"), most=1000)}
        if act == "return"
        else {"digest": request.form.get("digest", "")[:64]}
    )
    if errors:
        return summary_page(campaign, errors, 422)
    checked = sum(figures.counts_by_round(checks, scope.uncheckable_counts).values())
    return acting.act(
        form_op(f"city_round.{act}", row["id"], body),
        ask=round_questions.rounding(row, act, words.city_name(city_of(row)), scope.campaign, checked, missing),
        done=url_for("regulator.summary", campaign=campaign, city=row["region"]),
        failed=lambda errors: summary_page(campaign, errors, 422),
    )


@bp.get("/campaigns/<campaign>/export")
def export(campaign: str) -> Response:
    """The empty cells first, each with the way to it; then the three formats."""
    return export_page(campaign)


def export_page(campaign: str, unprintable: Sequence[tuple[str, int, str]] = ()) -> Response:
    """What is missing, and which signs this machine's fonts cannot print (sign, row, column)."""
    with database().reading() as connection:
        scope = scope_of(connection, campaign)
        region = region_of(scope)
        data = annex_of(connection, scope, region, request.args.get("issued"))
    of_row = dict(numbered(data))
    missing = [missing_link(one, of_row[one.row]) for one in missing_cells(data)]
    row = scope.round_of(region) if region else None
    return show(
        "regulator/export.html",
        campaign_title=title_of(scope, data),
        status=422 if unprintable else 200,
        unprintable=unprintable,
        campaign=scope.campaign,
        region=region,
        issued=request.args.get("issued"),
        missing=missing,
        count=len(data.rows),
        kinds=KINDS,
        city=words.city_name(city_of(row)) if row else "",
        as_of=data.as_of,
        parts=parts_of(data),
    )


def missing_link(cell: MissingCell, row: Row) -> dict[str, Any]:
    """An empty cell, why it is empty, and the page on which it is filled: the paper's, else the check's."""
    return {
        "row": cell.row,
        "company": cell.company,
        "header": cell.header,
        "why": _("报送时%(why)s", why=_(cell.why)) if cell.why and cell.reported else _(cell.why) if cell.why else "",
        "url": way_to(row, cell.key),
        "reported": cell.reported,
    }


def way_to(row: Row, key: str) -> str:
    """Where a cell of a row is filled."""
    kind, id = row["ways"].get(key, ("", ""))
    if kind:
        return url_for(f"regulator.{kind}", paper=id)
    return url_for("regulator.check", check=row["id"], _anchor=f"f-{key}")


@bp.get("/campaigns/<campaign>/annex3.<any(xlsx, docx, pdf):kind>")
def annex3_file(campaign: str, kind: str) -> Response:
    """The table as a file; its name says whose it is. With `?show=1` it opens in the browser, to be printed."""
    with database().reading() as connection:
        scope = scope_of(connection, campaign)
        region = region_of(scope)
        data = annex_of(connection, scope, region, request.args.get("issued"))
    row = scope.round_of(region) if region else None
    name = f"附件3-{city_of(row).name if row else scope.campaign['title']}-{scope.campaign['code']}.{kind}"
    try:
        gone = request.environ.get("waitress.client_disconnected", lambda: False)
        content = set_pdf(data, gone) if kind == "pdf" else render_annex(data, kind)
    except Unprintable as boxes:
        return export_page(campaign, unprintable=boxes.places)
    except Left:
        return Response(status=408)  # nobody reads it
    except Crowded:
        sentence = _("正在生成的 PDF 太多，请过半分钟再试；表格没有改动。也可以先下载 DOCX。")
        return answer(503, "crowded", sentence, {"Retry-After": "30"})
    except Unfinished:
        sentence = _("这份 PDF 没有在规定的时间和内存内生成；表格没有改动。请下载 DOCX，在电脑上另存为 PDF。")
        return answer(503, "unfinished", sentence, {"Retry-After": "600"})
    saved = not request.args.get("show")
    return send_file(BytesIO(content), TYPES[kind], as_attachment=saved, download_name=name)
