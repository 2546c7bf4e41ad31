"""A body's own edition: what is refused, at which row, and what a good list makes of the tree."""

from __future__ import annotations

import pytest

from checklists import Edition, from_data, load
from checklists.numbering import UnfitContents, check_list, number

BASE = "gbt-29490-2023"

GOOD = [
    ("environment", "4", "组织的环境"), ("context", "4.1", "理解"), ("parties", "4.2", "相关方"),
    ("plan", "6", "策划"), ("plan.general", "6.1", "通则"), ("plan.risk", "6.2", "应对风险和机会的措施"),
    ("support", "7", "支持"), ("resources", "7.1", "资源"), ("", "7.1.1", "人员"), ("", "7.1.2", "基础设施"),
    ("competence", "7.2", "能力"),
    ("operation", "8", "运行"), ("operation.control", "8.1", "运行的策划和控制"), ("base", "8.2", "基础管理"),
    ("", "8.2.1", "获取"), ("base.patent.get", "8.2.1.1", "专利的获取"), ("base.mark.get", "8.2.1.2", "商标的获取"),
    ("", "8.2.2", "维护"), ("biz", "8.9", "经营管理"), ("comp", "8.10", "合规管理"), ("", "8.10.1", "合规文化"),
]  # fmt: skip


def rows(triples=GOOD, **under: str) -> list[dict[str, str]]:
    made = [{"ref": ref, "number": number, "title": title} for ref, number, title in triples]
    return made + [{"ref": ref, "number": "", "title": ref, "under": where} for ref, where in under.items()]


def numbered(*more: dict[str, str]) -> Edition:
    return number(load(BASE), [*rows(), *more], "授权文本目次", "own-2023")


def spoil(at: int, **cells: str) -> list[dict[str, str]]:
    made = rows()
    made[at - 2] |= cells
    return made


def test_a_good_list_has_no_problem() -> None:
    assert check_list(load(BASE), rows()) == []


@pytest.mark.parametrize(
    ("at", "cells", "expected"),
    [
        (4, {"ref": "context"}, [(4, "ref", "doubled_ref")]),
        (4, {"number": "4.1"}, [(4, "number", "doubled_number")]),
        (20, {"number": "8.1.9"}, [(20, "number", "out_of_order")]),
        (21, {"number": "8.7"}, [(21, "number", "out_of_order"), (22, "number", "missing_parent")]),
        (22, {"number": "9.1"}, [(22, "number", "proven_number_changed")]),
        (12, {"number": "7.3"}, [(12, "number", "proven_number_changed")]),
        (12, {"number": ""}, [(12, "number", "proven_number_changed")]),
        (3, {"title": "  "}, [(3, "title", "missing_title")]),
        (3, {"ref": "kontext"}, [(3, "ref", "unknown_ref")]),
        (22, {"number": ""}, [(22, "number", "missing_number")]),
        (3, {"number": "4.x"}, [(3, "number", "bad_number")]),
        (3, {"number": "4.01"}, [(3, "number", "bad_number")]),
        (17, {"number": "8.2.1.0"}, [(17, "number", "bad_number")]),
        (22, {"number": "8.10.1.1"}, [(22, "number", "missing_parent")]),
        (22, {"number": "8.10.1.1.1"}, [(22, "number", "too_deep")]),
        (22, {"number": "11.1"}, [(22, "number", "unknown_chapter")]),
        (22, {"number": "11"}, [(22, "number", "unknown_chapter")]),
        (22, {"number": "9"}, [(22, "number", "chapter_number")]),
        (22, {"under": "8.2"}, [(22, "under", "under_with_number")]),
        (2, {"number": "", "under": "6.1"}, [(2, "under", "chapter_under"), (3, "number", "missing_parent"),
                                             (4, "number", "missing_parent")]),
    ],
)  # fmt: skip
def test_a_fault_is_refused_with_its_row(at: int, cells: dict[str, str], expected: list[tuple[int, str, str]]) -> None:
    found = check_list(load(BASE), spoil(at, **cells))
    assert [(p.row, p.column, p.code) for p in found] == expected
    assert all(p.message.endswith("。") for p in found)


@pytest.mark.parametrize(
    ("under", "code"), [("8.7", "unknown_under"), ("biz.rnd", "unknown_under"), ("8.2.1.1", "too_deep"), ("biz", None)]
)
def test_a_topic_hangs_only_under_a_numbered_clause(under: str, code: str | None) -> None:
    found = check_list(load(BASE), rows(**{"biz.hr": under}))
    assert [p.code for p in found] == ([code] if code else [])


def test_a_clause_cannot_hang_under_itself() -> None:
    row = {"ref": "5.3", "number": "", "title": "策划", "under": "5.3.1", "reason": "授权文本如此"}
    found = check_list(load("gbt-29490-2013"), [row])
    assert [(p.row, p.column, p.code) for p in found] == [(2, "under", "under_itself")]


def test_an_empty_list_is_refused() -> None:
    assert [p.code for p in check_list(load(BASE), [])] == ["empty_list"]


def test_the_row_of_the_file_is_named_where_it_is_given() -> None:
    lines = [{"row": "7", **row} for row in rows([("context", "4.1", "")])]
    assert [(p.row, p.code) for p in check_list(load(BASE), lines)] == [(7, "missing_title")]


