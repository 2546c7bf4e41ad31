"""A process that commits again and again through `Database.writing` and notes when each commit and checkpoint ran.

Run by test_lock.py: committer.py DATABASE TRACE COMMITS lock|no-lock. The spans lie inside the lock where there is one.
"""

import sqlite3
import sys
import time
from typing import Any

from sqlalchemy import Engine, event, insert

from audit_app.store import db
from audit_app.store.tables import rate_windows

SPANS: list[tuple[str, int, int]] = []


class TracedCursor(sqlite3.Cursor):
    """Notes checkpoints."""

    def execute(self, sql: str, *args: Any) -> Any:
        if "wal_checkpoint" not in sql:
            return super().execute(sql, *args)
        before = time.monotonic_ns()
        try:
            return super().execute(sql, *args)
        finally:
            SPANS.append(("checkpoint", before, time.monotonic_ns()))


class Traced(sqlite3.Connection):
    """Notes commits."""

    def cursor(self, factory: type[sqlite3.Cursor] = TracedCursor) -> Any:
        return super().cursor(factory)

    def commit(self) -> None:
        before = time.monotonic_ns()
        super().commit()
        SPANS.append(("commit", before, time.monotonic_ns()))


@event.listens_for(Engine, "do_connect")
def traced(_dialect: Any, _record: Any, _args: Any, given: dict[str, Any]) -> None:
    given["factory"] = Traced


def main(url: str, trace: str, commits: int, locked: bool) -> None:
    db.CHECKPOINT_PAGES = 30
    database = db.Database(url)
    if not locked:
        database.lock = None
    mine = trace.rsplit("/", 1)[-1]
    for turn in range(commits):
        with database.writing() as connection:
            connection.execute(insert(rate_windows).values(name=f"{mine}-{turn}", window=turn, count=1))
    with open(trace, "w", encoding="utf-8") as out:
        out.writelines(f"{what} {start} {end}\n" for what, start, end in SPANS)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4] == "lock")
