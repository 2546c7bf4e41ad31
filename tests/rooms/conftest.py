"""The application with its cast on each engine, and a browser for whoever is asked for."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from audit_app.application import assembled, connect
from audit_app.config import Config
from audit_app.demo.script import Script, known_id
from audit_app.security import COOKIE, open_session
from audit_app.store.db import Database
from tests.recycled import second_of
from tests.rooms.cast import database, memory, script, stage_told

__all__ = ["database", "memory", "script", "stage_told"]

SignedIn = Callable[[str], FlaskClient]


@pytest.fixture(scope="session")
def house() -> Flask:
    """All rooms, assembled once; each test connects them to its own database."""
    app = assembled()
    app.testing = True
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app


@pytest.fixture
def app(house: Flask, config: Config, database: Database, script: Script) -> Iterator[Flask]:
    """The whole application on the same database; requests come from its own pages."""
    settings = dict(house.config)
    with pytest.MonkeyPatch.context() as patch:
        if not database.is_sqlite:
            patch.setattr("audit_app.application.Database", lambda url: second_of(database))
        connect(house, config)
    yield house
    if database.is_sqlite:
        house.extensions["database"].close()
    house.config.clear()
    house.config.update(settings)


@pytest.fixture
def stranger(app: Flask) -> FlaskClient:
    return client_of(app)


@pytest.fixture
def signed_in(app: Flask) -> SignedIn:
    """`signed_in("liyan")` is a browser in which this account is signed in."""

    def client_for(account: str) -> FlaskClient:
        client = client_of(app)
        with app.test_request_context():
            token = open_session(known_id(account), None)
        client.set_cookie(COOKIE, token)
        return client

    return client_for


def client_of(app: Flask) -> FlaskClient:
    client = app.test_client()
    client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    return client
