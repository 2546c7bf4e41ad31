"""Long rows of ops that name each other: work that grows with their number, and never a deep call."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from audit_app.ops import apply_all, make, standing
from audit_app.rules import ids
from audit_app.store import db
from audit_app.store.db import Database, WriterBusy
from audit_app.store.log import base_of, lock_head
from audit_app.store.tables import log
from tests.ops.site_kit import NOW, Site
from tests.ops.test_held_remove import alike


def misshapen(site: Site, upon: list[str], id: str | None = None) -> dict[str, Any]:
    return make("judgement.set", "x", {"n": 1}, base={"value": upon}, id=id or site.op("x.y", "x")["id"])


def count_reads(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The rows whose base is read from the log, from now on."""
    read: list[int] = []

    def counted(connection: Any, seq: int) -> str:
        read.append(seq)
        return base_of(connection, seq)

    monkeypatch.setattr(standing.log, "base_of", counted)
    return read


def base_in_log(database: Database, op_id: str) -> dict[str, list[str]]:
    with database.reading() as connection:
        text = connection.execute(select(log.c.base).where(log.c.id == op_id).order_by(log.c.seq.desc())).scalars()
        found: dict[str, list[str]] = json.loads(next(iter(text)))
        return found


def test_refused_ops_that_each_name_the_one_before_fifty_times_are_read_once(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = Site(database)
    true = site.done(site.judge("7.5", "conforms"))
    last = true
    for _ in range(6):
        op = misshapen(site, [last] * 50)
        assert site.apply(op).why == "bad_shape"
        last = op["id"]
        assert base_in_log(database, last) == {"value": [true]}, "what it stood upon, once"
    read = count_reads(monkeypatch)
    site.done(site.judge("7.5", "observation", {"value": [last]}))
    assert len(read) == 1 and [row["conflict"] for row in site.rows("judgements")] == [0]


def test_sent_the_last_first_they_are_read_once_each(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    site = Site(database)
    true = site.done(site.judge("7.5", "conforms"))
    names = [true, *(site.op("x.y", "x")["id"] for _ in range(40))]
    for one, upon in reversed(list(zip(names[1:], names, strict=False))):
        assert site.apply(misshapen(site, [upon] * 50, one)).why == "bad_shape"
    read = count_reads(monkeypatch)
    site.done(site.judge("7.5", "observation", {"value": [names[-1]] * 50}))
    assert 1 < len(read) <= 40 and base_in_log(database, names[-1]).keys() == {"value"}
    assert [row["conflict"] for row in site.rows("judgements")] == [0]


def test_two_refused_ops_that_name_each_other_are_no_ring(database: Database, tmp_path: Path) -> None:
    site = Site(database)
    one, other = site.op("x.y", "x")["id"], site.op("x.y", "x")["id"]
    for mine, upon in ((one, other), (other, one)):
        assert site.apply(misshapen(site, [upon], mine)).why == "bad_shape"
    site.done(site.judge("7.5", "observation", {"value": [one]}))
    assert alike(site, tmp_path / "again.db")


def test_more_steps_than_the_limit_end(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    site = Site(database)
    monkeypatch.setattr(standing, "MOST_STEPS", 5)
    names = [site.op("x.y", "x")["id"] for _ in range(10)]
    for one, upon in reversed(list(zip(names[1:], names, strict=False))):
        site.apply(misshapen(site, [upon], one))
    read = count_reads(monkeypatch)
    site.done(site.judge("7.5", "observation", {"value": [names[-1]]}))
    assert len(read) <= 5


def test_who_may_not_is_refused_before_any_base_is_gone_through(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = Site(database)
    op = misshapen(site, [])
    site.apply(op)
    gone: list[Any] = []
    below = standing.Standing.below
    monkeypatch.setattr(standing.Standing, "below", lambda self, base: (gone.append(base), below(self, base))[1])
    said = site.apply(site.judge("7.5", "conforms", {"value": [op["id"]]}), "linfan")
    assert said.why == "absent" and len(gone) == 1, "only for its own row of the log"


@pytest.mark.parametrize("base", [{str(n): [] for n in range(31)}, {"value": [ids.new_id()] * 51}])
def test_a_base_of_too_many_fields_or_ops_is_no_op(database: Database, base: dict[str, list[str]]) -> None:
    site = Site(database)
    said = site.apply(site.judge("7.5", "conforms", base))
    assert (said.outcome, said.why, said.seq) == ("refused", "bad_shape", None)


@pytest.mark.parametrize("order", ["as_made", "last_first"])
def test_a_thousand_that_wait_for_one_another_are_done_when_the_first_comes(
    database: Database, order: str, tmp_path: Path
) -> None:
    site, many = Site(database), 1_000
    subject = f"{site.visit}/7.5//{site.users['chenjing']}"
    ops: list[dict[str, Any]] = []
    for n in range(many + 1):
        base = {"text": [ops[-1]["id"]]} if ops else {}
        ops.append(site.op("record.set", subject, base, ref="7.5", department="", text=f"第{n}次"))
    late = ops[1:] if order == "as_made" else ops[:0:-1]
    said = apply_all(database, late, site.actors["chenjing"], NOW)
    assert {one.why for one in said} == {"base_not_here"}
    site.done(ops[0])
    assert site.rows("held") == [] and [row["text"] for row in site.rows("records")] == [f"第{many}次"]
    if database.is_sqlite:
        assert alike(site, tmp_path / "again.db")


def test_four_hundred_judgements_sent_the_last_first_in_one_batch_are_all_done(database: Database) -> None:
    """A tablet that was long offline may send its chain of changes in any order; it is tried from a queue, not by deep calls."""
    site = Site(database)
    ops: list[dict[str, Any]] = []
    for n in range(400):
        base = {"value": [ops[-1]["id"]]} if ops else {}
        ops.append(site.judge("7.5", ("conforms", "observation")[n % 2], base))
    said = apply_all(database, ops[::-1], site.actors["chenjing"], NOW)
    assert [one.outcome for one in said] == ["held"] * 399 + ["done"]
    assert site.rows("held") == [] and [row["value"] for row in site.rows("judgements")] == ["observation"]
    done = [row["id"] for row in sorted(site.rows("log"), key=lambda row: row["seq"]) if row["outcome"] == "done"]
    assert done[-400:] == [op["id"] for op in ops]


def test_what_is_let_through_goes_in_the_order_of_its_arrival(database: Database) -> None:
    site = Site(database)
    first, second, third = (site.judge("7.5", "conforms"), site.judge("7.6", None), site.judge("8.1", None))
    second["base"] = {"value": [third["id"]]}
    third["base"] = {"value": [first["id"]]}
    beside = site.judge("9.1", None, {"value": [first["id"]]})
    for op in (second, third, beside):
        assert site.apply(op).why == "base_not_here"
    site.done(first)
    done = [row["id"] for row in sorted(site.rows("log"), key=lambda row: row["seq"]) if row["outcome"] == "done"]
    assert done[-4:] == [first["id"], third["id"], second["id"], beside["id"]]


def test_a_writer_on_either_engine_says_after_a_term_that_others_are_writing(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = Site(database)
    monkeypatch.setattr(db, "MOST_WAIT", 0.3)
    monkeypatch.setattr(db.WriterLock.holding.__wrapped__, "__defaults__", (0.3,))  # type: ignore[attr-defined]
    hurried = Database(database.url)
    with database.writing() as connection:
        lock_head(connection)
        with pytest.raises(WriterBusy):
            apply_all(hurried, [site.judge("7.5", "conforms")], site.actors["chenjing"], NOW)
    assert apply_all(hurried, [site.judge("7.5", "conforms")], site.actors["chenjing"], NOW)[0].outcome == "done"
    hurried.close()


@pytest.mark.parametrize("number", [0.5, 1.0, float("nan"), float("inf")])
@pytest.mark.parametrize("deep", [False, True])
def test_a_number_that_is_not_whole_enters_no_log(database: Database, number: float, deep: bool) -> None:
    site = Site(database)
    before = len(site.rows("log"))
    said = site.apply(
        make("thing.unknown", "x", {"n": [{"m": number}] if deep else number}, id=site.op("x.y", "x")["id"])
    )
    assert (said.outcome, said.why, said.seq) == ("refused", "bad_shape", None)
    assert len(site.rows("log")) == before and site.rows("held") == []
