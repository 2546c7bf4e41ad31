"""The one question before an act that has effect: what it will do, with names, numbers and dates, asked once.

A view hands its ops and a function that words the question from the rows as the ops leave them. The first request is answered by the
question (a page, or its part when `static/parts/ask.js` asked), the second one, which carries `agreed`, by the act. Where the words
have changed in between, the question is asked anew.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import g, request
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from audit_app.ops import Outcome
from audit_app.ops.asking import Carry, apply_asked, digest_of, together
from audit_app.security import clock, database
from audit_app.show import show


@dataclass(frozen=True)
class Question:
    """What an act will do. `rows` under `columns` name what it is done to; `then` is what follows, as (symbol, sentence);
    `basis` says by which rule and whether it can be taken back; `button` repeats the act with its number.
    """

    heading: str
    button: str
    lead: str = ""
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    then: Sequence[tuple[str, str]] = ()
    then_heading: str = ""
    basis: str = ""


Ask = Callable[[Connection], Question]


def ask_first(
    ops: Sequence[Mapping[str, Any]],
    ask: Ask,
    *,
    done: Callable[[], Response],
    failed: Callable[[Outcome], Response],
    back: str,
    carry_out: Carry = together,
) -> Response:
    """The question, the act or the refusal. `back` is the address that 取消 leads to where no script closes the question;
    `carry_out` how several ops go in."""
    peek = request.headers.get("Asked-By") == "script"
    agreed = request.form.get("agreed", "")
    outcome, question = apply_asked(
        database(), ops, g.actor, clock().now(), ask, agreed, peek=peek, carry_out=carry_out
    )
    if question is None:
        return done() if outcome.outcome == "done" else failed(outcome)
    return show_question(question, back, changed=bool(agreed), part=peek)


def show_question(question: Question, back: str, *, changed: bool, part: bool) -> Response:
    """The question with every field of the form that led to it, so that the answer is the same request once more."""
    given = [(name, value) for name, values in request.form.lists() if name != "agreed" for value in values]
    response = show(
        "_parts/ask.html" if part else "ask.html",
        question=question,
        given=given,
        agreed=digest_of(question),
        action=request.full_path.rstrip("?"),
        back=back,
        changed=changed,
    )
    response.headers["Asks"] = "1"
    return response
