"""`field`: its blueprint and its guard. Pages are in the files beside this one."""

from flask import Blueprint, request

from audit_app.security import enter

bp = Blueprint("field", __name__, url_prefix="/field")
OPEN = frozenset({"field.worker", "field.manifest", "field.shell"})


@bp.before_request
def guard() -> None:
    """Who may come in at all. The browser asks for the worker, the manifest and the empty shells without a person."""
    if request.endpoint not in OPEN:
        enter("field.enter")


from audit_app.field import offline, photos, sync, uploads, views  # noqa: E402, F401
from audit_app.field.guide import guide  # noqa: E402

bp.add_app_template_filter(guide)
