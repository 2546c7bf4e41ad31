"""What all ops on site share: the visit is open, the clause exists in its edition, the subject says what the body says.

What each kind does is in the file of its subject.
"""

from audit_app.ops import Held, Tx
from audit_app.ops.editions import edition_of, find_edition, named_in
from audit_app.ops.resources import work_is_open
from audit_app.rules.refusals import Refused
from audit_app.store import visits

MOST_KEPT = 200
_leaves: dict[tuple[str, str], frozenset[str]] = {}


def leaves_of(tx: Tx) -> frozenset[str]:
    """The clauses that are judged in the edition this visit is pinned to; remembered by the edition's digest."""
    remembered: frozenset[str] | None = tx.memo.get(("leaves", tx.resource.visit))
    if remembered is not None:
        return remembered
    visit = visits.get_visit(tx.connection, str(tx.resource.visit))
    if visit is None:
        raise Refused("absent")
    key = (visit["edition_id"], visit["edition_digest"])
    if key not in _leaves:
        if len(_leaves) >= MOST_KEPT:
            _leaves.clear()
        edition = find_edition(tx.connection, visit["organisation_id"], visit["edition_id"])
        _leaves[key] = frozenset(leaf.ref for leaf in edition.leaves)
    tx.memo["leaves", tx.resource.visit] = _leaves[key]
    return _leaves[key]


def on_clause(tx: Tx, ref: str | None) -> None:
    """The visit takes work and has this clause. Raises Refused("clause_unknown"), or Held where the visit is closed."""
    work_is_open(tx)
    if ref is not None and ref not in leaves_of(tx):
        raise no_clause(tx, "ref", ref)


def no_clause(tx: Tx, field: str, ref: str) -> Refused:
    """The refusal of what is no clause to be judged; a chapter or a group is named as the edition names it."""
    return Refused("clause_unknown", field, ref=named_in(edition_of(tx.connection, str(tx.resource.visit)), [ref])[0])


def subject_is(tx: Tx, wanted: str) -> None:
    """The op's subject is made of what its body says. Raises Refused("subject_differs")."""
    if tx.op.subject != wanted:
        raise Refused("subject_differs", "subject")


def of_this_visit(tx: Tx, row: object) -> None:
    """The thing is here and belongs to the visit of the body. Raises Held where it has not come yet, or
    Refused("absent").
    """
    if row is None:
        raise Held("subject_not_here", tx.op.subject)
    if row["visit_id"] != tx.op.body["visit"]:  # type: ignore[index]
        raise Refused("absent")
