"""The published editions: what they hold, how their numbers are shown, and what their digest covers."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections import Counter
from dataclasses import replace

import pytest

from checklists import UnknownEdition, UnknownRef, available, from_data, load

PUBLIC_ITEM = {
    "ref", "parent", "number", "number_status", "title", "prompts", "records", "methods", "departments", "pdca",
    "when", "leaf",
}  # fmt: skip


def test_both_editions_and_the_spot_check_lists_are_available() -> None:
    assert available() == [
        "gbt-29490-2013", "gbt-29490-2013.2", "gbt-29490-2023", "gbt-29490-2023.2", "spot-check-29490", "spot-check-29490-2023",
    ]  # fmt: skip


def test_the_2013_edition_has_45_leaves_in_the_known_chapters() -> None:
    edition = load("gbt-29490-2013")
    per_chapter = Counter(edition.chapter_of(leaf.ref).ref for leaf in edition.leaves)
    assert per_chapter == {"4": 5, "5": 11, "6": 9, "7": 12, "8": 5, "9": 3}
    titles = [chapter.title for chapter in edition.chapters]
    assert titles == ["知识产权管理体系", "管理职责", "资源管理", "基础管理", "实施和运行", "审核和改进"]


def test_every_number_of_2013_is_its_ref_and_proven() -> None:
    edition = load("gbt-29490-2013")
    assert all(item.number == item.ref and item.number_status == "proven" for item in edition.items)


def test_the_questions_of_7_4_1_are_those_of_the_clause_page() -> None:
    assert [prompt.zh for prompt in load("gbt-29490-2013").item("7.4.1").prompts] == [
        "办公设备和软件：怎样排查侵权风险？抽正版软件清单与采购合同",
        "主导产品：多久监控一次他人专利？抽最近 12 个月的记录和结论",
        "发现风险之后：有没有预案、责任人？抽 1 份处置记录",
    ]


def test_no_ref_of_2023_carries_a_number() -> None:
    assert [item.ref for item in load("gbt-29490-2023").items if any(sign.isdigit() for sign in item.ref)] == []


def test_only_four_numbers_of_2023_are_proven_and_none_below_operation_is_given() -> None:
    edition = load("gbt-29490-2023")
    assert {i.number for i in edition.items if i.number_status == "proven"} == {"7.1", "7.2", "7.4", "9.1"}
    below = [i for i in edition.items if edition.chapter_of(i.ref).ref == "operation" and i.parent]
    assert len(below) > 40 and all(i.number is None and i.number_status == "unverified" for i in below)
    assert all(i.number is None for i in edition.items if i.ref in ("plan.risk", "plan.objectives", "plan.change"))


def test_the_topics_named_in_the_decisions_exist() -> None:
    refs = {leaf.ref for leaf in load("gbt-29490-2023").leaves}
    named = {
        "obligations",
        "plan.risk",
        "plan.objectives",
        "plan.change",
        "base.patent.maintain",
        "biz.rnd",
        "comp.review",
    }
    assert named <= refs


@pytest.mark.parametrize("edition_id", available())
def test_every_leaf_has_two_to_four_questions_and_all_its_fields(edition_id: str) -> None:
    for leaf in load(edition_id).leaves:
        assert 2 <= len(leaf.prompts) <= 4, leaf.ref
        assert leaf.records and leaf.methods and leaf.departments and leaf.pdca, leaf.ref


@pytest.mark.parametrize("edition_id", available())
def test_no_question_is_asked_twice_within_an_edition(edition_id: str) -> None:
    asked = Counter(prompt.zh for leaf in load(edition_id).leaves for prompt in leaf.prompts)
    assert [text for text, times in asked.items() if times > 1] == []


@pytest.mark.parametrize(
    ("spot", "whole"), [("spot-check-29490", "gbt-29490-2013"), ("spot-check-29490-2023", "gbt-29490-2023")]
)
def test_the_spot_check_list_stands_on_the_clauses_of_the_edition(spot: str, whole: str) -> None:
    for item in load(spot).items:
        same = load(whole).item(item.ref)
        assert (item.number, item.number_status, item.title, item.parent, item.leaf) == (
            same.number, same.number_status, same.title, same.parent, same.leaf,
        )  # fmt: skip
    assert 12 <= len(load(spot).leaves) <= 15


def test_paper_bears_a_proven_number_and_no_other() -> None:
    likely = next(one for one in load("gbt-29490-2023").items if one.number_status == "likely" and one.number)
    assert likely.printed("zh") == likely.title and likely.printed("en") == likely.title_en
    assert load("gbt-29490-2013").item("7.4.1").printed("zh").startswith("7.4.1 ")


def test_a_label_marks_a_likely_number_and_leaves_out_a_missing_one() -> None:
    edition = load("gbt-29490-2023")
    assert edition.item("resources").label() == "7.1 资源"
    assert edition.item("context").label() == "4.1（编号待核）理解企业及其环境"
    assert edition.item("context").label("en").startswith("4.1 (number unverified) ")
    assert edition.item("biz.rnd").label() == "研究开发"
    assert edition.item("biz.rnd").label("en") == "Research and development"


def test_documents_may_print_proven_numbers_only() -> None:
    edition = load("gbt-29490-2023")
    assert edition.item("resources").printed_number == "7.1"
    assert edition.item("context").printed_number is None
    assert edition.printed_standard == "GB/T 29490—2023"


def test_the_public_json_has_the_keys_of_the_contract() -> None:
    shown = load("gbt-29490-2023").as_json()
    assert set(shown) == {"id", "standard", "edition", "title", "digest", "items"}
    assert all(set(item) == PUBLIC_ITEM for item in shown["items"])
    assert json.loads(json.dumps(shown, ensure_ascii=False)) == shown


def test_the_digest_is_sha256_over_canonical_json_of_the_content() -> None:
    edition = load("gbt-29490-2013")
    text = json.dumps(edition.as_data(), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert edition.digest == hashlib.sha256(unicodedata.normalize("NFC", text).encode()).hexdigest()


def test_any_changed_word_changes_the_digest() -> None:
    edition = load("gbt-29490-2013")
    for field in ("title", "title_en", "ref", "pdca"):
        items = list(edition.items)
        items[-1] = replace(items[-1], **{field: "x"})
        assert replace(edition, items=tuple(items)).digest != edition.digest, field


def test_an_edition_survives_the_way_through_json() -> None:
    edition = load("gbt-29490-2023")
    again = from_data(json.loads(json.dumps(edition.as_data(), ensure_ascii=False)))
    assert again == edition and again.digest == edition.digest


def test_the_tree_is_walked_by_children_and_chapters() -> None:
    edition = load("gbt-29490-2023")
    assert [child.ref for child in edition.children("operation")] == ["operation.control", "base", "biz", "comp"]
    assert edition.chapter_of("base.patent.get").ref == "operation"


def test_unknown_ids_and_refs_are_answered_with_a_sentence() -> None:
    with pytest.raises(UnknownEdition, match="没有检查表 nothing"):
        load("nothing")
    with pytest.raises(UnknownRef, match=r"没有条款 9\.9"):
        load("gbt-29490-2013").item("9.9")
