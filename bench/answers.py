"""Goals on answers: a batch of 120 as a tablet sends it, and one alone while online."""

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from itertools import count
from typing import Any

from flask import Flask, request

from audit_app.ops import apply_all
from audit_app.rules import ids
from bench.measure import Goal, Work
from bench.world import NOW, World

BATCH = 120
DDL = """
CREATE TABLE answer (visit TEXT NOT NULL, ref TEXT NOT NULL, value TEXT, author TEXT NOT NULL, at TEXT NOT NULL,
  PRIMARY KEY (visit, ref)) WITHOUT ROWID;
CREATE TABLE event (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, subject TEXT NOT NULL, body TEXT NOT NULL,
  author TEXT NOT NULL, at TEXT NOT NULL, chain TEXT NOT NULL);
CREATE INDEX of_subject ON event (subject, seq);
"""
UPSERT = (
    "INSERT INTO answer VALUES (?, ?, ?, ?, ?) ON CONFLICT (visit, ref) DO UPDATE "
    "SET value = excluded.value, author = excluded.author, at = excluded.at"
)
EVENT = "INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?)"


class Bare:
    """The least that could be called keeping an answer: upsert, event, chain, commit, by the same driver."""

    def __init__(self, world: World, name: str) -> None:
        self.world, self.numbers, self.chain = world, count(1), b"\0" * 32
        self.file = sqlite3.connect(world.folder / f"{name}.db", isolation_level=None, check_same_thread=False)
        for pragma in ("journal_mode = WAL", "synchronous = FULL"):
            self.file.execute(f"PRAGMA {pragma}")
        self.file.executescript(DDL)

    def keep(self, ops: list[dict[str, Any]]) -> None:
        actor = self.world.actor.id
        events = [self._event(op, actor) for op in ops]
        answers = [(op["body"]["visit"], op["body"]["ref"], op["body"]["value"], actor, NOW) for op in ops]
        self.file.execute("BEGIN IMMEDIATE")
        self.file.executemany(UPSERT, answers)
        self.file.executemany(EVENT, events)
        self.file.execute("COMMIT")

    def _event(self, op: dict[str, Any], actor: str) -> tuple[Any, ...]:
        text = json.dumps(op, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        self.chain = hashlib.sha256(self.chain + hashlib.sha256(text.encode()).digest()).digest()
        return next(self.numbers), op["id"], op["subject"], text, actor, NOW, self.chain.hex()


def batch(world: World) -> Goal:
    """120 answers in one transaction: parsed, checked, permitted, merged, chained, committed."""
    bare = Bare(world, "batch")

    def ours() -> None:
        ops = json.loads(next(mine))
        assert all(o.outcome == "done" for o in apply_all(world.database, ops, world.actor, NOW))

    def limit() -> None:
        bare.keep(json.loads(next(plain)))

    mine, plain = _ready(world), _fresh(world)
    return Goal("sync", "120 answers in one sync", "answers", BATCH, 0.17, 0.40, ours, limit, calls=8, most=(None, 46))


def _ready(world: World) -> Iterator[str]:
    while True:
        yield json.dumps(world.answers(BATCH))


def _fresh(world: World) -> Iterator[str]:
    """The same answers with ids of their own, so that neither side waits for the other."""
    ops = world.answers(BATCH)
    apply_all(world.database, ops, world.actor, NOW)
    while True:
        yield json.dumps([op | {"id": ids.new_id()} for op in ops])


def one(world: World) -> Goal:
    """One answer while online, from request to reply. The limit: a bare JSON route with one commit."""
    bare, client, seq = Bare(world, "one"), world.client(), 0

    def ours() -> None:
        nonlocal seq
        asked = {"device": "tablet", "since": seq, "visits": [world.visit], "ops": world.answers(1), "have": []}
        answer = client.post("/field/sync", json=asked)
        assert answer.status_code == 200 and answer.json["outcomes"][0]["outcome"] == "done", answer.text
        seq = answer.json["seq"]

    limit = _route(world, bare)
    return Goal("answer", "one answer, online", "answers", 1, 0.28, 1 / 1.6, ours, limit, calls=20, most=(5, 9))


def _route(world: World, bare: Bare) -> Work:
    app = Flask("bare")
    template = world.answers(1)[0]
    apply_all(world.database, [template], world.actor, NOW)

    @app.post("/answer")
    def keep() -> dict[str, Any]:
        op = request.get_json()
        bare.keep([op])
        return {"id": op["id"]}

    client = app.test_client()
    return lambda: client.post("/answer", json=template | {"id": ids.new_id()})
