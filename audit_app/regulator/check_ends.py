"""抽查记录: what is done with a conclusion afterwards: 无法检查 taken back, a transfer given its day."""

from werkzeug.wrappers import Response

from audit_app.regulator import bp, conclusion_questions
from audit_app.regulator.acting import Errors, form_op, read_day, read_text
from audit_app.regulator.check_access import Check, with_check
from audit_app.regulator.check_page import show_check
from audit_app.regulator.checks import asked
from audit_app.regulator.conclusion_form import conclusion_read, seen_of


@bp.post("/checks/<check>/take-back")
@with_check(permit="spot_check.take_back")
def take_back(check: Check) -> Response:
    """无法检查 of the wrong company: the check stands again where it stood, with a reason."""
    errors: Errors = {}
    read = conclusion_read("taken_back")
    body = {"reason": read_text("reason_take_back", errors, most=1000), **seen_of(read)}
    return asked(
        check.id,
        form_op("spot_check.take_back", check.id, body),
        ask=conclusion_questions.taking_back(check.id, read),
        fields={"reason": "reason_take_back", "conclusion": "taken_back"},
    )


@bp.post("/checks/<check>/transfer")
@with_check(permit="spot_check.transfer")
def transfer(check: Check) -> Response:
    """登记移交: only with its day is a transfer done."""
    errors: Errors = {}
    body = {"on": read_day("transferred_on", errors)}
    if errors:
        return show_check(check.id, errors, 422)
    return asked(
        check.id,
        form_op("spot_check.transfer", check.id, body),
        ask=conclusion_questions.transferring(check.id),
        fields={"on": "transferred_on"},
    )
