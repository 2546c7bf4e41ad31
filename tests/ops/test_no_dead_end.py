"""From every state that a spot check and its papers can come to, the acts that are permitted lead to a proper end.

All acts of the office are tried in every state, those that take something back and those that put something right, too;
each is done by the real door and taken back again.
"""

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, select

from audit_app.ops import OpBatch, make
from audit_app.rules.campaign import ENDED
from audit_app.store.db import Database
from audit_app.store.tables import metadata
from tests.ops.office_kit import LATE, NOW, Office, conclusion, failing, issued
from tests.ops.pairs import Undo

WHY = "写错了一处，照原件更正"
Act = tuple[str, str, str, dict[str, Any]]
Key = tuple[Any, ...]


def rows(connection: Connection, table: str, column: str, value: str) -> list[Any]:
    it = metadata.tables[table]
    return list(connection.execute(select(it).where(it.c[column] == value)).mappings())


class Walk:
    """The states of one spot check, and which act leads from where to where."""

    def __init__(self, office: Office, check: str) -> None:
        self.office, self.check = office, check
        self.actors = {who: office.actor(who) for who in ("wuhao", "qianlei")}
        self.leads: dict[Key, dict[str, Key]] = {}

    def papers(self, connection: Connection) -> list[tuple[str, Any]]:
        found = []
        for kind, table, link, column in (
            ("reminder", "reminders", "reminder_checks", "reminder_id"),
            ("regulatory_interview", "regulatory_interviews", "regulatory_interview_checks", "interview_id"),
        ):
            for one in rows(connection, link, "spot_check_id", self.check):
                found.append((kind, rows(connection, table, "id", one[column])[0]))
        return found

    def state(self, connection: Connection) -> Key:
        """What matters: the check, its step, its demand and its papers by kind and state."""
        check = rows(connection, "spot_checks", "id", self.check)[0]
        demands = [one["state"] for one in rows(connection, "rectifications", "spot_check_id", self.check)]
        papers = sorted({f"{kind} {row['state']}" for kind, row in self.papers(connection)})
        return (check["state"], check["step"], bool(check["problems"] != "[]"), *demands, *papers)

    def acts(self, connection: Connection) -> Iterator[Act]:
        """Everything the office may try; what the state does not allow is refused by the door."""
        s = self.check
        row = rows(connection, "spot_checks", "id", s)[0]
        was = json.loads(row["problems"])
        names = ("step", "note", "transfer", "transferred_on", "checked_on", "fed_back_on")
        read = {"was_problems": was, "was": {name: row[name] for name in names}}
        yield "spot_check.approve", "wuhao", s, {"note": ""}
        yield "spot_check.notify", "wuhao", s, {"on": "2023-09-11", "because": LATE}
        yield "spot_check.begin", "qianlei", s, {"on": "2023-09-14", "method": "on_site"}
        yield "spot_check.feed_back", "qianlei", s, {"on": "2023-09-15"}
        yield "spot_check.complete", "qianlei", s, {}
        yield "spot_check.replace", "wuhao", s, {"reason": "企业已停产，现场无人"}
        for body in (
            conclusion("none"),
            failing("reminder"),
            failing("interview"),
            conclusion("uncheckable", note="停产", on="2023-09-14"),
        ):
            yield "spot_check.conclude", "qianlei", s, {**body, "was_problems": was}
            yield "spot_check.correct_conclusion", "qianlei", s, {**body, **read, "reason": WHY}
        yield "spot_check.take_back", "qianlei", s, {**read, "reason": WHY}
        for kind in ("reminder", "interview"):
            yield "spot_check.set_measure", "qianlei", s, {"kind": kind, "reason": WHY}
        for row in rows(connection, "rectifications", "spot_check_id", s):
            yield "rectification.issue", "wuhao", row["id"], issued("2023-09-20")
        for kind, row in self.papers(connection):
            if kind == "reminder":
                yield "reminder.issue", "wuhao", row["id"], issued("2023-09-20")
            else:
                at = {"at": "2023-10-20T14:00", "place": "三楼会议室", "number": None}
                yield "regulatory_interview.notify", "wuhao", row["id"], at
            yield f"{kind}.withdraw", "wuhao", row["id"], {"reason": WHY}

    def go(self, connection: Connection) -> Key:
        """Every state that can be reached from here; nothing of it is kept."""
        here = self.state(connection)
        if here in self.leads:
            return here
        known = self.leads[here] = {}
        for kind, who, subject, body in list(self.acts(connection)):
            nested = connection.begin_nested()
            batch = OpBatch(connection, NOW)
            done = batch.apply_one(make(kind, subject, body), self.actors[who])
            batch.flush()
            if done.outcome == "done":
                known[f"{kind} {body.get('step') or body.get('kind') or ''}"] = self.go(connection)
            nested.rollback()
        return here


def ended(state: Key) -> bool:
    """The check needs nothing more, and whoever failed has a demand and a measure that stands."""
    check, step, _written, *papers = state
    if check != "complete":
        return check in ENDED
    measures = [one for one in papers if " " in one and not one.endswith("withdrawn")]
    return step == "none" or (len(papers) > len([one for one in papers if " " in one]) and bool(measures))


def stuck(leads: dict[Key, dict[str, Key]]) -> list[Key]:
    """States from which no way leads to an end."""
    good = {state for state in leads if ended(state)}
    while True:
        more = {state for state, ways in leads.items() if state not in good and set(ways.values()) & good}
        if not more:
            return sorted((set(leads) - good), key=str)
        good |= more


def test_from_every_state_a_permitted_act_leads_on(database: Database) -> None:
    office = Office(database)
    office.until("spot_check.approve")
    walk = Walk(office, office.checks()[0])
    try:
        with database.writing() as connection:
            walk.go(connection)
            raise Undo
    except Undo:
        pass
    assert {state[0] for state in walk.leads} >= {
        "drawn",
        "approved",
        "notified",
        "begun",
        "concluded",
        "fed_back",
        "complete",
        "uncheckable",
        "replaced",
    }
    assert len(walk.leads) > 60
    assert stuck(walk.leads) == []
    without = {
        state: {
            act: after
            for act, after in ways.items()
            if not act.startswith(("spot_check.set_measure", "spot_check.correct"))
        }
        for state, ways in walk.leads.items()
    }
    assert any("reminder withdrawn" in state for state in stuck(without)), (
        "the control: it was so without these two acts"
    )
