"""sample.add: works, who may not, twice, out of order, what else changed."""

import pytest

from audit_app.rules import ids
from audit_app.store.db import Database
from tests.ops.site_kit import Site


def sample(site: Site, **changed: object) -> dict[str, object]:
    body = {"ref": "7.1", "department": "研发中心", "population": 32, "drawn": 6, "method": "随机", "result": "齐全"}
    return site.op("sample.add", ids.new_id(), **{**body, **changed})


def test_a_row_is_kept_as_written(database: Database) -> None:
    site = Site(database)
    op = sample(site)
    site.unchanged_but(op, "samples")
    (row,) = site.rows("samples")
    assert row["id"] == op["subject"] and row["author_id"] == site.users["chenjing"] and row["withdrawn_at"] is None
    assert {name: row[name] for name in op["body"] if name != "visit"} == {
        k: v for k, v in op["body"].items() if k != "visit"
    }


def test_twice_is_once_and_another_op_with_the_same_id_is_refused(database: Database) -> None:
    site = Site(database)
    op = sample(site)
    assert site.apply(op) == site.apply(op)
    again = site.op("sample.add", op["subject"], **{k: v for k, v in op["body"].items() if k != "visit"})
    assert site.apply(again).why == "already_exists"
    assert len(site.rows("samples")) == 1


@pytest.mark.parametrize("who, why", [("wangwu", "not_permitted"), ("sunqian", "not_permitted"), ("linfan", "absent")])
def test_only_the_team_adds(database: Database, who: str, why: str) -> None:
    site = Site(database)
    assert site.apply(sample(site), who).why == why
    assert site.rows("samples") == []


def test_the_expert_adds_too(database: Database) -> None:
    site = Site(database)
    site.done(sample(site), "heming")


def test_an_unknown_clause_and_a_wrong_shape_are_refused(database: Database) -> None:
    site = Site(database)
    assert site.apply(sample(site, ref="7.99")).why == "clause_unknown"
    assert site.apply(sample(site, department=5)).why == "bad_shape"
    assert site.rows("samples") == []


def test_more_drawn_than_there_are_is_refused_with_the_number(database: Database) -> None:
    site = Site(database)
    outcome = site.apply(sample(site, population=12, drawn=13))
    assert (outcome.why, outcome.field) == ("bad_shape", "drawn")
    assert "抽取数不能大于总体 12" in str(outcome.sentence)
