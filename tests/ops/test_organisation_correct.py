"""organisation.correct: what the operator wrote wrong about an organisation is put right, and an office keeps what its pages need."""

import json
from typing import Any

import pytest

from audit_app.ops import apply
from audit_app.rules import ids
from audit_app.store import seen
from audit_app.store.db import Database
from audit_app.store.tables import log
from tests.ops.people_kit import NOW, OPERATOR, STAFF, World

KIND = "organisation.correct"
WHY = "营业执照上是这个名称，建立时抄错了"


def change(name: str, was: Any, now: Any, reason: str = "") -> dict[str, Any]:
    return {"was": {name: was}, "now": {name: now}, "reason": reason}


def test_name_and_numbers_are_put_right_and_both_values_stay_in_the_log(database: Database) -> None:
    world = World(database)
    place = world.organisations["ZY"]
    assert world.did("operator", KIND, place, change("name", "单位 ZY", "中原认证")) == {"organisations"}
    assert world.did("operator", KIND, place, change("approval_no", None, "CNCA-R-2099-900")) == {"organisations"}
    row = world.row("organisations", place)
    assert (row["name"], row["approval_no"], row["code"]) == ("中原认证", "CNCA-R-2099-900", "ZY")
    with database.reading() as connection:
        bodies = [json.loads(one.body) for one in connection.execute(log.select().where(log.c.kind == KIND))]
    assert (bodies[0]["was"], bodies[0]["now"]) == ({"name": "单位 ZY"}, {"name": "中原认证"})


def test_only_the_operator_corrects_and_a_repeat_is_once(database: Database) -> None:
    world = World(database)
    body = change("name", "单位 ZY", "中原认证")
    assert world.turned_away(KIND, world.organisations["ZY"], body, "house") == {"not_permitted": set(STAFF)}
    world.is_once("operator", KIND, world.organisations["ZY"], body)
    assert world.why("operator", KIND, ids.new_id(), body) == "absent"


def test_what_was_not_read_is_not_overwritten(database: Database) -> None:
    world = World(database)
    place = world.organisations["ZY"]
    world.did("operator", KIND, place, change("name", "单位 ZY", "中原认证"))
    assert world.why("operator", KIND, place, change("name", "单位 ZY", "中远认证")) == "stale:name"
    assert world.why("operator", KIND, place, change("name", "中原认证", "中原认证")) == "nothing_changed"


def test_a_reason_is_asked_once_somebody_has_used_it(database: Database) -> None:
    world = World(database)
    place = world.organisations["JX"]
    world.did("operator", KIND, place, change("name", "单位 JX", "江信认证"))
    world.did(
        "fengjie",
        "user.set_roles",
        world.users["chenjing"],
        {"roles": ["lead"], "was": ["auditor"], "reason": "岗位有变动，管理员改的角色"},
    )
    assert world.why("operator", KIND, place, change("name", "江信认证", "江新认证")) == "reason_asked:reason"
    assert world.why("operator", KIND, place, change("name", "江信认证", "江新认证", "抄错")) == "reason_asked:reason"
    assert world.did("operator", KIND, place, change("name", "江信认证", "江新认证", WHY)) == {"organisations"}
    with database.reading() as connection:
        others = seen.by_others(connection, seen.on_organisation(place), OPERATOR.id)
    assert [row["actor"] for row in others] == [world.users["fengjie"]]


@pytest.mark.parametrize(
    ("field", "now", "why"),
    [
        ("region", "320601", "region_unknown:region"),
        ("region", "320000", "region_unknown:region"),
        ("region", None, "region_unknown:region"),
        ("parent", None, "parent_missing:parent"),
        ("parent", "JX", "parent_missing:parent"),
        ("name", "", "bad_shape:now.name"),
        ("uscc", "91320600000000000X", "bad_uscc:uscc"),
    ],
)
def test_an_office_keeps_what_its_pages_need(database: Database, field: str, now: str | None, why: str) -> None:
    world = World(database)
    was = {"region": "320600", "parent": world.organisations["320000"], "name": "单位 320600"}.get(field)
    given = world.organisations.get(now or "", now)
    assert world.why("operator", KIND, world.organisations["320600"], change(field, was, given)) == why


def test_two_city_offices_never_share_a_region(database: Database) -> None:
    world, other = World(database), ids.new_id()
    body = {"kind": "city_office", "code": "X", "name": "第二个局", "parent": world.organisations["320000"]}
    assert world.why("operator", "organisation.create", other, {**body, "region": "320600"}) == "region_taken:region"
    world.did("operator", "organisation.create", other, {**body, "region": "320500"})
    assert world.why("operator", KIND, other, change("region", "320500", "320600")) == "region_taken:region"


