"""What a correction page says of its reason, held against what the act behind it answers."""

from collections.abc import Callable

from werkzeug.test import Client

from audit_app.rules import ids
from tests.whole.forms import Reader


def filled(client: Client, path: str, **now: str) -> dict[str, str]:
    """The form of a correction as the page gives it, with some values typed over."""
    reader = Reader(path)
    reader.feed(client.get(path).text)
    form = next(one for one in reader.finished() if any(field.name == "reason" for field in one.fields))
    return {field.name: field.value for field in form.fields if field.name} | {"op": ids.new_id()} | now


Fill = Callable[[Client, str], dict[str, str]]


def reason_as_said(client: Client, path: str, fill: Fill = filled, **now: str) -> bool:
    """Whether the page asks for a reason; fails where its words, its hint and its act do not say the same."""
    page = client.get(path).text
    asked = "可不写" not in page
    assert ("要写</span>" in page) == ("至少 10 字" in page) == asked, path
    assert asked or "没有人用过它" in page, path
    answer = client.post(path, data=fill(client, path) | {"reason": "", **now})
    refused = answer.status_code == 422
    assert refused == ('id="f-reason-err"' in answer.text) == asked, (path, answer.status_code)
    return asked
