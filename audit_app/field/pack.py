"""The pack: all that a tablet needs of one visit for a day without network, as one JSON document. What was recorded
is in `state`.
"""

import datetime
from collections.abc import Mapping
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import Connection

from audit_app.field import queries
from audit_app.field.offline import build_of
from audit_app.field.state import Recorded
from audit_app.field.taken import taken_from
from audit_app.field.words import words
from audit_app.ops.editions import find_edition
from audit_app.ops.rule_packs import rule_pack
from audit_app.rules.calendar import Calendar
from audit_app.rules.nonconformity import NONCONFORMITY, PERSON, tick_patterns
from audit_app.rules.permits import Actor, Resource, may
from audit_app.rules.refusals import N_
from audit_app.rules.vocabulary import AUDIT_TYPES
from audit_app.security import clock
from audit_app.severities import labels, labels_of
from audit_app.show import language
from audit_app.store import log, people, spot_checks, visits
from checklists import Edition, Item, RulePack, calendar_data, posts
from checklists.mapping import names_elsewhere

KINDS = (
    "judgement.set",
    "judgement.keep_both",
    "record.set",
    "sample.add",
    "sample.withdraw",
    "interview.add",
    "interview.withdraw",
    "photo.add",
    "photo.file",
    "photo.use",
    "photo.withdraw",
    "nonconformity.draft",
    "nonconformity.set",
    "nonconformity.raise",
    "nonconformity.confirm",
    "nonconformity.withdraw",
    "nonconformity.restore",
    "audit.submit",
)
AHEAD = 430
MONTHS = "nonconformity.preset_months"
"""The rules as first published offer days alone."""
UNPROVEN = {
    "ASSUMED": N_("没有另选的，按 %(minor)s 天或 %(major)s 天：本系统的假定，没有出处；以本机构的规定为准。"),
    "LIKELY": N_("没有另选的，按 %(minor)s 天或 %(major)s 天：见于一份审核报告表格，没有核实；以本机构的规定为准。"),
}
"""The worst first: what is said of the days by severity."""
Plain = dict[str, Any]


def small(connection: Connection, actor: Actor) -> Plain:
    """What pages without a visit need: who I am, the clock, the language, the words, what the severities are called."""
    seq, _chain, epoch = log.get_head(connection)
    return {
        "v": 1,
        "me": _me(connection, actor),
        "seq": seq,
        "epoch": epoch,
        "build": build_of(),
        "lang": language(),
        "demo_clock": clock().frozen,
        "now": clock().now(),
        "words": words(language()),
        "severities": labels(),
        "taken": taken_from(connection, actor, clock().now()),
    }


def build(connection: Connection, actor: Actor, visit: Mapping[str, Any], resource: Resource) -> tuple[Plain, Edition]:
    """The pack of a visit (a row of `queries.visits_of`) and the edition it is pinned to."""
    edition = find_edition(connection, visit["organisation_id"], visit["edition_id"])
    departments = visits.get_departments(connection, visit["id"])
    pack = small(connection, actor) | {
        "visit": visit["id"],
        "kind": visit["kind"],
        "severities": labels_of(connection, visit["organisation_id"]),
        "state": Recorded(connection, visit["id"]).as_json(),
        "owners": visits.get_owners(connection, visit["id"]),
        "departments": departments,
        "posts": _posts(edition),
        "ticks": tick_patterns(departments),
        "person": PERSON,
        "machines": {"nonconformity": NONCONFORMITY.as_json()},
        "photo_prefix": visit["short_name"],
        "items": queries.items_on(connection, visit["id"]),
        "returned": queries.sent_back(connection, visit),
    }
    pack |= head_of(visit) | _people(connection, actor, visit["id"], resource) | _edition(edition, pack["lang"])
    return pack | _terms(connection, visit, pack["ends_on"]), edition


def _posts(edition: Edition) -> list[str]:
    """Posts to choose from: a 管理者代表 was appointed by the edition of 2013 alone."""
    if edition.edition == "2013":
        return list(posts())
    return [_("受审核方代表") if post == "管理者代表" else post for post in posts()]


def head_of(visit: Mapping[str, Any]) -> Plain:
    """What a card and the top of the document say about a visit."""
    if visit["kind"] == "audit":
        return {
            "code": visit["code"],
            "url": url_for("field.audit", code=visit["code"]),
            "type_label": _(AUDIT_TYPES[visit["type"]]),
            "machine_state": visit["state"],
            "starts_on": visit["starts_on"],
            "ends_on": visit["ends_on"],
            "client": {
                "name": visit["client"],
                "short_name": visit["short_name"],
                "address": visit["address"],
                "phone": visit["phone"],
                "contact": visit["contact"],
            },
        }
    address = f"{visit['city']}{visit['district']}"
    day = visit["checked_on"] or clock().today().isoformat()
    return {
        "code": visit["id"],
        "url": url_for("field.check", check=visit["id"]),
        "type_label": _("监督抽查"),
        "machine_state": visit["check_state"],
        "starts_on": day,
        "ends_on": day,
        "client": {
            "name": visit["checked"],
            "short_name": visit["short_name"],
            "address": address,
            "phone": None,
            "contact": None,
        },
    }


