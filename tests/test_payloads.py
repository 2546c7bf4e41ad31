"""R26, second half: hostile text in every parameter of every address never becomes SQL.

First the house is asked what is right, and the shapes of its statements are kept. Then 3,000 payloads and more are sent to
the same addresses by those who may come in. A statement of another shape is right only if a harmless word in the same place
leads to it, too; any other, or an answer of 500, fails the test.
"""

import ast
import json
import logging
import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from argon2 import PasswordHasher
from flask import current_app, request
from sqlalchemy import Engine, event, select, text
from werkzeug.test import TestResponse

from audit_app import passwords
from audit_app.demo.script import known_id
from audit_app.rules import ids
from audit_app.security import COOKIE
from audit_app.store import prepared, rates, search
from audit_app.store.db import Database
from audit_app.store.tables import log, users
from audit_app.store.tables import search as rows
from schemas.loading import newest
from schemas.ops import SHAPES
from tests import test_access
from tests.access_table import CAST, TABLE
from tests.sheets.register_files import HEADER, good_rows
from tests.test_fuzz import RIGHT, filled
from tests.whole.forms import crawl
from tests.whole.hostile import GROUPS, MARK, Place, Probe, as_file, attacks, shape_of
from tests.whole.source import python_files, tree_of

LEAST = 3000
HARMLESS = "word"
READS_BACK = {"POST admin.create_person"}
"""Shows what it wrote: it is asked on a copy of the story that keeps changes."""
FORMS_OF = ("liyan", "sunqian", "fengjie", "zhoumin", "wuhao", "nanjing", "qianlei", "operator", "")
QUERY = {
    "campaign": "K1", "city": "320600", "late": "1", "state": "open", "show": "all", "ref": "4.1", "all": "1", "more": "1", "limit": "1",
    "after": "", "organisation": known_id("JX"), "next": "/me", "password": "set", "account": "liyan", "q": "知识产权",
    "group": "all", "sort": "name", "order": "desc",
    "filter": "state", "column": "name", "page": "1", "issued": "", "of": "K1", "released": "1-9",
}  # fmt: skip
"""Every name that an address reads from its question, and those that others would read, with a right value."""
WORDS = {
    "visit": known_id("A1"), "ref": "4.1", "user": known_id("liyan"), "reason": "理由", "on": "2023-10-27", "until": "2024-03-01",
    "value": "gbt-29490-2013", "name": "default_edition", "roles": ["auditor"], "organisation": known_id("JX"),
    "based_on": "gbt-29490-2013",
    "source": "正版", "rows": [{"ref": "4.1"}], "post": "经理", "how": "typed", "field": "district",
    "text": "写一句话", "id": known_id("A1"),
}  # fmt: skip
SUBJECTS = {
    "audit": ("sunqian", known_id("A1")), "nonconformity": ("liyan", known_id("A1/B-01")), "user": ("fengjie", known_id("liyan")),
    "setting": ("fengjie", known_id("JX")), "edition": ("fengjie", "new"), "spot_check": ("wuhao", "a check"),
    "reminder": ("nanjing", "a reminder"),
    "rectification": ("wuhao", "a rectification"), "regulatory_interview": ("zhoumin", "an interview"), "held": ("sunqian", "new"),
    "city_round": ("wuhao", "new"), "photo": ("liyan", "new"), "sample": ("liyan", "new"), "interview": ("liyan", "new"),
}  # fmt: skip


READERS = {"request.args.get", "request.values.get", "request.args.getlist", "request.values.getlist"}
UNREAD = tuple(("query", name) for name in ("sort", "order", "filter", "column", "page", "q"))
COSTLY = (
    "POST auth.", "POST api.new_session", "GET regulator.annex3_file", "GET regulator.summary", "GET field.",
    "POST admin.create_person", "POST regulator.register_check", "POST regulator.inspectors_check",
)  # fmt: skip
KINDS_OF_FORM = ("act", "verb", "field", "kind", "what")


