"""Full text over names and long texts, in 1- and 2-character pieces so that Chinese words of two characters are found.

SQLite keeps them in FTS5 (through sqlite-utils), PostgreSQL in the row's own words; `rebuild` makes all anew.
"""

import itertools
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

import sqlite_utils
from sqlalchemy import Connection, delete, insert, select, text

from audit_app.store.tables import audits, clients, nonconformities, search, spot_checks, visits

IDEOGRAPH = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
WORD = re.compile(rf"[{IDEOGRAPH}]|[^\W_{IDEOGRAPH}]+")
ONE = re.compile(f"[{IDEOGRAPH}]")
PLAIN = re.compile("[a-z0-9\\u4e00-\\u9fff]")
FTS = "search_words"


def pieces(value: str) -> list[str]:
    """Words and numbers whole, ideographs one by one and in pairs; full width, case and composed signs make no difference."""
    found = WORD.findall(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", value).casefold()))
    pairs = [a + b for a, b in itertools.pairwise(found) if ONE.fullmatch(a) and ONE.fullmatch(b)]
    return [_spelt(piece) for piece in found + pairs]


def _spelt(piece: str) -> str:
    """Every sign that an engine's own word rules may not know, as its number: a name with one is found on both engines."""
    return "".join(sign if PLAIN.fullmatch(sign) else f"x{ord(sign):x}x" for sign in piece)


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
            f"{found.fact} {found.clauses}",
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
        found = f"(kind, subject) IN (SELECT kind, subject FROM {FTS} WHERE {FTS} MATCH :query)"
    else:
        query = " & ".join(f"'{w}'" for w in words)
        found = "to_tsvector('simple', words) @@ to_tsquery('simple', :query)"
    entries = (
        select(search.c.kind, search.c.subject, search.c.title)
        .where(search.c.organisation_id.in_(organisation_ids), text(found))
        .order_by(search.c.kind, search.c.subject)
        .limit(most)
    )
    return [dict(row) for row in connection.execute(entries, {"query": query}).mappings()]
