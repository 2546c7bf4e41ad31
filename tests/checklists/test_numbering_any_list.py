"""Whatever list is typed in: it is either refused with a row, or builds a whole tree."""

from __future__ import annotations

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from checklists import load
from checklists.numbering import check_list, number

EDITIONS = ["gbt-29490-2013", "gbt-29490-2023"]
QUICK = settings(max_examples=150, deadline=None, phases=[Phase.explicit, Phase.generate])
REFS = st.sampled_from(["", "", "5.3", "5.3.1", "7.4", "base", "base.patent", "biz.hr", "operation", "6", "gone"])
NUMBERS = st.one_of(
    st.sampled_from(["", "8", "8.2", "5.3", "7.4", "x", "8.", ".8", "08.1", "²", "8.2.1.1.1", "８．３"]),
    st.lists(st.integers(0, 12), min_size=1, max_size=5).map(lambda parts: ".".join(map(str, parts))),
)
ROWS = st.fixed_dictionaries(
    {"ref": REFS, "number": NUMBERS, "title": st.sampled_from(["条款", "获取", "", "\u3000"])},
    optional={"under": st.one_of(REFS, NUMBERS), "reason": st.sampled_from(["", "授权文本如此"])},
)


def test_a_row_under_one_whose_number_is_wrong_is_a_problem_of_its_own() -> None:
    rows = [{"ref": "5.3", "number": "8.", "title": "获取"}, {"ref": "", "number": "", "title": "条款", "under": "8."}]
    found = {(one.row, one.code) for one in check_list(load(EDITIONS[0]), rows)}
    assert any(code == "unknown_under" for _, code in found) and len({row for row, _ in found}) >= 2


@QUICK
@given(st.sampled_from(EDITIONS), st.lists(ROWS, max_size=8))
def test_a_list_is_refused_with_a_row_or_builds_a_whole_tree(edition_id, rows) -> None:
    edition = load(edition_id)
    problems = check_list(edition, rows)
    for problem in problems:
        assert 1 <= problem.row <= len(rows) + 1 and problem.message and problem.code
    if not problems:
        assert_whole(edition, rows)


def ordered(chosen: list[tuple[int, ...]]) -> list[dict[str, str]]:
    return [{"ref": "", "number": ".".join(map(str, n)), "title": f"条款{n}"} for n in sorted(chosen)]


@QUICK
@given(
    st.sampled_from(EDITIONS),
    st.sets(st.tuples(st.integers(4, 9), st.integers(1, 12)), max_size=4),
    st.sets(st.tuples(st.integers(4, 9), st.integers(1, 12), st.integers(1, 12)), max_size=6),
)
def test_new_clauses_with_a_clause_above_them_always_fit_unless_a_proven_number_is_taken(
    edition_id, second, third
) -> None:
    edition = load(edition_id)
    rows = ordered([*(second | {n[:2] for n in third}), *third])
    proven = {item.number for item in edition.items if item.number_status == "proven"}
    taken = [at for at, row in enumerate(rows, start=2) if row["number"] in proven]
    problems = check_list(edition, rows)
    assert [(p.row, p.code) for p in problems if rows] == [(at, "proven_number_changed") for at in taken]
    if rows and not taken:
        assert_whole(edition, rows)


def assert_whole(edition, rows) -> None:
    built = number(edition, rows, "目次", "own")
    parents = {item.parent for item in built.items}
    seen: set[str | None] = {None}
    for item in built.items:
        assert item.parent in seen and item.ref not in seen
        assert item.leaf != (item.ref in parents)
        assert item.leaf == bool(item.prompts and item.methods and item.departments and item.pdca)
        seen.add(item.ref)
    numbers = [item.number for item in built.items if item.number]
    assert len(set(numbers)) == len(numbers)
    given_refs = {row["ref"] for row in rows if row["ref"]}
    groups = {item.ref for item in edition.items if not item.leaf}
    assert given_refs <= {item.ref for item in built.items} | groups
    lost = {leaf.ref for leaf in edition.leaves} - {item.ref for item in built.items}
    assert lost == set()
