"""Full text over names and long texts, in 1- and 2-character pieces so that Chinese words of two characters are found.

SQLite keeps them in FTS5 (through sqlite-utils), PostgreSQL in the row's own words; `rebuild` makes all anew.
"""

import itertools
import json
import re
from collections.abc import Iterator
from typing import Any

import sqlite_utils
from sqlalchemy import Connection, delete, insert, select, text

from audit_app.store.tables import audits, clients, nonconformities, search, spot_checks, visits

WORD = re.compile(r"[a-z0-9]+|[\u3400-\u9fff]", re.IGNORECASE)
FTS = "search_words"


def pieces(value: str) -> list[str]:
    """Latin words and numbers whole, Chinese characters one by one and in pairs."""
    found = WORD.findall(value.lower())
    pairs = [a + b for a, b in itertools.pairwise(found) if len(a) == 1 and len(b) == 1 and ord(a) > 0x3400 < ord(b)]
    return found + pairs


def _documents(connection: Connection) -> Iterator[dict[str, Any]]:
    for row in connection.execute(
        select(audits.c.id, audits.c.organisation_id, audits.c.code, clients.c.name, clients.c.uscc).join(
            clients, clients.c.id == audits.c.client_id
        )
    ):
        yield _document("audit", row.id, row.organisation_id, f"{row.name} {row.code}", row.uscc or "")
    for found in connection.execute(
        select(
            nonconformities.c.id,
            visits.c.organisation_id,
            nonconformities.c.number,
            nonconformities.c.fact,
            nonconformities.c.clauses,
        )
        .join(visits, visits.c.id == nonconformities.c.visit_id)
        .where(nonconformities.c.state != "withdrawn")
    ):
        yield _document(
            "nonconformity",
            found.id,
            found.organisation_id,
            found.number,
            f"{found.fact} {' '.join(json.loads(found.clauses))}",
        )
    for check in connection.execute(
        select(
            spot_checks.c.id,
            spot_checks.c.organisation_id,
            spot_checks.c.name,
            spot_checks.c.uscc,
            spot_checks.c.body,
            spot_checks.c.note,
        )
    ):
        yield _document(
            "spot_check", check.id, check.organisation_id, check.name, f"{check.uscc} {check.body} {check.note or ''}"
        )


def _document(kind: str, subject: str, organisation_id: str, title: str, more: str) -> dict[str, Any]:
    return {
        "kind": kind,
        "subject": subject,
        "organisation_id": organisation_id,
        "title": title,
        "words": " ".join(pieces(f"{title} {more}")),
    }


def rebuild(connection: Connection) -> int:
    """Make the whole index anew from the rows; returns how many entries there are."""
    connection.execute(delete(search))
    rows = list(_documents(connection))
    if rows:
        connection.execute(insert(search), rows)
    if connection.dialect.name == "sqlite":
        _fill_fts(connection, rows)
    return len(rows)


def _fill_fts(connection: Connection, rows: list[dict[str, Any]]) -> None:
    raw = connection.connection.driver_connection
    tables = sqlite_utils.Database(raw)
    if FTS not in tables.table_names():
        raw.execute(f"CREATE VIRTUAL TABLE {FTS} USING fts5(kind UNINDEXED, subject UNINDEXED, words)")  # type: ignore[union-attr]
    raw.execute(f"DELETE FROM {FTS}")  # type: ignore[union-attr]
    raw.executemany(  # type: ignore[union-attr]
        f"INSERT INTO {FTS} (kind, subject, words) VALUES (?, ?, ?)",
        [(r["kind"], r["subject"], r["words"]) for r in rows],
    )


def find(connection: Connection, organisation_ids: list[str], wanted: str, most: int = 30) -> list[dict[str, str]]:
    """Entries of these organisations that hold every piece of what was typed: {kind, subject, title}."""
    words = [w for w in dict.fromkeys(pieces(wanted)) if w][:20]
    if not words or not organisation_ids:
        return []
    if connection.dialect.name == "sqlite":
        query = " ".join(f'"{w}"' for w in words)
        hits = connection.execute(
            text(f"SELECT kind, subject FROM {FTS} WHERE {FTS} MATCH :query LIMIT 500"), {"query": query}
        ).all()
    else:
        query = " & ".join(f"'{w}'" for w in words)
        hits = connection.execute(
            text(
                "SELECT kind, subject FROM search WHERE to_tsvector('simple', words) @@ to_tsquery('simple', :query) LIMIT 500"
            ),
            {"query": query},
        ).all()
    keys = {(row.kind, row.subject) for row in hits}
    rows = connection.execute(
        select(search.c.kind, search.c.subject, search.c.title).where(
            search.c.organisation_id.in_(organisation_ids), search.c.subject.in_([subject for _, subject in keys])
        )
    )
    return [dict(row) for row in rows.mappings() if (row["kind"], row["subject"]) in keys][:most]
