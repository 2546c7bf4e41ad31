"""R11, first form: two tablets do anything to one audit while offline, by the shipped modules and through the real door.

At rest both show the same, a tablet opened now shows the same, and whatever was set is shown, or stands beside another value, or was
written over by somebody who saw it. 360 seeds run side by side in one page, 60 of them on PostgreSQL.
"""

import json
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import select

from audit_app import create_app
from audit_app.config import Config
from audit_app.field.pack import KINDS
from audit_app.field.state import Recorded
from audit_app.ops import Outcome, apply, apply_all, make
from audit_app.ops.outcomes import said_of
from audit_app.rules import ids
from audit_app.rules.instants import milliseconds
from audit_app.store import held, log, nonconformities
from audit_app.store.db import Database
from audit_app.store.tables import metadata
from tests.conftest import database, engine_name, postgres, postgres_tables, sqlite_tables
from tests.ops.site_kit import EARLIER, NOW, Site

HERE = Path(__file__).parent
STATIC = HERE.parent / "audit_app" / "static"
BLANK = "http://tablet.test/"
SEEDS, ROUNDS, STEPS = {"sqlite": 300, "postgresql": 60}, 4, 7
PEOPLE = (("chenjing", "B", "平板-03"), ("liyan", "A", "平板-01"))
TEAM = (("heming", "C"), ("qinyu", "D"), ("chenjing", "B"), ("liyan", "A"))
SET = ("judgement.set", "judgement.keep_both", "record.set", "photo.file", "photo.use", "nonconformity.set")
LAST_WINS = ("heads.filter((one) => !base.includes(one.op))", "[]")


def crowd(tablets: int) -> list[tuple[str, str, str]]:
    """(person, letter, device) of so many tablets: the team of an audit, whoever has a second one and a third."""
    more = [
        (who, letter, f"平板-{n + 10}")
        for n in range(tablets)
        for who, letter in TEAM[n % len(TEAM) : n % len(TEAM) + 1]
    ]
    return [*PEOPLE, *more][:tablets]


class Played:
    """A page with the shipped modules, one audit a seed, and what came of every op."""

    def __init__(
        self,
        page: Page,
        site: Site,
        seeds: int,
        changed: tuple[str, str] | None = None,
        *,
        first: int = 0,
        tablets: int = 2,
    ) -> None:
        self.page, self.site, self.changed = page, site, changed
        self.people = crowd(tablets)
        self.outcomes: Counter[str] = Counter()
        self.kinds: Counter[str] = Counter()
        self.released: Counter[str] = Counter()
        page.route("**/*", self._answer)
        page.goto(BLANK)
        self.visits = {seed: ids.new_id() for seed in range(first, first + seeds)}
        self._open()
        tablets = [
            {"me": site.users[who], "name": who, "letter": letter, "device": device, "lead": who == "liyan"}
            for who, letter, device in self.people
        ]
        games = [
            {"seed": seed, "tablets": [{**tablet, "visit": visit} for tablet in tablets]}
            for seed, visit in self.visits.items()
        ]
        self.run("begin", games)

    def _answer(self, route: Any) -> None:
        name = route.request.url.removeprefix(BLANK).split("?")[0]
        path = HERE / "two_tablets.js" if name == "two_tablets.js" else STATIC / name.removeprefix("static/")
        if not path.is_file():
            return route.fulfill(body="<!doctype html><title>blank</title>", content_type="text/html")
        code = path.read_text(encoding="utf-8")
        if self.changed and path.name == "merge.js":
            assert self.changed[0] in code
            code = code.replace(*self.changed)
        return route.fulfill(body=code, content_type="text/javascript")

    def _open(self) -> None:
        site = self.site
        for seed, visit in self.visits.items():
            acts = [("audit.plan", site._plan(f"R{seed}")), ("audit.prepare", {}), ("audit.open", {})]
            ops = [make(kind, visit, body, id=site.ids.new(milliseconds(EARLIER))) for kind, body in acts]
            site._done(apply_all(site.database, ops, site.actors["sunqian"], EARLIER))

    def run(self, name: str, argument: Any = None) -> Any:
        script = "async ([name, argument]) => { const m = await import('/two_tablets.js'); return m[name](argument); }"
        return self.page.evaluate(script, [name, argument])

    def play(self) -> None:
        for _ in range(ROUNDS):
            self.meet({one["seed"]: one["order"] for one in self.run("offline", STEPS)})
        for _ in range(2):
            self.meet({seed: list(range(len(self.people))) for seed in self.visits})

    def meet(self, orders: dict[int, list[int]]) -> None:
        """All come online, one after the other, and hear what was done until then; what was submitted has come back before."""
        self.hand_back()
        answers = []
        for one in self.run("sends"):
            for at in orders[one["seed"]]:
                sent = one["tablets"][at]
                answer = self.exchange(self.visits[one["seed"]], at, sent)
                answers.append({"seed": one["seed"], "at": at, "answer": answer})
        self.run("hears", answers)

    def hand_back(self) -> None:
        """The desk returns what was submitted and lets in what came too late; what only the company can end stays."""
        database = self.site.database
        sent = {row["id"] for row in self.site.rows("audits") if row["state"] == "submitted"} & set(
            self.visits.values()
        )
        for visit in sorted(sent):
            self.site._done([self._desk("audit.return", visit, {"reason": "请补充记录"})])
            with database.reading() as connection:
                late = [row["op_id"] for row in held.list_held(connection, visit) if row["why"] == "visit_closed"]
            for op in late:
                self.released[self._desk("held.release", op, {}).outcome] += 1

    def _desk(self, kind: str, subject: str, body: dict[str, Any]) -> Outcome:
        op = make(kind, subject, body, id=self.site.ids.new(milliseconds(NOW)))
        return apply(self.site.database, op, self.site.actors["sunqian"], NOW)

    def exchange(self, visit: str, at: int, sent: dict[str, Any]) -> dict[str, Any]:
        (who, _, device), ops, since = self.people[at], sent["ops"], sent["since"]
        outcomes = apply_all(self.site.database, ops, self.site.actors[who], NOW) if ops else []
        self.outcomes.update(f"{one.outcome} {one.why or ''}".strip() for one in outcomes)
        self.kinds.update(op["kind"] for op in ops)
        with self.site.database.reading() as connection:
            rows = log.news(connection, [visit], since)
            numbers = dict(nonconformities.numbers_of(connection, visit))
            outcomes += said_of(connection, sent["ask"], self.site.actors[who])
        news = [self._news(row) for row in rows if (row["actor"], row["device"]) != (self.site.users[who], device)]
        said = [{"id": one.id, "outcome": one.outcome, "why": one.why, "seq": one.seq} for one in outcomes]
        return {"outcomes": said, "news": news, "numbers": numbers, "seq": max([since, *(row["seq"] for row in rows)])}

    @staticmethod
    def _news(row: Any) -> dict[str, Any]:
        kept = {name: row[name] for name in ("seq", "id", "kind", "v", "subject", "actor", "device", "stamp")}
        words = {name: json.loads(row[name]) for name in ("base", "body")}
        return {**kept, **words, "actor_name": "", "at": row["received_at"]}

    def shown(self) -> list[dict[str, Any]]:
        states = []
        app = create_app(Config(database=self.site.database.url))
        with app.test_request_context(), self.site.database.reading() as connection:
            for seed, visit in self.visits.items():
                numbers = dict(nonconformities.numbers_of(connection, visit))
                states.append({"seed": seed, "state": Recorded(connection, visit).as_json(), "numbers": numbers})
        found: list[dict[str, Any]] = self.run("shown", states)
        return found

    def dropped(self) -> list[str]:
        """Values that were taken, stand nowhere, and were written over by nobody who saw them."""
        table = metadata.tables["log"]
        with self.site.database.reading() as connection:
            done = list(connection.execute(select(table).where(table.c.outcome == "done", table.c.kind.in_(SET))))
            all_bases = connection.scalars(select(table.c.base).where(table.c.outcome == "done"))
            seen = {op for base in all_bases for some in json.loads(base).values() for op in some}
        standing = {row["op_id"] for row in self.site.rows("heads")}
        return [row.id for row in done if row.id not in standing | seen]