def campaign(world: World, round_id: str) -> dict[str, Any]:
    return {
        "code": "K1", "title": "抽查", "year": 2023, "basis": "通知", "minimum": 30, "due_on": "2023-12-01",
        "rule_pack": "jiangsu-2023", "term": {"unit": "day", "n": 30},
        "rounds": [{"id": round_id, "organisation": world.organisations["320600"]}],
    }  # fmt: skip


def old_office(world: World) -> str:
    """An office of the first version, without a region: it made pages impossible to open."""
    place = ids.new_id()
    body = {"kind": "city_office", "code": "old", "name": "旧局", "parent": world.organisations["320000"]}
    op = {"id": ids.new_id(), "kind": "organisation.create", "v": 1, "subject": place, "base": {}, "body": body}
    assert apply(world.database, op, OPERATOR, NOW).why == "region_unknown"
    return place


@pytest.mark.usefixtures("of_before")
def test_an_op_of_the_first_version_meets_todays_rule(database: Database) -> None:
    old_office(World(database))


def test_rounds_that_nobody_has_begun_follow_and_begun_ones_forbid_it(database: Database) -> None:
    world, round_id = World(database), ids.new_id()
    place = world.organisations["320600"]
    world.did("zhoumin", "campaign.create", ids.new_id(), campaign(world, round_id))
    assert world.did("operator", KIND, place, change("region", "320600", "320700", WHY)) == {
        "organisations", "city_rounds",
    }  # fmt: skip
    assert world.row("city_rounds", round_id)["region"] == "320700"
    assert (
        world.why("operator", KIND, place, change("parent", world.organisations["320000"], None, WHY))
        == "parent_missing:parent"
    )
    with database.writing() as connection:
        connection.exec_driver_sql("UPDATE city_rounds SET state = 'frozen'")
    assert world.why("operator", KIND, place, change("region", "320700", "320600", WHY)) == "region_in_use:region"


def test_kind_and_code_are_put_right_while_nothing_hangs_on_it(database: Database) -> None:
    world, place = World(database), ids.new_id()
    above = world.organisations["320000"]
    world.did("operator", "organisation.create", place, {"kind": "body", "code": "SZ", "name": "苏州市知识产权局"})
    was = {"kind": "body", "code": "SZ", "region": None, "parent": None}
    now = {"kind": "city_office", "code": "320500", "region": "320500", "parent": above}
    assert world.why("operator", KIND, place, {"was": was, "now": {"kind": "city_office"}, "reason": ""}) == (
        "region_unknown:region"
    )
    assert world.why("operator", KIND, place, change("code", "SZ", "JX")) == "number_taken:code"
    assert world.did("operator", KIND, place, {"was": was, "now": now, "reason": ""}) == {"organisations"}
    row = world.row("organisations", place)
    assert (row["kind"], row["code"], row["region"], row["parent_id"]) == ("city_office", "320500", "320500", above)
    back = {"was": now, "now": {"kind": "body", "code": "SZ2"}, "reason": ""}
    assert world.did("operator", KIND, place, back) == {"organisations"}
    row = world.row("organisations", place)
    assert (row["kind"], row["code"], row["region"], row["parent_id"]) == ("body", "SZ2", None, None)


@pytest.mark.parametrize(("name", "now"), [("kind", "company"), ("code", "JX2")])
def test_once_it_is_used_a_sentence_says_why_not_and_what_to_do(database: Database, name: str, now: str) -> None:
    world = World(database)
    was = world.row("organisations", world.organisations["JX"])[name]
    outcome = world.do("operator", KIND, world.organisations["JX"], change(name, was, now, WHY))
    assert (outcome.why, outcome.field) == ("organisation_used", name)
    assert "人员" in str(outcome.sentence) and "另建一个" in str(outcome.sentence)


def test_a_name_of_another_place_than_its_region_is_refused(database: Database) -> None:
    world, place = World(database), ids.new_id()
    body = {"kind": "city_office", "code": "320500", "name": "苏州市知识产权局", "region": "320500"}
    world.did("operator", "organisation.create", place, {**body, "parent": world.organisations["320000"]})
    said = world.why("operator", KIND, place, change("name", "苏州市知识产权局", "无锡市知识产权局"))
    assert said == "region_other_name:region"
