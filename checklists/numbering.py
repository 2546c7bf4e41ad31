"""A body's own edition from its licensed contents list: first the list is checked row by row, then it is applied.
Reading the file is in `contents`, building the tree in `own`; keeping the edition is the database's business.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from checklists import own
from checklists.edition import Edition
from checklists.lines import DEEPEST, NUMBER, Line, Row, above, parts, retained, tidy


@dataclass(frozen=True)
class Problem:
    """What does not fit in one cell of the list. `row` is the line of the file (the header is row 1);
    `code` is stable, `message` is a sentence for the screen that says how to mend it."""

    row: int
    column: str
    code: str
    message: str


class UnfitContents(ValueError):
    """Raised when a list with problems is applied; `problems` are those of `check_list`."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(f"目次有 {len(problems)} 处问题，第 {problems[0].row} 行：{problems[0].message}")
        self.problems = tuple(problems)


def check_list(edition: Edition, rows: Iterable[Row], reasons: Mapping[str, str] | None = None) -> list[Problem]:
    """All that does not fit, by row; empty when `number` may be called. `rows` are {ref, number, title} with the
    optional `under`, `reason`, `row`; `reasons` gives {ref: why} for changed proven numbers."""
    lines = tidy(rows)
    if not lines:
        return [Problem(1, "ref", "empty_list", "目次里没有数据行。请逐行写 ref, number, title。")]
    found = [*_cells(edition, lines, reasons or {}), *_repeats(lines), *_order(lines), *_places(edition, lines)]
    if not found:
        found = list(_circles(edition, lines))
    return sorted(found, key=lambda problem: (problem.row, problem.column, problem.code))


def number(
    edition: Edition, rows: Sequence[Row], source: str, edition_id: str, reasons: Mapping[str, str] | None = None
) -> Edition:
    """The body's own edition: the list's numbers and titles with status `body` (proven ones stay `proven`), its
    source named. Rows as for `check_list`; raises UnfitContents when that finds anything or the source is empty."""
    problems = check_list(edition, rows, reasons)
    if not source.strip():
        problems = [Problem(1, "source", "missing_source", "请写明目次取自哪一份授权文本。"), *problems]
    if problems:
        raise UnfitContents(problems)
    return own.build(edition, tidy(rows), source.strip(), edition_id)


def _cells(edition: Edition, lines: Sequence[Line], reasons: Mapping[str, str]) -> Iterable[Problem]:
    known = {item.ref: item for item in edition.items}
    listed = {line.ref for line in lines}
    unlisted = {i.number: i for i in edition.items if i.number_status == "proven" and i.ref not in listed}
    for line in lines:
        owner = unlisted.get(line.number)
        if owner and not line.reason:
            text = (
                f"编号 {line.number} 已经证实属于 {owner.title}（{owner.ref}）。请在 ref 填 {owner.ref}，或写明理由。"
            )
            yield Problem(line.row, "number", "proven_number_changed", text)
        if not line.title:
            yield Problem(line.row, "title", "missing_title", "缺少标题。请按目次填写该条的标题。")
        if line.ref and line.ref not in known:
            yield Problem(line.row, "ref", "unknown_ref", f"检查表里没有 {line.ref}。新条款请把 ref 留空。")
        if not line.ref and not line.number:
            yield Problem(line.row, "number", "missing_number", "ref 留空的新条款必须有编号。请填写编号。")
        if line.number and not NUMBER.fullmatch(line.number):
            yield Problem(line.row, "number", "bad_number", f"{line.number} 不是条款编号。请写成 8.2.1 这样的数字。")
        item = known.get(line.ref)
        changed = item and item.number_status == "proven" and line.number != item.number
        if item and changed and not (line.reason or reasons.get(line.ref)):
            text = f"{item.title} 的编号 {item.number} 已经证实，目次写的是 {line.number or '空'}。"
            text += "请核对，或在 reason 列写明理由。"
            yield Problem(line.row, "number", "proven_number_changed", text)


