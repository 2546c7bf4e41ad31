"""The cookies of this room: the session's token and the language.

What they mean is read in `security` and at the wiring."""

from flask import current_app
from werkzeug.wrappers import Response

from audit_app.security import SESSION_DAYS, cookie_name

YEAR = 365 * 86_400


def give_session(response: Response, token: str) -> Response:
    """Only for the server's eyes, only from our own pages, only over HTTPS where there is HTTPS (ASVS 3.3)."""
    response.set_cookie(
        cookie_name(),
        token,
        max_age=SESSION_DAYS * 86_400,
        path="/",
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SESSION_SECURE"],
    )
    return response


def take_session(response: Response) -> Response:
    response.delete_cookie(
        cookie_name(), path="/", httponly=True, samesite="Lax", secure=current_app.config["SESSION_SECURE"]
    )
    return response


def give_language(response: Response, language: str) -> Response:
    response.set_cookie(
        "lang",
        language,
        max_age=YEAR,
        path="/",
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SESSION_SECURE"],
    )
    return response
