"""The table of refusals: every sentence says what and what to do, in any language, and never breaks."""

import ast
import re
from pathlib import Path

import pytest

from audit_app.ops.editions import named_in
from audit_app.rules.refusals import N_, SENTENCES, STATUS, Refused
from checklists import load

APP = Path(__file__).parents[2] / "audit_app"


def test_every_sentence_says_what_is_wrong_and_what_to_do():
    for code, sentence in SENTENCES.items():
        assert sentence.endswith("。"), code
        assert len(re.split("[。；，]", sentence)) > 2, f"{code}: only half of it"


def test_what_is_not_permitted_is_403_what_is_absent_404_and_everything_else_422():
    forbidden = {
        "not_permitted",
        "not_independent",
        "not_on_team",
        "not_sent",
        "recused",
        "recused_since",
        "release_in_review",
    }
    assert {code for code in SENTENCES if STATUS[code] == 403} == forbidden
    assert {code for code in SENTENCES if STATUS[code] == 404} == {"absent"}
    assert {code for code in SENTENCES if STATUS[code] == 409} == {"damaged_original"}
    assert {STATUS[code] for code in SENTENCES} == {403, 404, 409, 422}


def test_a_refusal_carries_its_code_field_and_details():
    no = Refused("quota_too_large", "quota", frame=12, quota=30)
    assert no.as_dict() == {
        "code": "quota_too_large",
        "field": "quota",
        "sentence": "名录里当天有效的只有 12 家，抽不出 30 家。请减少家数或补全名录。",
        "details": {"frame": 12, "quota": 30},
    }
    assert str(no) == no.sentence


def test_a_code_without_a_sentence_cannot_be_raised():
    with pytest.raises(KeyError, match="no sentence"):
        Refused("because")


def test_no_sentence_breaks_when_a_detail_was_forgotten_or_looks_like_a_template():
    for code in SENTENCES:
        assert "{" not in Refused(code).sentence
        assert Refused(code, "field", value="{0.__class__}", name="{", reason="}").sentence


def test_lists_are_joined_the_chinese_way():
    no = Refused("not_complete", missing_words=["严重程度", "事实描述"], count=2)
    assert no.sentence == "还差 2 处：严重程度、事实描述。补上后再继续。"


def test_template_and_words_are_translated_and_the_users_text_is_not():
    english = {
        SENTENCES["bad_uscc"]: "Code {value}: {reason_word}.",
        "应为 {n} 位": "needs {n} characters",
        "严重程度": "severity",
    }
    no = Refused("bad_uscc", value="严重程度", reason_word="应为 {n} 位", n=18)
    assert no.in_words(lambda text: english.get(text, text)) == "Code 严重程度: needs 18 characters."


def test_the_fields_name_stands_in_the_sentence():
    assert Refused("missing", "fact").sentence == "「fact」还没有填。请补上后再提交。"
    assert Refused("missing", "fact", field_word=N_("事实描述")).sentence == "「事实描述」还没有填。请补上后再提交。"


def is_call(node, name):
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") == name and node.args


def test_every_code_raised_anywhere_has_a_sentence():
    raised = {}
    for path in APP.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if is_call(node, "Refused") and isinstance(node.args[0], ast.Constant):
                raised[node.args[0].value] = path.name
    assert len(raised) > 12
    assert {code: where for code, where in raised.items() if code not in SENTENCES} == {}


def test_every_sentence_is_marked_for_extraction():
    tree = ast.parse((APP / "rules" / "refusals.py").read_text())
    marked = {
        node.args[0].value
        for node in ast.walk(tree)
        if is_call(node, "N_")
        and isinstance(node.args[0], ast.Constant)
        and getattr(node.func, "id", "") == "N_"
        and isinstance(node.args[0], ast.Constant)
    }
    assert set(SENTENCES.values()) <= marked


def test_a_clause_is_named_by_number_and_title_in_the_language_of_the_sentence():
    clauses = named_in(load("spot-check-29490-2023"), ["system", "elsewhere"])
    no = Refused("judged_not_listed", "note", clauses=clauses, least=10)
    assert "现场判为不符合的 4.4（编号待核）知识产权合规管理体系及其过程、elsewhere 没有列为问题" in no.sentence
    english = no.in_words(lambda text: "{clauses} is missing." if text == SENTENCES[no.code] else text)
    assert english == "4.4 (number unverified) The management system and its processes, elsewhere is missing."
