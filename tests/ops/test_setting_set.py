"""setting.set: which edition a body's next audit starts from, which rule pack counts its terms, its words for the severities."""

from pathlib import Path

import pytest

from audit_app import undoing
from audit_app.ops import apply, make
from audit_app.ops import people as people_ops
from audit_app.ops.nonconformities import rule_pack
from audit_app.ops.replay import replay
from audit_app.rules import ids
from audit_app.store import people
from audit_app.store.db import Database
from audit_app.store.migrate import migrate
from checklists import rulepack, rulepacks, rulepacks_for_terms
from schemas.ops import SHAPES
from tests.ops.people_kit import OURS, STAFF, World
from tests.ops.site_kit import NOW

KIND = "setting.set"
BODY = {"name": "default_edition", "value": "gbt-29490-2023"}


def test_a_setting_is_kept_and_the_next_value_takes_its_place(database: Database) -> None:
    world = World(database)
    ours = world.organisations["JX"]
    for value in ("gbt-29490-2013", "gbt-29490-2023"):
        assert world.did("fengjie", KIND, ours, {**BODY, "value": value}) == {"settings"}
    assert world.did("fengjie", KIND, ours, {"name": "rule_pack", "value": "body-default"}) == {"settings"}
    assert world.did("fengjie", KIND, ours, {"name": "review_days", "value": "0"}) == {"settings"}
    assert world.did("fengjie", KIND, ours, {"name": "review_days", "value": "365"}) == {"settings"}
    assert world.did("fengjie", KIND, ours, {"name": "severity_words", "value": "slight"}) == {"settings"}
    kept = {(row["organisation_id"], row["name"]): row["value"] for row in world.rows("settings")}
    assert kept == {
        (ours, "default_edition"): "gbt-29490-2023",
        (ours, "rule_pack"): "body-default",
        (ours, "review_days"): "365",
        (ours, "severity_words"): "slight",
    }


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
        *(("review_days", value, "review_days:value") for value in ("-1", "366", "1.5", "三", "１０")),
        ("severity_words", "grave", "bad_value:value"),
        ("colour", "red", "bad_shape:name"),
        ("rule_pack", "", "bad_shape:value"),
    ):
        assert world.why("fengjie", KIND, ours, {"name": name, "value": value}) == why


def test_what_a_body_has_no_use_for_cannot_be_chosen(database: Database) -> None:
    world = World(database)
    ours = world.organisations["JX"]
    for name, value in (("rule_pack", "jiangsu-2023"), ("default_edition", "spot-check-29490")):
        assert world.why("fengjie", KIND, ours, {"name": name, "value": value}) == "bad_value:value"
    for name, value in (("rule_pack", "body-default"), ("review_days", "5"), ("default_edition", "gbt-29490-2023")):
        for code in ("320000", "320600"):
            place = world.organisations[code]
            assert world.why("operator", KIND, place, {"name": name, "value": value}) == "setting_not_here:name"
    assert world.did("operator", KIND, ours, {"name": "review_days", "value": "5"}) == {"settings"}, "the control"


def test_words_for_the_severities_came_with_version_3(database: Database) -> None:
    world = World(database)
    ours = world.organisations["JX"]
    asked = {**make(KIND, ours, {"name": "severity_words", "value": "slight"}), "v": 2}
    assert apply(database, asked, world.actor("fengjie"), NOW).why == "version_old"
    assert {*undoing.FIRST, "default_edition"} == set(SHAPES[KIND, 3]().fields["name"].words), (
        "each can be taken back when it was the first"
    )


@pytest.mark.usefixtures("of_before")
def test_every_pack_that_can_be_chosen_counts_terms_and_another_once_chosen_is_not_asked(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert set(rulepacks()) - set(rulepacks_for_terms()) == {"jiangsu-2023"}
    world = World(database)
    ours = world.organisations["JX"]
    old = {**make(KIND, ours, {"name": "rule_pack", "value": "jiangsu-2023"}), "v": 1}
    with monkeypatch.context() as once:
        once.setattr(people_ops, "_fits", lambda tx, name, value: None)
        assert apply(database, old, world.actor("fengjie"), NOW).outcome == "done"
    again = Database(f"sqlite:///{tmp_path}/again.db")
    migrate(again)
    replay(database, again)
    for place in (database, again):
        with place.reading() as connection:
            assert people.get_setting(connection, ours, "rule_pack") == "jiangsu-2023"
            assert rule_pack(connection, ours) == rulepack("body-default.2")
    again.close()
