"""A body with its people and one open audit of 67 clauses, in a throw-away folder: what the goals are measured on.

Everything enters through the door; only what a goal measures is in the files beside this one.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask.testing import FlaskClient

from audit_app import create_app
from audit_app.config import Config
from audit_app.demo import people as cast
from audit_app.demo.script import Script, known_id
from audit_app.ops import Actor, make
from audit_app.rules import ids
from audit_app.rules.instants import milliseconds
from audit_app.security import COOKIE, open_session
from audit_app.store import people
from audit_app.store.migrate import migrate
from checklists import load

NOW = "2024-01-10T02:42:00.000Z"
EDITION = "gbt-29490-2023.2"
WHO = "chenjing"
VALUES = ("conforms", "observation", "nonconforming", "not_applicable")


class World:
    """The application on its own folder, the audit `visit`, its clauses, and one signed-in auditor."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.config = Config(
            database=f"sqlite:///{folder}/audit.db",
            evidence=f"{folder}/evidence",
            uploads=f"{folder}/uploads",
            clock=NOW,
        )
        self.app = create_app(self.config)
        self.database, self.shelf = self.app.extensions["database"], self.app.extensions["evidence"]
        migrate(self.database)
        self.visit, self.refs = known_id("bench"), [leaf.ref for leaf in load(EDITION).leaves]
        self._ids, self._last, self._turn = ids.Ids(), dict[str, str](), 0
        self._tell()
        with self.database.reading() as connection:
            self.actor: Actor = people.get_actor(connection, known_id(WHO))

    def _tell(self) -> None:
        script = Script(self.database, self.shelf)
        cast.tell(script)
        script.at("2023-10-20 09:00")
        client = known_id("bench client")
        script.do("sunqian", "client.create", client, {"name": "江苏启衡精密仪器有限公司", "short_name": "启衡"})
        script.do(
            "sunqian",
            "audit.plan",
            self.visit,
            {
                "code": "B1",
                "client": client,
                "edition": EDITION,
                "type": "initial_stage_2",
                "starts_on": "2024-01-09",
                "ends_on": "2024-01-10",
                "chapters": [],
                "departments": ["知识产权部", "研发中心"],
                "team": [{"user": known_id("liyan"), "role": "lead"}, {"user": known_id(WHO), "role": "auditor"}],
            },
        )
        for kind in ("audit.prepare", "audit.open"):
            script.do("sunqian", kind, self.visit, {})
        script.flush()

    def answers(self, count: int) -> list[dict[str, Any]]:
        """Judgements as a tablet sends them: clause after clause, each upon what it last saw there."""
        found = []
        for _ in range(count):
            self._turn += 1
            ref = self.refs[self._turn % len(self.refs)]
            subject, value = f"{self.visit}/{ref}", VALUES[self._turn % len(VALUES)]
            body = {"visit": self.visit, "ref": ref, "value": value}
            base = {"value": [self._last[subject]]} if subject in self._last else {}
            op = make("judgement.set", subject, body, id=self._ids.new(milliseconds(NOW)), base=base, device="tablet")
            self._last[subject] = op["id"]
            found.append(op)
        return found

    def client(self) -> FlaskClient:
        """The auditor's browser."""
        client = self.app.test_client()
        client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
        with self.app.test_request_context():
            client.set_cookie(COOKIE, open_session(self.actor.id, "tablet"))
        return client


@contextmanager
def world() -> Iterator[World]:
    """A fresh world that is gone afterwards."""
    with TemporaryDirectory(prefix="bench-") as folder:
        here = World(Path(folder))
        yield here
        here.database.close()
