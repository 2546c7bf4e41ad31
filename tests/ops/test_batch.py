"""The door's own promises, whatever the kind: a no is recorded and told again, an id belongs to one person, a batch sees its own acts."""

import json

import pytest
from sqlalchemy import select

from audit_app.ops import Tx, Verb, apply, apply_all, make
from audit_app.ops.handlers import HANDLERS
from audit_app.rules import ids
from audit_app.rules.refusals import Refused
from audit_app.store.db import Database
from audit_app.store.tables import log
from tests.ops.people_kit import World
from tests.ops.site_kit import NOW, Site

LATER = "2023-10-27T09:00:00.000Z"


def rows_of(database: Database, op_id: str) -> list[dict[str, object]]:
    with database.reading() as connection:
        return [dict(row) for row in connection.execute(select(log).where(log.c.id == op_id)).mappings()]


def test_a_refusal_is_recorded_with_its_answer_and_told_again_word_for_word(database: Database) -> None:
    world = World(database)
    world.to("planned")
    op = make("audit.open", world.audit, {})
    first = apply(database, op, world.actor("sunqian"), NOW)
    (row,) = rows_of(database, op["id"])
    assert (first.outcome, first.why) == (row["outcome"], row["why"]) == ("refused", "wrong_state")
    answer = json.loads(str(row["answer"]))
    assert (answer["sentence"], answer["field"], answer["details"]) == (first.sentence, first.field, first.details)
    world.did("sunqian", "audit.prepare", world.audit, {})
    assert apply(database, op, world.actor("sunqian"), LATER) == first, "the state has changed, the answer has not"
    assert len(rows_of(database, op["id"])) == 1


def test_an_id_somebody_else_has_used_is_refused_and_tells_nothing_of_the_first(database: Database) -> None:
    world = World(database)
    world.to("planned")
    op = make("audit.prepare", world.audit, {})
    assert apply(database, op, world.actor("sunqian"), NOW).outcome == "done"
    for who in ("fengjie", "gaoyuan", "operator"):
        said = apply(database, op, world.actor(who), LATER)
        assert (said.outcome, said.why, said.seq, said.details) == ("refused", "id_taken", None, {})
    assert [row["actor"] for row in rows_of(database, op["id"])] == [world.users["sunqian"]]


def test_who_is_not_permitted_is_recorded_too(database: Database) -> None:
    world = World(database)
    world.to("planned")
    op = make("audit.prepare", world.audit, {})
    assert apply(database, op, world.actor("chenjing"), NOW).why == "not_permitted"
    assert [(row["outcome"], row["actor"]) for row in rows_of(database, op["id"])] == [
        ("refused", world.users["chenjing"])
    ]


def test_an_act_in_the_middle_of_a_batch_is_seen_by_what_follows(database: Database) -> None:
    site = Site(database)
    judged = [
        make("judgement.set", f"{site.visit}/{ref}", {"visit": site.visit, "ref": ref, "value": "conforms"})
        for ref in ("7.1", "7.2")
    ]
    batch = [judged[0], make("audit.submit", site.visit, {}), judged[1]]
    outcomes = apply_all(database, batch, site.actors["liyan"], NOW)
    assert [(one.outcome, one.why) for one in outcomes] == [("done", None), ("done", None), ("held", "visit_closed")]


def test_what_stands_between_two_refused_ops_of_a_batch_is_done(database: Database) -> None:
    site = Site(database)

    def judge(ref: str, value: str) -> dict[str, object]:
        return make("judgement.set", f"{site.visit}/{ref}", {"visit": site.visit, "ref": ref, "value": value})

    batch = [judge("99.9", "conforms"), judge("7.1", "conforms"), judge("7.2", "perhaps")]
    outcomes = apply_all(database, batch, site.actors["liyan"], NOW)
    assert [(one.outcome, one.why) for one in outcomes] == [
        ("refused", "clause_unknown"), ("done", None), ("refused", "bad_shape"),
    ]  # fmt: skip
    assert [one.seq for one in outcomes] == sorted(one.seq for one in outcomes if one.seq)


def test_what_an_op_gathered_before_it_was_refused_is_taken_back(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    site, usual = Site(database), HANDLERS["judgement.set"]

    def second_thoughts(tx: Tx) -> None:
        usual.handle(tx)
        if tx.op.body["ref"] == "7.2":
            raise Refused("stale")

    monkeypatch.setitem(HANDLERS, "judgement.set", Verb(usual.of, second_thoughts, buffered=True))
    batch = [site.judge(ref, "conforms") for ref in ("7.1", "7.2", "7.5")]
    outcomes = apply_all(database, batch, site.actors["liyan"], NOW)
    assert [one.outcome for one in outcomes] == ["done", "refused", "done"]
    assert sorted(row["ref"] for row in site.rows("judgements")) == ["7.1", "7.5"]
    assert sorted(row["op_id"] for row in site.rows("heads")) == sorted([batch[0]["id"], batch[2]["id"]])


def test_an_op_without_an_id_of_ours_is_refused_and_leaves_no_row(database: Database) -> None:
    world = World(database)
    before = world.everything()
    for wrong in ("", "1", ids.new_id().upper(), "0190c7a0-0000-4000-8000-000000000001"):
        said = apply(database, make("audit.prepare", world.audit, {}, id=wrong or " "), world.actor("sunqian"), NOW)
        assert said.outcome == "refused" and said.seq is None
    assert world.changed_since(before) == set()


def test_what_stood_upon_a_refused_op_stands_upon_what_that_one_stood_upon(database: Database) -> None:
    site = Site(database)
    first = site.done(site.judge("7.6", "conforms"))
    refused = {**site.judge("7.6", "nothing", {"value": [first]})}
    assert site.apply(refused).outcome == "refused"
    site.done(site.judge("7.6", "observation", {"value": [refused["id"]]}))
    assert [row["value"] for row in site.rows("heads")] == ['"observation"']
