"""The room `regulator`: its blueprint and its guard. Pages are in the files beside this one."""

from flask import Blueprint

from audit_app.security import enter

room = Blueprint("regulator", __name__, url_prefix="/regulator")


@room.before_request
def guard() -> None:
    """Who may come in at all."""
    enter("regulator.enter")


from audit_app.regulator import views  # noqa: E402, F401
