"""R24: a request that changes something must come from our own pages, or from a program with its token (ASVS 3.5.1)."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.routing.converters import AnyConverter, IntegerConverter

from audit_app import create_app, ops
from audit_app.config import Config
from audit_app.demo import people as cast
from audit_app.demo.script import Script, known_id
from audit_app.rules import ids
from audit_app.security import COOKIE, UNSAFE
from audit_app.store import log as log_rows
from audit_app.store.db import Database
from audit_app.store.migrate import migrate
from audit_app.store.tables import rate_windows, sessions, settings, uploads
from evidence.folder import open_store
from tests.whole.visitors import token_of

ELSEWHERE = "https://elsewhere.example"
FOREIGN: dict[str, dict[str, Any]] = {
    "another origin": {"headers": {"Origin": ELSEWHERE}},
    "an origin that hides": {"headers": {"Origin": "null"}},
    "our host by another scheme": {"headers": {"Origin": "https://localhost"}},
    "a page elsewhere by its referer": {"headers": {"Referer": f"{ELSEWHERE}/page"}},
    "our name inside another": {"headers": {"Origin": "http://localhost.elsewhere.example"}},
    "our name at the end of another": {"headers": {"Origin": "http://elsewhere-localhost"}},
    "cross-site": {"headers": {"Sec-Fetch-Site": "cross-site"}},
    "same-site, another host": {"headers": {"Sec-Fetch-Site": "same-site"}},
    "cross-site that claims our origin": {"headers": {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}},
    "no origin, but a cookie": {},
    "a plain-text form": {
        "headers": {"Sec-Fetch-Site": "cross-site"},
        "data": '{"a": 1}',
        "content_type": "text/plain",
    },
    "a form that overrides its method": {
        "headers": {"Origin": ELSEWHERE, "X-HTTP-Method-Override": "GET"},
        "data": {"_method": "GET"},
    },
}


@pytest.fixture
def app(tmp_path: Any) -> Iterator[Flask]:
    config = Config(
        database=f"sqlite:///{tmp_path}/audit.db",
        evidence=str(tmp_path / "evidence"),
        uploads=str(tmp_path / "uploads"),
        clock="2023-10-27T02:42:00.000Z",
    )
    database = Database(config.database)
    migrate(database)
    cast.tell(Script(database, open_store(config.evidence)))
    app = create_app(config)
    yield app
    app.extensions["database"].close()
    database.close()


def unsafe_addresses(app: Flask) -> list[tuple[str, str]]:
    """(method, address) of everything that may change something; the parts of an address are filled with a word."""
    found = set()
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        values = {name: word_for(kind) for name, kind in rule._converters.items()}
        for method in (rule.methods or set()) & UNSAFE:
            found.add((method, adapter.build(rule.endpoint, values, method=method)))
    return sorted(found)


def word_for(kind: Any) -> Any:
    """A value that this part of an address takes: a number, one of a few words, or any word."""
    if isinstance(kind, IntegerConverter):
        return 1
    return sorted(kind.items)[0] if isinstance(kind, AnyConverter) else "x"


def what_stands(app: Flask) -> tuple[int, ...]:
    """The log's end and how many rows there are beside the log."""
    with app.extensions["database"].reading() as connection:
        counts = [
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (sessions, settings, rate_windows, uploads)
        ]
        revoked = connection.execute(select(func.count()).where(sessions.c.revoked_at.is_not(None))).scalar_one()
        return (log_rows.get_head(connection)[0], *counts, revoked)


def with_cookie(app: Flask, account: str = "fengjie") -> FlaskClient:
    client = app.test_client()
    client.set_cookie(COOKIE, token_of(app, account))
    return client


def a_change() -> dict[str, Any]:
    """An op that the body's administrator may do."""
    return ops.make("user.disable", known_id("qinyu"), {}, id=ids.new_id())


def test_nothing_foreign_gets_in_anywhere(app: Flask) -> None:
    client = with_cookie(app)
    before = what_stands(app)
    addresses = unsafe_addresses(app)
    assert len(addresses) > 10
    for method, address in addresses:
        for name, how in FOREIGN.items():
            response = client.open(address, method=method, **how)
            assert response.status_code == 403, (method, address, name, response.status_code)
    assert what_stands(app) == before


def test_a_foreign_op_is_not_carried_out_and_our_own_is(app: Flask) -> None:
    client = with_cookie(app)
    before = what_stands(app)
    for name, how in FOREIGN.items():
        asked = {**how, "json": a_change()} if "data" not in how else how
        assert client.post("/api/ops", **asked).status_code == 403, name
    assert what_stands(app) == before
    response = client.post("/api/ops", json=a_change(), headers={"Sec-Fetch-Site": "same-origin"})
    assert response.status_code == 200 and response.json["outcomes"][0]["outcome"] == "done"
    assert what_stands(app)[0] == before[0] + 1


def test_the_method_of_a_reading_request_cannot_be_overridden(app: Flask) -> None:
    client = with_cookie(app)
    before = what_stands(app)
    for _, address in unsafe_addresses(app):
        headers = {"X-HTTP-Method-Override": "POST", "X-HTTP-Method": "DELETE", "Sec-Fetch-Site": "cross-site"}
        assert client.get(address + "?_method=POST", headers=headers).status_code < 500
    assert what_stands(app) == before


def test_a_made_up_token_does_not_open_the_way_for_a_cookie(app: Flask) -> None:
    client = with_cookie(app)
    before = what_stands(app)
    for token in ("made-up", "", " ", "x" * 500):
        headers = {"Authorization": f"Bearer {token}", "Origin": ELSEWHERE}
        assert client.post("/api/ops", json=a_change(), headers=headers).status_code in {401, 403}
    assert what_stands(app) == before


def test_without_the_check_the_same_request_goes_through(app: Flask) -> None:
    app.config["CHECK_ORIGIN"] = False
    client = with_cookie(app)
    before = what_stands(app)
    response = client.post("/api/ops", json=a_change(), headers={"Origin": ELSEWHERE})
    assert response.json["outcomes"][0]["outcome"] == "done"
    assert what_stands(app)[0] > before[0]
    answers = [
        client.open(address, method=method, **how).status_code
        for method, address in unsafe_addresses(app)
        for how in FOREIGN.values()
    ]
    assert sum(status != 403 for status in answers) > len(answers) // 2


def test_a_nul_in_a_form_or_address_is_refused_before_any_room_sees_it(app: Flask) -> None:
    client = app.test_client()
    assert client.post("/login", data={"account": "a\x00b", "password": "x"}).status_code == 400
    assert client.get("/login?next=/a%00b").status_code == 400
