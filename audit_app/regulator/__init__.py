"""`regulator`: its blueprint, its guard and its tabs. Every look is written down in `access_log`.

Pages are in the files beside this one.
"""

from flask import Blueprint, current_app, g, request
from flask_babel import gettext as _

from audit_app.security import database, enter
from audit_app.store import people

bp = Blueprint("regulator", __name__, url_prefix="/regulator")

TABS = {
    "": "overview",
    "campaigns": "campaigns",
    "checks": "campaigns",
    "rectify": "rectifications",
    "talks": "papers",
    "summary": "latest_summary",
}
"""The tab that is open, by the first part of the address behind /regulator, whatever the page answers."""
PAPERS = {"rectification": "rectifications"}
"""The tab of a page about the days of a paper, by its kind; the others' is that of reminders and interviews."""
OF_THE_SUMMARY = frozenset({"summary", "summary_act", "export"})


@bp.before_request
def guard() -> None:
    """Who may come in at all."""
    enter("regulator.enter")


def open_tab() -> str | None:
    """The tab to which the page of this request belongs."""
    if (request.endpoint or "").partition(".")[2] in OF_THE_SUMMARY:
        return "latest_summary"
    part, kind = (*request.path.split("/"), "", "")[2:4]
    return PAPERS.get(kind, "papers") if part == "papers" else TABS.get(part)


@bp.context_processor
def frame() -> dict[str, object]:
    """What the top bar shows: brand, five tabs, office."""
    here = open_tab()
    words = {
        "overview": _("总览"),
        "campaigns": _("抽查任务"),
        "rectifications": _("限期整改"),
        "papers": _("约谈与提醒"),
        "latest_summary": _("汇总表"),
    }
    with database().reading() as connection:
        office = people.get_organisation(connection, g.actor.organisation) if g.actor else None
    return {
        "brand": _("贯标质量抽查"),
        "brand_url": "/regulator",
        "sample": current_app.config["AUDIT"].demo,
        "tabs": [(f"regulator.{name}", label, name == here) for name, label in words.items()],
        "organisation_name": (office["short_name"] or office["name"]) if office else "",
    }


from audit_app.regulator import (  # noqa: E402
    campaigns,
    check_dates,
    check_ends,
    checks,
    draws,
    imports,
    overview,
    paper_dates,
    papers,
    rectifications,
    registers,
    replacing,
    step_undoing,
    summary,
)

__all__ = [
    "bp",
    "campaigns",
    "check_dates",
    "check_ends",
    "checks",
    "draws",
    "imports",
    "overview",
    "paper_dates",
    "papers",
    "rectifications",
    "registers",
    "replacing",
    "step_undoing",
    "summary",
]
