"""/field/a/<code>: one document with the whole pack; only for the team."""

import json
import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from audit_app.demo.script import known_id
from tests.rooms.conftest import SignedIn
from tests.rooms.field.conftest import judge, sync


def pack_of(client: FlaskClient, address: str = "/field/a/A1") -> Any:
    page = client.get(address)
    assert page.status_code == 200
    found = re.search(r'<script type="application/json" id="pack">(.*?)</script>', page.text, re.S)
    assert found
    return json.loads(found.group(1))


def test_the_pack_holds_what_was_recorded_counted_as_the_tablet_counts(signed_in: SignedIn, a1: str) -> None:
    pack = pack_of(signed_in("chenjing"))
    state = pack["state"]
    judged = [one for one in state["judgements"].values() if one["value"]]
    clauses = {ref for ref, one in state["judgements"].items() if one["value"]} | {
        one["ref"] for one in state["records"]
    }
    counted = len(clauses) + sum(len(state[name]) for name in ("samples", "interviews", "photos", "nonconformities"))
    assert (len(judged), counted, pack["items"]) == (33, 61, 61)
    assert len(pack["refs"]) == 45 and pack["standard"] == "GB/T 29490—2013"
    assert [one["number"] for one in state["photos"] if one["ref"] == "7.4.1"] == [
        f"启衡-7.4.1-B0{n}" for n in (1, 2, 3)
    ]
    mine = [
        one["ref"]
        for one in pack["refs"]
        if pack["owners"][one["ref"]] == pack["me"]["id"] and one["ref"] not in state["judgements"]
    ]
    assert mine == ["7.4.1", "7.4.2", "7.4.3", "7.5", "9.1", "9.2", "9.3"]


def test_the_pack_says_who_i_am_and_what_my_role_may(signed_in: SignedIn, a1: str) -> None:
    me = pack_of(signed_in("chenjing"))["me"]
    assert (me["name"], me["letter"], me["role"]) == ("陈静", "B", "auditor")
    assert "judgement.set" in me["may"] and "nonconformity.raise" in me["may"]


def test_terms_and_days_off_are_those_of_the_server(signed_in: SignedIn, a1: str) -> None:
    pack = pack_of(signed_in("chenjing"))
    assert (pack["closing_on"], pack["terms"]) == (
        "2023-10-27",
        {"presets": [15, 30, 60], "minor": 30, "major": 90, "unit": "day"},
    )
    assert "2023-11-26" in pack["rest_days"] and "2023-11-27" not in pack["rest_days"]
    assert pack["state"]["nonconformities"][0]["due_on"] == "2023-11-27"


def test_every_address_of_the_audit_is_the_same_document(signed_in: SignedIn, a1: str) -> None:
    client = signed_in("chenjing")
    assert pack_of(client) == pack_of(client, "/field/a/A1/c/7.4.1") == pack_of(client, "/field/a/A1/nc/B-01")


def test_two_values_are_both_in_the_pack(signed_in: SignedIn, a1: str) -> None:
    mine, hers = judge("7.5", "conforms"), judge("7.5", "observation")
    assert sync(signed_in("chenjing"), mine).json["outcomes"][0]["outcome"] == "done"
    assert sync(signed_in("liyan"), hers, device="平板-01").json["outcomes"][0]["outcome"] == "done"
    one = pack_of(signed_in("liyan"))["state"]["judgements"]["7.5"]
    assert one["conflict"] and {(head["author_name"], head["value"]) for head in one["heads"]} == {
        ("陈静", "conforms"),
        ("李岩", "observation"),
    }


def test_an_audit_keeps_its_edition_and_the_new_one_has_the_other(signed_in: SignedIn, a1: str) -> None:
    assert pack_of(signed_in("chenjing"), "/field/a/A2")["standard"] == "GB/T 29490—2023"


@pytest.mark.parametrize("who, status", [("linfan", 404), ("heming", 403), ("qianlei", 404)])
def test_strangers_do_not_read_it(signed_in: SignedIn, a1: str, who: str, status: int) -> None:
    assert signed_in(who).get("/field/a/A1").status_code == status


def test_what_is_not_there_and_what_is_foreign_look_alike(signed_in: SignedIn, a1: str) -> None:
    client = signed_in("linfan")
    foreign, absent = client.get("/field/a/A1"), client.get("/field/a/ZZ")
    assert foreign.status_code == absent.status_code == 404 and foreign.text == absent.text
    assert client.get(f"/field/s/{known_id('A1')}").status_code == 404
    assert signed_in("chenjing").get(f"/field/s/{known_id('A1')}").status_code == 404
