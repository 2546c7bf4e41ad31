"""Words that no page of the sample shows by chance: every act of a history, and sentences with a number in them."""

import json
import re

import pytest
from flask import Flask
from flask_babel import force_locale

from audit_app import correcting
from audit_app.field.pack import KINDS
from audit_app.regulator.words import act_word
from audit_app.review.nonconformities import DONE
from audit_app.rules.campaign import SPOT_CHECK
from audit_app.rules.followup import RECTIFICATION, REGULATORY_INTERVIEW, REMINDER
from audit_app.rules.machine import Machine
from schemas.ops import SHAPES
from tests.test_words import HAN, ROOT, catalogue
from tests.whole.routes import bare_app

MACHINES = {
    "spot_check": SPOT_CHECK, "rectification": RECTIFICATION, "reminder": REMINDER, "regulatory_interview": REGULATORY_INTERVIEW,
}  # fmt: skip
SHOWN = sorted({kind for kind, _version in SHAPES if kind.partition(".")[0] in MACHINES})
HISTORY = (ROOT / "audit_app/static/field/history.js").read_text(encoding="utf-8")
NAMES = "number|name|names|other|city|title|label|who|ref|column|day|time|words|text"
"""Placeholders that hold no number."""
LARGE = "width|height|most|coming|expected|received"
"""Limits that the program sets itself, and sizes: never one."""
NEVER_ONE = {"最多 %(n)s 个字", "至少 %(n)s 字", "先列前 %(n)s 行"}
"""Limits that the program sets itself."""
COUNTED = re.compile(rf"%\((?!(?:{NAMES}|{LARGE})\))\w+\)s (?:[a-z]+ )?([a-z]{{2,}}[^s\W]s(?<!this)|people)\b")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return bare_app(str(tmp_path_factory.mktemp("bare")))


@pytest.mark.parametrize("kind", SHOWN)
def test_each_act_at_the_office_has_its_verb_in_both_languages(house: Flask, kind: str) -> None:
    machine: Machine = MACHINES[kind.partition(".")[0]]
    with house.test_request_context():
        with force_locale("zh"):
            chinese = act_word(machine, kind)
        with force_locale("en"):
            english = act_word(machine, kind)
    verb = kind.partition(".")[2]
    assert HAN.search(chinese) and not HAN.search(english)
    assert english != verb and "_" not in english


@pytest.mark.parametrize("kind", sorted({kind for kind, _ in SHAPES}))
def test_each_act_on_what_can_be_corrected_has_its_verb_in_both_languages(house: Flask, kind: str) -> None:
    with house.test_request_context():
        with force_locale("zh"):
            assert HAN.search(correcting.act_word(kind))
        with force_locale("en"):
            assert not HAN.search(said := correcting.act_word(kind)) and "." not in said


def test_each_act_on_a_nonconformity_has_its_verb_at_the_desk() -> None:
    assert set(DONE) == {kind for kind, _version in SHAPES if kind.startswith("nonconformity.")}
    assert [word for word in DONE.values() if not catalogue().get(word) or not catalogue().get(word).string] == []


def test_each_act_of_a_history_on_the_tablet_has_its_words_and_their_english() -> None:
    english = json.loads((ROOT / "audit_app/translations/field.json").read_text(encoding="utf-8"))
    table = HISTORY.partition("const KIND_WORDS = {")[2].partition("\n};")[0]
    for kind in [one for one in KINDS if one.partition(".")[0] in ("judgement", "record", "nonconformity")]:
        assert f'"{kind}":' in table, kind
    assert [said for said in re.findall(r't\("([^"]+)"', table) if said not in english] == []


def counts_things(english: str) -> bool:
    return COUNTED.search(english) is not None


def test_no_sentence_says_1_things() -> None:
    """A number from data stands for itself (`Rows: 1`), or goes through count_words; it never stands before a plural."""
    found = [m.id for m in catalogue() if m.id and m.id not in NEVER_ONE and counts_things(str(m.string))]
    field = json.loads((ROOT / "audit_app/translations/field.json").read_text(encoding="utf-8"))
    assert found + [chinese for chinese, english in field.items() if counts_things(english)] == []


@pytest.mark.parametrize(
    ("english", "told"),
    [("%(n)s companies drawn", True), ("/ %(n)s open cities", True), ("%(n)s people", True), ("%(name)s is full", False),
     ("Rows: %(n)s", False)],
)  # fmt: skip
def test_the_kind_of_sentence_is_caught(english: str, told: bool) -> None:
    assert counts_things(english) is told
