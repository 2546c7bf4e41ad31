"""What was recorded on site with the tablet, as the desk's record of the spot check shows it and takes it over as problems.

Judging itself is the tablet's business.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request
from flask_babel import gettext as _
from sqlalchemy import Connection

from audit_app.ops.editions import find_edition
from audit_app.regulator.acting import Errors
from audit_app.rules.ladder import SEVERITIES
from audit_app.show import GLYPHS, language
from audit_app.store import judgements, people, photos, records, visits
from audit_app.store.claims import claims_of
from audit_app.store.photo_uses import is_at

Plain = dict[str, Any]
ISSUES = frozenset({"nonconforming", "observation"})
LONGEST = 1000


def recorded(connection: Connection, check: Mapping[str, Any]) -> Plain:
    """The clauses judged on site: `issues` that may be taken over, the `others`, and how many of `total` are judged.

    Where versions of a judgement disagree, each counts for what it says: one issue among them makes the clause one.

    `loose` are photos that nobody has put under a clause yet.
    """
    visit: Any = visits.get_visit(connection, check["id"])
    edition = find_edition(connection, check["organisation_id"], visit["edition_id"])
    texts = [row for row in records.list_records(connection, check["id"]) if row["text"].strip()]
    shots = photos.list_photos(connection, check["id"])
    judged = {
        row["ref"]: row
        for row in judgements.list_judgements(connection, check["id"])
        if row["value"] or row["conflict"]
    }
    standing = judgements.list_standing(connection, check["id"])
    names = people.names_of(connection, {row["author_id"] for row in [*texts, *shots, *judged.values()]})
    found: Plain = {"issues": [], "others": [], "judged": len(judged), "total": len(edition.leaves), "names": names}
    for leaf in edition.leaves:
        values = standing.get(leaf.ref, [])
        clause = {
            "ref": leaf.ref,
            "label": leaf.label(language()),
            "glyphs": glyphs_of(values),
            "two": len(values) > 1,
            "texts": [one for one in texts if one["ref"] == leaf.ref],
            "photos": [one for one in shots if is_at(one, leaf.ref)],
        }
        if ISSUES.intersection(values):
            found["issues"].append(clause | {"said": "\n".join(one["text"].strip() for one in clause["texts"])})
        elif values or clause["texts"] or clause["photos"]:
            found["others"].append(clause)
    loose = [one for one in shots if not one["ref"]]
    return {**found, "loose": loose, "claims": claims_of(connection, check["id"])}


def glyphs_of(values: Sequence[str | None]) -> list[str]:
    """The marks of the values that stand at a clause, one for each version."""
    return [GLYPHS.get(value or "", "todo") for value in values] or ["todo"]


def read_taken(refs: list[str], errors: Errors) -> list[Plain]:
    """The problems of the form that were taken over from the tablet: one tap on a severity each."""
    taken = []
    for ref in refs:
        severity, text = request.form.get(f"take-{ref}", ""), request.form.get(f"said-{ref}", "").strip()
        if severity not in SEVERITIES:
            continue
        if not text:
            errors[f"said-{ref}"] = _("列入的问题还没有写内容")
        elif len(text) > LONGEST:
            errors[f"said-{ref}"] = _("最多 %(n)s 个字", n=LONGEST)
        taken.append({"ref": ref, "text": text, "severity": severity})
    return taken
