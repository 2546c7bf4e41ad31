"""Pressing a button as a browser without script does, and agreeing to the question that it asks."""

from typing import Any

from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from audit_app.rules import ids
from tests.whole.forms import Reader


def press(client: FlaskClient, path: str, op: str | list[str] | None = None, **form: Any) -> TestResponse:
    """Post a form with an op id of its own (or the given ones): one press, as a browser without script sends it."""
    return client.post(path, data={"op": op or ids.new_id(), **form})


def agree(client: FlaskClient, question: TestResponse) -> TestResponse:
    """Press the button of a question."""
    reader = Reader(question.request.path)
    reader.feed(question.text)
    form = next(one for one in reader.finished() if any(field.name == "agreed" for field in one.fields))
    return client.post(form.action, data=MultiDict((field.name, field.value) for field in form.fields))


def send(client: FlaskClient, path: str, op: str | list[str] | None = None, **form: Any) -> TestResponse:
    """Press, and agree where the press is answered by a question."""
    answer = press(client, path, op, **form)
    return agree(client, answer) if "Asks" in answer.headers else answer
