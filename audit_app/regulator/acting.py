"""From a form to ops and back: ops with the form's own ids, and a refusal as {field: sentence} for the same page.

Which op a form makes is said beside the form; what an op does is in `audit_app/ops`.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask import g, redirect, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from audit_app.asking import Ask, ask_first
from audit_app.ops import Outcome, apply_together, make
from audit_app.rules.refusals import SENTENCES, Refused
from audit_app.security import clock, database
from schemas.words import translate_error

Errors = dict[str, str]
FORM = "form"


def form_op(kind: str, subject: str, body: Mapping[str, Any], at: int = 0) -> dict[str, Any]:
    """An op with the `at`-th id of the form: sent twice it counts once."""
    given = request.form.getlist("op")
    return make(kind, subject, body, id=given[at] if at < len(given) else "")


def carry_out(*ops: dict[str, Any], fields: Mapping[str, str] | None = None) -> Errors:
    """Carry out one op, or several together or not at all. {} when done, else {form field: sentence}.

    `fields` names the form's field for an op's; a refusal without a field stands at `form`. Raises Refused for what is
    absent or not permitted.
    """
    return errors_of(apply_together(database(), ops, g.actor, clock().now()), fields or {})


def act(
    *ops: dict[str, Any],
    ask: Ask,
    done: str,
    failed: Callable[[Errors], Response],
    fields: Mapping[str, str] | None = None,
    back: str = "",
) -> Response:
    """An act that is asked about once: its question, the redirect to `done`, or `failed` with the errors.

    `fields` as in `carry_out`; `back` is where 取消 leads without script (else `done`).
    """
    return ask_first(
        ops,
        ask,
        done=lambda: redirect(done, 303),
        failed=lambda outcome: failed(errors_of(outcome, fields or {})),
        back=back or done,
    )


def errors_of(outcome: Outcome, fields: Mapping[str, str]) -> Errors:
    """What a form shows of an outcome, in the reader's language."""
    if outcome.outcome == "done":
        return {}
    code = outcome.why or ""
    if code in ("absent", "not_permitted"):
        raise Refused(code)
    if code == "two_follow_ups":
        return _each_missing(outcome, fields)
    name = (outcome.field or "").split(".")[0]
    return {fields.get(name, name or FORM): sentence_of(outcome)}


def sentence_of(outcome: Outcome) -> str:
    """The refusal's sentence; of a wrong shape without the field's name in code."""
    code, said = outcome.why or "", outcome.sentence or ""
    if code == "bad_shape" or code not in SENTENCES:
        return translate_error(said.partition("：")[2] or said, _)
    return Refused(code, outcome.field, **outcome.details).in_words(_)


def _each_missing(outcome: Outcome, fields: Mapping[str, str]) -> Errors:
    """One line for each follow-up nobody has written, so that each leads to its own field (S36)."""
    missing = zip(outcome.details["missing"], outcome.details["missing_words"], strict=True)
    return {fields.get(code, code): _("还要写%(what)s", what=_(words)) for code, words in missing}


def read_day(name: str, errors: Errors) -> str | None:
    """A day of the form as YYYY-MM-DD; an unreadable one goes to `errors`."""
    value = request.form.get(name, "").strip()
    if not value:
        errors[name] = _("还没有写日期")
        return None
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        errors[name] = _("「%(value)s」不是日期。请写成 2023-10-27 这样", value=value[:20])
        return None


def number_of(errors: Errors) -> dict[str, Any]:
    """文号 of the form, and why it is changed."""
    number = read_text("number", errors, _("还没有写文号"), most=60)
    reason = read_text("reason_number", errors, most=300)
    return {"number": number, "reason": reason, "was": request.form.get("was_number") or None}


def read_number(name: str, errors: Errors, least: int = 1, most: int = 10_000) -> int | None:
    """A whole number of the form between `least` and `most`."""
    value = request.form.get(name, "").strip()
    if value.isdecimal() and len(value) < 9 and least <= int(value) <= most:
        return int(value)
    errors[name] = _("请写 %(least)s 到 %(most)s 的整数", least=least, most=most)
    return None


def read_text(name: str, errors: Errors | None = None, sentence: str = "", most: int = 2000) -> str:
    """A text of the form; with `sentence` an empty one goes to `errors`."""
    value = request.form.get(name, "").strip()
    if errors is not None and not value and sentence:
        errors[name] = sentence
    if errors is not None and len(value) > most:
        errors[name] = _("最多 %(n)s 个字", n=most)
    return value
