"""interview.add: works, who may not, twice, out of order, what else changed."""

import pytest

from audit_app.rules import ids
from audit_app.store.db import Database
from tests.ops.site_kit import Site


def interview(site: Site, **changed: object) -> dict[str, object]:
    body = {"ref": "7.1", "department": "研发中心", "post": "专利工程师", "topic": "检索怎样做"}
    return site.op("interview.add", ids.new_id(), **{**body, **changed})


def test_a_row_is_kept_as_written(database: Database) -> None:
    site = Site(database)
    op = interview(site)
    site.unchanged_but(op, "interviews")
    (row,) = site.rows("interviews")
    assert row["id"] == op["subject"] and row["author_id"] == site.users["chenjing"] and row["withdrawn_at"] is None
    assert {name: row[name] for name in op["body"] if name != "visit"} == {
        k: v for k, v in op["body"].items() if k != "visit"
    }


def test_twice_is_once_and_another_op_with_the_same_id_is_refused(database: Database) -> None:
    site = Site(database)
    op = interview(site)
    assert site.apply(op) == site.apply(op)
    again = site.op("interview.add", op["subject"], **{k: v for k, v in op["body"].items() if k != "visit"})
    assert site.apply(again).why == "already_exists"
    assert len(site.rows("interviews")) == 1


@pytest.mark.parametrize("who, why", [("wangwu", "not_permitted"), ("sunqian", "not_permitted"), ("linfan", "absent")])
def test_only_the_team_adds(database: Database, who: str, why: str) -> None:
    site = Site(database)
    assert site.apply(interview(site), who).why == why
    assert site.rows("interviews") == []


def test_the_expert_adds_too(database: Database) -> None:
    site = Site(database)
    site.done(interview(site), "heming")


def test_an_unknown_clause_and_a_wrong_shape_are_refused(database: Database) -> None:
    site = Site(database)
    assert site.apply(interview(site, ref="7.99")).why == "clause_unknown"
    assert site.apply(interview(site, department=5)).why == "bad_shape"
    assert site.rows("interviews") == []