class Seen:
    """What the databases were told since `told` was called last, and how many statements carried our words."""

    def __init__(self) -> None:
        self.statements: set[str] = set()
        self.carried = 0

    def listen(self, _c: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
        self.statements.add(statement)
        self.carried += MARK in str(parameters)

    def told(self) -> set[str]:
        statements, self.statements = self.statements, set()
        return statements


class Overheard:
    """A driver's connection that tells each statement on its way; ready statements come here past all events."""

    def __init__(self, driver: Any, seen: Seen) -> None:
        self.driver, self.seen = driver, seen

    def cursor(self) -> "Overheard":
        return self

    def execute(self, statement: str, values: Any) -> Any:
        self.seen.listen(None, None, statement, values, None, False)
        return self.driver.execute(statement, values)

    def executemany(self, statement: str, rows: Any) -> Any:
        self.seen.listen(None, None, statement, rows, None, True)
        return self.driver.cursor().executemany(statement, rows)


@contextmanager
def watched() -> Iterator[Seen]:
    """Every statement of every engine of this process."""
    seen, driver = Seen(), prepared._driver
    event.listen(Engine, "before_cursor_execute", seen.listen)
    prepared._driver = lambda connection: Overheard(driver(connection), seen)
    try:
        yield seen
    finally:
        prepared._driver = driver
        event.remove(Engine, "before_cursor_execute", seen.listen)


class House(test_access.House):
    """The told house, which forgets every change, with a sender of probes."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.folder = folder
        logging.getLogger("audit_app").setLevel(logging.CRITICAL)
        self.rules = {
            (f"{method} {rule.endpoint}", frozenset(rule.arguments)): rule.rule
            for rule in self.app.url_map.iter_rules()
            for method in rule.methods or ()
        }

    def send(self, probe: Probe) -> int:
        """Send it as it is, whatever stands in it; returns the status."""
        method, _, _ = probe.rule.partition(" ")
        pattern = self.rules[probe.rule, frozenset(probe.words)]
        address = re.sub(r"<(?:[^<>:]*:)?(\w+)>", lambda found: quote(probe.words[found[1]], safe=""), pattern)
        headers = {"Sec-Fetch-Site": "same-origin", **probe.headers}
        if self.tokens.get(probe.who):
            headers.setdefault("Cookie", f"{COOKIE}={self.tokens[probe.who]}")
        how: dict[str, Any] = {"json": probe.json} if probe.json is not None else {}
        if probe.form or probe.tables:
            how["data"] = {**probe.form, **{name: (as_file(rows), "list.csv") for name, rows in probe.tables.items()}}
        client = self.app.test_client(use_cookies=False)
        with self.kept() if probe.rule in READS_BACK else nullcontext():
            return client.open(address, method=method, query_string=probe.query, headers=headers, **how).status_code

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Meanwhile changes are kept, in a copy."""
        forgetful, copy = self.app.extensions["database"], f"{self.folder}/kept.db"
        for old in Path(self.folder).glob("kept.db*"):
            old.unlink()
        with forgetful.reading() as connection:
            connection.connection.driver_connection.backup(target := sqlite3.connect(copy))
        target.close()
        self.app.extensions["database"] = Database(f"sqlite:///{copy}")
        try:
            yield
        finally:
            self.app.extensions["database"].close()
            self.app.extensions["database"] = forgetful

    def look(self, who: str, address: str) -> TestResponse:
        """A page as this visitor sees it."""
        headers = {"Cookie": f"{COOKIE}={self.tokens[who]}"} if who else {}
        return self.app.test_client(use_cookies=False).get(address, headers=headers)


# ---- what is sent


def address_probes(house: House) -> list[Probe]:
    """Each address for its thing of the story, and each reading one with each question."""
    found = []
    for rule, expected in TABLE.items():
        who = next((one for one in CAST if one in (expected.ok or expected.enter)), "liyan")
        words = {name: house.things.get(resource, resource) for name, resource in expected.of}
        given = dict(pair.split("=") for pair in expected.query.split("&") if pair)
        base = Probe(rule, who, words, given, headers=dict(test_access.HEADERS) if "upload" in rule else {})
        base.thin = rule.startswith(COSTLY) or "POST regulator" in rule
        if rule.startswith("POST regulator."):
            base.form = {
                **test_access.filled(),
                "register": house.things["a register"],
                "reason": "照原件更正写错的结论",
            }
        if rule == "POST field.uploads":
            base.headers |= test_access.announced(known_id("A1"))
        found.append(base)
        if rule.startswith("GET "):
            read = names_read(rule.partition(" ")[2].partition(".")[0])
            for name in read - set(given):
                found.append(Probe(rule, who, words, {**given, name: QUERY[name]}, only=(("query", name),), thin=True))
            found.append(Probe(rule, who, words, {**QUERY, **given}, only=UNREAD, thin=True))
    return found


@cache
def names_read(room: str) -> set[str]:
    """What the pages of this room read from the question in an address."""
    trees = [tree_of(path) for path in python_files() if path.parent.name == room]
    calls = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args]
    read = {ast.literal_eval(one.args[0]) for one in calls if ast.unparse(one.func) in READERS}
    return read | ({"campaign", "city", "after", "limit"} if room == "api" else set())


