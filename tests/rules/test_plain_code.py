"""A number is one number whatever dash, digit or letter it was typed with."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit_app.rules.followup import approval_of, body_keys, other_body
from audit_app.rules.identifiers import plain_code

DASHES = [one for one in map(chr, range(sys.maxunicode + 1)) if unicodedata.category(one) == "Pd"]
NUMBER = "CNCA-R-2002-001"
AS_TYPED = [
    "cnca-r-2002-001",
    *(f"CNCA{dash}R{dash}2002{dash}001" for dash in "–—―−‐‑‒⁃－﹣﹘ーｰ─━¯➖˗⸺一"),
    "CNCA——R——2002——001",
    "ＣＮＣＡ－Ｒ－２００２－００１",
    "CNCA-R-2〇〇2-〇〇1",
    "CNCA-R-2○○2-○○1",
    "CNCA-R-٢٠٠٢-٠٠١",
    "CNCA-R-²⁰⁰²-₀₀₁",
    "ℂℕℂ𝔸-ℝ-2002-001",
    "CNCÁ-R-2002-001",
    "CNCA\u0301-R-2002-0\u033801",
    "СNСА-R-2002-001",
    "CNCA -\u200bR-\ufeff2002-\u2066001\u2069",
]


@pytest.mark.parametrize("text", AS_TYPED)
def test_a_number_is_one_however_it_was_typed(text: str) -> None:
    assert plain_code(text) == NUMBER


@pytest.mark.parametrize("dash", [*DASHES, *"～〜⁓゠⸗╌╍┄┅┈┉╴╶╸╺╼╾ㅡￚ~∼∽˜〰㇐⎺⎼﹉﹊−ー"])
def test_what_looks_like_a_dash_is_one(dash: str) -> None:
    assert plain_code(f"CNCA{dash}R{dash}2002{dash * 2}001") == NUMBER


@pytest.mark.parametrize("text", ["苏知执字第12号", "84025IP21017R0M", NUMBER, ""])
def test_what_is_plain_stays(text: str) -> None:
    assert plain_code(text) == text


@given(st.text(max_size=30))
def test_what_was_folded_stays_as_it_is(text: str) -> None:
    assert plain_code(plain_code(text)) == plain_code(text)


def test_bodies_are_told_apart_by_the_folded_number() -> None:
    rows = [{"body": "甲认证", "approval_no": text} for text in AS_TYPED]
    assert {approval_of(row) for row in rows} == {NUMBER} == set(body_keys(rows))
    assert not any(other_body(rows[0], row) for row in rows)
    assert other_body(rows[0], {"body": "甲认证", "approval_no": "CNCA-R-2002-002"})
