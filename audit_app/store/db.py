"""The database: `Database(url).reading()` and `.writing()`; what differs between SQLite and PostgreSQL lives here and nowhere else.

On SQLite every writer holds one lock file from BEGIN IMMEDIATE to COMMIT, and checkpoints run only under the same lock:
SQLite before 3.51.3 can lose committed rows when a commit meets a second checkpoint.
"""

import contextlib
import fcntl
import os
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError

CHECKPOINT_PAGES = 2000
FIXED_SERIES = {(3, 44): 6, (3, 50): 7}


class Unusable(Exception):
    """The database cannot be used safely; the message says why and what to do."""


def sqlite_is_fixed(version: tuple[int, int, int]) -> bool:
    """Whether this SQLite has the WAL-reset fix (3.51.3, back-ported to 3.44.6 and 3.50.7)."""
    series = FIXED_SERIES.get(version[:2])
    return version >= (3, 51, 3) or (series is not None and version[2] >= series)


class WriterLock:
    """One file that whoever commits or checkpoints holds; across threads and processes, released by the kernel on a crash."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._local = threading.local()

    def _file(self) -> int:
        held: tuple[int, int] | None = getattr(self._local, "held", None)
        if held is None or held[0] != os.getpid():
            held = (os.getpid(), os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600))
            self._local.held = held
        return held[1]

    @contextlib.contextmanager
    def holding(self) -> Iterator[None]:
        file = self._file()
        fcntl.flock(file, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(file, fcntl.LOCK_UN)

    def works(self) -> bool:
        """Whether the file system really grants the lock."""
        try:
            with self.holding():
                return True
        except OSError:
            return False


class Database:
    """One database, two ways in: reading (cannot write) and writing (one transaction, committed at the end)."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_sqlite = url.startswith("sqlite")
        self.path = url.removeprefix("sqlite:///") if self.is_sqlite else ""
        self.lock = WriterLock(self.path + ".lock") if self.is_sqlite else None
        self._pid = os.getpid()
        self._open()

    def _open(self) -> None:
        if self.is_sqlite:
            self._gate()
            self._writer = _sqlite_engine(self.url, "BEGIN IMMEDIATE")
            self._noter = _sqlite_engine(self.url, "BEGIN IMMEDIATE", "synchronous = NORMAL")
            self._reader = _sqlite_engine(self.url, "BEGIN", "query_only = ON")
        else:
            url = self.url.replace("postgresql://", "postgresql+psycopg://", 1)
            self._writer = create_engine(url, pool_size=8, max_overflow=16, pool_pre_ping=True)
            late = {"options": "-c synchronous_commit=off"}
            self._noter = create_engine(url, pool_size=2, max_overflow=6, pool_pre_ping=True, connect_args=late)
            self._reader = self._writer.execution_options(postgresql_readonly=True, isolation_level="REPEATABLE READ")

    def _gate(self) -> None:
        assert self.lock is not None
        folder = os.path.dirname(os.path.abspath(self.path))
        if not os.path.isdir(folder):
            raise Unusable(f"数据目录 {folder} 不存在，请先建立，或用 AUDIT_DATABASE 指到别处")
        if not (sqlite_is_fixed(sqlite3.sqlite_version_info[:3]) or self.lock.works()):
            raise Unusable(
                f"SQLite {sqlite3.sqlite_version} 需要锁文件才安全，而 {self.lock.path} 所在的文件系统不给锁。"
                "请把数据放到本机磁盘，或升级 SQLite 到 3.51.3 以上"
            )

    @property
    def durability(self) -> str:
        """Which way shuts the WAL-reset race out: the fixed library, or our lock file."""
        if not self.is_sqlite:
            return "postgresql"
        return "fixed-sqlite" if sqlite_is_fixed(sqlite3.sqlite_version_info[:3]) else "lock-file"

    def _after_fork(self) -> None:
        if self._pid != os.getpid():
            self._pid = os.getpid()
            for engine in (self._writer, self._noter, self._reader):
                engine.dispose(close=False)

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one moment and cannot write: INSERT, UPDATE and DELETE raise."""
        self._after_fork()
        with self._reader.connect() as connection, connection.begin():
            yield connection

    def writing(self) -> contextlib.AbstractContextManager[Connection]:
        """One write transaction. Commits when the block ends well, rolls everything back when it raises."""
        return self._transaction(self._writer)

    def noting(self) -> contextlib.AbstractContextManager[Connection]:
        """As `writing`, for what a power cut may take (how far an upload is): its commit does not wait for the disk."""
        return self._transaction(self._noter)

    @contextlib.contextmanager
    def _transaction(self, engine: Engine) -> Iterator[Connection]:
        self._after_fork()
        with self.lock.holding() if self.lock else contextlib.nullcontext():
            with engine.connect() as connection, connection.begin():
                yield connection
            if self.is_sqlite:
                self._checkpoint_when_large()

    def _checkpoint_when_large(self) -> None:
        try:
            large = os.path.getsize(self.path + "-wal") > CHECKPOINT_PAGES * 4096
        except FileNotFoundError:
            return
        if large:
            raw = self._writer.raw_connection()
            try:
                with contextlib.suppress(sqlite3.OperationalError, OperationalError):
                    raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                raw.close()

    @property
    def engine(self) -> Engine:
        """For migrations and tests only."""
        self._after_fork()
        return self._writer

    def close(self) -> None:
        for engine in (self._writer, self._noter, self._reader):
            engine.dispose()


def _sqlite_engine(url: str, begin: str, *more: str) -> Engine:
    engine = create_engine(url, module=sqlite3, pool_size=8, max_overflow=16, connect_args={"timeout": 30})

    @event.listens_for(engine, "connect")
    def on_connect(raw: Any, _: object) -> None:
        raw.isolation_level = None
        for pragma in (
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            "wal_autocheckpoint = 0",
            "busy_timeout = 30000",
            *more,
        ):
            raw.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        raw: Any = connection.connection.driver_connection
        raw.execute(begin)

    return engine


def upsert(connection: Connection, table: Table, rows: Mapping[Any, Any] | Sequence[Mapping[Any, Any]]) -> None:
    """Insert, or overwrite the named columns of the row with the same primary key."""
    many = [rows] if isinstance(rows, Mapping) else list(rows)
    if many:
        connection.execute(upserting(connection.dialect.name, table, tuple(many[0])), many)


@cache
def upserting(dialect: str, table: Table, columns: tuple[str, ...]) -> Any:
    """The statement behind `upsert`."""
    statement = (sqlite if dialect == "sqlite" else postgresql).insert(table)
    keys = [column.name for column in table.primary_key]
    changed = {name: statement.excluded[name] for name in columns if name not in keys}
    if not changed:
        return statement.on_conflict_do_nothing(index_elements=keys)
    return statement.on_conflict_do_update(index_elements=keys, set_=changed)
