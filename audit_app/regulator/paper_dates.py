"""The page on which the days of a paper, 限期整改, 书面提醒 or 约谈, are corrected."""

from typing import Any

from flask import g, url_for
from flask_babel import gettext as _
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from audit_app import correcting
from audit_app.correcting import Field, Subject
from audit_app.regulator import acting, bp, paper_history, papers, questions, rectifications, words
from audit_app.regulator.acting import form_op
from audit_app.regulator.paper_days import open_days
from audit_app.regulator.papers import KINDS as PAPERS
from audit_app.regulator.written import as_past
from audit_app.rules.campaign import CITY_ROUND
from audit_app.rules.permits import require
from audit_app.rules.refusals import Refused
from audit_app.security import database
from audit_app.show import day_full
from audit_app.store import campaigns, seen, spot_checks

KINDS = {"rectification": "rectification", **PAPERS}


@bp.get("/papers/<any(rectification, reminder, interview):kind>/<paper>/dates")
def paper_dates(kind: str, paper: str) -> Response:
    with database().reading() as connection:
        return correcting.page(connection, dates_subject(connection, kind, paper))


@bp.post("/papers/<any(rectification, reminder, interview):kind>/<paper>/dates")
def paper_dates_now(kind: str, paper: str) -> Response:
    """Days that were written down wrong; the question names the last day that follows."""
    with database().reading() as connection:
        subject = dates_subject(connection, kind, paper)

    def failed(errors: acting.Errors) -> Response:
        with database().reading() as connection:
            return correcting.page(connection, dates_subject(connection, kind, paper), errors, 422)

    return acting.act(
        form_op(f"{KINDS[kind]}.correct_dates", paper, correcting.written(subject.fields)),
        ask=questions.dating(kind, paper, subject.line),
        done=subject.back,
        failed=failed,
    )


def dates_subject(connection: Connection, kind: str, paper: str) -> Subject:
    """The days of one paper as they stand. Raises Refused."""
    row: Any
    row, thing = (
        rectifications.found(connection, paper) if kind == "rectification" else papers.found(connection, kind, paper)
    )
    require(g.actor, f"{KINDS[kind]}.correct_dates", thing)
    days = open_days(connection, kind, row)
    labels = words.paper_labels(kind)
    of: Any = spot_checks.get_spot_check(connection, row["spot_check_id"]) if kind == "rectification" else None
    fields = [_field(name, labels[name], value) for name, value in days.open.items()]
    if not fields:
        raise Refused("round_closed" if days.stays else "absent", state_word=CITY_ROUND.word("accepted"))
    history = paper_history.of_rectification(connection, row) if of else paper_history.of_paper(connection, kind, row)
    return Subject(
        id=paper,
        heading=_("更正日期"),
        line=of["name"] if of else words.body_named(row),
        back=url_for(f"regulator.{kind}", paper=paper),
        back_words={"rectification": _("限期整改"), "reminder": _("书面提醒"), "interview": _("约谈")}[kind],
        action=url_for("regulator.paper_dates_now", kind=kind, paper=paper),
        fields=fields,
        kind=f"{KINDS[kind]}.correct_dates",
        which=seen.on_paper(paper),
        fixed=_("日期按办理的先后，都不晚于今天；约谈时间和延期以后的期限可以在今天以后"),
        past=as_past(history),
        then=_after_report(connection, {one["round_id"] for one in days.checks}, days.stays),
    )


def _after_report(connection: Connection, rounds: set[str], stays: bool) -> list[tuple[str, str, str]]:
    """What follows where a table that shows the paper was reported; `stays`: and that an accepted one keeps its days."""
    states = {campaigns.get_round(connection, one)["state"] for one in rounds}  # type: ignore[index]
    said = {
        "reported": _("已经报送：表里的日期改了列为「报送后变化」，退回后再报送"),
        **({"accepted": _("已经接收：表里的日期不能再改，没有列在这里")} if stays else {}),
    }
    return [("list", _("附件 3"), words_of) for state, words_of in said.items() if state in states]


def _field(name: str, label: str, value: str) -> Field:
    if name == "place":
        return Field(name, label, value)
    if name == "at":
        return Field(name, label, value, "datetime-local", words.time_said(value), words=words.time_said)
    return Field(name, label, value, "date", day_full(value), words=day_full)
