"""The quick checks never let through what the full schema would refuse or change."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marshmallow import ValidationError

from schemas import quick
from schemas.fields import LONE, tidy
from schemas.loading import _ENVELOPE, _READY, load_body, load_envelope

NOBODY = "0190c7a0-0000-7000-8000-000000000002"
ids = st.uuids().map(str)
words = st.one_of(
    st.text(max_size=8),
    st.sampled_from(["judgement.set", "7.4.1", "conforms", "", " ", "\x00", "é", "ab\n", "_x", "A"]),
)
values = st.one_of(words, ids, st.integers(-2, 120), st.none(), st.booleans(), st.floats(), st.lists(ids, max_size=3))
right_body = st.fixed_dictionaries(
    {
        "visit": ids,
        "ref": st.sampled_from(["7.4.1", "plan.risk"]),
        "value": st.sampled_from([None, "conforms", "observation"]),
    }
)
right_record = st.fixed_dictionaries(
    {
        "visit": ids,
        "ref": st.sampled_from(["7.4.1", "plan.risk"]),
        "department": st.sampled_from(["", "研发中心", "R&D"]),
        "text": st.sampled_from(["", "抽查立项检索记录三份，均有结论。", "three\nlines\tof text", "é"]),
    }
)
right = st.fixed_dictionaries(
    {
        "id": ids,
        "kind": st.just("judgement.set"),
        "v": st.just(1),
        "subject": ids,
        "base": st.dictionaries(st.sampled_from(["value", "text"]), st.lists(ids, max_size=3), max_size=2),
        "body": right_body,
        "device": st.one_of(st.none(), st.just("tablet-1")),
    }
)


def spoilt(whole: Any) -> Any:
    """The right shape with one entry changed, left out or added."""
    return st.tuples(whole, st.sampled_from(["change", "drop", "add"]), st.integers(0, 6), words, values).map(_spoil)


def _spoil(parts: tuple[dict[str, Any], str, int, str, Any]) -> dict[str, Any]:
    whole, how, at, name, value = parts
    keys, whole = list(whole), dict(whole)
    if how == "change":
        whole[keys[at % len(keys)]] = value
    elif how == "drop":
        whole.pop(keys[at % len(keys)])
    else:
        whole[name] = value
    return whole


@settings(max_examples=1500, deadline=None)
@given(st.one_of(right, spoilt(right)))
def test_a_quick_yes_to_an_envelope_is_the_schemas_yes(data: dict[str, Any]) -> None:
    found = quick.envelope(data)
    if found is not None:
        assert _ENVELOPE.load(data) == found


@settings(max_examples=1500, deadline=None)
@given(st.one_of(right_body, spoilt(right_body), right_record, spoilt(right_record)))
def test_a_quick_yes_to_a_body_is_the_schemas_yes(body: dict[str, Any]) -> None:
    for (kind, v), common in quick.BODIES.items():
        if common(body):
            assert _READY[kind, v].load(body) == body


@given(right, right_record)
def test_the_common_op_takes_the_quick_way(data: dict[str, Any], record: dict[str, Any]) -> None:
    assert quick.envelope(data) is data
    assert quick.judgement_set(data["body"]) and quick.record_set(record)
    told = data | {"kind": "record.set", "subject": f"{data['id']}/7.4.1/研发中心/{data['id']}", "body": record}
    assert load_envelope(told) is told and load_body("record.set", 1, record) is record


@pytest.mark.parametrize("half", ["\ud800", {"a": "\udfff"}, ["\ud800"]])
@pytest.mark.parametrize("kind", [kind for kind, _v in quick.BODIES])
def test_half_a_character_never_comes_through_with_a_common_op(kind: str, half: Any) -> None:
    known = {"visit": NOBODY, "ref": half, "value": None}
    told = {"id": NOBODY, "kind": kind, "v": 1, "subject": "x", "base": {}, "body": known, "device": None}
    assert not LONE.search(str(load_envelope(told)["body"]))
    with pytest.raises(ValidationError):
        load_body(kind, 1, known)


UNTIDY = {
    "一\x0b二\x0c三": "一\n二\n三",
    "一\u2028二\u2029三\x85四": "一\n二\n三\n四",
    "一\r\n二\r三\n": "一\n二\n三\n",
    "一\x00\x07二\x1b\x7f\x9f": "一二",
    "一\ud800二\udfff": "一二",
    "e\u0301": "é",
    "一\t二": "一\t二",
    "😀\u200d": "😀\u200d",
    "张\u202e三\u202c": "张三",
    "\ufeff台\u200b账\u2066（一）\u2069\u200e\u200f\u061c": "台账（一）",
    "知\xad识\u034f产\u2060权\u180e\u206f": "知识产权",
}


@pytest.mark.parametrize(("pasted", "kept"), UNTIDY.items())
def test_pasted_text_comes_out_tidy_whatever_the_kind(pasted: str, kept: str) -> None:
    for kind, body in (("record.set", {"text": pasted}), ("spot_check.conclude", {"parts": [{"note": pasted}]})):
        told = {"id": NOBODY, "kind": kind, "v": 1, "subject": "x", "base": {}, "body": body, "device": None}
        assert kept in (
            load_envelope(told)["body"].get("text"),
            load_envelope(told)["body"].get("parts", [{}])[0].get("note"),
        )


@given(st.text(st.characters(codec=None)))
def test_tidy_twice_is_tidy_once(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)
