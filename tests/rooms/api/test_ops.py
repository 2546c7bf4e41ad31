"""The door for programs: one op or many, outcomes in their order, the first answer again for a repeated one."""

import json
from typing import Any

from flask.testing import FlaskClient

from audit_app import ops
from audit_app.demo.script import Script, known_id
from audit_app.rules import ids
from audit_app.store import people
from tests.rooms.conftest import SignedIn


def disable(account: str) -> dict[str, Any]:
    return ops.make("user.disable", known_id(account), {})


def send(client: FlaskClient, sent: Any) -> Any:
    answer = client.post("/api/ops", data=json.dumps(sent), content_type="application/json")
    assert answer.status_code == 200, answer.json
    return answer.json["outcomes"]


def test_one_op_is_carried_out_and_answered(signed_in: SignedIn, script: Script) -> None:
    (outcome,) = send(signed_in("fengjie"), disable("qinyu"))
    assert outcome["outcome"] == "done" and outcome["seq"] > 0
    with script.database.reading() as connection:
        assert people.get_user(connection, known_id("qinyu"))["active"] == 0  # type: ignore[index]


def test_a_list_is_answered_in_its_order_each_for_itself(signed_in: SignedIn) -> None:
    many = [
        disable("qinyu"),
        disable("linfan"),
        {**disable("heming"), "kind": "of.tomorrow"},
        {"id": 3},
        disable("heming"),
    ]
    outcomes = send(signed_in("fengjie"), many)
    assert [one["outcome"] for one in outcomes] == ["done", "refused", "held", "refused", "done"]
    assert [one["why"] for one in outcomes] == [None, "absent", "unknown_kind", "bad_shape", None]


def test_the_same_op_again_gets_the_same_answer(signed_in: SignedIn) -> None:
    client, op = signed_in("fengjie"), disable("qinyu")
    first, again = client.post("/api/ops", json=op), client.post("/api/ops", json=op)
    assert first.data == again.data


def test_who_may_not_is_refused_with_a_sentence(signed_in: SignedIn) -> None:
    (outcome,) = send(signed_in("chenjing"), disable("qinyu"))
    assert outcome["outcome"] == "refused" and outcome["why"] == "not_permitted" and outcome["sentence"]


def test_a_password_that_nobody_set_is_not_said_to_be_set(signed_in: SignedIn) -> None:
    op = ops.make("credential.set", known_id("liyan"), {"credential": "password"})
    client = signed_in("liyan")
    assert client.post("/api/ops", json=op).status_code == 403
    asked = {"device": ids.new_id(), "since": 0, "visits": [], "ops": [op], "have": []}
    assert client.post("/field/sync", json=asked).status_code == 403


def test_more_than_five_hundred_are_too_many(signed_in: SignedIn, script: Script) -> None:
    answer = signed_in("fengjie").post("/api/ops", json=[disable("qinyu") for _ in range(501)])
    assert answer.status_code == 422 and answer.json["errors"] == {"_schema": ["一次最多 500 条"]}
    with script.database.reading() as connection:
        assert people.get_user(connection, known_id("qinyu"))["active"] == 1  # type: ignore[index]


def test_a_stranger_is_turned_away(stranger: FlaskClient) -> None:
    answer = stranger.post("/api/ops", json=disable("qinyu"))
    assert answer.status_code == 401 and answer.json["code"] == "http_401"


ODD: list[Any] = [
    {**ops.make("user.disable", "x", {}), "id": "00000000-0000-0000-0000-000000000000"},
    3,
    "op",
    [],
    [[]],
    {"id": []},
    {"id": {}},
    {"id": ids.new_id(), "base": {"a": [[]]}},
    {"id": ids.new_id(), "base": {"a": [{}]}},
    {**ops.make("x.y", "s", {"a": "\ud800"})},
    {**ops.make("x.y", "s\x00", {})},
    {**ops.make("x.y", "s", {"n": 10**400})},
    {**ops.make("x.y", "s", {"a\x00": "\x00"})},
    {**ops.make("judgement.set", "\ud800", {})},
    {**ops.make("user.disable", "x", {}), "v": 2**70},
    {**ops.make("user.disable", "x", {}), "base": {"\x00": []}},
    {**ops.make("user.disable", "x", {}), "device": "\x00"},
]


def test_odd_ops_are_refused_or_held_and_break_nothing(signed_in: SignedIn) -> None:
    client = signed_in("fengjie")
    for odd in ODD:
        for outcome in send(client, odd):
            assert outcome["outcome"] in {"refused", "held"}, odd
