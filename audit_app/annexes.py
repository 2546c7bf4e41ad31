"""Gathers an annex from the rows and words it for the documents: the one place where rows and paper meet.

A cell says only what was done: a paper counts once it is served, an interview once it is held. Reporting freezes the rows of
a city as they are worded here; a replay words them again, so a change of what a cell says needs a new version of the op.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection

from audit_app.documents.annex import AnnexData, cell_text, totals
from audit_app.rules.followup import overdue
from audit_app.rules.instants import local_day
from audit_app.rules.refusals import N_, Refused
from audit_app.rules.standards import find_standard
from audit_app.store import issued, log
from audit_app.store.annex3 import Row, list_campaigns_by_code, list_concluded, list_rounds
from checklists import Edition, UnknownRef, load, newest, regions, rulepack
from checklists.annexes import layout

METHODS = {"on_site": "现场", "documents": "书面", "both": "现场+档案"}
RESULTS = {"meets": "达到标准要求", "not_met": "未达到标准要求", "uncheckable": "无法检查"}
MEASURES = {"reminder": "书面提醒", "interview": "约谈"}
REPORTED = frozenset({"reported", "accepted"})
UNDONE = {
    ("rectification", "drafted"): N_("整改通知还没有签发"),
    ("rectification", "issued"): N_("整改通知还没有送达"),
    ("reminder", "drafted"): N_("提醒函还没有签发"),
    ("reminder", "issued"): N_("提醒函还没有送达"),
    ("interview", "drafted"): N_("约谈还没有发通知"),
    ("interview", "notified"): N_("约谈还没有开"),
}
"""Why a cell is empty although something was written down: it has not been done yet."""


def checklist_of(standard: str) -> Edition:
    """The newest checklist by which a standard is audited. Raises UnknownStandard."""
    return load(newest(find_standard(standard).audited_by))


def find_campaign(connection: Connection, code: str, organisation: str | None = None) -> Row:
    """The campaign with this short code; `organisation` is needed where several have it. Raises Refused."""
    found = [
        row for row in list_campaigns_by_code(connection, code) if organisation in (None, row["organisation_code"])
    ]
    if not found:
        raise Refused("absent")
    if len(found) > 1:
        raise Refused("which_organisation", known="、".join(row["organisation_code"] for row in found))
    return found[0]


def annex3(connection: Connection, campaign: Row, city: str | None = None, *, as_of: str, sample: bool) -> AnnexData:
    """附件 3 of the campaign, of one city (region code) or of all, as of an instant.

    A city that has reported stands in it as it reported, until it is returned to the city.
    """
    today = local_day(as_of)
    rounds = list_rounds(connection, campaign["id"], city)
    if city and rounds and (kept := reported_table(connection, rounds[0])):
        return as_reported(connection, campaign, city, kept, sample=sample)
    rows: list[dict[str, Any]] = []
    parts: list[dict[str, str]] = []
    live = live_by_city(connection, campaign, city, today)
    for round_ in rounds:
        if kept := reported_table(connection, round_):
            rows += _as_of(kept)
            parts.append({"region": round_["region"], "at": kept["issued_at"], "state": round_["state"]})
        else:
            rows += live.get(round_["region"], [])
    if parts and len(parts) < len(rounds):
        parts.append({"region": "", "at": as_of, "state": "", "count": str(len(rounds) - len(parts))})
    rows = [{**row, "seq": at} for at, row in enumerate(rows, 1)]
    return table_of(campaign, city, rows, as_of=as_of, sample=sample, parts=parts)


def _as_of(kept: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows of a reported table, each with the moment at which it stood so."""
    return [{**row, "reported": kept["issued_at"]} for row in kept["rows"]]


def as_reported(
    connection: Connection, campaign: Row, city: str, kept: Mapping[str, Any], *, sample: bool
) -> AnnexData:
    """A city's table as it was reported, its head, too: `kept` is one of `issued.list_issued`."""
    day = local_day(kept["issued_at"]).isoformat()
    head = head_of(connection, campaign, kept)
    return table_of(head, city, _as_of(kept), as_of=kept["issued_at"], sample=sample, reported_on=day)


HEAD = {"title": N_("抽查任务名称"), "year": N_("年度")}
"""What the head of a table says of the campaign."""


def head_of(connection: Connection, campaign: Row, kept: Mapping[str, Any]) -> dict[str, Any]:
    """Name and year of the campaign as they stood when a table was reported: as the log has them at its place."""
    head = {name: campaign[name] for name in HEAD}
    for row in log.history(connection, campaign["id"]):
        if kept["seq"] is None or row["seq"] > kept["seq"]:
            break
        body = json.loads(row["body"])
        said = {"campaign.create": body, "campaign.correct": body.get("now", {})}.get(row["kind"], {})
        head |= {name: said[name] for name in HEAD if name in said}
    return {"title": head["title"], "year": int(head["year"])}


