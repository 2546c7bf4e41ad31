"""`admin`: its blueprint, its guard and its tabs. Pages are in the files beside this one."""

from flask import Blueprint, g, request
from flask_babel import gettext as _

from audit_app.rules.permits import Resource, may
from audit_app.security import database, enter
from audit_app.store.people import get_organisation

bp = Blueprint("admin", __name__, url_prefix="/admin")
TABS = {
    "people": "people",
    "new_person": "people",
    "person": "people",
    "correct_person": "people",
    "correct_person_now": "people",
}
TABS |= dict.fromkeys(
    ("organisations", "create_organisation", "correct_organisation", "correct_organisation_now"), "organisations"
)


@bp.before_request
def guard() -> None:
    """Who may come in at all."""
    enter("admin.enter")


def offered() -> list[tuple[str, str]]:
    """The pages of this blueprint that the person may use, as (endpoint, words)."""
    own = Resource(g.actor.organisation)
    pages = [("admin.people", _("人员"))]
    if may(g.actor, "organisation.create", own):
        pages.append(("admin.organisations", _("单位")))
    if g.actor.organisation_kind == "body" and may(g.actor, "edition.publish", own):
        pages.append(("admin.editions", _("标准版本")))
    return pages


@bp.context_processor
def frame() -> dict[str, object]:
    """What the top bar shows: the pages offered and the organisation."""
    if g.actor is None:
        return {}
    here = (request.endpoint or "").partition(".")[2]
    here = "" if here == "index" else TABS.get(here, "editions")
    with database().reading() as connection:
        row = get_organisation(connection, g.actor.organisation)
    return {
        "brand": _("设置"),
        "brand_url": "/admin",
        "tabs": [(endpoint, words, endpoint == f"admin.{here}") for endpoint, words in offered()],
        "organisation_name": (row["short_name"] or row["name"]) if row else "",
    }


from audit_app.admin import editions, index, organisations, people  # noqa: E402

__all__ = ["bp", "editions", "index", "offered", "organisations", "people"]
