"""The room `field`: its blueprint and its guard. Pages are in the files beside this one."""

from flask import Blueprint

from audit_app.security import enter

room = Blueprint("field", __name__, url_prefix="/field")


@room.before_request
def guard() -> None:
    """Who may come in at all."""
    enter("field.enter")


from audit_app.field import views  # noqa: E402, F401
