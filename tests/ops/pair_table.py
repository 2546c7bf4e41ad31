"""The table of pairs as docs/decisions prints it: like rows together. `python -m tests.ops.pair_table` writes it anew."""

import re
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations_with_replacement
from pathlib import Path

from audit_app.store.db import Database
from audit_app.store.migrate import migrate
from schemas.ops import KINDS
from tests.ops.pair_house import house_states
from tests.ops.pair_worlds import audit_states, office_states
from tests.ops.pairs import Row, tried
from tests.ops.site_kit import NOW

RECORD = next(Path(__file__).parents[2].glob("docs/decisions/*-pairs-of-acts.md"))
START, END = "<!-- 下表由 python -m tests.ops.pair_table 写成 -->", "<!-- 表完 -->"
HEAD = "| 时刻 | 一人 | 另一人 | 一人先到 | 另一人先到 | 写过去的格 |\n|---|---|---|---|---|---|"


Line = tuple[str, ...]


def rows_of(database: Database, told: Database) -> list[Row]:
    """Every pair in every world; `told` is a second, empty database in which the office's life is lived beforehand."""
    return [
        *tried(database, NOW, audit_states(database)),
        *tried(database, NOW, office_states(database, told)),
        *tried(database, NOW, house_states(database)),
    ]


def lines(rows: Iterable[Row]) -> list[str]:
    """The table: what comes out alike stands in one line, first by states, then by the one's kinds, then by the other's."""
    cells: list[Line] = [
        (row.state, row.one, row.other, row.one_first, row.other_first, "、".join(row.lost)) for row in rows
    ]
    for at, between in ((0, "；"), (1, "、"), (2, "、")):
        cells = _together(cells, at, between)
    return ["| " + " | ".join(one) + " |" for one in cells]


def _together(rows: list[Line], at: int, between: str) -> list[Line]:
    """Lines that differ in one column only, made one."""
    found: dict[Line, dict[str, None]] = defaultdict(dict)
    for row in rows:
        found[(*row[:at], "", *row[at + 1 :])][row[at]] = None
    return [(*row[:at], between.join(values), *row[at + 1 :]) for row, values in found.items()]


def kinds_of(rows: Iterable[Row]) -> set[str]:
    return {label.split()[0] for row in rows for label in (row.one, row.other)}


def apart(rows: Iterable[Row]) -> list[str]:
    """Kinds of one thing that can never both be done: the state that lets the one in shuts the other out."""
    met = {frozenset((row.one.split()[0], row.other.split()[0])) for row in rows}
    by_thing: dict[str, list[str]] = defaultdict(list)
    for kind in sorted(KINDS):
        by_thing[kind.split(".")[0]].append(kind)
    found: dict[str, list[str]] = defaultdict(list)
    for kinds in by_thing.values():
        for one, other in combinations_with_replacement(kinds, 2):
            if frozenset((one, other)) not in met:
                found[one].append(other.split(".")[1])
    return [f"- {one}：{'、'.join(others)}" for one, others in found.items()]


def text(rows: list[Row]) -> str:
    never = "\n".join(apart(rows))
    return f"{START}\n\n{HEAD}\n" + "\n".join(lines(rows)) + f"\n\n## 从不同时\n\n{never}\n\n{END}"


def written() -> str:
    """What the record says now, from one mark to the other."""
    found = re.search(re.escape(START) + ".*" + re.escape(END), RECORD.read_text(encoding="utf-8"), re.S)
    return found.group() if found else ""


def fresh(folder: str, name: str) -> Database:
    database = Database(f"sqlite:///{folder}/{name}.db")
    migrate(database)
    return database


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        new = text(rows_of(fresh(folder, "one"), fresh(folder, "two")))
    RECORD.write_text(RECORD.read_text(encoding="utf-8").replace(written(), new), encoding="utf-8")
    sys.stdout.write(f"{RECORD.name}: {new.count(chr(10))} lines\n")


if __name__ == "__main__":
    main()
