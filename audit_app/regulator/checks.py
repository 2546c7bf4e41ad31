"""抽查记录 at the desk: one company's way from approval to completion, its conclusion, its missing cells.

What the page shows is in `check_page`, the form of the conclusion in `conclusion_form`; what a conclusion opens is said by the
ladder of the rule pack, and refused or written by `audit_app/ops`.
"""

from collections.abc import Collection
from typing import Any

from flask import Response as Answer
from flask import redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from audit_app.asking import Ask
from audit_app.forms import all_mistakes, unnamed
from audit_app.photo_files import send_photo
from audit_app.regulator import acting, bp, conclusion_questions, known_bodies, late, on_site, questions
from audit_app.regulator.acting import Errors, carry_out, form_op, read_day, read_text
from audit_app.regulator.check_access import Check, pack_of, with_check
from audit_app.regulator.check_page import NAMES, show_check
from audit_app.regulator.conclusion_form import (
    FIELDS,
    chosen_step,
    conclusion,
    conclusion_read,
    fields_of,
    made_sound,
    measure,
    read_problems,
    seen_of,
)
from audit_app.rules.refusals import Refused
from audit_app.rules.vocabulary import CHECK_METHODS
from audit_app.security import clock, database
from audit_app.store import photos


@bp.get("/checks/<check>")
@with_check
def check(check: Check) -> Response:
    return show_check(check.id, {})


@bp.get("/checks/<check>/photos/<sha256>/<any(thumb, screen, original):size>")
@with_check
def check_photo(check: Check, sha256: str, size: str) -> Answer:
    """A photo taken on this spot check, for those who may read its record."""
    organisation = check.row["organisation_id"]
    with database().reading() as connection:
        if check.id not in photos.visits_showing(connection, organisation, sha256):
            raise Refused("absent")
    return send_photo(organisation, sha256, size)


@bp.post("/checks/<check>/<any(approve, notify, begin, feed_back):act>")
@with_check
def check_step(check: Check, act: str) -> Response:
    """One step of the record with its day (and, on beginning, the way of checking)."""
    errors: Errors = {}
    body: dict[str, Any] = {} if act == "approve" else {"on": read_day("on", errors)}
    if act == "notify":
        body["because"] = read_text("because", errors, most=300)
    if act == "begin":
        body["method"] = request.form.get("method", "")
        if body["method"] not in CHECK_METHODS:
            errors["method"] = _("还没有选抽查方式")
    if errors:
        return show_check(check.id, errors, 422)
    because = body.get("because", "")
    ask = questions.approving(check.id) if act == "approve" else questions.stepping(check.id, act, because)
    return asked(check.id, form_op(f"spot_check.{act}", check.id, body), ask=ask)


def asked(check_id: str, *ops: dict[str, Any], ask: Ask, fields: dict[str, str] | None = None) -> Response:
    """An act on the record that is asked about once."""
    return acting.act(
        *ops,
        ask=ask,
        done=url_for("regulator.check", check=check_id),
        failed=lambda errors: show_check(check_id, errors, 422),
        fields=fields,
    )


@bp.post("/checks/<check>/conclude")
@with_check
def conclude(check: Check) -> Response:
    """完成: conclusion, feedback and completion together, or none (S36); 无法检查 ends with its conclusion."""
    with database().reading() as connection:
        pack = pack_of(connection, check.row)
        seen = [one["ref"] for one in on_site.recorded(connection, check.row)["issues"]]
    errors: Errors = {}
    if "more" in request.form:
        return show_check(check.id, errors)
    problems = [*on_site.read_taken(seen, errors), *read_problems()]
    step = chosen_step(check.row, pack, problems, errors)
    body = {**conclusion(step, problems, errors), "was_problems": seen_of(conclusion_read())["was_problems"]}
    return written(check.id, "spot_check.conclude", body, step, conclusion_questions.concluding(check.id, pack), errors)


def written(check_id: str, kind: str, body: dict[str, Any], step: Any, ask: Ask, errors: Errors) -> Response:
    """A conclusion with its feedback and completion asked about, or everything that is wrong with them in one answer."""
    fields, ends = fields_of(step), step["result"] != "uncheckable"
    on = read_day("fed_back_on", errors) if ends else None

    def ops(bad: Collection[str] = ()) -> list[dict[str, Any]]:
        told = clock().today().isoformat() if "fed_back_on" in bad else on
        ops = [form_op(kind, check_id, made_sound(body, bad))]
        if ends:
            ops.append(form_op("spot_check.feed_back", check_id, {"on": told}, at=1))
            ops.append(form_op("spot_check.complete", check_id, {}, at=2))
        return ops

    def wrong(errors: Errors) -> Response:
        told = all_mistakes(errors, ops, lambda outcome: acting.errors_of(outcome, fields))
        return show_check(check_id, told, 422)

    if errors:
        return wrong(errors)
    return acting.act(*ops(), ask=ask, done=url_for("regulator.check", check=check_id), failed=wrong, fields=fields)


