"""The room `review`: its blueprint and its guard. Pages are in the files beside this one."""

from flask import Blueprint

from audit_app.security import enter

room = Blueprint("review", __name__, url_prefix="/review")


@room.before_request
def guard() -> None:
    """Who may come in at all."""
    enter("review.enter")


from audit_app.review import views  # noqa: E402, F401