def form_probes(house: House, start: str = "/") -> list[Probe]:
    """Every form that somebody of the story sees, filled as a willing person would."""
    found: dict[tuple[str, ...], Probe] = {}
    adapter = house.app.url_map.bind("localhost")
    for who in FORMS_OF:
        for form in crawl(house.app, lambda address, who=who: house.look(who, address), start)[0]:
            endpoint, words = adapter.match(form.action.partition("?")[0].partition("#")[0], method=form.method)
            rule = f"{form.method} {endpoint}"
            given: dict[str, Any] = {**filled(form), **RIGHT.get(rule, {})}
            probe = Probe(rule, who, dict(words), thin=rule.startswith(COSTLY))
            if form.method == "GET":
                probe.query = given
            else:
                probe.form = given
            probe.tables = {one.name: [HEADER, good_rows(1)[0]] for one in form.fields if one.kind == "file"}
            key = (rule, *(str(words.get(n, "")) for n in KINDS_OF_FORM), *sorted(f.name for f in form.fields))
            found.setdefault(key, probe)
    return list(found.values())


def op_probes(house: House) -> list[Probe]:
    """Each kind of op as the story told it or as its shape wants it, through the API; one also as a tablet sends it."""
    names = {known_id(account): account for account in CAST}
    told: dict[str, tuple[str, dict[str, Any]]] = {}
    with house.app.extensions["database"].reading() as connection:
        for row in connection.execute(select(log).where(log.c.outcome == "done").order_by(log.c.seq.desc())).mappings():
            body = {n: v[:1] if isinstance(v, list) else v for n, v in json.loads(row["body"]).items()}
            op = {"id": ids.new_id(), "kind": row["kind"], "v": row["v"], "subject": row["subject"], "body": body}
            if row["actor"] in names or row["kind"] not in told:
                told.setdefault(row["kind"], (names.get(row["actor"], "liyan"), op))
    found = []
    for kind, v in SHAPES:
        if kind in told and v != newest(kind):
            continue  # the story told it in one version
        who, subject = SUBJECTS.get(kind.partition(".")[0], ("liyan", "new"))
        subject = ids.new_id() if subject == "new" else house.things.get(subject, subject)
        wanted = [name for name, one in SHAPES[kind, v]().fields.items() if one.required]
        made = {
            "id": ids.new_id(), "kind": kind, "v": v, "subject": subject, "body": {name: WORDS.get(name, "2023-10-27") for name in wanted},
        }  # fmt: skip
        who, op = told.get(kind, (who, made))
        if kind.partition(".")[2] in {"create", "add", "draft", "import"}:
            op["subject"] = ids.new_id()
        op |= {"base": {"value": [ids.new_id()]}, "device": "tablet"}
        found.append(Probe("POST api.apply_ops", who, json=[op], thin=v != newest(kind)))
        if kind in {"judgement.set", "record.set", "nonconformity.set", "interview.add"}:
            asked = {"device": "tablet", "since": 0, "visits": [known_id("A1")], "ops": [op], "have": ["0" * 64]}
            found.append(Probe("POST field.sync", "liyan", json=asked))
    return found


def other_probes() -> list[Probe]:
    """Signing in, and the headers that are looked up."""
    agent = {"User-Agent": "Mozilla", "Accept-Language": "zh", "X-Forwarded-For": "1.1.1.1"}
    given = {"account": "liyan", "password": "wrong horse", "device": "tablet"}
    return [
        Probe("POST api.new_session", "", json=given, headers=agent, thin=True),
        Probe("GET auth.me", "", headers={"Cookie": f"{COOKIE}=nothing", "Authorization": "Bearer nothing"}),
        Probe("GET auth.me", "", headers={"Cookie": "lang=zh", "Range": "bytes=0-1", "If-None-Match": '"a"'}),
    ]  # fmt: skip


def clean_run(house: House, probes: list[Probe], seen: Seen) -> set[str]:
    """The shapes of all statements that right requests need."""
    seen.told()
    for probe in probes:
        house.send(probe)
    return {shape_of(one) for one in seen.told()}


def harmless_run(house: House, probe: Probe, places: list[Place], seen: Seen) -> set[str]:
    """The shapes of all statements that a word in these places leads to."""
    for place in places:
        house.send(probe.with_value(place, HARMLESS))
    return {shape_of(one) for one in seen.told()}


