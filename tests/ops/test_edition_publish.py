"""edition.publish: a body's own edition from its contents list, whole and once; others never see it."""

import json
from typing import Any

import pytest

from audit_app.rules import ids
from audit_app.store.db import Database
from checklists import load
from tests.ops.people_kit import OURS, STAFF, World

KIND = "edition.publish"
BASE = "gbt-29490-2013"


def body(world: World, **changed: Any) -> dict[str, Any]:
    rows = [{"ref": item.ref, "number": item.number, "title": item.title} for item in load(BASE).leaves]
    return {"organisation": world.organisations["JX"], "based_on": BASE, "source": "授权文本", "rows": rows, **changed}


def test_it_is_kept_whole_with_its_digest_and_audits_may_be_planned_on_it(database: Database) -> None:
    world, new = World(database), ids.new_id()
    assert world.did("fengjie", KIND, new, body(world)) == {"editions"}
    (row,) = world.rows("editions")
    content = json.loads(row["content"])
    assert (row["based_on"], row["source"], content["id"]) == (BASE, "授权文本", new)
    assert {item["ref"] for item in content["items"]} >= {leaf.ref for leaf in load(BASE).leaves}
    world.did("sunqian", "audit.plan", world.audit, {**world.plan(), "edition": new})
    assert world.row("visits", world.audit)["edition_digest"] == row["digest"]
    setting = {"name": "default_edition", "value": new}
    assert world.why("gaoyuan", "setting.set", world.organisations["ZY"], setting) == "edition_unknown:edition"


def test_only_administrators_of_the_body_publish(database: Database) -> None:
    world = World(database)
    said = world.turned_away(KIND, ids.new_id(), body(world), "fengjie")
    assert said == {"not_permitted": OURS - {"fengjie"}, "absent": {*STAFF, "house"} - OURS}


def test_a_repeat_is_once_and_no_edition_is_published_over_another(database: Database) -> None:
    world, new = World(database), ids.new_id()
    world.is_once("fengjie", KIND, new, body(world))
    assert world.why("fengjie", KIND, new, body(world)) == "number_taken"
    assert world.why("fengjie", KIND, BASE, body(world)) == "bad_id:subject", "the name of a shipped one is no id"


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"based_on": "gbt-29490-1999"}, "edition_unknown:based_on"),
        ({"rows": [{"ref": "7.4.1", "number": "7.4.1", "title": ""}]}, "contents_list:rows"),
        ({"rows": [{"number": "7.4.1"}]}, "contents_list:rows"),
        ({"rows": [{"ref": "99", "number": "99", "title": "没有的条"}]}, "contents_list:rows"),
        ({"rows": []}, "bad_shape:rows"),
        ({"source": ""}, "bad_shape:source"),
    ],
)
def test_a_list_that_does_not_fit_is_refused_whole(database: Database, changed: dict[str, Any], why: str) -> None:
    world = World(database)
    assert world.why("fengjie", KIND, ids.new_id(), body(world, **changed)) == why
