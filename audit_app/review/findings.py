"""审核发现: the checklist as a tree, and for one clause everything recorded under it, with its photos. Read only."""

import json
from collections.abc import Mapping
from typing import Any

from flask import g, request
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from audit_app.ops.editions import named_in
from audit_app.ops.heads import time_of
from audit_app.review import bp
from audit_app.review.clashes import clash_of, kept_both, words_of
from audit_app.review.reading import edition_of, readable_audit
from audit_app.rules.refusals import Refused
from audit_app.security import database
from audit_app.show import GLYPHS, language, show
from audit_app.store import heads, interviews, judgements, nonconformities, people, photos, records, samples, visits
from audit_app.store.claims import claims_of
from audit_app.store.photo_uses import is_at
from checklists import Edition, Item

Plain = dict[str, Any]
SHOWN = {
    "all": lambda leaf: True,
    "issues": lambda leaf: (
        leaf["glyph"] in {"nonconform", "minor", "major", "observation"} or leaf["two"] or leaf["clash"]
    ),
    "todo": lambda leaf: not leaf["judged"],
}


@bp.get("/audits/<audit>/findings")
def findings(audit: str) -> Response:
    """Tree and clause; for htmx the clause alone. `ref` is the clause, `show` all, issues or todo."""
    with database().reading() as connection:
        found, _resource = readable_audit(connection, g.actor, audit)
        edition = edition_of(connection, found["id"])
        recorded = everything(connection, found["id"])
        names = people.names_of(connection, {row["author_id"] for rows in recorded.values() for row in rows})
        leaves = [leaf_of(item, recorded) | {"part": part_words(edition, item)} for item in edition.leaves]
        chosen = request.args.get("show", "all")
        chosen = chosen if chosen in SHOWN else "all"
        shown = [leaf for leaf in leaves if SHOWN[chosen](leaf)]
        ref = wanted_ref(request.args.get("ref"), edition, shown or leaves)
        clause = clause_of(connection, found["id"], edition, ref, recorded)
        client = visits.get_client(connection, found["client_id"])
        claims = claims_of(connection, found["id"])
    order = [leaf["ref"] for leaf in (shown if any(leaf["ref"] == ref for leaf in shown) else leaves)]
    at = order.index(ref)
    return show(
        "review/findings.html",
        "review/_clause.html",
        audit=found,
        client=client,
        edition=edition,
        names=names,
        claims=claims,
        clause=clause,
        chapters=chapters_of(edition, leaves, {leaf["ref"] for leaf in shown}),
        show=chosen,
        counts={name: sum(bool(test(leaf)) for leaf in leaves) for name, test in SHOWN.items()},
        before=order[at - 1] if at else None,
        after=order[at + 1] if at + 1 < len(order) else None,
        empty=not any(recorded.values()),
        clash_words=words_of,
        label=lambda ref: edition.item(ref).line(language()),
    )


def everything(connection: Connection, visit: str) -> dict[str, list[Mapping[str, Any]]]:
    """All rows of the visit by subject, withdrawn ones left out."""
    found = nonconformities.list_nonconformities(connection, visit)
    return {
        "judgements": [row for row in judgements.list_judgements(connection, visit) if row["value"] or row["conflict"]],
        "records": [row for row in records.list_records(connection, visit) if row["text"].strip()],
        "samples": samples.list_samples(connection, visit),
        "interviews": interviews.list_interviews(connection, visit),
        "photos": photos.list_photos(connection, visit),
        "nonconformities": [row for row in found if row["state"] != "withdrawn"],
        "both": kept_both(connection, visit),
    }


def wanted_ref(ref: str | None, edition: Edition, leaves: list[Plain]) -> str:
    """The clause of the address, else the first one shown. Raises Refused for one the edition does not have."""
    if ref is None:
        return str(leaves[0]["ref"])
    if ref not in {leaf.ref for leaf in edition.leaves}:
        raise Refused("clause_unknown", "ref", ref=named_in(edition, [ref])[0])
    return ref


def part_words(edition: Edition, item: Item) -> str:
    """The part of its chapter that a clause stands in, where parts have no numbers."""
    part = edition.part_of(item.ref)
    return part.label(language()) if part else ""


def leaf_of(item: Item, recorded: Mapping[str, list[Mapping[str, Any]]]) -> Plain:
    """A line of the tree: number, name, glyph of its judgement or of its worst nonconformity, photos, versions."""
    judged = next((row for row in recorded["judgements"] if row["ref"] == item.ref), None)
    raised = [row["severity"] for row in recorded["nonconformities"] if item.ref in row["clauses"]]
    glyph = GLYPHS.get((judged and judged["value"]) or "", "todo")
    if glyph == "nonconform" and any(raised):
        glyph = "major" if "major" in raised else "minor"
    two = [
        row
        for name in ("judgements", "records")
        for row in recorded[name]
        if row["ref"] == item.ref and row["conflict"]
    ]
    return {
        "ref": item.ref,
        "number": item.number or "",
        "printed": item.printed_number or "",
        "name": item.name(language()),
        "label": item.label(language()),
        "glyph": glyph,
        "judged": judged is not None,
        "photos": sum(is_at(row, item.ref) for row in recorded["photos"]),
        "two": bool(two),
        "clash": clash_of(item.ref, recorded),
    }


def chapters_of(edition: Edition, leaves: list[Plain], shown: set[str]) -> list[Plain]:
    """Chapters with the leaves shown; the counts are of the whole chapter."""
    found = []
    for chapter in edition.chapters:
        mine = [leaf for leaf in leaves if edition.chapter_of(leaf["ref"]).ref == chapter.ref]
        found.append(
            {
                "label": chapter.line(language()),
                "judged": sum(leaf["judged"] for leaf in mine),
                "total": len(mine),
                "leaves": [leaf for leaf in mine if leaf["ref"] in shown],
            }
        )
    return found


def clause_of(
    connection: Connection, visit: str, edition: Edition, ref: str, recorded: Mapping[str, list[Mapping[str, Any]]]
) -> Plain:
    """Everything under one clause, ready for the page."""
    item = edition.item(ref)
    of_ref = {name: [row for row in rows if row.get("ref") == ref] for name, rows in recorded.items()}
    of_ref["photos"] = [
        {**row, "home": edition.item(row["ref"]).label(language()) if row["ref"] and row["ref"] != ref else ""}
        for row in recorded["photos"]
        if is_at(row, ref)
    ]
    judged = next(iter(of_ref["judgements"]), None)
    return {
        **of_ref,
        "ref": ref,
        "label": item.line(language()),
        "printed": item.printed(language()),
        "judgement": judged,
        "path": edition.item(item.parent).line(language()) if item.parent else "",
        "path_printed": edition.item(item.parent).printed(language()) if item.parent else "",
        "glyph": GLYPHS.get((judged and judged["value"]) or "", "todo"),
        "nonconformities": [row for row in recorded["nonconformities"] if ref in row["clauses"]],
        "clash": clash_of(ref, recorded),
        "versions": versions(connection, f"{visit}/{ref}") if judged and judged["conflict"] else [],
    }


def versions(connection: Connection, subject: str) -> list[Plain]:
    """Judgements that stand side by side until somebody settles them: {glyph, author, at}."""
    rows = [row for row in heads.list_heads(connection, [subject]) if row["field"] == "value"]
    names = people.names_of(connection, {row["author_id"] for row in rows})
    return [
        {
            "glyph": GLYPHS.get(json.loads(row["value"]) or "", "todo"),
            "author": names.get(row["author_id"], ""),
            "at": time_of(row["stamp"]),
        }
        for row in rows
    ]