def _repeats(lines: Sequence[Line]) -> Iterable[Problem]:
    refs: dict[str, int] = {}
    numbers: dict[str, int] = {}
    for line in lines:
        if line.ref and refs.setdefault(line.ref, line.row) != line.row:
            text = f"{line.ref} 在第 {refs[line.ref]} 行已经有了。每条只写一次，请删去一行。"
            yield Problem(line.row, "ref", "doubled_ref", text)
        if line.number and numbers.setdefault(line.number, line.row) != line.row:
            text = f"编号 {line.number} 在第 {numbers[line.number]} 行已经有了。请改正其中一行。"
            yield Problem(line.row, "number", "doubled_number", text)


def _order(lines: Sequence[Line]) -> Iterable[Problem]:
    last: Line | None = None
    for line in lines:
        if not NUMBER.fullmatch(line.number):
            continue
        if last and line.parts < last.parts:
            yield Problem(
                line.row, "number", "out_of_order",
                f"编号 {line.number} 排在第 {last.row} 行的 {last.number} 之后。请按目次的先后排列。",
            )  # fmt: skip
        else:
            last = line


def _places(edition: Edition, lines: Sequence[Line]) -> Iterable[Problem]:
    """Whether every number has a clause above it, within the chapters and the depth of the edition."""
    chapters = {item.ref for item in edition.chapters}
    numbers = {line.number for line in lines} | set(retained(edition, lines))
    tops = {c.number for c in edition.chapters if c.number} | {ln.number for ln in lines if ln.ref in chapters}
    by_ref = {line.ref: line.number for line in lines if line.ref}
    by_ref |= {i.ref: i.number or "" for i in retained(edition, lines).values()}
    for line in lines:
        if line.number and NUMBER.fullmatch(line.number):
            yield from _number_place(line, numbers, tops, line.ref in chapters)
        if line.under and line.ref in chapters:
            text = f"{line.ref} 是一章，不能挂在别的条款之下。请清空 under。"
            yield Problem(line.row, "under", "chapter_under", text)
        elif line.under:
            yield from _under_place(line, numbers, by_ref)


def _circles(edition: Edition, lines: Sequence[Line]) -> Iterable[Problem]:
    turning = set(own.circles(edition, lines))
    for line in lines:
        if line.ref in turning and line.under:
            yield Problem(
                line.row, "under", "under_itself", f"{line.ref} 不能挂在自己或自己下面的条款之下。请改写 under。"
            )


def _number_place(line: Line, numbers: set[str], tops: set[str], chapter: bool) -> Iterable[Problem]:
    if len(line.parts) > DEEPEST:
        yield Problem(line.row, "number", "too_deep", f"编号 {line.number} 超过 4 级。请写到第 4 级为止。")
    elif chapter != (len(line.parts) == 1):
        if chapter:
            text = f"{line.title or line.ref} 是一章，编号不能是 {line.number}。请写章号。"
            yield Problem(line.row, "number", "chapter_number", text)
        elif line.number not in tops:
            text = f"编号 {line.number} 不是本检查表的一章。前三章和附录没有审核内容，请删去该行；章要写 ref。"
            yield Problem(line.row, "number", "unknown_chapter", text)
        else:
            text = f"编号 {line.number} 是章号，该行不是一章。请写该章的 ref 或改正编号。"
            yield Problem(line.row, "number", "chapter_number", text)
    elif line.number.split(".")[0] not in tops:
        text = f"编号 {line.number} 不在本检查表的任何一章。前三章和附录没有审核内容，请删去该行。"
        yield Problem(line.row, "number", "unknown_chapter", text)
    elif above(line.number) and above(line.number) not in numbers:
        text = f"没有上一级 {above(line.number)}。请在前面加一行，或改正编号 {line.number}。"
        yield Problem(line.row, "number", "missing_parent", text)


def _under_place(line: Line, numbers: set[str], by_ref: Mapping[str, str]) -> Iterable[Problem]:
    if line.number:
        yield Problem(line.row, "under", "under_with_number", "有编号的条不用写 under。请清空 under 或编号。")
        return
    target = line.under if line.under in numbers else by_ref.get(line.under, "")
    if not target:
        yield Problem(
            line.row, "under", "unknown_under", f"under 写的 {line.under} 不是有编号的条款。请写目次里的一个编号。"
        )
    elif len(parts(target)) >= DEEPEST:
        yield Problem(line.row, "under", "too_deep", f"{line.under} 已是第 4 级，下面不能再挂。请写上一级的编号。")