def hostile_run(house: House, probes: list[Probe], seen: Seen, allowed: set[str]) -> tuple[int, list[str]]:
    """How many requests were made, and what came of them that must not be. `allowed` grows by what harmless words need."""
    asked, found, known = 0, [], set[str]()
    for right, place, probe in attacks(probes):
        asked += 1
        status = house.send(probe)
        if status >= 500:
            found.append(f"{status} {probe}")
        new = {one: shape_of(one) for one in seen.told() - known}
        if not allowed.issuperset(new.values()):
            allowed |= harmless_run(house, right, [place] if place else right.places(), seen)
        found += [f"unknown {shape} by {probe}" for shape in new.values() if shape not in allowed]
        known |= {one for one, shape in new.items() if shape in allowed}
    return asked, found


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """Passwords are compared at the least cost: their price is another test's. What the house does now and then, it does now."""
    monkeypatch.setattr(rates, "SWEEP_ONE_IN", 1)
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    house = House(tmp_path)
    yield house
    house.close()


def test_payloads_in_every_parameter_stay_data(house: House) -> None:
    probes = [*address_probes(house), *form_probes(house), *op_probes(house), *other_probes()]
    with watched() as seen:
        began = time.monotonic()
        allowed = clean_run(house, probes, seen)
        seen.carried, clean = 0, time.monotonic() - began
        asked, found = hostile_run(house, probes, seen, allowed)
    took = f"{clean:.0f} s and {time.monotonic() - began - clean:.0f} s"
    print(f"{asked} requests, {len(allowed)} shapes, {seen.carried} statements carried payloads, {took}")
    assert found == []
    assert asked >= LEAST
    assert {probe.rule for probe in probes} >= set(TABLE)
    assert len(allowed) > 150 and seen.carried > 500


def test_what_is_typed_into_the_search_stays_data(house: House) -> None:
    """The one statement that is written as text; no page of this issue leads to it yet."""
    with house.app.extensions["database"].reading() as connection, watched() as seen:
        kept = connection.execute(select(rows.c.organisation_id, rows.c.title)).first()
        assert kept and search.find(connection, [kept.organisation_id], kept.title)
        assert search.find(connection, [kept.organisation_id], "龘龘") == []
        allowed = {shape_of(one) for one in seen.told()}
        for payload in (one for group in GROUPS for one in group):
            search.find(connection, [kept.organisation_id, payload], f"{kept.title} {payload}")
            search.find(connection, [payload], kept.title)
        assert {shape_of(one) for one in seen.told()} - allowed == set()


def planted_by_value() -> str:
    name = request.args.get("name", "")
    with current_app.extensions["database"].reading() as connection:
        return str(connection.execute(text(f"SELECT id FROM users WHERE account = '{name}'".replace(":", " "))).all())


def planted_by_column() -> str:
    column = request.args.get("sort", "")
    column = column if column.startswith(("id", "(CASE", "1", "randomblob", "rowid")) else "id"
    with current_app.extensions["database"].reading() as connection:
        return str(connection.exec_driver_sql(f"SELECT id FROM users ORDER BY {column}").all())


def bound() -> str:
    wanted = users.c.account == request.args.get("name", "")
    with current_app.extensions["database"].reading() as connection:
        return str(connection.execute(select(users.c.id).where(wanted)).all())


@pytest.mark.parametrize(
    ("view", "name", "trusting"),
    [(planted_by_value, "name", True), (planted_by_column, "sort", True), (bound, "name", False)],
)
def test_a_planted_query_with_text_in_it_is_found(
    house: House, view: Callable[[], str], name: str, trusting: bool
) -> None:
    house.app.add_url_rule("/planted", "planted", view)
    house.rules["GET planted", frozenset()] = "/planted"
    probes = [Probe("GET planted", "liyan", query={name: "account"}, only=(("query", name),))] * 8
    with watched() as seen:
        _, found = hostile_run(house, probes, seen, clean_run(house, probes, seen))
    assert any(one.startswith("unknown SELECT id FROM users") for one in found) == trusting
    assert bool(found) == trusting


def test_shapes_forget_values_and_keep_structure() -> None:
    assert shape_of("SELECT a FROM t WHERE b IN (?, ?, ?)") == shape_of("SELECT a\nFROM t WHERE b IN (?)")
    assert shape_of("INSERT INTO t (a, b) VALUES (?, ?), (?, ?)") == shape_of("INSERT INTO t (a, b) VALUES (?, ?)")
    assert shape_of("SELECT sha256 FROM t WHERE b = 'it''s' LIMIT 7") == "SELECT sha256 FROM t WHERE b = ? LIMIT ?"
    assert shape_of("SELECT a FROM t WHERE b IN (SELECT 1 FROM (SELECT 1) WHERE 1!=1)") == shape_of(
        "SELECT a FROM t WHERE b IN (?)"
    )
    assert shape_of("SELECT a FROM t WHERE b = '' OR '1'='1'") != shape_of("SELECT a FROM t WHERE b = ''")
    assert shape_of("SELECT a FROM t ORDER BY a") != shape_of("SELECT a FROM t ORDER BY b")
