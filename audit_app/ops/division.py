"""Who audits which clause: given by chapter or by a group below it, kept by clause, and told again in as few rows as it takes."""

from collections.abc import Mapping
from typing import Any

from audit_app.rules.refusals import Refused
from checklists import Edition, Item

Rows = list[dict[str, str]]


def shared_out(edition: Edition, given: Mapping[str, str], leader: str) -> dict[str, str]:
    """Owner of each leaf: what the nearest item above it (or itself) was given; the leader owns what nobody was given."""
    known = {item.ref for item in edition.items}
    for ref in given:
        if ref not in known:
            raise Refused("clause_unknown", "chapters", ref=ref)
    return {leaf.ref: _nearest(edition, leaf, given) or leader for leaf in edition.leaves}


def _nearest(edition: Edition, item: Item, given: Mapping[str, str]) -> str | None:
    while item.ref not in given:
        if item.parent is None:
            return None
        item = edition.item(item.parent)
    return given[item.ref]


def leaves_below(edition: Edition, ref: str) -> list[str]:
    """The clauses at or below an item."""
    item = edition.item(ref)
    return (
        [item.ref]
        if item.leaf
        else [leaf for child in edition.children(ref) for leaf in leaves_below(edition, child.ref)]
    )


def division(edition: Edition, owners: Mapping[str, str]) -> Rows:
    """The same division as rows {chapter, user}: a chapter with one owner is one row, else each group of it, else each clause."""
    return [row for chapter in edition.chapters for row in _rows(edition, chapter, owners)]


def _rows(edition: Edition, item: Item, owners: Mapping[str, str]) -> Rows:
    users = {owners[ref] for ref in leaves_below(edition, item.ref) if ref in owners}
    if len(users) == 1:
        return [{"chapter": item.ref, "user": users.pop()}]
    return [row for child in edition.children(item.ref) for row in _rows(edition, child, owners)]


def levels(edition: Edition) -> list[dict[str, Any]]:
    """What a form offers: each chapter with its number of clauses, and below it the groups where it has more than one."""
    found: list[dict[str, Any]] = []
    for chapter in edition.chapters:
        below = [
            {"item": child, "leaves": len(leaves_below(edition, child.ref))} for child in edition.children(chapter.ref)
        ]
        below = [row for row in below if row["leaves"]]
        leaves = len(leaves_below(edition, chapter.ref))
        if leaves:
            found.append({"item": chapter, "leaves": leaves, "below": below if len(below) > 1 else []})
    return found
