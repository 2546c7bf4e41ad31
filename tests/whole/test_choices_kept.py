"""A form that comes back with a mistake keeps everything that was chosen and typed: every form of the told story, wrongly filled."""

from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from audit_app.rules import ids
from audit_app.security import COOKIE
from tests.whole.forms import Field, Form, crawl
from tests.whole.told import Forgetful, copy_of_told, open_house
from tests.whole.visitors import token_of

TOO_LONG = "甲" * 2100
WRONG = {"date": "2023-02-31", "datetime-local": "2023-02-31T09:00"}
ACCOUNTS = ("zhoumin", "wuhao", "operator", "sunqian", "fengjie")
AWAY = {"/logout", "/login", "/me/password#password"}
SECRET = {"password", "hidden", "submit", "button", "file"}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, dict[str, str]]]:
    """The told story, forgetting every change, with a session for each account."""
    app = open_house(copy_of_told(tmp_path_factory.mktemp("choices")))
    tokens = {account: token_of(app, account) for account in ACCOUNTS}
    app.extensions["database"].__class__ = Forgetful
    yield app, tokens
    app.extensions["database"].close()


@dataclass
class Filled:
    """A form as it was sent and, by field, what must stand in it again."""

    sent: MultiDict[str, str]
    kept: dict[str, list[str]]


def filled(form: Form) -> Filled:
    """Every text far too long, every date impossible, every choice another one than it was."""
    sent: MultiDict[str, str] = MultiDict()
    kept: dict[str, list[str]] = {}
    radios: dict[str, Field] = {}
    for one in form.fields:
        if one.kind == "hidden":
            sent.add(one.name, ids.new_id() if one.name == "op" else one.value)
        elif one.kind == "radio":
            radios[one.name] = one
        elif one.kind == "checkbox":
            if not one.chosen:
                sent.add(one.name, one.value)
                kept.setdefault(one.name, []).append(one.value)
            else:
                kept.setdefault(one.name, [])
        elif one.kind == "select":
            others = [
                c for c in one.choices if c != one.value and one.name != "edition"
            ]  # it says which chapters there are
            value = others[-1] if others else one.value
            sent.add(one.name, value)
            kept.setdefault(one.name, []).append(value)
        elif one.kind not in SECRET:
            value = WRONG.get(one.kind, TOO_LONG)
            sent.add(one.name, value)
            kept.setdefault(one.name, []).append(value)
    for name, one in radios.items():
        sent.add(name, one.value)
        kept[name] = [one.value]
    return Filled(sent, kept)


class Standing(HTMLParser):
    """What stands in the form of one address: {field: values}."""

    def __init__(self, form: Form) -> None:
        super().__init__()
        self.actions = {form.action, ""} if form.action == form.page else {form.action}
        self.inside, self.select, self.area = False, "", ""
        self.found: dict[str, list[str]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = told.get("action", "") in self.actions
        name, kind = told.get("name", ""), told.get("type", "text")
        if not self.inside:
            return
        if tag == "select":
            self.select = name
        elif tag == "option" and "selected" in told:
            self.found.setdefault(self.select, []).append(told.get("value", ""))
        elif tag == "textarea":
            self.area = name
            self.found.setdefault(name, []).append("")
        elif tag == "input" and (kind not in ("radio", "checkbox") or "checked" in told):
            self.found.setdefault(name, []).append(told.get("value", ""))

    def handle_data(self, data: str) -> None:
        if self.area:
            self.found[self.area][-1] += data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.area = ""
        if tag == "form":
            self.inside = False


@pytest.mark.parametrize("account", ACCOUNTS)
def test_a_form_sent_back_keeps_every_choice(house: tuple[Flask, dict[str, str]], account: str) -> None:
    app, tokens = house
    head = {"Sec-Fetch-Site": "same-origin", "Cookie": f"{COOKIE}={tokens[account]}"}
    client = app.test_client(use_cookies=False)
    forms, _seen = crawl(app, lambda address: client.get(address, headers=head), "/")
    lost, back, done = set(), 0, set()
    for form in forms:
        shape = (form.action.split("?")[0].rpartition("/")[2], tuple(one.name for one in form.fields))
        if form.method != "POST" or form.files or shape in done or form.action in AWAY:
            continue
        done.add(shape)
        given = filled(form)
        answer = client.post(form.action, data=given.sent, headers=head)
        if answer.status_code != 422:
            continue
        back += 1
        reader = Standing(form)
        reader.feed(answer.get_data(as_text=True))
        for name, values in given.kept.items():
            now = reader.found.get(name, [])
            if [one for one in values if one not in now] or (not values and now):
                lost.add(f"{form.page} → {form.action} {name}")
    assert back > 5 and sorted(lost) == []
