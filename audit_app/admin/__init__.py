"""The room `admin`: its blueprint and its guard. Pages are in the files beside this one."""

from flask import Blueprint

from audit_app.security import enter

room = Blueprint("admin", __name__, url_prefix="/admin")


@room.before_request
def guard() -> None:
    """Who may come in at all."""
    enter("admin.enter")


from audit_app.admin import views  # noqa: E402, F401
