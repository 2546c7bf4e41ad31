"""A certification body with one open audit, told through the door: what the tests of on-site ops stand on."""

from collections.abc import Mapping
from typing import Any

from audit_app.ops import SYSTEM, Actor, Outcome, apply, apply_all, make
from audit_app.ops.nonconformities import ACTS_ON_WORDS, words_of
from audit_app.rules import ids
from audit_app.rules.instants import milliseconds
from audit_app.rules.refusals import Refused
from audit_app.store.db import Database
from audit_app.store.people import get_actor
from tests.once import once
from tests.ops.all_rows import everything, rows_of

NOW = "2023-10-27T02:42:00.000Z"
EARLIER = "2023-10-20T02:00:00.000Z"
SHA = "ab" * 32
OPERATOR = Actor(ids.new_id(), ids.new_id(), "house", frozenset({"operator"}))
PEOPLE = {
    "liyan": ("JX", ["auditor", "lead"]),
    "chenjing": ("JX", ["auditor"]),
    "heming": ("JX", ["expert"]),
    "qinyu": ("JX", ["trainee"]),
    "sunqian": ("JX", ["planner"]),
    "linfan": ("ZY", ["auditor", "lead"]),
    "wangwu": ("JX", ["auditor"]),
}
TEAM = (("liyan", "lead"), ("chenjing", "auditor"), ("heming", "expert"), ("qinyu", "trainee"))


NOTHING_READ: dict[str, Any] = {
    "severity": "minor", "fact": "", "clauses": ["7.6"], "department": None, "photos": [],
    "term": {"days": 30, "on": None}, "moved": False, "due_on": "2023-11-26",
}  # fmt: skip


