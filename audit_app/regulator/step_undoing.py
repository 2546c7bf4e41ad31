"""The last step of a paper, 限期整改, 书面提醒 or 约谈, that was registered for the wrong company is taken back."""

from typing import Any

from flask import g, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from audit_app.regulator import acting, bp, papers, rectifications, words
from audit_app.regulator.acting import form_op, read_text
from audit_app.regulator.last_steps import THINGS, get_last
from audit_app.regulator.step_questions import undoing
from audit_app.rules.permits import require
from audit_app.security import database
from audit_app.store import spot_checks


@bp.post("/papers/<any(rectification, reminder, interview):kind>/<paper>/undo-step")
def undo_step(kind: str, paper: str) -> Response:
    with database().reading() as connection:
        row: Any
        row, thing = (
            rectifications.found(connection, paper)
            if kind == "rectification"
            else papers.found(connection, kind, paper)
        )
        require(g.actor, f"{THINGS[kind]}.undo_step", thing)
        last = get_last(connection, kind, row)
        of: Any = spot_checks.get_spot_check(connection, row["spot_check_id"]) if kind == "rectification" else None

    def failed(errors: acting.Errors) -> Response:
        page = rectifications.rectification_page if kind == "rectification" else None
        return page(paper, errors, 422) if page else papers.paper_page(kind, paper, errors, 422)

    form, errors = request.form, acting.Errors()
    body = {
        "step": form.get("was_step", "")[:40],
        "on": form.get("was_on") or None,
        "note": form.get("was_note") or None,
        "reason": read_text("reason_undo", errors, _("还没有写理由"), most=1000),
    }
    if errors:
        return failed(errors)
    return acting.act(
        form_op(f"{THINGS[kind]}.undo_step", paper, body),
        ask=undoing(kind, row, last, of["name"] if of else words.body_named(row)),
        done=url_for(f"regulator.{kind}", paper=paper),
        failed=failed,
        fields={"reason": "reason_undo", **dict.fromkeys(("step", "on", "note"), "reason_undo")},
    )
