"""How the demo tells its story: who did what, when. Times are given as local time on site, `2023-10-27 10:42`."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from audit_app.ops import Actor, OpBatch, Outcome
from audit_app.rules import ids
from audit_app.rules.instants import SITE, instant, milliseconds
from audit_app.store import people
from audit_app.store.db import Database
from evidence.store import EvidenceStore
from schemas.loading import newest

NOW = "2023-10-27 10:42"
SPACE = uuid.UUID("6f1f7c1e-8f6a-5d1b-9a53-29490202310e")


def known_id(name: str) -> str:
    """The same id for the same name in every run: people, audits and campaigns of the cast."""
    return str(uuid.uuid5(SPACE, name))


def instant_of(local: str) -> str:
    """The UTC instant of a local time on site, `2023-10-27 10:42`."""
    return instant(datetime.strptime(local, "%Y-%m-%d %H:%M").replace(tzinfo=SITE))


class NotAsWritten(Exception):
    """An op of the script was not carried out; the story and the rules disagree."""


class Script:
    """Replays ops: they are gathered and go in one transaction at `flush()`, each at its own time."""

    def __init__(self, database: Database, evidence: EvidenceStore) -> None:
        self.database, self.evidence = database, evidence
        self.time = self.at("2023-03-01 09:00")
        self._ids = ids.Ids()
        self._actors: dict[str, Actor] = {}
        self._queue: list[tuple[str, Actor | str, dict[str, Any]]] = []

    def at(self, local: str) -> str:
        """Set the time of what follows; returns it as a UTC instant."""
        self.time = instant_of(local)
        return self.time

    def do(
        self,
        who: Actor | str,
        kind: str,
        subject: str,
        body: Mapping[str, Any],
        *,
        base: Mapping[str, list[str]] | None = None,
        device: str | None = None,
    ) -> str:
        """Queue one op by an account of the cast (or an Actor); returns the op's id, for later bases."""
        op_id = self._ids.new(milliseconds(self.time))
        op = {
            "id": op_id,
            "kind": kind,
            "v": newest(kind),
            "subject": subject,
            "base": dict(base or {}),
            "body": dict(body),
            "device": device,
        }
        self._queue.append((self.time, who, op))
        return op_id

    def flush(self) -> list[Outcome]:
        """Carry out what was queued, in one transaction. Raises NotAsWritten at the first op that was not done."""
        outcomes: list[Outcome] = []
        with self.database.writing() as connection:
            batch = OpBatch(connection, self.time)
            for time, who, op in self._queue:
                batch.now = time
                actor = who if isinstance(who, Actor) else self._actor(connection, who)
                outcome = batch.apply_one(op, actor)
                if outcome.outcome != "done":
                    raise NotAsWritten(f"{op['kind']} {op['subject']}: {outcome.why} {outcome.sentence} {op['body']}")
                outcomes.append(outcome)
            batch.flush()
        self._queue = []
        return outcomes

    def _actor(self, connection: Any, account: str) -> Actor:
        if account not in self._actors:
            self._actors[account] = people.get_actor(connection, known_id(account))
        return self._actors[account]
