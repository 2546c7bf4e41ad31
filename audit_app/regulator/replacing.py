"""抽查记录: another company comes for one that cannot be checked; who comes too late with it reads why."""

from flask import redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from audit_app.asking import ask_first
from audit_app.ops import Outcome
from audit_app.regulator import bp, queries, questions, words
from audit_app.regulator.acting import Errors, errors_of, form_op
from audit_app.regulator.check_access import Check, load_check, with_check
from audit_app.regulator.check_page import show_check
from audit_app.rules.campaign import SPOT_CHECK
from audit_app.security import clock, database
from audit_app.show import moment_short

ENDINGS = frozenset(f"spot_check.{verb}" for verb in ("correct_conclusion", "take_back", "replace"))
"""The acts after which a company that could not be checked stands otherwise."""


@bp.post("/checks/<check>/replace")
@with_check
def replace(check: Check) -> Response:
    """The next of the reserve comes for a company that cannot be checked; whoever asks cannot choose which."""
    here = url_for("regulator.check", check=check.id)
    return ask_first(
        [form_op("spot_check.replace", check.id, {"reason": ""})],
        questions.replacing(check.id),
        done=lambda: redirect(here, 303),
        failed=lambda outcome: show_check(check.id, not_replaced(check.id, outcome), 422),
        back=here,
    )


def not_replaced(check_id: str, outcome: Outcome) -> Errors:
    """Of a company that is not 无法检查 any more: how it stands, and who did what to it. The page asks for no reason, so it does
    not say that one is missing."""
    errors = errors_of(outcome, {})
    if outcome.why not in ("reason_missing", "wrong_state"):
        return errors
    with database().reading() as connection:
        row = load_check(connection, check_id).row
        acts = [one for one in queries.list_history(connection, check_id) if one["kind"].startswith("spot_check.")]
    last = next((one for one in reversed(acts) if one["kind"] in ENDINGS), None)
    said = _("没有替换：这一家现在是「%(state)s」，替换的只是「无法检查」的。", state=_(SPOT_CHECK.word(row["state"])))
    if last is None:
        return {"replace": said}
    return {
        "replace": said
        + _(
            "%(at)s，%(who)s办了「%(what)s」。",
            at=moment_short(last["at"], clock().today()),
            who=last["name"],
            what=words.act_word(SPOT_CHECK, last["kind"]),
        )
    }
