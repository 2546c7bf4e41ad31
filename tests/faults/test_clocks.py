"""R14: clocks decide nothing. A real server whose clock jumps by an hour and back, tablets ten years behind and ahead.

Order is that of who had seen what, a term is that of the rule, a session lives its days and no longer, and what a device claims is marked.
"""

import itertools
import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from audit_app.ops import make
from audit_app.ops.checking import check
from audit_app.passwords import hashed
from audit_app.rules import ids
from audit_app.rules.instants import milliseconds, moment
from audit_app.store import people
from audit_app.store.claims import claims_of
from audit_app.store.db import Database
from audit_app.store.migrate import migrate
from tests.faults.clocked import Clocked
from tests.ops.site_kit import NOW, Site

HOUR, DAY = 3600, 86_400
TEN_YEARS = 3652 * DAY
PASSWORD = "seven quiet rivers cross"


@pytest.fixture
def site(database_url: str) -> Iterator[Site]:
    """A body with an open audit in a migrated database of each engine, and two people who can sign in."""
    database = Database(database_url)
    migrate(database)
    site = Site(database)
    with database.writing() as connection:
        for who in ("chenjing", "liyan"):
            people.put_credential(connection, site.users[who], "password", hashed(PASSWORD), NOW)
    yield site
    database.close()


@pytest.fixture
def server(site: Site, tmp_path: Path) -> Iterator[Clocked]:
    served = Clocked(site.database.url, tmp_path)
    served.start()
    yield served
    served.kill()


def signed_in(server: Clocked, who: str) -> str:
    status, said = server.ask("POST", "/api/sessions", {"account": who, "password": PASSWORD})
    assert status == 201, said
    return str(said["token"])


def lives(server: Clocked, token: str) -> bool:
    return server.ask("GET", "/api/audits", token=token)[0] == 200


def at(seconds: float) -> int:
    """The milliseconds of a device that is off by so much."""
    return round((time.time() + seconds) * 1000)


def op(site: Site, device: float, kind: str, subject: str, base: Any = None, **body: Any) -> dict[str, Any]:
    """An op of a tablet whose clock is off by `device` seconds."""
    id = ids.Ids().new(at(device))
    return make(kind, subject, {"visit": site.visit, **body}, id=id, base=base, device=f"tablet {device}")


def done(server: Clocked, token: str, one: dict[str, Any]) -> str:
    status, said = server.ask("POST", "/api/ops", one, token)
    assert (status, said["outcomes"][0]["outcome"]) == (200, "done"), said
    return str(one["id"])


def test_no_clock_decides_what_stands_when_it_is_due_or_who_is_in(site: Site, server: Clocked) -> None:
    behind, ahead = signed_in(server, "chenjing"), signed_in(server, "liyan")
    subject = f"{site.visit}/7.6"

    def judge(token: str, device: float, value: str, base: list[str]) -> str:
        return done(server, token, op(site, device, "judgement.set", subject, {"value": base}, ref="7.6", value=value))

    said: list[str] = []
    for step, (token, device, value) in enumerate(
        (
            (ahead, TEN_YEARS, "conforms"),
            (behind, -TEN_YEARS, "nonconforming"),
            (ahead, TEN_YEARS, "observation"),
            (behind, -TEN_YEARS, "not_applicable"),
        )
    ):
        server.set_clock((HOUR, -HOUR)[step % 2])
        said.append(judge(token, device, value, said[-1:]))
    (standing,) = [row for row in site.rows("judgements") if row["ref"] == "7.6"]
    assert (standing["value"], standing["conflict"]) == ("not_applicable", 0)
    assert max(said, key=ids.time_of) != said[-1], "the control: by the devices' clocks another one would stand"
    rows = [row for row in site.rows("log") if row["id"] in said]
    assert [row["id"] for row in rows] == said, "the log is in the order of arrival"
    received = [milliseconds(row["received_at"]) for row in rows]
    assert all(abs(now - before) > 1.9 * HOUR * 1000 for before, now in itertools.pairwise(received)), (
        "the control: the server's clock did jump"
    )

    due = set()
    for number, (device, clock) in enumerate(((-TEN_YEARS, HOUR), (TEN_YEARS, -HOUR), (0, 0))):
        server.set_clock(clock)
        draft = op(
            site, device, "nonconformity.draft", ids.new_id(), ref="7.5", number=f"B-0{number}", severity="minor"
        )
        drafted = done(server, behind, draft)
        base = {name: [drafted] for name in ("severity", "clauses")}
        words = op(
            site, device, "nonconformity.set", draft["subject"], base, fact="研发中心未见记录。", department="研发中心"
        )
        base |= {"fact": [done(server, behind, words)]}
        raised = op(site, device, "nonconformity.raise", draft["subject"], base, read=site.words(draft["subject"]))
        done(server, behind, raised)
        due |= {row["due_on"] for row in site.rows("nonconformities")}
    assert due == {"2023-11-26"}, "thirty days from the closing meeting, whatever the clocks say"

    with site.database.reading() as connection:
        marked = {claimed for claimed, _ in claims_of(connection, site.visit).values()}
    years = {moment(claimed).year for claimed in marked}
    now = time.gmtime().tm_year
    assert {now - 10, now + 10} <= years, "what a device claims is told beside the receipt"
    assert check(site.database).differences == []


