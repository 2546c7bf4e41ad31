"""What others deleted of one's own work is told on every page of the tablet, on both engines."""

from typing import Any

from flask.testing import FlaskClient

from audit_app.rules import ids
from tests.rooms.conftest import SignedIn
from tests.rooms.field.conftest import VISIT, photo_bytes, photo_op, sync


def op(kind: str, subject: str, body: dict[str, Any], v: int = 1, **base: list[str]) -> dict[str, Any]:
    made = {"id": ids.new_id(), "kind": kind, "v": v, "subject": subject, "base": base, "device": "平板-03"}
    return made | {"body": {"visit": VISIT, **body}}


def sample() -> dict[str, Any]:
    said = {"ref": "7.4.1", "department": "", "population": 20, "drawn": 3, "method": "", "result": ""}
    return op("sample.add", ids.new_id(), said)


def interview() -> dict[str, Any]:
    return op("interview.add", ids.new_id(), {"ref": "7.4.1", "department": "", "post": "研发中心经理", "topic": ""})


def draft() -> dict[str, Any]:
    return op("nonconformity.draft", ids.new_id(), {"ref": "7.4.1", "number": "B-02", "severity": "minor"})


def gone(client: FlaskClient) -> list[tuple[str, str, str]]:
    """What the small pack tells: (kind, who, address)."""
    taken = client.get("/field/pack/today").json["pack"]["taken"]
    return [(one["kind"], one["author_name"], one["url"]) for one in taken]


def away(kind: str, added: dict[str, Any], **base: list[str]) -> dict[str, Any]:
    return op(f"{kind}.withdraw", added["subject"], {"reason": ""}, **base)


def test_whatever_another_deleted_of_mine_is_told_on_every_page(signed_in: SignedIn, a1: str) -> None:
    owner, leader = signed_in("chenjing"), signed_in("liyan")
    added = [sample(), interview(), photo_op(photo_bytes("#445566")), draft()]
    answer = sync(owner, *added).json
    assert {one["outcome"] for one in answer["outcomes"]} == {"done"} and gone(owner) == []
    heads = [added[3]["id"]]
    withdrawn = [away("sample", added[0]), away("interview", added[1]), away("photo", added[2])]
    withdrawn.append(away("nonconformity", added[3], clauses=heads, severity=heads))
    told = sync(leader, *withdrawn, device="平板-01").json
    assert {one["outcome"] for one in told["outcomes"]} == {"done"}
    kinds = ["sample", "interview", "photo", "nonconformity"]
    assert gone(owner) == [(kind, "李岩", "/field/a/A1") for kind in kinds]
    heard = sync(owner, since=answer["seq"], visits=[]).json
    assert [one["op"] for one in heard["taken"]] == [one["id"] for one in withdrawn]
    assert [one["place"] for one in heard["taken"]] == ["7.4.1 风险管理"] * 3 + [""]
    assert sync(owner, since=heard["seq"]).json["taken"] is None  # nothing new: nothing is read again
    assert gone(leader) == [] and gone(signed_in("heming")) == []


def test_who_deletes_his_own_or_brings_it_back_is_told_nothing(signed_in: SignedIn, a1: str) -> None:
    owner, leader, mine, form = signed_in("chenjing"), signed_in("liyan"), sample(), draft()
    sync(owner, mine, away("sample", mine), form)
    sync(leader, away("nonconformity", form, clauses=[form["id"]], severity=[form["id"]]), device="平板-01")
    assert [kind for kind, _who, _url in gone(owner)] == ["nonconformity"]
    sync(owner, op("nonconformity.restore", form["subject"], {}))
    assert gone(owner) == []


def test_words_of_mine_in_a_draft_of_another_count_as_mine(signed_in: SignedIn, a1: str) -> None:
    owner, leader, form = signed_in("chenjing"), signed_in("liyan"), draft()
    sync(leader, form, device="平板-01")
    written = op("nonconformity.set", form["subject"], {"fact": "未见记录"})
    assert sync(owner, written).json["outcomes"][0]["outcome"] == "done"
    seen = {"clauses": [form["id"]], "severity": [form["id"]], "fact": [written["id"]]}
    sync(leader, away("nonconformity", form, **seen), device="平板-01")
    assert [kind for kind, _who, _url in gone(owner)] == ["nonconformity"]
