"""Work on a spot check that came too late: what waits for the office in full, who let in what, and what no conclusion lists."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Connection

from audit_app.late_work import Around, around_of, changes_of, desk_words, judgement_word, label_of, name_of
from audit_app.ops import recused_work
from audit_app.ops.editions import find_edition
from audit_app.rules.kinds import BY_PERSON
from audit_app.rules.permits import Resource
from audit_app.show import bracketed, listed, name_then
from audit_app.store import held, judgements, people, visits
from checklists import Edition

Row = Mapping[str, Any]


def waiting_of(connection: Connection, check: Row) -> list[dict[str, Any]]:
    """What was recorded on site and waits for a person: op, what (clause and words), who, at, why, and whether it `stays`: nobody
    may let in what was written after its author was recused."""
    resource = visits.resource_of_visit(connection, check["id"])
    rows = [row for row in held.list_held(connection, check["id"]) if row["why"] in BY_PERSON]
    around = _around(connection, check, rows)
    reasons = [_why(connection, resource, row) for row in rows]
    return [
        {
            "op": row["op_id"],
            "what": _what(row, around),
            "who": around.names.get(row["actor"], ""),
            "at": row["received_at"],
            "why": desk_words(why, name=around.names.get(row["actor"], ""), company=check["name"]),
            "stays": why == "recused_since",
        }
        for row, why in zip(rows, reasons, strict=True)
    ]


def _why(connection: Connection, resource: Resource, row: Row) -> str:
    """The reason in the desk's words: nobody leaves the team of a spot check but by a recusal."""
    if row["actor"] in resource.recused:
        return "recused_since" if recused_work.is_since(connection, resource, row) else "recused_before"
    return "recused_then" if row["why"] == "not_on_team" else "check_closed"


def let_in(connection: Connection, check: Row) -> list[dict[str, Any]]:
    """The releases on this check as lines of its history."""
    releases = held.list_releases(connection, check["id"])
    rows = {row["op_id"]: row for row in held.kept_ops(connection, [one["subject"] for one in releases])}
    around = _around(connection, check, list(rows.values()))
    names = people.names_then(connection, {(one["actor"], one["received_at"]) for one in releases})
    found = []
    for one in releases:
        row = rows[one["subject"]]
        verb = _("放行：%(what)s", what=_what(row, around) + bracketed(around.names.get(row["actor"], "")))
        name = name_then(names.get((one["actor"], one["received_at"])))
        found.append({"kind": "held.release", "at": one["received_at"], "name": name, "body": {}, "verb": verb})
    return found


def unlisted(connection: Connection, check: Row) -> str:
    """The clauses judged 不符合 on site that the conclusion lists as no problem, in words; empty where there is none."""
    known = {one.get("ref") for one in check["problems"]}
    refs = [ref for ref in judgements.list_nonconforming(connection, check["id"]) if ref not in known]
    if not refs:
        return ""
    edition, two = _edition(connection, check), judgements.list_unsettled(connection, check["id"])
    return listed(label_of(edition, ref) + bracketed(_("待核对") if ref in two else "") for ref in refs)


def unsettled(connection: Connection, check: Row) -> str:
    """The clauses of which several judgements stand that nobody has settled, each with these, in words; empty where there is none."""
    two = judgements.list_unsettled(connection, check["id"])
    if not two:
        return ""
    edition = _edition(connection, check)
    return listed(
        label_of(edition, ref) + bracketed(" / ".join(judgement_word(value) for value in values))
        for ref, values in two.items()
    )


def _what(row: Row, around: Around) -> str:
    said = [f"{label} {words}".strip() for _name, (label, words, _now) in changes_of(row, around)]
    return " · ".join([name_of([row], around)[0], *said])


def _around(connection: Connection, check: Row, rows: Sequence[Row]) -> Around:
    return around_of(connection, check["id"], _edition(connection, check), rows)


def _edition(connection: Connection, check: Row) -> Edition:
    visit: Any = visits.get_visit(connection, check["id"])
    return find_edition(connection, check["organisation_id"], visit["edition_id"])
