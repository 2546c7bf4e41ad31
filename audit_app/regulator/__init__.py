"""The room `regulator`: its blueprint, its guard, its tabs and the record of every look.

Pages are in the files beside this one.
"""

from flask import Blueprint, Response, current_app, g, request
from flask_babel import gettext as _

from audit_app.security import clock, database, enter
from audit_app.store import people
from audit_app.store.access import note_look

room = Blueprint("regulator", __name__, url_prefix="/regulator")

TABS = {
    "overview": "overview",
    "campaigns": "campaigns",
    "new_campaign": "campaigns",
    "campaign": "campaigns",
    "draw": "campaigns",
    "register_check": "campaigns",
    "inspectors_check": "campaigns",
    "rectify": "rectify",
    "rectification": "rectify",
    "talks": "talks",
    "reminder": "talks",
    "interview": "talks",
    "new_interview": "talks",
    "summary": "latest_summary",
    "export": "latest_summary",
    "check": "campaigns",
}


@room.before_request
def guard() -> None:
    """Who may come in at all."""
    enter("regulator.enter")


@room.after_request
def record_look(response: Response) -> Response:
    """Every look by somebody known is written down, also at what was refused; changes are in the log anyway."""
    if g.actor is not None and request.method == "GET":
        path = request.full_path.rstrip("?").replace("\x00", "%00")[:500]
        with database().writing() as connection:
            note_look(
                connection,
                user=g.actor.id,
                organisation=g.actor.organisation,
                path=path,
                at=clock().now(),
                status=response.status_code,
            )
    return response


@room.context_processor
def frame() -> dict[str, object]:
    """What the top bar shows: brand, five tabs, office."""
    here = TABS.get((request.endpoint or "").partition(".")[2])
    words = {
        "overview": _("总览"),
        "campaigns": _("抽查任务"),
        "rectify": _("限期整改"),
        "talks": _("约谈与提醒"),
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
    checks,
    draws,
    imports,
    overview,
    rectify,
    summary,
    talks,
)

__all__ = ["campaigns", "checks", "draws", "imports", "overview", "rectify", "room", "summary", "talks"]
