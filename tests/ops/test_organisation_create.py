"""organisation.create: the operator and the house found organisations; a code is used once in the whole house."""

import pytest

from audit_app.ops import OpBatch, apply
from audit_app.rules import ids
from audit_app.store.db import Database
from tests.ops.people_kit import STAFF, World
from tests.ops.site_kit import NOW

KIND = "organisation.create"
BODY = {"kind": "city_office", "code": "320500", "name": "苏州市知识产权局", "region": "320500"}


def test_an_organisation_is_founded_under_the_office_above_it(database: Database) -> None:
    world, new = World(database), ids.new_id()
    body = {**BODY, "parent": world.organisations["320000"]}
    assert world.did("operator", KIND, new, body) == {"organisations"}
    row = world.row("organisations", new)
    assert (row["kind"], row["code"], row["parent_id"]) == ("city_office", "320500", world.organisations["320000"])
    assert world.did("house", KIND, ids.new_id(), {**BODY, "code": "ZQ", "kind": "body", "region": None}) == {
        "organisations"
    }


def test_nobody_else_founds_one_and_a_repeat_is_once(database: Database) -> None:
    world, new = World(database), ids.new_id()
    assert world.turned_away(KIND, new, BODY, "house") == {"not_permitted": set(STAFF)}
    body = {**BODY, "parent": world.organisations["320000"]}
    world.is_once("operator", KIND, new, body)
    assert world.why("operator", KIND, new, {**body, "code": "320501"}) == "number_taken:code"
    assert world.why("operator", KIND, ids.new_id(), body) == "number_taken:code"


@pytest.mark.parametrize("code", ["jx-1", "JX--1", "ＪX-1", "JX—1", "JХ-1"])
def test_no_code_looks_like_another(database: Database, code: str) -> None:
    world, body = World(database), {"kind": "body", "code": "JX-1", "name": "测试认证有限公司"}
    world.did("operator", KIND, ids.new_id(), body)
    why = world.why("operator", KIND, ids.new_id(), {**body, "code": code})
    assert why in ("code_twin:code", "bad_shape:code")
    assert why == "code_twin:code" or not code.isascii()


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("kind", "bank", "bad_shape:kind"),
        ("code", "", "bad_shape:code"),
        ("name", "", "bad_shape:name"),
        ("uscc", "91320600000000000X", "bad_uscc:uscc"),
        ("parent", "00000000-0000-7000-8000-000000000000", "absent:parent"),
    ],
)
def test_a_wrong_value_is_named(database: Database, field: str, value: str, why: str) -> None:
    world = World(database)
    body = {**BODY, "parent": world.organisations["320000"], field: value}
    assert world.why("operator", KIND, ids.new_id(), body) == why


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"kind": "body"}, "region_of_office:region"),
        ({"kind": "company", "region": None}, "parent_of_city:parent"),
        ({"name": "无锡市知识产权局"}, "region_other_name:region"),
        ({"code": "320200"}, "code_other_region:code"),
        ({"code": "329900"}, "code_no_region:code"),
        ({"kind": "province_office", "region": "320000", "code": "JS"}, "region_other_name:region"),
    ],
)
def test_name_code_and_region_of_an_office_are_one_places(
    database: Database, changed: dict[str, str], why: str
) -> None:
    world = World(database)
    body = {**BODY, "parent": world.organisations["320000"], **changed}
    assert world.why("operator", KIND, ids.new_id(), body) == why


@pytest.mark.usefixtures("of_before")
def test_a_row_of_the_log_keeps_the_code_of_its_day(database: Database) -> None:
    world = World(database)
    body = {**BODY, "code": "329900", "parent": world.organisations["320000"]}
    op = {"id": ids.new_id(), "kind": KIND, "v": 4, "subject": ids.new_id(), "base": {}, "body": body}
    assert apply(database, op, world.actor("operator"), NOW).why == "code_no_region"
    with database.writing() as connection:
        batch = OpBatch(connection, NOW, replaying=True)
        assert batch.apply_one({**op, "id": ids.new_id()}, world.actor("operator")).outcome == "done"
        batch.flush()
