"""setting.set: which edition a body's next audit starts from, and which rule pack counts its terms."""

from audit_app.rules import ids
from audit_app.store.db import Database
from tests.ops.people_kit import OURS, STAFF, World

KIND = "setting.set"
BODY = {"name": "default_edition", "value": "gbt-29490-2023"}


def test_a_setting_is_kept_and_the_next_value_takes_its_place(database: Database) -> None:
    world = World(database)
    ours = world.organisations["JX"]
    for value in ("gbt-29490-2013", "gbt-29490-2023"):
        assert world.did("fengjie", KIND, ours, {**BODY, "value": value}) == {"settings"}
    assert world.did("fengjie", KIND, ours, {"name": "rule_pack", "value": "body-default"}) == {"settings"}
    kept = {(row["organisation_id"], row["name"]): row["value"] for row in world.rows("settings")}
    assert kept == {(ours, "default_edition"): "gbt-29490-2023", (ours, "rule_pack"): "body-default"}


def test_only_administrators_of_the_body_set_it(database: Database) -> None:
    world = World(database)
    said = world.turned_away(KIND, world.organisations["JX"], BODY, "fengjie")
    assert said == {"not_permitted": OURS - {"fengjie"}, "absent": {*STAFF, "house"} - OURS}
    assert world.why("wuhao", KIND, world.organisations["320600"], BODY) == "not_permitted"
    assert world.why("fengjie", KIND, ids.new_id(), BODY) == "absent"


def test_a_repeat_is_once_and_what_is_not_there_cannot_be_chosen(database: Database) -> None:
    world = World(database)
    ours = world.organisations["JX"]
    world.is_once("fengjie", KIND, ours, BODY)
    assert world.did("fengjie", KIND, ours, BODY) == set()
    for name, value, why in (
        ("default_edition", "gbt-29490-1999", "edition_unknown:edition"),
        ("rule_pack", "jiangsu-1999", "bad_value:value"),
        ("colour", "red", "bad_shape:name"),
        ("rule_pack", "", "bad_shape:value"),
    ):
        assert world.why("fengjie", KIND, ours, {"name": name, "value": value}) == why
