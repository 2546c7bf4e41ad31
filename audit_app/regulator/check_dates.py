"""抽查记录: the days of its notification and visit put right."""

from typing import Any

from flask import redirect, url_for
from flask_babel import gettext as _
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from audit_app import correcting
from audit_app.correcting import Field, Subject
from audit_app.ops.spot_checks import CORRECTABLE
from audit_app.regulator import bp, questions
from audit_app.regulator.acting import carry_out, form_op
from audit_app.regulator.check_access import load_check
from audit_app.regulator.check_page import history, method_words
from audit_app.regulator.written import as_past
from audit_app.rules.campaign import CITY_ROUND
from audit_app.rules.refusals import Refused
from audit_app.security import database
from audit_app.show import day_full, listed
from audit_app.store import campaigns, seen

IN_TABLE = ("checked_on", "method", "transferred_on")


@bp.get("/checks/<check>/correct")
def correct_check(check: str) -> Response:
    with database().reading() as connection:
        return correcting.page(connection, days_subject(connection, check))


@bp.post("/checks/<check>/correct")
def correct_check_now(check: str) -> Response:
    """Notification and visit that were written down wrong."""
    with database().reading() as connection:
        subject = days_subject(connection, check)
    errors = carry_out(form_op("spot_check.correct", check, correcting.written(subject.fields)))
    if not errors:
        return redirect(url_for("regulator.check", check=check), 303)
    with database().reading() as connection:
        return correcting.page(connection, days_subject(connection, check), errors, 422)


def days_subject(connection: Connection, check: str) -> Subject:
    """The days of one record as they stand. Raises Refused, also where the table is accepted."""
    row = load_check(connection, check, "spot_check.correct").row
    round_: Any = campaigns.get_round(connection, row["round_id"])
    if round_["state"] not in CORRECTABLE:
        raise Refused("round_closed", state_word=CITY_ROUND.word(round_["state"]))
    fields = [
        Field(name, label, row[name], "date", day_full(row[name]))
        for name, label in (
            ("notified_on", _("通知日期")),
            ("checked_on", _("抽查日期")),
            ("fed_back_on", _("反馈企业的日期")),
            ("transferred_on", _("移交日期")),
        )
        if row[name]
    ]
    if row["method"]:
        ways = method_words()
        fields.append(
            Field("method", _("抽查方式"), row["method"], "choose", dict(ways).get(row["method"], _("未填")), "", ways)
        )
    return Subject(
        id=check,
        heading=_("更正通知和抽查"),
        line=row["name"],
        back=url_for("regulator.check", check=check),
        back_words=_("抽查记录"),
        action=url_for("regulator.correct_check_now", check=check),
        fields=fields,
        kind="spot_check.correct",
        which=seen.on_spot_check(check),
        then=in_table([one.label for one in fields if one.name in IN_TABLE], round_["state"]),
        fixed=_("通知不早于抽取，抽查不早于通知"),
        past=as_past(history(connection, row)),
    )


def in_table(labels: list[str], state: str) -> list[tuple[str, str, str]]:
    """What a correction of these does to 附件 3; of what is not in it nothing is said."""
    if not labels:
        return []
    said = questions.annex_words(state) or _("%(what)s改了，表里随即换成新的", what=listed(labels))
    return [("paper", _("附件 3"), said)]
