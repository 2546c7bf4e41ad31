"""Editions for programs: the shipped ones for everybody, a body's own ones for that body alone."""

from flask.testing import FlaskClient

from audit_app import ops
from audit_app.demo.script import Script, known_id
from audit_app.rules import ids
from checklists import available, load
from tests.rooms.conftest import SignedIn


def test_all_shipped_editions_are_listed(signed_in: SignedIn) -> None:
    listed = signed_in("wuhao").get("/api/checklists").json["checklists"]
    assert [one["id"] for one in listed] == list(available())
    assert {one["id"]: one["leaves"] for one in listed}["gbt-29490-2013"] == 45


def test_one_edition_comes_with_its_clauses(signed_in: SignedIn) -> None:
    given = signed_in("liyan").get("/api/checklists/gbt-29490-2013").json
    edition = load("gbt-29490-2013")
    assert given["digest"] == edition.digest
    assert [item["ref"] for item in given["items"]] == [item.ref for item in edition.items]
    assert not [item for item in given["items"] if "inferred_from" in item]
    leaf = next(item for item in given["items"] if item["leaf"])
    assert all(prompt["zh"] and prompt["en"] for prompt in leaf["prompts"])


def test_a_topic_that_was_concluded_says_from_what(signed_in: SignedIn) -> None:
    items = signed_in("liyan").get("/api/checklists/gbt-29490-2023.2").json["items"]
    assert {item["ref"]: item.get("inferred_from") for item in items}["comp.review"] == "ISO 37301"


def test_a_bodys_own_edition_is_its_own(signed_in: SignedIn, script: Script) -> None:
    mine = ids.new_id()
    rows = [
        {"ref": item.ref, "number": item.number or "", "title": item.title, "under": "", "row": at}
        for at, item in enumerate(load("gbt-29490-2013").items, 2)
        if item.leaf
    ]
    body = {"organisation": known_id("JX"), "based_on": "gbt-29490-2013", "source": "licensed copy", "rows": rows}
    outcome = signed_in("fengjie").post("/api/ops", json=ops.make("edition.publish", mine, body)).json["outcomes"][0]
    assert outcome["outcome"] == "done", outcome
    own = signed_in("liyan")
    (line,) = [one for one in own.get("/api/checklists").json["checklists"] if one["own"]]
    assert own.get(f"/api/checklists/{line['id']}").status_code == 200
    foreign = signed_in("linfan")
    assert foreign.get(f"/api/checklists/{line['id']}").data == foreign.get("/api/checklists/absent").data
    assert [one for one in foreign.get("/api/checklists").json["checklists"] if one["own"]] == []


def test_strangers_and_absent_editions(stranger: FlaskClient, signed_in: SignedIn) -> None:
    assert (
        stranger.get("/api/checklists").status_code == stranger.get("/api/checklists/gbt-29490-2013").status_code == 401
    )
    assert signed_in("liyan").get("/api/checklists/absent").status_code == 404
