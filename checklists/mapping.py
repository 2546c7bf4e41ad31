"""How clauses of one edition correspond to those of another. Which edition an audit uses is decided elsewhere."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

from checklists import files
from checklists.loading import load, newest, oldest

KINDS = ("same", "merged", "split", "new", "dropped")
STATUSES = ("CONFIRMED", "LIKELY", "ASSUMED", "UNSURE")


class UnknownMap(LookupError):
    """Raised for two editions nobody has mapped; the message is a sentence for the screen."""


@dataclass(frozen=True)
class MapRow:
    """One correspondence: `source` is None for a new clause, `target` None for a dropped one.
    `status` is one of STATUSES; UNSURE says that the newer edition's place for it was not seen. The map is the
    judgement of engineers, not part of the standard."""

    source: str | None
    target: str | None
    kind: str
    status: str
    note: str = ""

    def as_json(self) -> dict[str, Any]:
        """The row with the public keys {from, to, kind, status, note}."""
        row = asdict(self)
        return {"from": row.pop("source"), "to": row.pop("target"), **row}

    def reversed(self) -> MapRow:
        """The same correspondence seen from the newer edition."""
        kinds = {"merged": "split", "split": "merged", "new": "dropped", "dropped": "new", "same": "same"}
        return MapRow(self.target, self.source, kinds[self.kind], self.status, self.note)


def _rows(data: dict[str, Any]) -> list[MapRow]:
    return [MapRow(r.get("from"), r.get("to"), r["kind"], r["status"], r.get("note", "")) for r in data["rows"]]


def map_editions(from_id: str, to_id: str) -> list[MapRow]:
    """The map between two published editions, in either direction.
    Raises UnknownEdition for an unknown id and UnknownMap where no map is shipped."""
    for edition_id in (from_id, to_id):
        load(edition_id)
    asked = (oldest(from_id), oldest(to_id))
    for name in files.names("mapping"):
        data = files.read(files.HOME / "mapping" / f"{name}.yaml")
        if (data["from"], data["to"]) == asked:
            return _rows(data)
        if (data["to"], data["from"]) == asked:
            return [row.reversed() for row in _rows(data)]
    raise UnknownMap(f"没有 {from_id} 与 {to_id} 的对照表。")


@cache
def names_elsewhere(edition_id: str) -> dict[str, tuple[str, ...]]:
    """ref -> titles of what corresponds to it in editions it is mapped to; empty for an edition without a map. For search.
    A body's own edition is asked by what it is based on."""
    first = oldest(edition_id)
    found: dict[str, tuple[str, ...]] = {}
    for name in files.names("mapping"):
        data = files.read(files.HOME / "mapping" / f"{name}.yaml")
        if first not in (data["from"], data["to"]):
            continue
        other = data["to"] if first == data["from"] else data["from"]
        items = {item.ref: item for item in load(newest(other)).items}
        for row in map_editions(first, other):
            if row.source and row.target in items:
                found[row.source] = (*found.get(row.source, ()), items[row.target].title)
    return found
