"""The cards of 今日: each visit of mine with what is done and what comes next. The pages themselves are in `views`."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Connection

from audit_app.field import queries
from audit_app.field.kept_back import kept_of
from audit_app.field.pack import head_of
from audit_app.ops.editions import find_edition
from audit_app.rules.permits import Actor
from audit_app.rules.refusals import N_
from audit_app.show import language
from audit_app.store import judgements
from checklists import Edition

Plain = dict[str, Any]
NOT_LISTED = frozenset(
    {
        "drawn",
        "submitted",
        "in_review",
        "decided",
        "archived",
        "cancelled",
        "concluded",
        "fed_back",
        "complete",
        "replaced",
        "uncheckable",
    }
)
PAGE_BYTES, CLAUSE_BYTES = 900_000, 6_000


def cards(connection: Connection, actor: Actor, today: date) -> tuple[list[Plain], list[Plain]]:
    """Today's visits and the later ones; those handed in without anything that waits, and checks nobody has approved,
    are left out.
    """
    mine = queries.visits_of(connection, actor.id)
    waits = queries.waits_on(connection, [row["id"] for row in mine])
    rows = [row for row in mine if (row["state"] or row["check_state"]) not in NOT_LISTED or _still(row, waits)]
    ids = [row["id"] for row in rows]
    judged, owned = judgements.counted_on(connection, ids), queries.owned_on(connection, ids, actor.id)
    two, unfiled = queries.two_on(connection, ids), queries.unfiled_on(connection, ids)
    awaited = queries.awaited_on(connection, ids)
    now: list[Plain] = []
    later: list[Plain] = []
    for row in rows:
        edition = find_edition(connection, row["organisation_id"], row["edition_id"])
        card = _card(row, edition, judged.get(row["id"], {}), owned.get(row["id"], set()), today)
        card["kept"] = _kept(connection, row["id"], card["url"], edition) if waits.get(row["id"]) else []
        card["unfiled"] = unfiled.get(row["id"], 0)
        card["two"] = two.get(row["id"], 0)
        card["awaited"] = awaited.get(row["id"], 0)
        (later if card["day_no"] is None else now).append(card)
    return now, later


def _still(row: Any, waits: dict[str, int]) -> bool:
    """Handed in, and something of it is kept back: the way to it stays."""
    return row["state"] in ("submitted", "in_review") and bool(waits.get(row["id"]))


WORDS = {
    "person": N_("%(n)s 项等待放行"),
    "company": N_("%(n)s 项要对方重新确认"),
    "server": N_("服务器先保留 %(n)s 项"),
}


def _kept(connection: Connection, visit: str, url: str, edition: Edition) -> list[Plain]:
    """What the server keeps back, in the words of the pill, with the ways to where it stands."""
    found = kept_of(connection, visit)
    names = {f"c/{leaf.ref}": leaf.label(language()) for leaf in edition.leaves}
    names |= {"nc": _("不符合项"), "photos": _("照片")}
    lines: list[Plain] = []
    for by in (one for one in WORDS if one in found):
        places = set(found[by].values())
        ways = [(f"{url}/{one}", name) for one, name in names.items() if one in places]
        lines.append({"words": _(WORDS[by], n=len(found[by])), "ways": ways})
    return lines


def _card(row: Any, edition: Edition, judged: dict[str, str], mine: set[str], today: date) -> Plain:
    head = head_of(row)
    start, end = date.fromisoformat(head["starts_on"]), date.fromisoformat(head["ends_on"])
    left = [leaf for leaf in edition.leaves if leaf.ref not in judged]
    upcoming = next((leaf for leaf in left if leaf.ref in mine), None) or next(iter(left), None)
    values = list(judged.values())
    return {
        "id": row["id"],
        "kind": row["kind"],
        "code": head["code"],
        "url": head["url"],
        "client": head["client"]["name"],
        "short_name": row["short_name"],
        "type_label": head["type_label"],
        "place": head["client"]["address"],
        "standard": edition.printed_standard,
        "state": head["machine_state"],
        "on_site": head["machine_state"] not in NOT_LISTED,
        "starts_on": head["starts_on"],
        "ends_on": head["ends_on"],
        "days": (end - start).days + 1,
        "day_no": (today - start).days + 1 if today >= start else None,
        "leader": row["leader"],
        "judged": len(judged),
        "total": len(edition.leaves),
        "nonconforming": values.count("nonconforming"),
        "observations": values.count("observation"),
        "next_ref": upcoming.ref if upcoming else None,
        "next_label": upcoming.label(language()) if upcoming else None,
        "next_url": f"{head['url']}/c/{upcoming.ref}" if upcoming else head["url"],
        "pages_bytes": PAGE_BYTES + CLAUSE_BYTES * len(edition.leaves),
    }
