"""A body's own edition from its licensed contents list: first the list is checked row by row, then it is applied.
Reading the file is the sheets' business, building the tree in `own`; keeping the edition is the database's business.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from checklists import own
from checklists.edition import Edition
from checklists.lines import DEEPEST, NUMBER, Line, Row, above, parts, retained, tidy
from checklists.words import say


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
        return [Problem(1, "ref", "empty_list", say("empty_list"))]
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
        problems = [Problem(1, "source", "missing_source", say("missing_source")), *problems]
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
            text = say("proven_elsewhere", number=line.number, title=owner.title, ref=owner.ref)
            yield Problem(line.row, "number", "proven_number_changed", text)
        if not line.title:
            yield Problem(line.row, "title", "missing_title", say("missing_title"))
        if line.ref and line.ref not in known:
            yield Problem(line.row, "ref", "unknown_ref", say("unknown_ref", ref=line.ref))
        if not line.ref and not line.number:
            yield Problem(line.row, "number", "missing_number", say("missing_number"))
        if line.number and not NUMBER.fullmatch(line.number):
            yield Problem(line.row, "number", "bad_number", say("bad_number", number=line.number))
        item = known.get(line.ref)
        changed = item and item.number_status == "proven" and line.number != item.number
        if item and changed and not (line.reason or reasons.get(line.ref)):
            code = "proven_changed" if line.number else "proven_emptied"
            text = say(code, title=item.title, proven=item.number, number=line.number)
            yield Problem(line.row, "number", "proven_number_changed", text)


def _repeats(lines: Sequence[Line]) -> Iterable[Problem]:
    refs: dict[str, int] = {}
    numbers: dict[str, int] = {}
    for line in lines:
        if line.ref and refs.setdefault(line.ref, line.row) != line.row:
            text = say("doubled_ref", ref=line.ref, row=refs[line.ref])
            yield Problem(line.row, "ref", "doubled_ref", text)
        if line.number and numbers.setdefault(line.number, line.row) != line.row:
            text = say("doubled_number", number=line.number, row=numbers[line.number])
            yield Problem(line.row, "number", "doubled_number", text)


def _order(lines: Sequence[Line]) -> Iterable[Problem]:
    last: Line | None = None
    for line in lines:
        if not NUMBER.fullmatch(line.number):
            continue
        if last and line.parts < last.parts:
            yield Problem(
                line.row, "number", "out_of_order",
                say("out_of_order", number=line.number, row=last.row, before=last.number),
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
            text = say("chapter_under", ref=line.ref)
            yield Problem(line.row, "under", "chapter_under", text)
        elif line.under:
            yield from _under_place(line, numbers, by_ref)


def _circles(edition: Edition, lines: Sequence[Line]) -> Iterable[Problem]:
    turning = set(own.circles(edition, lines))
    for line in lines:
        if line.ref in turning and line.under:
            yield Problem(line.row, "under", "under_itself", say("under_itself", ref=line.ref))


def _number_place(line: Line, numbers: set[str], tops: set[str], chapter: bool) -> Iterable[Problem]:
    if len(line.parts) > DEEPEST:
        yield Problem(line.row, "number", "too_deep", say("too_deep", number=line.number))
    elif chapter != (len(line.parts) == 1):
        if chapter:
            text = say("chapter_number", title=line.title or line.ref, number=line.number)
            yield Problem(line.row, "number", "chapter_number", text)
        elif line.number not in tops:
            text = say("not_our_chapter", number=line.number)
            yield Problem(line.row, "number", "unknown_chapter", text)
        else:
            text = say("not_a_chapter", number=line.number)
            yield Problem(line.row, "number", "chapter_number", text)
    elif line.number.split(".")[0] not in tops:
        text = say("in_no_chapter", number=line.number)
        yield Problem(line.row, "number", "unknown_chapter", text)
    elif above(line.number) and above(line.number) not in numbers:
        text = say("missing_parent", above=above(line.number), number=line.number)
        yield Problem(line.row, "number", "missing_parent", text)


def _under_place(line: Line, numbers: set[str], by_ref: Mapping[str, str]) -> Iterable[Problem]:
    if line.number:
        yield Problem(line.row, "under", "under_with_number", say("under_with_number"))
        return
    target = line.under if line.under in numbers else by_ref.get(line.under, "")
    if not NUMBER.fullmatch(target):  # nothing, or what is wrong in its own row
        yield Problem(line.row, "under", "unknown_under", say("unknown_under", under=line.under))
    elif len(parts(target)) >= DEEPEST:
        yield Problem(line.row, "under", "too_deep", say("under_too_deep", under=line.under))