def table_of(
    head: Mapping[Any, Any],
    city: str | None,
    rows: list[dict[str, Any]],
    *,
    as_of: str,
    sample: bool,
    reported_on: str = "",
    parts: Iterable[dict[str, str]] = (),
) -> AnnexData:
    """附件 3 with these rows, of a city or of the whole province; `head`: name and year of the campaign.

    `parts`: the cities that stand in it as they reported, and the others as one. The table is as old as the oldest.
    """
    region = regions()
    named = region.city(city) if city else None
    of = [{**one, "city": known.name if (known := region.city(one["region"])) else ""} for one in parts]
    return AnnexData(
        campaign=head["title"],
        year=head["year"],
        reporting_unit=f"{named.name}知识产权局" if named else f"{region.name}知识产权局",
        filler="",
        as_of=min([one["at"] for one in of], default=as_of),
        sample=sample,
        rows=rows,
        totals=totals(rows),
        reported_on=reported_on,
        parts=of,
    )


def live_rows(
    connection: Connection, campaign: Row, city: str | None, today: date, *, undated: bool = False
) -> list[dict[str, Any]]:
    """The rows of a city (or of all) as they stand on this day. `undated`: as before transfers had a day."""
    return _worded(campaign, list_concluded(connection, campaign["id"], city), today, undated)


def live_by_city(
    connection: Connection, campaign: Row, city: str | None, today: date
) -> dict[str, list[dict[str, Any]]]:
    """`live_rows` of each city by its region code, read at once."""
    found: dict[str, list[dict[str, Any]]] = {}
    for check in list_concluded(connection, campaign["id"], city):
        found.setdefault(check["region"], []).append(check)
    return {region: _worded(campaign, checks, today) for region, checks in found.items()}


def _worded(campaign: Row, found: list[dict[str, Any]], today: date, undated: bool = False) -> list[dict[str, Any]]:
    steps = {step["code"]: step["title"] for step in rulepack(campaign["rule_pack"]).value("spot_check.ladder")}
    rows = [_row(at, check, steps, today) for at, check in enumerate(found, 1)]
    return rows if undated else [{**row, **_only_done(check)} for row, check in zip(rows, found, strict=True)]


def _only_done(check: dict[str, Any]) -> dict[str, Any]:
    """What a row says since transfers have a day: a transfer without it is missing; a withdrawn paper is no way to a cell."""
    standing = [one for one in check["measures"] if one["state"] != "withdrawn"]
    rectification, meant, on = check["rectification"], check["transfer"], check["transferred_on"]
    why = {**_why(rectification, standing), **({"transfer": N_("还没有移交日期")} if meant and not on else {})}
    asked = ["transfer"] if meant and not on else []
    return {
        "transfer": f"{meant}（{on}）" if on else "",
        "why": why,
        "ways": _ways(rectification, standing),
        "asked": asked,
    }


def reported_table(connection: Connection, round_: Row) -> dict[str, Any] | None:
    """What this city has reported, while it has: {rows, digest, issued_at, name, seq …}. Nothing once it was returned."""
    if round_["state"] not in REPORTED:
        return None
    return next(iter(issued.list_issued(connection, "annex3", round_["id"])), None)


