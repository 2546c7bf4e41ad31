"""organisation.create: the operator and the house found organisations; a code is used once in the whole house."""

import pytest

from audit_app.rules import ids
from audit_app.store.db import Database
from tests.ops.people_kit import STAFF, World

KIND = "organisation.create"
BODY = {"kind": "city_office", "code": "320500", "name": "苏州市知识产权局", "region": "320500"}


def test_an_organisation_is_founded_under_the_office_above_it(database: Database) -> None:
    world, new = World(database), ids.new_id()
    body = {**BODY, "parent": world.organisations["320000"]}
    assert world.did("operator", KIND, new, body) == {"organisations"}
    row = world.row("organisations", new)
    assert (row["kind"], row["code"], row["parent_id"]) == ("city_office", "320500", world.organisations["320000"])
    assert world.did("house", KIND, ids.new_id(), {**BODY, "code": "ZQ", "kind": "body"}) == {"organisations"}


def test_nobody_else_founds_one_and_a_repeat_is_once(database: Database) -> None:
    world, new = World(database), ids.new_id()
    assert world.turned_away(KIND, new, BODY, "house") == {"not_permitted": set(STAFF)}
    world.is_once("operator", KIND, new, BODY)
    assert world.why("operator", KIND, new, {**BODY, "code": "320501"}) == "number_taken:code"
    assert world.why("operator", KIND, ids.new_id(), BODY) == "number_taken:code"


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
    assert World(database).why("operator", KIND, ids.new_id(), {**BODY, field: value}) == why
