"""Gathers an annex from the rows and words it for the documents: the one place where shelf and paper meet."""

from datetime import date
from typing import Any

from sqlalchemy import Connection

from audit_app.documents.annex import AnnexData, totals
from audit_app.rules.followup import overdue
from audit_app.rules.instants import local_day
from audit_app.rules.refusals import Refused
from audit_app.store import annex3 as store
from checklists import Edition, UnknownRef, load, regions, rulepack

METHODS = {"on_site": "现场", "documents": "书面", "both": "现场+档案"}
RESULTS = {"meets": "达到标准要求", "not_met": "未达到标准要求", "uncheckable": "无法检查"}
MEASURES = {"reminder": "书面提醒", "interview": "约谈"}
CHECKLISTS = {"GB/T 29490-2013": "gbt-29490-2013", "GB/T 29490-2023": "gbt-29490-2023"}


def find_campaign(connection: Connection, code: str, organisation: str | None = None) -> store.Row:
    """The campaign with this short code; `organisation` is needed where several have it. Raises Refused."""
    found = [
        row
        for row in store.list_campaigns_by_code(connection, code)
        if organisation in (None, row["organisation_code"])
    ]
    if not found:
        raise Refused("absent")
    if len(found) > 1:
        raise Refused("which_organisation", known="、".join(row["organisation_code"] for row in found))
    return found[0]


def annex3(
    connection: Connection, campaign: store.Row, city: str | None = None, *, as_of: str, sample: bool
) -> AnnexData:
    """附件 3 of the campaign, of one city (region code) or of all, as of an instant."""
    steps = {step["code"]: step["title"] for step in rulepack(campaign["rule_pack"]).value("spot_check.ladder")}
    found = store.list_concluded(connection, campaign["id"], city)
    today = local_day(as_of)
    rows = [_row(at, check, steps, today) for at, check in enumerate(found, 1)]
    region = regions()
    named = region.city(city) if city else None
    return AnnexData(
        campaign=campaign["title"],
        year=campaign["year"],
        reporting_unit=f"{named.name}知识产权局" if named else f"{region.name}知识产权局",
        filler="",
        as_of=as_of,
        sample=sample,
        rows=rows,
        totals=totals(rows),
    )


def _row(at: int, check: dict[str, Any], steps: dict[str, str], today: date) -> dict[str, Any]:
    measures = check["measures"]
    uncheckable = (
        f"（{steps.get(check['step'], '')}）" if check["result"] == "uncheckable" and check["step"] == "refused" else ""
    )
    return {
        "seq": at,
        "city": check["city"],
        "district": check["district"],
        "name": check["name"],
        "uscc": check["uscc"],
        "body": check["body"],
        "approval_no": check["approval_no"],
        "certificate_no": check["certificate_no"],
        "valid_from": check["valid_from"],
        "valid_to": check["valid_to"],
        "standard": check["standard"],
        "checked_on": check["checked_on"],
        "method": METHODS.get(check["method"] or "", ""),
        "inspectors": "、".join(check["inspectors"]),
        "conclusion": RESULTS[check["result"]] + uncheckable,
        "problems": problem_words(check),
        "rectification": _demand(check["rectification"]),
        "rectification_state": rectification_words(check["rectification"], today),
        "body_measure": "、".join(MEASURES[m["kind"]] for m in measures)
        or ("无" if check["measure"] == "none" else ""),
        "measure_on": next((m["on"] for m in measures if m["on"]), ""),
        "measure_no": "、".join(m["number"] for m in measures if m["number"]),
        "transfer": check["transfer"] or "",
        "note": check["note"] or "",
        "id": check["id"],
    }


def problem_words(check: dict[str, Any]) -> str:
    """The problems in one cell: 「7.6 保密：…」 with the clause's printed name, one after the other."""
    edition = load(CHECKLISTS.get(check["standard"], CHECKLISTS["GB/T 29490-2013"]))
    return "；".join(_problem(edition, one) for one in check["problems"])


def _problem(edition: Edition, problem: dict[str, Any]) -> str:
    if not problem["ref"]:
        return str(problem["text"])
    try:
        item = edition.item(problem["ref"])
    except UnknownRef:
        return f"{problem['ref']}：{problem['text']}"
    return f"{item.printed_number or ''} {item.name('zh')}：{problem['text']}".strip()


def _demand(rectification: store.Row | None) -> str:
    if rectification is None:
        return ""
    due = rectification["extended_to"] or rectification["due_on"]
    asked = rectification["requirement"].strip()
    return f"{asked}（{due} 前）" if asked and due else f"{due} 前" if due else asked


def rectification_words(rectification: store.Row | None, today: date) -> str:
    """已完成, 整改中 or 逾期未改, computed on the day; never kept as a state."""
    if rectification is None:
        return ""
    if rectification["state"] == "closed":
        return "已完成"
    due = rectification["extended_to"] or rectification["due_on"]
    late = overdue(rectification["state"], date.fromisoformat(due) if due else None, today)
    return "逾期未改" if late else "整改中"
