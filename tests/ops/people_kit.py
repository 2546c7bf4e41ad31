"""Two bodies, a city office under its province, and the people in them: what the tests of ops at the desk stand on.

`World(database).to("submitted")` puts an audit in that state beside them; what an op does is the test's business.
"""

from collections.abc import Mapping
from typing import Any

from audit_app.ops import SYSTEM, Actor, Outcome, apply, make
from audit_app.rules import ids
from audit_app.store.db import Database
from audit_app.store.people import get_actor
from tests.once import once
from tests.ops.all_rows import everything, rows_of
from tests.ops.site_kit import NOW, OPERATOR

PLACES = {
    "JX": ("body", None),
    "ZY": ("body", None),
    "320000": ("province_office", None),
    "320600": ("city_office", "320000"),
}
STAFF = {
    "liyan": ("JX", ["auditor", "lead"]),
    "chenjing": ("JX", ["auditor"]),
    "qinyu": ("JX", ["trainee"]),
    "sunqian": ("JX", ["planner"]),
    "zhaoweidong": ("JX", ["decider"]),
    "fengjie": ("JX", ["body_admin"]),
    "gaoyuan": ("ZY", ["planner", "body_admin"]),
    "zhoumin": ("320000", ["province"]),
    "wuhao": ("320600", ["city"]),
}
OURS = frozenset(account for account, (place, _) in STAFF.items() if place == "JX")
WAY = (
    ("ready", "prepare", "sunqian"),
    ("open", "open", "sunqian"),
    ("submitted", "submit", "liyan"),
    ("in_review", "review", "zhaoweidong"),
)
BESIDE = {"log", "head", "effects"}
Said = dict[str, set[str]]


class World:
    """The people in a fresh database; `organisations` and `users` are ids by code and account."""

    def __init__(self, database: Database) -> None:
        self.database = database
        known = once(database, "world", self._people)
        self.organisations, self.users, self.client, self.audit = known

    def _people(self) -> tuple[dict[str, str], dict[str, str], str, str]:
        """They come in; gives the ids of organisations and users, and those that the client and the audit will have."""
        self.organisations = {code: ids.new_id() for code in PLACES}
        self.users = {account: ids.new_id() for account in STAFF}
        for code, (kind, above) in PLACES.items():
            body = {"kind": kind, "code": code, "name": f"单位 {code}", "parent": above and self.organisations[above]}
            body["region"] = code if code.isdigit() else None
            self.sure("operator", "organisation.create", self.organisations[code], body)
        for account, (code, roles) in STAFF.items():
            self.sure("operator", "user.create", self.users[account], self.person(account, code, roles))
        return self.organisations, self.users, ids.new_id(), ids.new_id()

    def person(self, account: str, code: str, roles: list[str]) -> dict[str, Any]:
        return {"organisation": self.organisations[code], "account": account, "name": account, "roles": roles}

    def actor(self, who: str) -> Actor:
        if who in ("house", "operator"):
            return SYSTEM if who == "house" else OPERATOR
        with self.database.reading() as connection:
            return get_actor(connection, self.users[who])

    # -- doing

    def do(self, who: str, kind: str, subject: str, body: Mapping[str, Any], **more: Any) -> Outcome:
        return apply(self.database, make(kind, subject, body, **more), self.actor(who), NOW)

    def sure(self, who: str, kind: str, subject: str, body: Mapping[str, Any]) -> None:
        """Do what must be done on the way to what is tried."""
        outcome = self.do(who, kind, subject, body)
        assert outcome.outcome == "done", (kind, outcome)

    def did(self, who: str, kind: str, subject: str, body: Mapping[str, Any]) -> set[str]:
        """Do what must be done; names the tables whose rows it changed."""
        before = self.everything()
        self.sure(who, kind, subject, body)
        return self.changed_since(before)

    def why(self, who: str, kind: str, subject: str, body: Mapping[str, Any]) -> str | None:
        """Do what must be refused and change nothing; gives the code, and after a colon the field where one is named."""
        before = self.everything()
        outcome = self.do(who, kind, subject, body)
        assert outcome.outcome == "refused" and outcome.sentence, outcome
        assert self.changed_since(before) == set()
        return f"{outcome.why}:{outcome.field}" if outcome.field else outcome.why

    def turned_away(self, kind: str, subject: str, body: Mapping[str, Any], *allowed: str) -> Said:
        """Everybody but the allowed tries it, the house too: code -> who heard it. Nothing may have changed."""
        said: Said = {}
        for who in sorted({*STAFF, "house"} - set(allowed)):
            said.setdefault(str(self.why(who, kind, subject, body)), set()).add(who)
        return said

    def is_once(self, who: str, kind: str, subject: str, body: Mapping[str, Any]) -> None:
        """The same op twice is one change and gets the same answer."""
        op = make(kind, subject, body)
        first = apply(self.database, op, self.actor(who), NOW)
        assert first.outcome == "done", first
        after = self.everything()
        assert apply(self.database, op, self.actor(who), NOW) == first
        assert self.changed_since(after) == set()

    # -- an audit

    def plan(self) -> dict[str, Any]:
        """The client is there; gives the body of an audit of its own: 李岩 leads, 陈静 and 秦羽 are with her."""
        return once(self.database, ("plan", self.client), self._plan)

    def _plan(self) -> dict[str, Any]:
        self.sure("sunqian", "client.create", self.client, {"name": "江苏启衡精密仪器有限公司", "short_name": "启衡"})
        team = (("chenjing", "auditor"), ("liyan", "lead"), ("qinyu", "trainee"))
        return {
            "code": "A1",
            "client": self.client,
            "edition": "gbt-29490-2013",
            "type": "initial_stage_2",
            "starts_on": "2023-10-26",
            "ends_on": "2023-10-27",
            "chapters": [{"chapter": "7", "user": self.users["chenjing"]}],
            "departments": ["知识产权部", "研发中心"],
            "team": [{"user": self.users[account], "role": role} for account, role in team],
        }

    def to(self, state: str) -> str:
        """An audit in this state, reached by its own steps; gives its id."""
        return once(self.database, (state, self.client, self.audit), lambda: self._walk(state))

    def _walk(self, state: str) -> str:
        self.sure("sunqian", "audit.plan", self.audit, self.plan())
        for reached, verb, who in WAY:
            if self.state() == state:
                break
            self.sure(who, f"audit.{verb}", self.audit, {})
            assert self.state() == reached
        assert self.state() == state
        return self.audit

    def state(self) -> str:
        return str(self.row("audits", self.audit)["state"])

    # -- looking

    def rows(self, table: str) -> list[dict[str, Any]]:
        with self.database.reading() as connection:
            return rows_of(connection, table)

    def row(self, table: str, id: str) -> dict[str, Any]:
        return next(row for row in self.rows(table) if row["id"] == id)

    def everything(self) -> dict[str, list[dict[str, Any]]]:
        return everything(self.database, BESIDE)

    def changed_since(self, before: dict[str, list[dict[str, Any]]]) -> set[str]:
        return {name for name, rows in self.everything().items() if rows != before[name]}
