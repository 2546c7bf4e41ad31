"""Builds a body's own edition from an edition and a contents list that has been checked.
Where a clause hangs follows from its number; topics without one stay where they were or hang `under` a clause.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from checklists.edition import Edition, Item, Prompt, digest_of, told_apart
from checklists.lines import Line, above, parts, retained


def build(edition: Edition, lines: Sequence[Line], source: str, edition_id: str) -> Edition:
    """The edition with the list's numbers, titles and places. A clause that gets others below it is no leaf any
    more; a group that lost all of its clauses and has no number goes. The list must have passed `check_list`."""
    items = _pruned(_tree(edition, lines), edition)
    items = [_settled(item, items, edition) for item in items]
    return replace(
        edition,
        id=edition_id,
        source=source,
        based_on=f"{edition.id}@{edition.digest}",
        replaces=None,
        items=told_apart(_walk(items, edition)),
    )


def circles(edition: Edition, lines: Sequence[Line]) -> list[str]:
    """The refs that would hang under themselves, directly or by others; empty for a list that can be built."""
    parent = {item.ref: item.parent for item in _tree(edition, lines)}
    found = []
    for ref in parent:
        above_it, seen = parent[ref], {ref}
        while above_it is not None and above_it not in seen:
            seen.add(above_it)
            above_it = parent[above_it]
        if above_it == ref:
            found.append(ref)
    return found


def _tree(edition: Edition, lines: Sequence[Line]) -> list[Item]:
    items = _renumbered(edition, lines)
    items += _lacked(lines, {item.number: item.ref for item in items if item.number})
    return _placed(items, lines)


def _renumbered(edition: Edition, lines: Sequence[Line]) -> list[Item]:
    listed = {line.ref: line for line in lines if line.ref}
    kept = retained(edition, lines)
    return [_after(item, listed[item.ref]) if item.ref in listed else _unlisted(item, kept) for item in edition.items]


def _after(item: Item, line: Line) -> Item:
    if not line.number:
        return replace(item, title=line.title, number=None, number_status="unverified")
    status = "proven" if item.number_status == "proven" and item.number == line.number else "body"
    return replace(item, title=line.title, number=line.number, number_status=status, inferred_from=None)


def _unlisted(item: Item, kept: dict[str, Item]) -> Item:
    """An item that is not in the list keeps its number, unless the list gives that number to another clause."""
    if item.number is None or kept.get(item.number) is item:
        return item
    return replace(item, number=None, number_status="unverified")


def _lacked(lines: Sequence[Line], by_number: dict[str, str]) -> list[Item]:
    """The clauses the edition did not have. Their refs come from place and title, so that the same list read again
    gives the same refs, and no ref carries a number."""
    found: list[Item] = []
    seen: Counter[str] = Counter()
    for line in lines:
        if line.ref:
            continue
        parent = by_number[above(line.number)]
        place = f"{parent}|{line.title}"
        seen[place] += 1
        ref = "own." + digest_of([place, seen[place]])[:8]
        by_number[line.number] = ref
        found.append(Item(ref, parent, line.number, "body", line.title, line.title, leaf=True))
    return found


def _placed(items: list[Item], lines: Sequence[Line]) -> list[Item]:
    by_number = {item.number: item.ref for item in items if item.number}
    under = {line.ref: line.under for line in lines if line.ref and line.under}
    placed = []
    for item in items:
        parent = item.parent
        if item.ref in under:
            parent = by_number.get(under[item.ref], under[item.ref])
        elif item.number and above(item.number):
            parent = by_number.get(above(item.number), item.parent)
        placed.append(replace(item, parent=parent))
    return placed


def _pruned(items: list[Item], edition: Edition) -> list[Item]:
    """Without the groups that no clause hangs under any more (again and again: a group may hold groups)."""
    groups = {item.ref for item in edition.items if not item.leaf}
    while True:
        parents = {item.parent for item in items}
        kept = [i for i in items if i.ref in parents or i.ref not in groups or i.number]
        if len(kept) == len(items):
            return kept
        items = kept


def _settled(item: Item, items: Sequence[Item], edition: Edition) -> Item:
    """The item as a leaf with questions or as a group without."""
    if any(other.parent == item.ref for other in items):
        return Item(item.ref, item.parent, item.number, item.number_status, item.title, item.title_en)
    if item.prompts:
        return item
    model = _model(item, items)
    if model:
        return replace(
            item, prompts=model.prompts, records=model.records, methods=model.methods,
            departments=model.departments, pdca=model.pdca, leaf=True,
        )  # fmt: skip
    return _general(item, items)


def _model(item: Item, items: Sequence[Item]) -> Item | None:
    """The nearest clause above that had questions of its own: a clause split off it asks the same."""
    by_ref = {other.ref: other for other in items}
    while item.parent is not None:
        item = by_ref[item.parent]
        if item.prompts:
            return item
    return None


def _general(item: Item, items: Sequence[Item]) -> Item:
    """Questions that fit any clause, for one nobody has written questions for."""
    prompts = (
        Prompt(f"{item.title}：由谁负责、按什么安排做？请出示", "Who does this, and by which arrangement? See it"),
        Prompt(f"{item.title}：抽最近的一件，看记录和结果", "Sample the latest case: its records and its result"),
    )
    near = [other for other in items if other.pdca and _top(other, items) == _top(item, items)]
    return replace(
        item, prompts=prompts, records=("程序文件", "运行记录"), methods=("read", "sample"),
        departments=("知识产权部",), pdca=near[0].pdca if near else "do", leaf=True,
    )  # fmt: skip


def _top(item: Item, items: Sequence[Item]) -> str:
    by_ref = {other.ref: other for other in items}
    while item.parent is not None:
        item = by_ref[item.parent]
    return item.ref


def _walk(items: Sequence[Item], edition: Edition) -> tuple[Item, ...]:
    """Depth first; below one clause the numbered ones in order, then the others in their old order."""
    old = {item.ref: place for place, item in enumerate(edition.items)}

    def key(item: Item) -> tuple[int, tuple[int, ...]]:
        return (0, parts(item.number)) if item.number else (1, (old.get(item.ref, len(old)),))

    def below(parent: str | None) -> list[Item]:
        found: list[Item] = []
        for item in sorted((i for i in items if i.parent == parent), key=key):
            found += [item, *below(item.ref)]
        return found

    return tuple(below(None))
