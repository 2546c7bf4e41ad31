"""A body with more audits than a statement may have parameters, and lists that come in pages."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection, event, select, text

from audit_app import paging
from audit_app.demo.script import Script, known_id
from audit_app.review import queries
from audit_app.store.db import Database
from audit_app.store.tables import audits, nonconformities
from tests.rooms.conftest import SignedIn
from tests.rooms.review.conftest import VISIT, plan
from tests.rooms.screen import on_screen

MANY = 66_000
NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :many)"
VISITS = f"""INSERT INTO visits (id, organisation_id, kind, edition_id, edition_digest, short_name)
    {NUMBERS} SELECT 'old-' || i, organisation_id, kind, edition_id, edition_digest, '旧' || i FROM n, visits WHERE id = :visit"""
AUDITS = f"""INSERT INTO audits (id, organisation_id, code, client_id, type, state, starts_on, ends_on, created_at)
    {NUMBERS} SELECT 'old-' || i, organisation_id, 'Z' || i, client_id, type, 'archived', '2019-01-01', '2019-01-02', created_at
    FROM n, audits WHERE id = :visit"""


def add_old(database: Database, many: int) -> None:
    """So many archived audits beside the one of the story, as rows alone."""
    with database.writing() as connection:
        for statement in (VISITS, AUDITS):
            connection.execute(text(statement), {"many": many, "visit": VISIT})


@pytest.mark.parametrize("account", ["sunqian", "zhaoweidong", "liyan"])
def test_desk_and_lists_open_beside_very_many_audits(
    story: Script, signed_in: SignedIn, database: Database, account: str
) -> None:
    if account == "sunqian":
        add_old(database, MANY)
    client = signed_in(account)
    for address in ("/review", "/review/audits", "/review/nc", "/review/audits/new"):
        assert client.get(address).status_code == (403 if (account, address[-3:]) in DENIED else 200), address


DENIED = {("zhaoweidong", "new"), ("liyan", "new")}


def walked(client: FlaskClient, address: str, found: str) -> list[str]:
    """What `found` finds on each page, from the first by 「下一页」 to the last."""
    seen: list[str] = []
    for _n in range(40):
        page = client.get(address).text
        seen += re.findall(found, page)
        onward = re.search(r'rel="next" href="([^"]+)"', page)
        if not onward:
            return seen
        address = onward[1].replace("&amp;", "&")
    raise AssertionError("the pages have no end")


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_pages_show_each_audit_once_the_newest_first(
    story: Script, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(paging, "PAGE", size)
    days = {"C1": "2023-12-01", "C2": "2023-12-01", "C3": "2024-02-29", "C4": "2023-01-05", "C5": "2023-12-01"}
    for code, day in days.items():
        plan(story, code, f"{code} 有限公司", code, "gbt-29490-2013", day, day)
    story.flush()
    shown = walked(signed_in("sunqian"), "/review/audits", r'<td class="num nowrap">([^<]+)</td>')
    assert shown == ["C3", "C5", "C2", "C1", "A1", "C4"]


def test_what_is_looked_for_and_the_groups_add_up(story: Script, signed_in: SignedIn) -> None:
    plan(story, "C9", "苏州百分%_有限公司", "百分", "gbt-29490-2023", "2024-01-10", "2024-01-10")
    story.flush()
    client = signed_in("sunqian")
    for words, codes in (
        ("启衡", ["A1"]),
        ("a1", ["A1"]),
        ("%_", ["C9"]),
        ("百分", ["C9"]),
        ("%", ["C9"]),
        ("没有", []),
    ):
        page = client.get("/review/audits", query_string={"q": words}).text
        assert re.findall(r'<td class="num nowrap">([^<]+)</td>', page) == codes, words
    assert "没有找到「没有」" in client.get("/review/audits?q=没有").text
    chips = dict(re.findall(r">(全部|没有开始|审核中|复核|结束) (\d+)</a>", client.get("/review/audits").text))
    assert int(chips.pop("全部")) == sum(map(int, chips.values())) == 2
    assert chips == {"没有开始": "1", "审核中": "1", "复核": "0", "结束": "0"}
    assert "C9" not in on_screen(client.get("/review/audits?group=on_site").text)
    assert client.get("/review/audits?group=nothing&after=nobody").status_code == 200


def test_the_search_of_the_server_is_there_where_the_list_is_longer_than_a_page(
    story: Script, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in("sunqian")
    short = client.get("/review/audits").text
    assert 'name="q"' not in short and "data-find" in short
    plan(story, "C9", "苏州甲有限公司", "甲", "gbt-29490-2023", "2024-01-10", "2024-01-10")
    story.flush()
    monkeypatch.setattr(paging, "PAGE", 1)
    long = client.get("/review/audits").text
    assert 'name="q"' in long and "data-find" not in long, "what is found in one page alone would be half the truth"


def test_a_search_stays_while_one_turns_the_pages(
    story: Script, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "PAGE", 1)
    for code in ("C1", "C2"):
        plan(story, code, f"{code} 光电有限公司", code, "gbt-29490-2023", "2024-01-10", "2024-01-10")
    story.flush()
    found = walked(signed_in("sunqian"), "/review/audits?q=光电&group=ahead", r'<td class="num nowrap">([^<]+)</td>')
    assert found == ["C2", "C1"]


@pytest.mark.parametrize("size", [1, 2, 3])
def test_pages_of_nonconformities_show_each_once_those_without_a_day_last(
    story: Script, signed_in: SignedIn, database: Database, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    days = {
        "B-07": None,
        "B-05": "2023-11-02",
        "B-03": "2023-11-02",
        "B-04": "2024-02-29",
        "B-06": None,
        "B-02": "2023-10-30",
    }
    with database.writing() as connection:
        row = dict(connection.execute(select(nonconformities)).mappings().first() or {})
        for number, day in days.items():
            connection.execute(nonconformities.insert(), {**row, "id": f"n-{number}", "number": number, "due_on": day})
    monkeypatch.setattr(paging, "PAGE", size)
    shown = walked(signed_in("sunqian"), "/review/nc?state=all", r'<a href="/review/nc/n-([^"]+)">')
    assert shown == ["B-02", "B-03", "B-05", "B-04", "B-06", "B-07"]


def plans_of(connection: Connection, ask: Callable[[], object]) -> list[str]:
    """How the engine goes about each statement that `ask` sends: the steps of its plan."""
    plans: list[str] = []
    postgres = connection.dialect.name == "postgresql"

    def explain(_c, _cursor, statement, parameters, _context, _many):  # type: ignore[no-untyped-def]
        if not statement.startswith("EXPLAIN"):
            asked = "EXPLAIN" if postgres else "EXPLAIN QUERY PLAN"
            plans.extend(str(row[-1]) for row in connection.exec_driver_sql(f"{asked} {statement}", parameters))

    event.listen(connection, "before_cursor_execute", explain)
    try:
        ask()
    finally:
        event.remove(connection, "before_cursor_execute", explain)
    return plans


GROWING = "(audits|visits|clients|audit_team|lead|judgements|records|nonconformities|log)"
WHOLE = re.compile(rf"^SCAN {GROWING}\b(?!.*unsettled)|Seq Scan on {GROWING}\b")
"""What the engines say of a table that is looked through from end to end; PostgreSQL is told to do that only where it must."""


def test_no_statement_of_desk_and_lists_looks_at_every_row(story: Script, database: Database) -> None:
    add_old(database, 2_000)
    org, leader = known_id("JX"), known_id("liyan")

    def ask() -> None:
        queries.page_of_audits(connection, org, None, group="all", find="", after="old-7")
        queries.audits_waiting(connection, org, None, person=leader, states=["planned"])
        queries.audits_in(connection, org, None, ["open"], 50)
        queries.conflicts_on(connection, queries.visits_of(org, leader))
        queries.has_audits(connection, org)
        queries.codes_of_year(connection, org, 2023)

    def ask_badly() -> None:
        connection.execute(select(audits.c.id).where(audits.c.type == "special")).all()

    with database.reading() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL enable_seqscan = off"))
        plans = plans_of(connection, ask)
        assert [one for one in plans if WHOLE.search(one)] == [] and len(plans) > 10
        assert any(WHOLE.search(one) for one in plans_of(connection, ask_badly)), "a look at every row would be found"