__all__ = ["database", "engine_name", "postgres", "postgres_tables", "sqlite_tables"]


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    yield page
    page.close()


def apart(played: Played) -> list[tuple[int, str, Any, Any, Any]]:
    """Where tablets differ from each other, or from a tablet opened now: seed, what, and the three."""
    found = []
    for one in played.shown():
        first, *others = one["tablets"]
        for name, value in one["fresh"].items():
            for second in others:
                if not first[name] == second[name] == value:
                    found.append((one["seed"], name, first[name], second[name], value))
    return found


def test_two_tablets_end_alike_and_nothing_that_was_set_is_dropped(
    page: Page, database: Database, engine_name: str
) -> None:
    played = Played(page, Site(database), SEEDS[engine_name])
    played.play()
    assert set(played.kinds) == set(KINDS), "the kinds that a tablet may send, as its pack names them"
    assert {"done", "held words_changed", "refused confirmed_words", "held visit_closed"} <= set(played.outcomes), (
        played.outcomes
    )
    assert played.released["done"] > 0
    assert played.dropped() == []
    assert apart(played)[:3] == []


def many(page: Page, database: Database, runs: int, most: int) -> None:
    """R17: so many runs with three tablets and more, each coming online in an order of its own."""
    chance, site = random.Random(17), Site(database)
    for n in range(runs):
        tablets = chance.randint(3, most)
        played = Played(page, site, 1, first=n, tablets=tablets)
        played.play()
        assert played.outcomes["done"] > 0 and played.dropped() == [], (n, tablets)
        assert apart(played)[:3] == [], (n, tablets)


def test_any_number_of_tablets_ends_alike(page: Page, database: Database) -> None:
    many(page, database, 1, 5)


@pytest.mark.torture
def test_fifty_runs_with_three_to_twenty_tablets_end_alike(page: Page, database: Database) -> None:
    many(page, database, 50, 20)


def test_a_tablet_on_which_the_last_wins_is_found_out(page: Page, database: Database) -> None:
    played = Played(page, Site(database), 20, LAST_WINS)
    played.play()
    assert apart(played) != []
