"""Who visits the house in the tests: accounts of the cast with a session, strangers."""

from flask import Flask
from flask.testing import FlaskClient

from audit_app.demo.script import known_id
from audit_app.security import COOKIE, open_session


def stranger(app: Flask) -> FlaskClient:
    """Nobody, on our own pages."""
    client = app.test_client()
    client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    return client


def token_of(app: Flask, account: str) -> str:
    """A new session of an account of the cast."""
    with app.test_request_context():
        return open_session(known_id(account), None)


def visitor(app: Flask, account: str | None) -> FlaskClient:
    """A browser in which this account is signed in, or a stranger's."""
    client = stranger(app)
    if account is not None:
        client.set_cookie(COOKIE, token_of(app, account))
    return client
