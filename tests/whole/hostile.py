"""Hostile text and where it goes: payloads, every place of a request that a value can stand in, statements in their bare shape.

Nothing is sent from here; which requests are made and what must hold of them is in the tests.
"""

import csv
import io
import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

MARK = "zq1"
"""Stands in every payload: a parameter that holds it came from us."""
OUT_OF_QUOTES = (
    f"{MARK}' OR '1'='1", f"{MARK}'; DROP TABLE log; --", f"{MARK}') OR ('a'='a",
    f"{MARK}' UNION SELECT account, 1 FROM users --",
    f"{MARK}' AND 1=(SELECT COUNT(*) FROM sessions) AND 'a'='a",
    f"{MARK}'||(SELECT chain FROM head)||'", f"{MARK}'", f"{MARK}\\' OR 1=1 --",
)  # fmt: skip
BARE = (
    f"1 OR 1=1 /*{MARK}*/", f"id, (SELECT chain FROM head) AS {MARK}", f"(CASE WHEN 1=1 THEN id ELSE {MARK} END)",
    f"id DESC; DELETE FROM log --{MARK}",
    f"1) UNION SELECT '{MARK}', account FROM users --", f"-1 UNION ALL SELECT {MARK}", f"randomblob(1000000) {MARK}", f"rowid {MARK} --",
)  # fmt: skip
OTHER = (
    f'{MARK}" OR "1"="1', f"{MARK}` OR `1`=`1", f"{MARK}] OR [1]=[1", f"%{MARK}%' ESCAPE '\\' OR '%'='",
    f"$.{MARK}' OR json_extract(body, '$.a') OR '", f'{MARK}" MATCH words OR "*', f":{MARK} OR ? OR %s OR %(x)s", f"{MARK}＇ OR ＇1＇=＇1",
)  # fmt: skip
GROUPS = (OUT_OF_QUOTES, BARE, OTHER)
Place = tuple[str | int, ...]


@dataclass
class Probe:
    """One right request and the places in it that are tried (none named: all of them); `thin` where it costs much."""

    rule: str
    who: str
    words: dict[str, str] = field(default_factory=dict)
    query: dict[str, Any] = field(default_factory=dict)
    form: dict[str, Any] = field(default_factory=dict)
    tables: dict[str, list[list[str]]] = field(default_factory=dict)
    json: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    only: tuple[Place, ...] = ()
    thin: bool = False

    def places(self) -> list[Place]:
        """Every leaf of what is sent, as the way to it."""
        if self.only:
            return list(self.only)
        whole = {name: getattr(self, name) for name in ("words", "query", "form", "tables", "json", "headers")}
        return [place for place in leaves(whole) if place != ("json",)]

    def with_value(self, place: Place, value: str) -> "Probe":
        """The same request with this value there."""
        other = deepcopy(self)
        holder: Any = getattr(other, str(place[0]))
        for step in place[1:-1]:
            holder = holder[step]
        holder[place[-1]] = value
        return other

    def with_name(self, part: str, name: str) -> "Probe":
        """The same request with one more parameter, whose name is this."""
        other = deepcopy(self)
        holder = getattr(other, part)
        (holder[0] if isinstance(holder, list) else holder)[name] = "1"
        return other


def leaves(data: Any, at: Place = ()) -> Iterator[Place]:
    """The way to each value; of long lists of records only the first."""
    if isinstance(data, dict) and (data or at):
        for name, one in data.items():
            yield from leaves(one, (*at, name))
    elif isinstance(data, list):
        for number, one in enumerate(data[:1] if data and isinstance(data[0], dict) else data[:14]):
            yield from leaves(one, (*at, number))
    elif at:
        yield at


def payloads_for(number: int, *, one: bool = False) -> list[str]:
    """For the place of this number: a payload of each group, or the one kind that shows within quotes and without."""
    if one:
        return [OUT_OF_QUOTES[number % len(OUT_OF_QUOTES)]]
    return [group[number % len(group)] for group in GROUPS]


def attacks(probes: list[Probe]) -> Iterator[tuple[Probe, Place, Probe]]:
    """Payloads in every place, and one as the name of one more parameter (at no place): the right request, place, attack."""
    number = 0
    for probe in probes:
        for place in probe.places():
            number += 1
            for payload in payloads_for(number, one=probe.thin):
                yield probe, place, probe.with_value(place, payload)
        for part in ("query", "form", "json"):
            if not probe.only and (part == "query" or getattr(probe, part)):
                number += 1
                yield probe, (), probe.with_name(part, payloads_for(number, one=True)[0])


def as_file(table: list[list[str]]) -> io.BytesIO:
    text = io.StringIO()
    csv.writer(text).writerows(table)
    return io.BytesIO(text.getvalue().encode("utf-8-sig"))


EMPTY_LIST = re.compile(r"SELECT \?(?:, \?)* FROM \(SELECT \?(?:, \?)*\) WHERE \?!=\?")
FOLDED = (
    (re.compile(r"'(?:[^']|'')*'"), "?"),
    (re.compile(r"(?<![\w\"])-?\d+(?:\.\d+)?\b"), "?"),
    (EMPTY_LIST, "?"),
    (re.compile(r"\(\?(?:, ?\?)+\)"), "(?)"),
    (re.compile(r"\(\?\)(?:, ?\(\?\))+"), "(?)"),
    (re.compile(r"\s+"), " "),
)


def shape_of(statement: str) -> str:
    """The statement without literals; however many values a list or a batch holds, it counts as one."""
    for pattern, instead in FOLDED:
        statement = pattern.sub(instead, statement)
    return statement.strip()
