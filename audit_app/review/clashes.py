"""Contradictions of an audit: a judgement and a nonconformity that say opposite things, or several nonconformities on one clause.

The tablet shows the same ones (`static/field/clash.js`). Setting them right is done on site.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Connection

from audit_app.rules.nonconformity import NONCONFORMITY
from audit_app.show import GLYPHS
from audit_app.store import heads, judgements, nonconformities, records
from checklists import Edition

Rows = Sequence[Mapping[str, Any]]
Plain = dict[str, Any]


def kept_both(connection: Connection, visit: str) -> list[Plain]:
    """For each clause the nonconformities of which somebody said that all of them stay: {ref, forms, author_id}."""
    subjects = [f"{visit}/{row['ref']}" for row in judgements.list_judgements(connection, visit)]
    rows = [row for row in heads.list_heads(connection, subjects) if row["field"] == "both"]
    return [
        {"ref": row["subject"].split("/")[1], "forms": json.loads(row["value"]), "author_id": row["author_id"]}
        for row in rows
    ]


def clash_of(ref: str, recorded: Mapping[str, Rows]) -> Plain | None:
    """What contradicts itself at a clause: {kind, forms}, `judgement` before `two`; None where nothing does."""
    forms = [row for row in recorded["nonconformities"] if ref in row["clauses"] and row["state"] != "closed"]
    judged = next((row for row in recorded["judgements"] if row["ref"] == ref), None)
    if not forms or (judged and judged["conflict"]):
        return None
    value = judged["value"] if judged else None
    if value != "nonconforming":
        return {"ref": ref, "kind": "judgement", "forms": forms, "glyph": GLYPHS.get(value or "", "todo")}
    kept = [row["forms"] for row in recorded["both"] if row["ref"] == ref][-1:]
    if len(forms) < 2 or kept == [sorted(row["id"] for row in forms)]:
        return None
    return {"ref": ref, "kind": "two", "forms": forms, "glyph": "nonconform"}


def clashes_of(connection: Connection, visit: str, edition: Edition, language: str) -> list[Plain]:
    """All of an audit in the order of its clauses, each with its label and the states of its nonconformities in words."""
    recorded: Mapping[str, Rows] = {
        "judgements": [row for row in judgements.list_judgements(connection, visit) if row["value"] or row["conflict"]],
        "nonconformities": [
            row for row in nonconformities.list_nonconformities(connection, visit) if row["state"] != "withdrawn"
        ],
        "both": kept_both(connection, visit),
    }
    found = [clash for leaf in edition.leaves if (clash := clash_of(leaf.ref, recorded))]
    return [clash | {"label": edition.item(clash["ref"]).label(language), "words": words_of(clash)} for clash in found]


def unwritten_of(connection: Connection, visit: str, edition: Edition, language: str) -> list[Plain]:
    """Clauses judged 不符合 without a nonconformity, {ref, label} in their order: as the closing check of the tablet lists them."""
    there = {
        ref
        for row in nonconformities.list_nonconformities(connection, visit)
        if row["state"] != "withdrawn"
        for ref in row["clauses"]
    }
    judged = {
        row["ref"]
        for row in judgements.list_judgements(connection, visit)
        if row["value"] == "nonconforming" and not row["conflict"]
    }
    found = [leaf.ref for leaf in edition.leaves if leaf.ref in judged - there]
    return [{"ref": ref, "label": edition.item(ref).label(language)} for ref in found]


def unsettled_of(connection: Connection, visit: str, edition: Edition, language: str) -> list[Plain]:
    """What stands in several versions that nobody has settled (待核对 of the tablet): clauses by judgement or text, then
    nonconformities, each {label, ref, glyphs}; `glyphs` are the judgements that stand there.
    """
    two = judgements.list_unsettled(connection, visit)
    texts = {row["ref"] for row in records.list_records(connection, visit) if row["conflict"]}
    clauses = [
        {
            "label": leaf.label(language),
            "ref": leaf.ref,
            "glyphs": [GLYPHS.get(value or "", "todo") for value in two.get(leaf.ref, [])],
        }
        for leaf in edition.leaves
        if leaf.ref in two or leaf.ref in texts
    ]
    forms = [
        {"label": row["number"], "ref": next(iter(row["clauses"]), None), "glyphs": []}
        for row in nonconformities.list_nonconformities(connection, visit)
        if row["conflict"] and row["state"] != "withdrawn"
    ]
    return [*clauses, *forms]


def words_of(clash: Mapping[str, Any]) -> str:
    """The numbers with their states."""
    return _("、").join(f"{row['number']} {_(NONCONFORMITY.word(row['state']))}" for row in clash["forms"])
