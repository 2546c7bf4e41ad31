"""The API: the same acts and the same reads as JSON, described by OpenAPI 3.1."""

from flask import Flask, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_smorest import Api, Blueprint
from werkzeug.exceptions import HTTPException, Unauthorized

from audit_app import errors, passwords
from audit_app.rules.permits import Actor
from schemas.api import Refusal
from schemas.words import translate_errors

TITLE, VERSION = "贯标审核", "1"
bp = Blueprint("api", __name__, url_prefix="/api", description="program access; sign in with POST /api/sessions")


class HouseApi(Api):
    """flask-smorest with the one shape of refusal and its own page."""

    ERROR_SCHEMA = Refusal

    def _register_error_handlers(self) -> None:
        """Errors are answered in `audit_app.errors`, for pages and programs alike."""

    def _register_doc_blueprint(self) -> None:
        """Description and page are ordinary views of this blueprint."""


def signed_in() -> Actor:
    """Who asks. Raises 401 for nobody."""
    if g.actor is None:
        raise Unauthorized
    actor: Actor = g.actor
    return actor


@bp.errorhandler(422)
def misshapen(error: HTTPException) -> ResponseReturnValue:
    """A query or body of the wrong shape: the one refusal, with the complaints by field."""
    complaints = (getattr(error, "data", None) or {}).get("messages", {})
    problem = {"code": "bad_shape", "message": _("有内容不合要求"), "status": "422"}
    return problem | {"errors": translate_errors(complaints, _)}, 422


@bp.errorhandler(passwords.Busy)
def busy(_error: passwords.Busy) -> ResponseReturnValue:
    return errors.answer(429, "busy", _("同时登录的人太多了。请过半分钟再试。"), {"Retry-After": "30"})


from audit_app.api import audits, checklists, describing, ops, register_rows, sessions  # noqa: E402, F401


def register(app: Flask) -> None:
    """Attach the API to the application."""
    app.config.update(API_TITLE=TITLE, API_VERSION=VERSION, OPENAPI_VERSION="3.1.0")
    api = HouseApi()
    api.init_app(app)
    describing.prepare(api)
    api.register_blueprint(bp)
    app.extensions["api_description"] = describing.described(api)