def frozen(rows: list[dict[str, Any]]) -> tuple[str, str]:
    """The rows as the text that is kept, and its sha256."""
    text = json.dumps(rows, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text, hashlib.sha256(text.encode()).hexdigest()


def changed_since(
    connection: Connection, campaign: Row, kept: Mapping[str, Any], live: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """报送后变化 of one city's table: its head, then cell by cell. `live`: the city's rows of today."""
    return head_changes(head_of(connection, campaign, kept), campaign) + changes(kept["rows"], live)


def changed_in_province(connection: Connection, campaign: Row, data: AnnexData, today: date) -> list[dict[str, Any]]:
    """报送后变化 of every city that stands in the province's table as it reported: `city` beside, numbers those of that table."""
    numbers = {row["id"]: row["seq"] for row in data.rows}
    live, found = live_by_city(connection, campaign, None, today), []
    for round_ in list_rounds(connection, campaign["id"]):
        if kept := reported_table(connection, round_):
            changed = changed_since(connection, campaign, kept, live.get(round_["region"], []))
            of = next(one["city"] for one in data.parts if one["region"] == round_["region"])
            found += [{**one, "city": of, "seq": numbers.get(one["id"], one["seq"])} for one in changed]
    return found


def head_changes(before: Mapping[str, Any], after: Mapping[Any, Any]) -> list[dict[str, Any]]:
    """What differs between the head of a reported table and today's, as `changes` gives it, of no row and no company."""
    return [
        {
            **{"id": "", "seq": 0, "company": "", "key": name, "header": header},
            "was": str(before[name]),
            "now": str(after[name]),
        }
        for name, header in HEAD.items()
        if before[name] != after[name]
    ]


def changes(before: Iterable[Mapping[str, Any]], after: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What differs between a reported table and today's, cell by cell: {id, seq, company, header, was, now}."""
    old, new = {row["id"]: row for row in before}, {row["id"]: row for row in after}
    found = []
    for id in [*old, *(one for one in new if one not in old)]:
        row = old.get(id) or new[id]
        for column in layout(3).columns:
            was, now = (cell_text(column, some[id], 0) if id in some else "" for some in (old, new))
            if column.key != "seq" and was != now:
                common = {"id": id, "seq": row["seq"], "company": row["name"]}
                found.append({**common, "key": column.key, "header": column.header, "was": was, "now": now})
    return found


def _row(at: int, check: dict[str, Any], steps: dict[str, str], today: date) -> dict[str, Any]:
    """One line: the printed cells by column, and what pages need of the same check (id, result, due, standing, found)."""
    rectification, measures = check["rectification"], [one for one in check["measures"] if measure_done(one)]
    uncheckable = (
        f"（{steps.get(check['step'], '')}）" if check["result"] == "uncheckable" and check["step"] == "refused" else ""
    )
    served = rectification is not None and rectification["state"] not in ("drafted", "issued", "withdrawn")
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
        "rectification": _rectification(rectification) if served else "",
        "rectification_state": rectification_words(rectification, today),
        "body_measure": "、".join(MEASURES[m["kind"]] for m in measures)
        or ("无" if check["measure"] == "none" else ""),
        "measure_on": next((m["on"] for m in measures if m["on"]), ""),
        "measure_no": "、".join(m["number"] for m in measures if m["number"]),
        "transfer": check["transfer"] or "",
        "note": "；".join(one for one in (check["note"], _ended(rectification)) if one),
        "id": check["id"],
        "result": check["result"],
        "found": check["problems"],
        "due": last_day(rectification),
        "standing": standing(rectification, today) if rectification is not None else "",
        "excused": ["rectification_state"] if _ended(rectification) else [],
        "why": _why(rectification, check["measures"]),
        "ways": _ways(rectification, check["measures"]),
    }


def _ended(rectification: Row | None) -> str:
    """A rectification that ended without the company's answer says why in 备注; its cell is not missing."""
    return (
        f"整改终止：{rectification['reason']}"
        if rectification is not None and rectification["state"] == "ended"
        else ""
    )


def measure_done(measure: Mapping[str, Any]) -> bool:
    """Whether a body was reminded (the letter is served) or called in (the interview was held)."""
    undone = {"drafted", "withdrawn", "refused", "issued" if measure["kind"] == "reminder" else "notified"}
    return measure["state"] not in undone and (measure["kind"] == "reminder" or bool(measure["on"]))


def _why(rectification: Row | None, measures: list[dict[str, Any]]) -> dict[str, str]:
    """Why cells are empty, by column."""
    why = {}
    if rectification is not None and (said := UNDONE.get(("rectification", rectification["state"]))):
        why = {"rectification": said, "rectification_state": said}
    waiting = [one for one in measures if not measure_done(one)]
    if waiting and len(waiting) == len(measures):
        why["body_measure"] = UNDONE.get((waiting[0]["kind"], waiting[0]["state"]), "")
    return {key: said for key, said in why.items() if said}


def _ways(rectification: Row | None, measures: list[dict[str, Any]]) -> dict[str, list[str]]:
    """Where an empty cell is filled: column -> [kind, id] of the paper."""
    ways = {}
    if rectification is not None:
        ways = {key: ["rectification", rectification["id"]] for key in ("rectification", "rectification_state")}
    if measures:
        ways["body_measure"] = [measures[0]["kind"], measures[0]["id"]]
    return ways


def problem_words(check: dict[str, Any]) -> str:
    """The problems in one cell: 「7.6 保密：…」 with the clause's printed name, one after the other."""
    edition = checklist_of(check["standard"])
    return "；".join(_problem(edition, one) for one in check["problems"])


def _problem(edition: Edition, problem: dict[str, Any]) -> str:
    if not problem["ref"]:
        return str(problem["text"])
    try:
        item = edition.item(problem["ref"])
    except UnknownRef:
        return f"{problem['ref']}：{problem['text']}"
    return f"{item.printed_number or ''} {item.name('zh')}：{problem['text']}".strip()


def _rectification(rectification: Row) -> str:
    due, asked = last_day(rectification), rectification["requirement"].strip()
    return f"{asked}（{due} 前）" if asked and due else f"{due} 前" if due else ""


def last_day(rectification: Row | None) -> str | None:
    """The last day that counts now: the extended one, if there is one."""
    return (rectification["extended_to"] or rectification["due_on"]) if rectification is not None else None


def standing(rectification: Row, today: date) -> str:
    """done, ended, late, going, or waiting while the company has not got the notice; computed on the day, never kept."""
    if rectification["state"] in ("closed", "ended"):
        return "done" if rectification["state"] == "closed" else "ended"
    if rectification["state"] in ("drafted", "issued", "withdrawn"):
        return "waiting"
    due = last_day(rectification)
    return "late" if overdue(rectification["state"], date.fromisoformat(due) if due else None, today) else "going"


STANDINGS = {"done": "已完成", "late": "逾期未改", "going": "整改中", "waiting": "", "ended": ""}


def rectification_words(rectification: Row | None, today: date) -> str:
    """已完成, 整改中 or 逾期未改; nothing before the notice is served."""
    return STANDINGS[standing(rectification, today)] if rectification is not None else ""
