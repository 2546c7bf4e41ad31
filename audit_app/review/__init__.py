"""`review`: its blueprint, its guard and its tabs. Pages are in the files beside this one."""

from flask import Blueprint, g, request
from flask_babel import gettext as _

from audit_app.security import database, enter
from audit_app.store import people

bp = Blueprint("review", __name__, url_prefix="/review")
TABS = {"desk": "desk", "nonconformities": "nonconformities", "nonconformity": "nonconformities"}


@bp.before_request
def guard() -> None:
    """Who may come in at all."""
    enter("review.enter")


@bp.context_processor
def frame() -> dict[str, object]:
    """What the top bar shows: three tabs and the body."""
    here = TABS.get((request.endpoint or "").partition(".")[2], "audits")
    words = {"desk": _("工作台"), "audits": _("项目"), "nonconformities": _("不符合项")}
    with database().reading() as connection:
        body = people.get_organisation(connection, g.actor.organisation) if g.actor else None
    return {
        "brand_url": "/review",
        "tabs": [(f"review.{name}", label, name == here) for name, label in words.items()],
        "organisation_name": (body["short_name"] or body["name"]) if body else "",
    }


from audit_app.review import audits, corrections, desk, findings, nonconformities, photos, planning  # noqa: E402

__all__ = ["audits", "bp", "corrections", "desk", "findings", "nonconformities", "photos", "planning"]
