"""The steps of a paper that stand, in their order: those that were taken back are not among them.

A paper's state is its steps walked through its machine; a step that is taken back leaves what it found.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from audit_app.rules.machine import Machine

Values = Mapping[str, Any]
UNDO = "undo_step"
"""The verb that takes the last step back."""
UNDONE_BY_IT: dict[str, frozenset[str]] = {
    "rectification": frozenset({"serve", "respond", "return", "recheck", "close", "extend"}),
    "reminder": frozenset({"serve", "close"}),
    "regulatory_interview": frozenset({"hold", "sign_minutes", "await_commitments", "verify", "close"}),
}
"""The steps that may be taken back. A paper that was signed or sent has gone out: of that there is no taking back."""
COLUMNS: dict[str, dict[str, str]] = {
    "rectification": {
        "issue": "issued_on",
        "serve": "served_on",
        "respond": "responded_on",
        "recheck": "rechecked_on",
        "close": "closed_on",
    },
    "reminder": {"issue": "issued_on", "serve": "served_on", "close": "closed_on"},
    "regulatory_interview": {"close": "closed_on"},
}
"""The column in which a step writes its day."""


@dataclass(frozen=True)
class Act:
    """One op on a paper, as the log has it."""

    kind: str
    v: int
    body: Mapping[str, Any]


@dataclass(frozen=True)
class Step:
    """A step that stands: the state it found, the values it found in the columns that it wrote, and the state after it."""

    verb: str
    before: str
    after: str
    found: Values


def standing(machine: Machine, acts: Iterable[Act]) -> list[Step]:
    """The steps that stand after these ops on one paper, oldest first."""
    state, kept, steps = machine.initial, dict[str, Any](), list[Step]()
    for act in acts:
        verb = act.kind.partition(".")[2]
        if verb == UNDO:
            last = steps.pop()
            state = last.before
            kept.update(last.found)
        elif machine.may(state, verb):
            written = wrote(act)
            steps.append(Step(verb, state, machine.step(state, verb), {name: kept.get(name) for name in written}))
            state = steps[-1].after
            kept.update(written)
        else:
            kept.update(act.body.get("now") or {})
            if verb == "set_number":
                kept["number"] = act.body["number"]
    return steps


def wrote(act: Act) -> dict[str, Any]:
    """The columns that a step wrote, and what. The last day is none of them: it follows from service, notice and extension."""
    resource, _, verb = act.kind.partition(".")
    columns: dict[str, Any] = {}
    if verb in COLUMNS[resource]:
        columns[COLUMNS[resource][verb]] = act.body["on"]
    if act.body.get("number") and (resource != "rectification" or verb == "issue"):
        columns["number"] = act.body["number"]
    if resource == "rectification":
        columns |= _of_rectification(verb, act)
    return columns


def _of_rectification(verb: str, act: Act) -> dict[str, Any]:
    if verb == "respond":
        said = {"response": act.body.get("note") or None} if act.v >= 2 else {}
        return {**said, "reason": None}
    if verb == "extend":
        return {"extended_to": act.body["until"], "reason": act.body["reason"]}
    return {"reason": act.body["reason"]} if verb == "return" else {}
