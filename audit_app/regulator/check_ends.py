"""抽查记录: what is done with a conclusion afterwards: 无法检查 taken back, a transfer given its day."""

from flask import g
from werkzeug.wrappers import Response

from audit_app.regulator import bp, conclusion_questions
from audit_app.regulator.acting import Errors, form_op, read_day, read_text
from audit_app.regulator.checks import asked, check_page, found
from audit_app.regulator.concluding import conclusion_read, seen_of
from audit_app.rules.permits import require as let_pass
from audit_app.security import database


@bp.post("/checks/<s>/take-back")
def take_back(s: str) -> Response:
    """无法检查 of the wrong company: the check stands again where it stood, with a reason."""
    with database().reading() as connection:
        let_pass(g.actor, "spot_check.take_back", found(connection, s)[1])
    errors: Errors = {}
    read = conclusion_read("taken_back")
    body = {"reason": read_text("reason_take_back", errors, most=1000), **seen_of(read)}
    return asked(
        s,
        form_op("spot_check.take_back", s, body),
        ask=conclusion_questions.taking_back(s, read),
        fields={"reason": "reason_take_back", "conclusion": "taken_back"},
    )


@bp.post("/checks/<s>/transfer")
def transfer(s: str) -> Response:
    """登记移交: only with its day is a transfer done."""
    with database().reading() as connection:
        let_pass(g.actor, "spot_check.transfer", found(connection, s)[1])
    errors: Errors = {}
    body = {"on": read_day("transferred_on", errors)}
    if errors:
        return check_page(s, errors, 422)
    return asked(
        s,
        form_op("spot_check.transfer", s, body),
        ask=conclusion_questions.transferring(s),
        fields={"on": "transferred_on"},
    )
