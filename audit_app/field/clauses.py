"""The parts of an audit's page that depend on its edition alone: the list of clauses, and one section per clause.

They are most of the page and the same in every audit of that edition, so each is rendered once per language, edition and words
for the severities.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from flask import render_template, request
from markupsafe import Markup, escape

from audit_app.field.pack import chapters_of
from checklists import Edition

VISIT = "/0-this-visit-0"
"""Stands for the visit's address while the list is kept; no address of the product begins like it."""


@dataclass(frozen=True)
class _Key:
    digest: str
    lang: str
    standard: str
    root: str
    severities: tuple[tuple[str, str], ...]
    edition: Edition = field(compare=False)


def parts_of(edition: Edition, pack: Mapping[str, Any]) -> dict[str, Markup]:
    """`clause_list` and `clause_sections` for the page of this pack."""
    key = _Key(
        edition.digest, pack["lang"], pack["standard"], request.script_root, tuple(pack["severities"].items()), edition
    )
    listed, sections = _rendered(key)
    return {"clause_list": Markup(listed.replace(VISIT, str(escape(pack["url"])))), "clause_sections": Markup(sections)}


@lru_cache(maxsize=32)
def _rendered(key: _Key) -> tuple[str, str]:
    edition = key.edition
    pack = {"lang": key.lang, "standard": key.standard, "url": VISIT, "severities": dict(key.severities)}
    return (
        render_template("field/_tree.html", pack=pack, chapters=chapters_of(edition), edition=edition),
        render_template("field/_clauses.html", pack=pack, edition=edition),
    )
