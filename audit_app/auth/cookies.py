"""The cookies: the session's token and the language.

What they mean is read in `security` and at the wiring."""

from flask import current_app
from werkzeug.wrappers import Response

from audit_app.security import SESSION_DAYS, cookie_name, set_cookie

PERSON = "audit_person"
YEAR = 365 * 86_400


def give_session(response: Response, token: str) -> Response:
    set_cookie(response, cookie_name(), token, SESSION_DAYS * 86_400)
    return response


def give_person(response: Response, user_id: str) -> Response:
    """Whose session this browser has, for its own pages: a tablet without network opens nobody else's work. No secret."""
    response.set_cookie(
        PERSON,
        user_id,
        max_age=SESSION_DAYS * 86_400,
        path="/",
        samesite="Lax",
        secure=current_app.config["SESSION_SECURE"],
    )
    return response


def take_session(response: Response) -> Response:
    response.delete_cookie(PERSON, path="/", samesite="Lax", secure=current_app.config["SESSION_SECURE"])
    response.delete_cookie(
        cookie_name(), path="/", httponly=True, samesite="Lax", secure=current_app.config["SESSION_SECURE"]
    )
    return response


def give_language(response: Response, language: str) -> Response:
    set_cookie(response, "lang", language, YEAR)
    return response