@bp.post("/checks/<check>/measure")
@with_check(permit="spot_check.set_measure")
def set_measure(check: Check) -> Response:
    """Another 书面提醒 or 约谈 where the one that the conclusion opened was withdrawn."""
    errors: Errors = {}
    chosen = measure()
    if chosen is None:
        errors["measure"] = _("还没有选约谈或书面提醒")
    body = {**(chosen or {}), "reason": read_text("reason_measure", errors, _("还没有写理由"), most=1000)}
    if not errors:
        errors = carry_out(form_op("spot_check.set_measure", check.id, body), fields={"reason": "reason_measure"})
    if errors:
        return show_check(check.id, errors, 422)
    return redirect(url_for("regulator.check", check=check.id, _anchor="conclusion"), 303)


@bp.post("/checks/<check>/complete")
@with_check
def complete(check: Check) -> Response:
    """完成 of a record whose conclusion stands: feedback (when it is not yet) and completion together."""
    with database().reading() as connection:
        pack = pack_of(connection, check.row)
    errors: Errors = {}
    ops = [form_op("spot_check.complete", check.id, {}, at=1)]
    if check.row["state"] == "concluded":
        ops.insert(0, form_op("spot_check.feed_back", check.id, {"on": read_day("fed_back_on", errors)}))
    if errors:
        return show_check(check.id, errors, 422)
    ask, fields = conclusion_questions.concluding(check.id, pack), {**FIELDS, "on": "fed_back_on"}
    return asked(check.id, *ops, ask=ask, fields=fields)


@bp.post("/checks/<check>/correct-conclusion")
@with_check(permit="spot_check.correct_conclusion")
def correct_conclusion(check: Check) -> Response:
    """更正结论: another conclusion with its reason; then feedback and completion follow again."""
    with database().reading() as connection:
        pack, before = pack_of(connection, check.row), conclusion_questions.papers_of(connection, check.id)
    errors: Errors = {}
    if "more" in request.form:
        return show_check(check.id, errors)
    problems = read_problems()
    step = chosen_step(check.row, pack, problems, errors)
    read = conclusion_read()
    body = {
        **conclusion(step, problems, errors),
        "reason": read_text("reason", errors, _("还没有写理由")),
        **seen_of(read),
    }
    ask = conclusion_questions.concluding(check.id, pack, before, read)
    return written(check.id, "spot_check.correct_conclusion", body, step, ask, errors)


@bp.post("/checks/<check>/held/<op>/release")
@with_check
def release(check: Check, op: str) -> Response:
    """Let what came too late into the record; it is then carried out as what its author sent."""
    with database().reading() as connection:
        waiting = next((one for one in late.waiting_of(connection, check.row) if one["op"] == op), None)
    if waiting is None:
        raise Refused("absent")
    ask = questions.releasing(waiting["what"], waiting["who"], waiting["why"])
    return asked(check.id, form_op("held.release", op, {}), ask=ask)


@bp.post("/checks/<check>/amend/<any(certificate_no, approval_no, body, valid_from, district, problems):field>")
@with_check
def amend(check: Check, field: str) -> Response:
    """Fill or mend one cell that came from the register, with the reason; the register itself stays."""
    row = check.row
    with database().reading() as connection:
        bodies = known_bodies.known(connection, [row["round_id"]]) if field in ("approval_no", "body") else []
    errors: Errors = {}
    value = read_text(field, errors, _("还没有填「%(column)s」", column=_(NAMES[field])), most=1000)
    reason = read_text(f"reason_{field}", errors, _("还没有写理由"), most=300)
    op = form_op(
        "spot_check.amend",
        check.id,
        {"field": field, "value": value, "reason": reason, "was": request.form.get(f"was_{field}") or None},
    )
    fields = {"value": field, "reason": f"reason_{field}"}
    typed = {"body": row["body"], "approval_no": row["approval_no"], field: value}
    if field in ("body", "approval_no", "certificate_no"):
        errors |= unnamed(request.form, field)
    odd = known_bodies.doubts(bodies, typed) if bodies and not errors else []
    if odd:
        heading = _("补正批准号") if field == "approval_no" else _("补正机构名称")
        return asked(check.id, op, ask=known_bodies.asking(heading, _("保存"), typed, odd), fields=fields)
    if not errors:
        errors = carry_out(op, fields=fields)
    if errors:
        return show_check(check.id, errors, 422)
    return redirect(url_for("regulator.check", check=check.id, _anchor=f"f-{field}"), 303)