def test_a_session_lives_its_days_whatever_the_clock_did(site: Site, server: Clocked) -> None:
    sessions = {}
    for name, clock in (("plain", 0), ("fast", HOUR), ("slow", -HOUR)):
        server.set_clock(clock)
        sessions[name] = signed_in(server, "chenjing")
    for clock in (0, HOUR, -HOUR, 29 * DAY):
        server.set_clock(clock)
        assert {name for name, token in sessions.items() if lives(server, token)} == set(sessions), clock
    server.set_clock(30 * DAY + 2 * HOUR)
    assert [name for name, token in sessions.items() if lives(server, token)] == []
    server.set_clock(TEN_YEARS)
    for_ever = signed_in(server, "liyan")
    assert lives(server, for_ever), "the control: it is a session like any other there"
    server.set_clock(0)
    assert not lives(server, for_ever), "opened by a clock ten years ahead it would live for ten years"
    assert lives(server, sessions["plain"])


LEAP, ZONES = "2028-02-29T00:00:00", ("America/New_York", "Australia/Lord_Howe", "UTC")
ODD = (
    LEAP,
    "2028-02-28T23:59:59",
    "2027-03-14T02:30:00",  # an hour that New York skips
    "2027-11-07T01:30:00",  # one that it has twice
    "2026-12-31T15:59:59",  # the last second of a year on site, by UTC
    "2027-12-31T23:59:59",
    "2028-03-01T00:00:00",
)


def odd_days(site: Site, server: Clocked, chance: random.Random, steps: int) -> None:
    """Before each op the server's clock and the tablet's jump, each to a day or an hour of its own."""
    subject, said = f"{site.visit}/7.6", []

    def off() -> float:
        day = datetime.fromisoformat(chance.choice(ODD)).replace(tzinfo=UTC)
        return day.timestamp() - time.time() + chance.choice((-HOUR, -1, 0, 1, HOUR))

    for step in range(steps):
        server.set_clock(round(off()))
        who = chance.choice(("chenjing", "liyan"))
        value = ("conforms", "nonconforming", "observation", "not_applicable")[step % 4]
        judged = op(site, off(), "judgement.set", subject, {"value": said[-1:]}, ref="7.6", value=value)
        said.append(done(server, signed_in(server, who), judged))
    (standing,) = [row for row in site.rows("judgements") if row["ref"] == "7.6"]
    assert (standing["value"], standing["conflict"]) == (value, 0)
    rows = [row for row in site.rows("log") if row["id"] in said]
    assert [row["id"] for row in rows] == said
    received = [row["received_at"] for row in rows]
    assert received != sorted(received), "the control: the server's clock did go back"
    assert sorted(said) != said, "the control: so did the tablets'"
    found = check(site.database)
    assert found.problem is None and found.differences == []


@pytest.fixture
def zoned(site: Site, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Clocked]:
    """A server in another zone than the site's."""
    served = Clocked(site.database.url, tmp_path)
    served.settings["TZ"] = request.param
    served.start()
    yield served
    served.kill()


@pytest.mark.parametrize("zoned", ZONES[:1], indirect=True)
def test_a_clock_that_jumps_to_odd_days_at_each_op_decides_nothing(site: Site, zoned: Clocked) -> None:
    odd_days(site, zoned, random.Random(14), 8)


@pytest.mark.torture
@pytest.mark.parametrize("zoned", ZONES, indirect=True)
def test_a_clock_that_jumps_at_each_of_three_hundred_ops_decides_nothing(site: Site, zoned: Clocked) -> None:
    odd_days(site, zoned, random.Random(29), 300)
