"""A tiny application with the look registered, and nothing of the rooms; the day is that of the sample data."""

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import Babel, force_locale

from audit_app import severities, show

TODAY = date(2023, 10, 27)


@pytest.fixture
def look() -> Flask:
    app = Flask("audit_app")
    app.config["TESTING"] = True
    app.jinja_options = {"autoescape": True, "trim_blocks": True, "lstrip_blocks": True}
    Babel(app, default_locale="zh_Hans_CN")
    show.register(app, lambda: TODAY)
    app.jinja_env.globals["undo"] = lambda: None
    app.jinja_env.globals["severity_label"] = severities.label
    app.add_url_rule("/list", "room.list", lambda: show.show("room.html", "room_part.html", name="甲"))
    app.add_url_rule("/missing", "room.missing", lambda: show.show("errors/404.html", status=404))
    return app


@pytest.fixture
def browser(look: Flask) -> FlaskClient:
    return look.test_client()


@pytest.fixture
def chinese(look: Flask) -> Iterator[Flask]:
    with look.test_request_context():
        yield look


@pytest.fixture
def english(look: Flask) -> Iterator[Flask]:
    with look.test_request_context(), force_locale("en"):
        yield look