class Site:
    """The cast in a fresh database: `actors` by account, the audit `visit` on the 2013 edition, open."""

    def __init__(self, database: Database, prefix: str = "") -> None:
        self.database, self.ids, self.prefix = database, ids.Ids(), prefix
        self.organisations, self.users, self.actors, self.visit, self.client = once(
            database, ("site", prefix), self._tell
        )

    def _tell(self) -> tuple[dict[str, str], dict[str, str], dict[str, Actor], str, str]:
        self.organisations = {code: ids.new_id() for code in ("JX", "ZY")}
        self.users = {account: ids.new_id() for account in PEOPLE}
        self.visit, self.client = ids.new_id(), ids.new_id()
        self._people()
        with self.database.reading() as connection:
            self.actors = {account: get_actor(connection, user) for account, user in self.users.items()}
        self._audit()
        return self.organisations, self.users, self.actors, self.visit, self.client

    def _people(self) -> None:
        ops = [
            make(
                "organisation.create",
                self.organisations[code],
                {"kind": "body", "code": self.prefix + code, "name": f"{code} 认证"},
            )
            for code in self.organisations
        ] + [
            make(
                "user.create",
                self.users[account],
                {
                    "organisation": self.organisations[code],
                    "account": self.prefix + account,
                    "name": account,
                    "roles": roles,
                },
            )
            for account, (code, roles) in PEOPLE.items()
        ]
        self._done(apply_all(self.database, ops, OPERATOR, EARLIER))

    def _plan(self, code: str) -> dict[str, Any]:
        return {
            "code": code,
            "client": self.client,
            "edition": "gbt-29490-2013",
            "type": "initial_stage_2",
            "starts_on": "2023-10-26",
            "ends_on": "2023-10-27",
            "chapters": [],
            "departments": ["知识产权部", "研发中心"],
            "team": [{"user": self.users[account], "role": role} for account, role in TEAM],
        }

    def plan(self, code: str) -> str:
        """Another audit of the same team, planned; gives its id."""
        visit = ids.new_id()
        self._done(apply_all(self.database, [make("audit.plan", visit, self._plan(code))], self.actors["sunqian"], NOW))
        return visit

    def _audit(self) -> None:
        ops = [
            make("client.create", self.client, {"name": "江苏启衡精密仪器有限公司", "short_name": "启衡"}),
            make("audit.plan", self.visit, self._plan("A1")),
            make("audit.prepare", self.visit, {}),
            make("audit.open", self.visit, {}),
        ]
        self._done(apply_all(self.database, ops, self.actors["sunqian"], EARLIER))

    def _done(self, outcomes: list[Outcome]) -> None:
        assert [o.outcome for o in outcomes] == ["done"] * len(outcomes), outcomes

    def op(
        self, kind: str, subject: str, /, base: Mapping[str, list[str]] | None = None, **body: Any
    ) -> dict[str, Any]:
        """An op on this visit, with an id of now; an act on words stands on those of this moment unless others are given."""
        id = self.ids.new(milliseconds(NOW))
        if kind in ACTS_ON_WORDS and "read" not in body:
            body["read"] = self.words(subject)
        return make(kind, subject, {"visit": self.visit, **body}, id=id, base=base, device="tablet")

    def words(self, subject: str) -> dict[str, Any]:
        """What the company would read now; of a nonconformity that has not come yet, what its draft will say."""
        with self.database.reading() as connection:
            try:
                return words_of(connection, subject)
            except Refused:
                return NOTHING_READ

    def apply(self, op: Mapping[str, Any], who: str = "chenjing", now: str = NOW) -> Outcome:
        return apply(self.database, op, SYSTEM if who == "house" else self.actors[who], now)

    def done(self, op: Mapping[str, Any], who: str = "chenjing", now: str = NOW) -> str:
        """Apply an op that must be done; gives its id."""
        outcome = self.apply(op, who, now)
        assert outcome.outcome == "done", outcome
        return str(op["id"])

    def judge(self, ref: str, value: str | None, /, base: Mapping[str, list[str]] | None = None) -> dict[str, Any]:
        return self.op("judgement.set", f"{self.visit}/{ref}", base, ref=ref, value=value)

    def photo(self, subject: str | None = None, **changed: Any) -> dict[str, Any]:
        body = {
            "ref": "7.4.1",
            "department": "知识产权部",
            "sha256": SHA,
            "size": 10,
            "number": "启衡-7.4.1-B01",
            "label": "台账",
            "source": "camera",
            "taken_at": NOW,
            **changed,
        }
        return self.op("photo.add", subject or ids.new_id(), **body)

    def received(self, sha256: str = SHA) -> dict[str, Any]:
        body = {
            "organisation": self.organisations["JX"],
            "size": 10,
            "format": "JPEG",
            "width": 40,
            "height": 30,
            "exif": {"taken_at": "2023-10-27T10:42:00"},
        }
        return make("photo.received", sha256, body)

    def close(self) -> None:
        self._done(apply_all(self.database, [make("audit.submit", self.visit, {})], self.actors["liyan"], NOW))

    def remove(self, account: str) -> None:
        op = make("audit.remove_member", self.visit, {"user": self.users[account]})
        self._done(apply_all(self.database, [op], self.actors["sunqian"], NOW))

    def rows(self, table: str) -> list[dict[str, Any]]:
        """All rows of a table, in the order of its key."""
        with self.database.reading() as connection:
            return rows_of(connection, table)

    def everything(self, *but: str) -> dict[str, list[dict[str, Any]]]:
        """Every table but the log's own and those named: to see what else an op changed."""
        return everything(self.database, {"log", "head", "heads", "effects", *but})

    def unchanged_but(self, op: Mapping[str, Any], *tables: str, who: str = "chenjing") -> None:
        """Apply an op that must be done, and see that no table changed but those named."""
        before = self.everything(*tables)
        self.done(op, who)
        assert self.everything(*tables) == before

    def draft(self, number: str = "B-01", severity: str | None = "minor", ref: str = "7.6") -> dict[str, Any]:
        return self.op("nonconformity.draft", ids.new_id(), ref=ref, number=number, severity=severity)

    def complete(self, **changed: Any) -> tuple[str, dict[str, list[str]]]:
        """A draft with fact and term; gives its id and the base of all its fields."""
        draft = self.draft()
        drafted = self.done(draft)
        base = {"severity": [drafted], "clauses": [drafted]}
        words = self.op("nonconformity.set", draft["subject"], base, fact="10 月 26 日在研发中心……", **changed)
        written = self.done(words)
        return draft["subject"], {"severity": [drafted], "clauses": [drafted], "fact": [written]}

    def raised(self, **changed: Any) -> tuple[str, str]:
        """A raised nonconformity: its id and the id of the op that raised it."""
        subject, base = self.complete(**changed)
        return subject, self.done(self.op("nonconformity.raise", subject, base))
