"""The second published versions: better words on the clauses of the first, which stay as they were for audits that use them."""

from __future__ import annotations

import pytest

from checklists import Edition, available, load, map_editions, newest, offered
from checklists.edition import FORM_NUMBER
from checklists.loading import oldest
from checklists.mapping import names_elsewhere
from checklists.numbering import number

SECOND = ["gbt-29490-2013.2", "gbt-29490-2023.2"]
ASKED = {
    "7.6": ["涉密人员", "能接触的范围", "期限", "传递、保存和销毁", "用来做什么", "访客"],
    "7.4.2": ["别人侵犯企业的权利", "行政投诉"],
    "7.4.1": ["生产设备"],
    "7.2": ["改过名称或换过人", "分了几级"],
    "7.3.2": ["境外"],
    "7.3.3": ["将来竞争"],
    "7.3.4": ["许可承诺", "自己牵头的标准"],
    "7.3.5": ["自己发起的联盟"],
    "7.5": ["政府支持", "检索、代理、诉讼、咨询"],
    "8.1": ["竞争对手", "预案"],
    "8.2": ["几天内报告"],
    "8.3": ["供方资料"],
    "8.5": ["市场变了"],
}
ASKED_2023 = {
    "leadership": ["合规文化"],
    "base.patent.get": ["非正常申请"],
    "base.copyright.get": ["人工智能生成"],
    "base.other.gi": ["获取", "维护", "运用", "保护"],
    "comp.review": ["哪一步", "之前还是之后", "该审没审"],
    "comp.prohibited": ["非正常"],
}
LIKE_ISO_37301 = {
    "operation.control", "plan.change", "comp.risk", "comp.review", "comp.party", "comp.concern", "comp.investigate", "comp.respond",
}  # fmt: skip


def asked(edition: Edition, ref: str) -> str:
    return " ".join(prompt.zh for prompt in edition.item(ref).prompts)


def test_the_newest_of_each_is_offered_and_the_first_ones_stay() -> None:
    assert [one.id for one in offered("gbt-29490")] == SECOND
    assert [newest(one.removesuffix(".2")) for one in SECOND] == SECOND == [newest(one) for one in SECOND]
    assert {one.removesuffix(".2") for one in SECOND} <= set(available())
    assert newest("somebody's own") == "somebody's own"


def test_a_replacement_is_known_by_its_first_edition() -> None:
    assert [oldest(one) for one in SECOND] == ["gbt-29490-2013", "gbt-29490-2023"]
    assert oldest("gbt-29490-2023.2@abc") == oldest("gbt-29490-2023") == "gbt-29490-2023"


@pytest.mark.parametrize("name", SECOND)
def test_clauses_refs_and_conditions_are_those_of_the_first(name: str) -> None:
    old, new = load(newest(name).removesuffix(".2")), load(name)
    assert new.replaces == old.id and {leaf.ref: leaf.when for leaf in new.leaves} == {
        leaf.ref: leaf.when for leaf in old.leaves
    }
    assert {i.ref: (i.number, i.title) for i in new.items} == {i.ref: (i.number, i.title) for i in old.items}


@pytest.mark.parametrize(("ref", "words"), ASKED.items())
def test_2013_asks_what_was_missing(ref: str, words: list[str]) -> None:
    assert [one for one in words if one not in asked(load("gbt-29490-2013.2"), ref)] == []


@pytest.mark.parametrize(("ref", "words"), ASKED_2023.items())
def test_2023_asks_what_was_missing(ref: str, words: list[str]) -> None:
    assert [one for one in words if one not in asked(load("gbt-29490-2023.2"), ref)] == []


@pytest.mark.parametrize("name", SECOND)
def test_no_record_bears_one_company_s_form_number(name: str) -> None:
    records = [record for leaf in load(name).leaves for record in leaf.records]
    assert "管理评审报告" in records and [one for one in records if FORM_NUMBER.match(one)] == []


