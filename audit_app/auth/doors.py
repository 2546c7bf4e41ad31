"""The ways from one part to another: which parts the person may enter, for the menu of every page."""

from flask import g, url_for
from flask_babel import gettext as _

from audit_app.auth import bp
from audit_app.rules.permits import Resource, may
from audit_app.rules.refusals import N_

ROOMS = (
    ("field.today", "field.enter", N_("现场")),
    ("review.desk", "review.enter", N_("机构")),
    ("regulator.overview", "regulator.enter", N_("监管")),
    ("admin.index", "admin.enter", N_("设置")),
)


@bp.app_context_processor
def rooms() -> dict[str, object]:
    """`rooms`: (address, words) of each part that opens for the reader; nothing for a stranger."""
    actor = g.get("actor")
    if actor is None:
        return {}
    own = Resource(actor.organisation)
    return {"rooms": [(url_for(endpoint), _(words)) for endpoint, verb, words in ROOMS if may(actor, verb, own)]}
