"""Whether the tables are what the log says: the chain, row by row, then the whole log carried out anew and compared.

It changes nothing. Which table comes from the log and which does not stands in `docs/database.md`; a test holds both alike.
"""

import contextlib
import errno
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Table

from audit_app.ops.replay import Differs, replay_rows
from audit_app.ops.verify import Report, is_plain_row, verify_log
from audit_app.store import compare, log
from audit_app.store.compare import Unlike, as_it_lies, count_rows, unlike
from audit_app.store.db import NOT_WRITTEN, Database
from audit_app.store.migrate import make_tables

THE_LOG = frozenset({"log", "head"})
NOT_OF_THE_LOG = frozenset(
    {
        "credentials",
        "sessions",
        "rate_windows",
        "access_log",
        "uploads",
        "search",
        "digests",
        "known_devices",
    }
)
"""Written without an op, or made from other tables: nothing in the log says what they hold."""
ONLY = {"effects": (("op_id", "name"), ("op_id", "name", "args"))}
"""Key and columns where not all of a row comes from the log: how far the worker has come is its own."""
MOST_GONE = 1000
PROBE = 64 * 1024
NO_REPLAY = "日志从第 {seq} 行起不能重新执行，没有核对各表：{why}"


@dataclass
class Found:
    """The report of one look: of the log, the rows of every table that was compared, and every difference."""

    log: Report
    problem: str | None = None
    tables: list[tuple[str, int]] = field(default_factory=list)
    differences: list[Unlike] = field(default_factory=list)


class NoRoom(Exception):
    """The folder for temporary files, in which the log is carried out anew, takes no more; nothing is known of the tables."""

    def __init__(self, folder: str, error: OSError) -> None:
        super().__init__(folder)
        self.folder, self.error = folder, error


class _Stopped(Exception):
    """The log cannot be carried out from this row on."""

    def __init__(self, seq: int, why: str) -> None:
        super().__init__(why)
        self.seq, self.why = seq, why


def derived() -> list[Table]:
    """Every table that the log alone determines."""
    return [t for t in compare.tables_in_order() if t.name not in THE_LOG | NOT_OF_THE_LOG]


def check(database: Database, head: str | None = None) -> Found:
    """Look through log and tables, all of one moment; `head` as in `verify_log`."""
    with database.reading() as connection:
        report = verify_log(connection, head)
        found = Found(report, report.problem)
        found.differences += _damaged(connection)
        with _empty_database() as anew:
            try:
                _carry_out(connection, anew, whole=not found.differences)
                _compare(connection, anew, found)
            except _Stopped as stopped:
                found.problem = found.problem or NO_REPLAY.format(seq=stopped.seq, why=stopped.why)
                if not found.differences:
                    found.differences.append(Unlike("log", "log", str(stopped.seq), None, None))
    return found


@contextlib.contextmanager
def _empty_database() -> Iterator[Database]:
    """A database of its own in the folder for temporary files. Raises NoRoom where that takes no more."""
    try:
        made = tempfile.TemporaryDirectory(prefix="audit-check-", ignore_cleanup_errors=True)
    except OSError as error:
        raise NoRoom(os.environ.get("TMPDIR", "/tmp"), error) from error
    with made as folder:
        anew = Database(f"sqlite:///{folder}/anew.db")
        try:
            make_tables(anew)
            yield anew
        except NOT_WRITTEN as error:
            if reason := _objection(folder, error):
                raise NoRoom(os.path.dirname(folder), reason) from error
            raise
        finally:
            anew.close()


def _objection(folder: str, error: Exception) -> OSError | None:
    """Why a folder takes no more, if that is what `error` came from. SQLite gives back what it could not use, so a full
    disk may have room again: its own word counts, then a file that is to grow beyond all that lie there.
    """
    if "disk is full" in str(error):
        return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    try:
        with open(os.path.join(folder, "more"), "wb") as file:
            file.seek(max(os.path.getsize(one) for one in os.scandir(folder)))
            file.write(bytes(PROBE))
    except OSError as problem:
        return problem
    return None


def _damaged(connection: Connection) -> Iterator[Unlike]:
    """Every row that follows neither from the chain value kept before it nor from the one it should have had; then the head."""
    kept = computed = log.GENESIS
    last = 0
    with as_it_lies(connection):
        for row in log.walk(connection):
            for gone in range(last + 1, min(row["seq"], last + 1 + MOST_GONE)):
                yield Unlike("log", "log", str(gone), None, None)
            last = row["seq"]
            follows = {_chained(before, row) for before in (kept, computed)}
            if row["chain"] not in follows:
                yield Unlike("log", "log", str(last), None, row["organisation_id"])
            computed, kept = _chained(computed, row) or row["chain"], row["chain"]
        seq, chain, _epoch = log.get_head(connection)
    for gone in range(last + 1, min(seq, last + MOST_GONE) + 1):
        yield Unlike("log", "log", str(gone), None, None)
    if seq != last or chain not in (kept, computed):
        yield Unlike("log", "head", "1", None, None)


def _chained(previous: str, row: Mapping[Any, Any]) -> str | None:
    try:
        return log.chained(previous, row) if is_plain_row(row) else None
    except ValueError:  # no hexadecimal digits any more, or bytes that are no text
        return None


def _carry_out(connection: Connection, anew: Database, *, whole: bool) -> None:
    """The log into the empty database. Where it is damaged its chain cannot be asked for; the tables still may show what was."""
    at = 0

    def rows() -> Iterable[Mapping[Any, Any]]:
        nonlocal at
        for seq, row in log.walk_whole(connection):
            at = seq
            if row is not None:
                yield row

    try:
        replay_rows(rows(), anew, chained=whole)
    except Differs as error:
        raise _Stopped(at, str(error)) from error
    except NOT_WRITTEN as error:
        if _objection(os.path.dirname(anew.path), error):
            raise  # nothing is said of the log: the place for its copy is full
        raise _Stopped(at, type(error).__name__) from error
    except Exception as error:  # a damaged row may break anywhere
        raise _Stopped(at, type(error).__name__) from error


def _compare(connection: Connection, anew: Database, found: Found) -> None:
    with anew.reading() as right, as_it_lies(connection):
        for table in derived():
            everything = tuple(column.name for column in table.columns)
            key, columns = ONLY.get(table.name, (tuple(c.name for c in table.primary_key), everything))
            found.tables.append((table.name, count_rows(connection, table)))
            found.differences += unlike(connection, right, table, key, columns)