def test_7_9_stands_before_7_10() -> None:
    ten = [("resources", "7.1", "资源"), ("", "7.9", "九"), ("", "7.10", "十")]
    assert check_list(load(BASE), rows(ten)) == []
    assert [p.code for p in check_list(load(BASE), rows([ten[0], ten[2], ten[1]]))] == ["out_of_order"]


def test_full_width_numbers_are_read_as_plain_ones() -> None:
    wide = number(load(BASE), rows([("resources", "７．１", "资源")]), "目次", "own")
    assert wide.item("resources").number == "7.1"


@pytest.mark.parametrize("how", ["reason in the row", "reason beside the list"])
def test_a_changed_proven_number_passes_with_a_reason(how: str) -> None:
    line = (
        {"ref": "awareness", "number": "7.2", "title": "意识"},
        {"ref": "competence", "number": "7.3", "title": "能力"},
    )
    made = [dict(row) for row in line]
    assert [p.row for p in check_list(load(BASE), made)] == [3]
    if how == "reason in the row":
        made[1]["reason"] = "授权文本如此"
        assert check_list(load(BASE), made) == []
    else:
        assert check_list(load(BASE), made, {"competence": "授权文本如此"}) == []


def test_numbered_clauses_are_the_bodys_and_proven_ones_stay_proven() -> None:
    edition = numbered()
    assert (edition.item("context").number_status, edition.item("context").title) == ("body", "理解")
    assert edition.item("context").label() == "4.1 理解"
    assert edition.item("plan.risk").printed_number == "6.2"
    assert edition.item("resources").number_status == "proven"


def test_the_own_edition_names_its_source_and_what_it_is_based_on() -> None:
    edition = numbered()
    assert (edition.id, edition.source) == ("own-2023", "授权文本目次")
    assert edition.based_on == f"{BASE}@{load(BASE).digest}"
    assert edition.digest != load(BASE).digest


def test_a_row_without_ref_becomes_a_leaf_of_its_own_with_questions() -> None:
    edition = numbered()
    new = [item for item in edition.items if item.ref.startswith("own.")]
    assert [item.number for item in new] == ["7.1.1", "7.1.2", "8.2.1", "8.2.2", "8.10.1"]
    leaf = next(item for item in new if item.number == "8.10.1")
    assert (leaf.leaf, leaf.parent, leaf.number_status) == (True, "comp", "body")
    assert len(leaf.prompts) == 2 and leaf.departments and leaf.methods and leaf.pdca


def test_a_clause_split_into_others_gives_them_its_questions() -> None:
    edition = numbered()
    assert not edition.item("resources").leaf
    parts = edition.children("resources")
    assert [part.number for part in parts] == ["7.1.1", "7.1.2"]
    assert all(part.prompts == load(BASE).item("resources").prompts for part in parts)


def test_a_clause_stands_where_its_number_says() -> None:
    edition = numbered()
    parent = edition.item("base.patent.get").parent
    assert edition.item(parent).number == "8.2.1"
    assert not edition.item(parent).leaf


def test_a_topic_left_out_keeps_its_place_and_its_empty_number() -> None:
    edition = numbered()
    item = edition.item("base.patent.use")
    assert (item.parent, item.number, item.number_status, item.leaf) == ("base.patent", None, "unverified", True)


def test_a_topic_hangs_under_the_clause_it_names() -> None:
    edition = numbered({"ref": "base.copyright.get", "number": "", "title": "著作权的获取", "under": "8.2.1"})
    parent = edition.item(edition.item("base.copyright.get").parent)
    assert parent.number == "8.2.1"
    assert edition.item("base.copyright.get").number is None


def test_a_group_that_lost_all_its_clauses_goes() -> None:
    moved = [
        {"ref": f"base.patent.{p}", "number": "", "title": p, "under": "8.2.2"} for p in ("maintain", "use", "protect")
    ]
    refs = {item.ref for item in numbered(*moved).items}
    assert "base.patent" not in refs and "base.mark" in refs


def test_a_likely_number_given_to_another_clause_is_dropped() -> None:
    edition = number(load(BASE), rows([("", "4.4", "新的条款")]), "目次", "own")
    assert (edition.item("system").number, edition.item("system").number_status) == (None, "unverified")
    assert edition.item("obligations").number == "4.5"


def test_the_items_are_in_the_order_of_their_numbers() -> None:
    found = [tuple(map(int, item.number.split("."))) for item in numbered().items if item.number]
    assert found == sorted(found) and len(found) > 30


def test_nothing_of_the_edition_is_lost_but_empty_groups() -> None:
    before = {leaf.ref for leaf in load(BASE).leaves} - {"resources"}
    assert before <= {leaf.ref for leaf in numbered().leaves}


def test_the_same_list_gives_the_same_edition_and_it_survives_the_database() -> None:
    assert numbered() == numbered()
    assert from_data(numbered().as_data()) == numbered()


def test_a_list_with_problems_or_without_a_source_is_not_applied() -> None:
    with pytest.raises(UnfitContents) as caught:
        number(load(BASE), spoil(4, ref="context"), "目次", "own")
    assert [p.row for p in caught.value.problems] == [4]
    with pytest.raises(UnfitContents, match="授权文本"):
        number(load(BASE), rows(), "  ", "own")
