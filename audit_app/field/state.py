"""What was recorded on a visit, as the pack carries it: shown values and every head behind them. Shapes only, no
rules.
"""

import json
from collections.abc import Mapping
from typing import Any

from flask import url_for
from sqlalchemy import Connection

from audit_app.ops.heads import time_of
from audit_app.photo_files import remark_of
from audit_app.store import heads, interviews, judgements, nonconformities, people, photos, records, samples
from audit_app.store.claims import claims_of
from audit_app.store.photo_uses import ALSO

Plain = dict[str, Any]
FIELDS = ("severity", "fact", "clauses", "department", "photos", "term", "moved")


class Recorded:
    """Everything recorded on one visit, read once; `as_json` is the pack's `state`."""

    def __init__(self, connection: Connection, visit: str) -> None:
        self.visit = visit
        self.judgements = judgements.list_judgements(connection, visit)
        self.records = records.list_records(connection, visit)
        self.samples = samples.list_samples(connection, visit)
        self.interviews = interviews.list_interviews(connection, visit)
        self.photos = photos.list_photos(connection, visit)
        self.gone_photos = photos.names_of_gone(connection, visit)
        # what was withdrawn stays on the tablets: who wrote a deleted draft can take it back, and a confirmed one tells why it went
        self.nonconformities = nonconformities.list_nonconformities(connection, visit)
        self.heads = self._heads(connection)
        self.claims = claims_of(connection, visit)
        authors = {head["author_id"] for some in self.heads.values() for head in some}
        rows = (self.judgements, self.records, self.samples, self.interviews, self.photos, self.nonconformities)
        authors |= {row["author_id"] for row in self.gone_photos if row["author_id"]}
        self.names = people.names_of(connection, authors | {row["author_id"] for table in rows for row in table})

    def _heads(self, connection: Connection) -> dict[tuple[str, str], list[Mapping[str, Any]]]:
        subjects = [f"{self.visit}/{row['ref']}" for row in self.judgements]
        subjects += [_record(self.visit, row) for row in self.records]
        subjects += [row["id"] for row in (*self.photos, *self.nonconformities)]
        found: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
        for row in heads.list_heads(connection, subjects):
            found.setdefault((row["subject"], row["field"]), []).append(row)
        return found

    def as_json(self) -> Plain:
        return {
            "judgements": {row["ref"]: self._judgement(row) for row in self.judgements},
            "records": [self._record(row) for row in self.records],
            "samples": [
                self._row(row, "department", "population", "drawn", "method", "result") for row in self.samples
            ],
            "interviews": [self._row(row, "department", "post", "topic") for row in self.interviews],
            "photos": [self._photo(row) for row in self.photos],
            "gone_photos": [self._gone(row) for row in self.gone_photos],
            "claims": self.claims,
            "nonconformities": [self._nonconformity(row) for row in self.nonconformities],
        }

    def _by(self, row: Mapping[str, Any]) -> Plain:
        return {"at": row["at"], "author": row["author_id"], "author_name": self.names.get(row["author_id"], "")}

    def _gone(self, row: Mapping[str, Any]) -> Plain:
        """A deleted photo by its name, and by whom it was deleted."""
        return {**{name: row[name] for name in ("id", "number", "label")}, "gone": self._by(row)}

    def _row(self, row: Mapping[str, Any], *names: str) -> Plain:
        return {"id": row["id"], "ref": row["ref"], **{name: row[name] for name in names}, **self._by(row)}

    def _head_list(self, subject: str, field: str) -> list[Plain]:
        return [
            {
                "op": head["op_id"],
                "value": json.loads(head["value"]),
                "stamp": head["stamp"],
                "author": head["author_id"],
                "author_name": self.names.get(head["author_id"], ""),
                "at": time_of(head["stamp"]),
            }
            for head in self.heads.get((subject, field), ())
        ]

    def _judgement(self, row: Mapping[str, Any]) -> Plain:
        subject = f"{self.visit}/{row['ref']}"
        listed, both = self._head_list(subject, "value"), self._head_list(subject, "both")
        return {
            "value": row["value"],
            **self._by(row),
            "conflict": bool(row["conflict"]),
            "heads": listed,
            "both": both,
        }

    def _record(self, row: Mapping[str, Any]) -> Plain:
        subject = _record(self.visit, row)
        kept = {name: row[name] for name in ("ref", "department", "text")}
        listed = self._head_list(subject, "text")
        return {"subject": subject, **kept, **self._by(row), "conflict": bool(row["conflict"]), "heads": listed}

    def _photo(self, row: Mapping[str, Any]) -> Plain:
        names = ("department", "number", "label", "sha256", "size", "source", "taken_at", "state")
        urls = {
            f"{view}_url": url_for("field.photo", sha256=row["sha256"], view=view)
            for view in ("thumb", "screen", "original")
        }
        listed = [head["op_id"] for head in self.heads.get((row["id"], "ref"), ())]
        fields = [field for subject, field in self.heads if subject == row["id"] and field.startswith(ALSO)]
        also = {field.removeprefix(ALSO): self._head_list(row["id"], field) for field in fields}
        seen = {"checked": bool(row["checked_at"]), "remark": remark_of(row)}
        return {**self._row(row, *names), **urls, **seen, "heads": listed, "also": also}

    def _nonconformity(self, row: Mapping[str, Any]) -> Plain:
        names = (
            "id",
            "number",
            "state",
            "severity",
            "fact",
            "clauses",
            "department",
            "photos",
            "term",
            "due_on",
            "raised_at",
            "confirmed_at",
            "confirmed_by",
            "confirmed_post",
            "confirmed_how",
        )
        flags = {name: bool(row[name]) for name in ("moved", "provisional", "conflict")}
        listed = {field: self._head_list(row["id"], field) for field in FIELDS if (row["id"], field) in self.heads}
        said = {**{name: row[name] for name in names}, **flags, **self._by(row), "heads": listed}
        gone = self._head_list(row["id"], "withdrawn")[-1:] if row["state"] == "withdrawn" else []
        return said | (
            {
                "gone": {name: gone[0][name] for name in ("op", "at", "author", "author_name")}
                | {"reason": gone[0]["value"]}
            }
            if gone
            else {}
        )


def _record(visit: str, row: Mapping[str, Any]) -> str:
    return f"{visit}/{row['ref']}/{row['department']}/{row['author_id']}"