def test_no_number_of_2023_is_proven() -> None:
    """7.1, 7.2, 7.4 and 9.1 were seen in one manual only, and a word in a row without numbers is no second source of a number."""
    edition = load("gbt-29490-2023.2")
    assert {i.number_status for i in edition.items} == {"likely", "unverified"}
    assert [i.ref for i in edition.items if i.printed_number] == []
    assert {i.number_status for i in edition.items if i.number in ("7.1", "7.2", "7.4", "9.1")} == {"likely"}


def test_topics_concluded_from_another_standard_say_so() -> None:
    edition = load("gbt-29490-2023.2")
    assert {i.ref for i in edition.items if i.inferred_from} == LIKE_ISO_37301
    assert {i.inferred_from for i in edition.items} == {None, "ISO 37301"}
    shown = {item["ref"]: item.get("inferred_from") for item in edition.as_json()["items"]}
    assert shown["comp.review"] == "ISO 37301" and "inferred_from" not in edition.item("resources").as_json()
    assert Edition.from_data(edition.as_data()) == edition


def test_geographical_indications_stand_among_the_five_kinds() -> None:
    titles = [item.title for item in load("gbt-29490-2023.2").children("base")]
    assert titles == ["专利", "商标", "著作权", "地理标志", "商业秘密", "其他知识产权"]


def test_the_map_serves_every_version_in_both_directions() -> None:
    rows = map_editions("gbt-29490-2013", "gbt-29490-2023")
    assert rows and map_editions("gbt-29490-2013.2", "gbt-29490-2023.2") == rows == map_editions(
        "gbt-29490-2013", SECOND[1]
    )
    assert map_editions(*SECOND[::-1]) == [row.reversed() for row in rows]
    known = names_elsewhere("gbt-29490-2013")
    assert known and names_elsewhere(SECOND[0]) == known == names_elsewhere("gbt-29490-2013.2@abc")


def test_bare_titles_are_told_apart_by_what_stands_above_them() -> None:
    edition = load("gbt-29490-2023.2")
    assert edition.item("plan.general").name() == "通则（策划）" != edition.item("plan.general").title == "通则"
    assert edition.item("evaluation.general").label("en").endswith("General (Performance evaluation)")
    names = [item.name(lang) for lang in ("zh", "en") for item in edition.items]
    assert len(set(names)) == len(names)
    assert load("gbt-29490-2013.2").item("4.2.1").label() == "4.2.1 总则"


def test_a_body_s_numbers_tell_them_apart_again() -> None:
    edition = load("gbt-29490-2023.2")
    rows = [{"ref": i.ref, "number": i.number, "title": i.title} for i in edition.items if i.number]
    own = number(edition, rows, "licensed copy", "own")
    assert own.item("plan.general").label() == "6.1 通则" and own.item("plan.general").place == "6.1"
    assert Edition.from_data(own.as_data()).item("plan.general").name() == "通则"


@pytest.mark.parametrize("name", available())
def test_no_photo_is_named_after_a_ref(name: str) -> None:
    edition = load(name)
    places = [leaf.place for leaf in edition.leaves]
    assert len(set(places)) == len(places) and all(len(place) <= 20 for place in places)
    for leaf in edition.leaves:
        assert leaf.place == leaf.number if leaf.printed_number else leaf.place.startswith(leaf.title[:6])


def test_the_parts_of_operation_stand_above_their_clauses() -> None:
    edition = load("gbt-29490-2023.2")
    parts = [edition.part_of(leaf.ref) for leaf in edition.leaves]
    assert list(dict.fromkeys(part.title for part in parts if part)) == [
        "知识产权基础管理",
        "知识产权经营管理",
        "知识产权合规管理",
    ]
    assert edition.part_of("base.patent.get") == edition.part_of("base.other.gi") == edition.item("base")
    assert edition.part_of("operation.control") is edition.part_of("resources") is edition.part_of("operation") is None
    assert not any(load("gbt-29490-2013.2").part_of(leaf.ref) for leaf in load("gbt-29490-2013.2").leaves)
