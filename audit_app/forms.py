"""What every form of the office does alike: its op's id, and an outcome's refusal as a sentence beside its field."""

from collections.abc import Mapping
from typing import Any

from flask import request
from flask_babel import gettext as _

from audit_app.ops import Outcome
from audit_app.rules import ids
from audit_app.rules.refusals import SENTENCES, Refused
from schemas.words import retold

ABSENT = frozenset({"absent", "not_permitted", "not_on_team", "not_independent"})


def given_op(name: str = "op") -> str:
    """The op's id that the form carries, or a new one where it carries none that could be."""
    given = request.form.get(name, "")
    return given if ids.is_id(given) else ids.new_id()


def sentence_of(outcome: Outcome) -> str:
    """Why it was not done, in the reader's language; empty when it was."""
    if outcome.outcome == "done":
        return ""
    if outcome.why == "bad_shape":
        return retold(outcome.sentence or "", _)
    return (
        Refused(outcome.why, outcome.field, **outcome.details).in_words(_)
        if outcome.why in SENTENCES
        else str(outcome.sentence)
    )


def errors_of(outcome: Outcome, other: str = "form") -> dict[str, str]:
    """The sentence by the name of its field; a complaint about the whole goes to `other`. Empty when it was done."""
    if outcome.outcome == "done":
        return {}
    if outcome.why == "bad_shape":
        return {
            (name if name != "_schema" else other): retold(text, _)
            for name, text in _leaves(outcome.details.get("errors", {}))
        }
    return {outcome.field or other: sentence_of(outcome)}


def raise_if_closed(outcome: Outcome) -> None:
    """A page of its own for what nobody may do or see: 403 and 404 are no mistakes in a form."""
    if outcome.outcome == "refused" and outcome.why in ABSENT and outcome.field is None:
        raise Refused(outcome.why, None, **outcome.details)


def _leaves(messages: Mapping[str, Any]) -> list[tuple[str, str]]:
    found = []
    for name, said in messages.items():
        while isinstance(said, dict) and said:
            said = next(iter(said.values()))
        found.append((str(name), str(said[0]) if isinstance(said, list) and said else str(said)))
    return found