def _me(connection: Connection, actor: Actor) -> Plain:
    """Who the tablet belongs to for now; with the account, so that the password alone is asked when a session ends."""
    account = (people.get_user(connection, actor.id) or {}).get("account", "")
    return {"id": actor.id, "name": actor.name, "account": account, "letter": None, "role": None, "may": []}


def _people(connection: Connection, actor: Actor, visit: str, resource: Resource) -> Plain:
    team = [dict(row) for row in queries.team_of(connection, visit)]
    mine = next((member for member in team if member["id"] == actor.id), {"letter": None, "role": None})
    allowed = [kind for kind in KINDS if may(actor, kind, resource)]
    sent = spot_checks.list_check_inspectors(connection, [visit]).get(visit, [])
    return {
        "team": team,
        "without_account": [{"name": one["name"], "card_no": one["card_no"]} for one in sent if not one["user_id"]],
        "me": _me(connection, actor) | {"letter": mine["letter"], "role": mine["role"], "may": allowed},
    }


def _edition(edition: Edition, lang: str) -> Plain:
    return {
        "standard": edition.printed_standard,
        "edition": {
            "id": edition.id,
            "standard": edition.standard,
            "digest": edition.digest,
            "title": edition.title_en if lang == "en" else edition.title,
        },
        "refs": [
            {
                "ref": leaf.ref,
                "number": leaf.number,
                "title": leaf.name(lang),
                "label": leaf.label(lang),
                "line": leaf.line(lang),
                "place": leaf.place,
                "chapter": edition.chapter_of(leaf.ref).ref,
                "also": names_elsewhere(edition.based_on or edition.id).get(leaf.ref, ()),
                "parent_label": edition.item(leaf.parent).label(lang) if leaf.parent else None,
            }
            for leaf in edition.leaves
        ],
    }


def _terms(connection: Connection, visit: Mapping[str, Any], ends_on: str) -> Plain:
    """Terms of the organisation's rule pack, and the days off that the tablet needs to count them."""
    rules, calendar = rule_pack(connection, visit["organisation_id"]), Calendar(calendar_data())
    closing = datetime.date.fromisoformat(visit["closing_on"] or ends_on)
    rest = calendar.rest_days(closing, closing + datetime.timedelta(days=AHEAD))
    year = closing.year
    while not calendar.provisional(datetime.date(year, 1, 1)):
        year += 1
    return {
        "closing_on": closing.isoformat(),
        "rest_days": [day.isoformat() for day in rest],
        "provisional_from": f"{year}-01-01",
        "terms": {
            "presets": rules.value("nonconformity.presets"),
            "months": rules.value(MONTHS) if MONTHS in rules.rules else [],
            "minor": rules.value("nonconformity.minor.days"),
            "major": rules.value("nonconformity.major.days"),
            "unit": rules.value("nonconformity.unit"),
            "about": _about_days(rules),
        },
    }


def _about_days(rules: RulePack) -> str:
    """What the days by severity rest on, said beside them as long as nobody has confirmed it; "" then."""
    minor, major = rules.rule("nonconformity.minor.days"), rules.rule("nonconformity.major.days")
    statuses = {minor.status, major.status} - {"CONFIRMED"}
    worst = next((status for status in UNPROVEN if status in statuses), None)
    return _(UNPROVEN[worst], minor=minor.value, major=major.value) if worst else ""


def chapters_of(edition: Edition) -> list[Plain]:
    """The edition as the tree shows it: chapters with their groups, the parts that bear no number, and all their leaves, in order."""
    return [_chapter(edition, chapter) for chapter in edition.chapters]


def _chapter(edition: Edition, chapter: Item) -> Plain:
    leaves = [leaf for leaf in edition.leaves if edition.chapter_of(leaf.ref).ref == chapter.ref]
    parts: list[Plain] = []
    for leaf in leaves:
        part = edition.part_of(leaf.ref)
        if not parts or parts[-1]["item"] != part:
            parts.append({"item": part, "leaves": []})
        parts[-1]["leaves"].append(leaf)
    groups: list[Plain] = []
    for leaf in leaves:
        parent = edition.item(leaf.parent) if leaf.parent and leaf.parent != chapter.ref else None
        if not groups or groups[-1]["item"] != parent:
            groups.append({"item": parent, "leaves": []})
        groups[-1]["leaves"].append(leaf)
    return {"item": chapter, "groups": groups, "parts": parts, "leaves": leaves}
