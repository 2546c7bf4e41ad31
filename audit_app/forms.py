"""What every form of the office does alike: its op's id, and an outcome's refusal as a sentence beside its field."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from flask import g, request
from flask_babel import gettext as _

from audit_app.ops import Outcome
from audit_app.ops.asking import would_be
from audit_app.rules import ids
from audit_app.rules.kinds import ON_PAGES_ONLY
from audit_app.rules.placeholders import no_name
from audit_app.rules.refusals import N_, SENTENCES, Refused
from audit_app.security import clock, database
from schemas.words import translate_error

NO_BYTES = N_("「%(name)s」没有内容传过来（0 字节）。请重新选择文件；在微信里，请先在浏览器打开。")
ABSENT = frozenset(
    {
        "absent",
        "not_permitted",
        "not_on_team",
        "not_independent",
        "not_sent",
        "recused",
        "recused_since",
        "release_in_review",
    }
)


def given_op(name: str = "op") -> str:
    """The op's id that the form carries, or a new one where it carries none that could be."""
    given = request.form.get(name, "")
    return given if ids.is_id(given) else ids.new_id()


def sentence_of(outcome: Outcome) -> str:
    """Why it was not done, in the reader's language; empty when it was."""
    if outcome.outcome == "done":
        return ""
    if outcome.why == "bad_shape":
        return translate_error(outcome.sentence or "", _)
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
            (name if name != "_schema" else other): translate_error(text, _)
            for name, text in _leaves(outcome.details.get("errors", {}))
        }
    return {outcome.field or other: sentence_of(outcome)}


def unnamed(values: Mapping[str, Any], *names: str) -> dict[str, str]:
    """By field, why what was typed for a name or a number is none: 同上, 无, 待定."""
    typed = {name: str(values.get(name) or "") for name in names}
    return {name: Refused("no_name", value=text).in_words(_) for name, text in typed.items() if no_name(text)}


def all_mistakes(
    errors: Mapping[str, str],
    written: Callable[[Collection[str]], Sequence[Mapping[str, Any]]],
    named: Callable[[Outcome], Mapping[str, str]] = errors_of,
) -> dict[str, str]:
    """Every mistake of a form in one answer: those known so far, and what `ops` would say once these are put right, by field.

    `written` gives the form's ops with something sound in place of what stands in the fields named; `named` the sentences of a
    refusal by the form's fields. Nothing is done.
    """
    found = dict(errors)
    while True:
        said = named(would_be(database(), written(found), g.actor, clock().now()))
        if not set(said) - set(found):
            return found
        found = {**said, **found}


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


def refuse_pages_own(ops: Iterable[Any]) -> None:
    """Raises Refused("not_permitted") where an op that was sent is of a kind that only a page says, of what it does itself."""
    for op in ops:
        if isinstance(op, Mapping) and op.get("kind") in ON_PAGES_ONLY:
            raise Refused("not_permitted", verb=op["kind"])
