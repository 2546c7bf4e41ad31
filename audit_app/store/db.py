"""The database: `Database(url).reading()` and `.writing()`; what differs between SQLite and PostgreSQL lives here and nowhere else.

On SQLite every writer holds one lock file from BEGIN IMMEDIATE to COMMIT, and checkpoints run only under the same lock:
SQLite before 3.51.3 can lose committed rows when a commit meets a second checkpoint.
"""

import contextlib
import errno
import fcntl
import os
import sqlite3
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from audit_app.store import write_ahead
from audit_app.store.tables import rate_windows

CHECKPOINT_PAGES = 2000
MOST_WAIT = 20.0
"""Seconds that a writer waits for the others before it says so."""
FIXED_SERIES = {(3, 44): 6, (3, 50): 7}
QUIET: dict[str, Any] = {"hide_parameters": True}
"""A statement that fails is logged without its values: they are people's texts and secrets' hashes."""

NO_WRITING = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})
READ_ONLY = (
    "数据目录 {folder} 不能写：只读，或这个账号没有权限。查看和核对也要在数据旁边写锁文件。"
    "请让这个账号能写，或把整个数据目录复制到能写的地方，用 AUDIT_DATABASE、AUDIT_EVIDENCE 指到那里"
)

NOT_WRITTEN = (SQLAlchemyError, sqlite3.Error, OSError)
"""What a transaction raises that could not be begun, carried out or committed; BEGIN IMMEDIATE raises SQLite's own."""


class Unusable(Exception):
    """The database cannot be used safely; the message says why and what to do."""


class Moved(OSError):
    """The path leads to another file than the one that was opened: somebody restored or took it away under a running server.
    What is written now would be lost with the old file, so nothing is taken until a new start."""


class WriterBusy(TimeoutError):
    """Others have been writing for too long; nothing was changed."""


def sqlite_is_fixed(version: tuple[int, int, int]) -> bool:
    """Whether this SQLite has the WAL-reset fix (3.51.3, back-ported to 3.44.6 and 3.50.7)."""
    series = FIXED_SERIES.get(version[:2])
    return version >= (3, 51, 3) or (series is not None and version[2] >= series)


class _Opened:
    """An opening of the lock file; closed when nobody has it any more, as with the end of its thread."""

    def __init__(self, path: str) -> None:
        self.number, self.process = os.open(path, os.O_RDWR | os.O_CREAT, 0o600), os.getpid()

    def __del__(self) -> None:
        if hasattr(self, "number"):
            os.close(self.number)


class WriterLock:
    """One file that whoever commits or checkpoints holds; across threads and processes, released by the kernel on a crash.

    Locks go by opening, so each thread opens the file for itself; it is closed with its thread, or by `close`.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self._local = threading.local()

    def _opened(self) -> _Opened:
        opened: _Opened | None = getattr(self._local, "opened", None)
        if opened is None or opened.process != os.getpid():
            opened = self._local.opened = _Opened(self.path)
        return opened

    def close(self) -> None:
        """Close what no thread holds just now; a thread that comes again opens the file anew."""
        self._local = threading.local()

    @contextlib.contextmanager
    def holding(self, most: float = MOST_WAIT) -> Iterator[None]:
        """The lock, waited for `most` seconds. Raises WriterBusy."""
        opened = self._opened()
        _take(opened.number, most)
        try:
            yield
        finally:
            fcntl.flock(opened.number, fcntl.LOCK_UN)

    def objection(self) -> OSError | None:
        """What the file system says where it does not grant the lock."""
        try:
            with self.holding():
                return None
        except OSError as error:
            return error


def _take(number: int, most: float) -> None:
    until, pause = time.monotonic() + most, 0.001
    while True:
        try:
            return fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                raise WriterBusy from None
            time.sleep(pause)
            pause = min(pause * 1.5, 0.01)


@contextlib.contextmanager
def _saying_busy() -> Iterator[None]:
    """PostgreSQL's own words for a lock that was not free for the term (55P03) are ours, whichever way they come."""
    try:
        yield
    except Exception as error:
        if getattr(getattr(error, "orig", None) or error, "sqlstate", "") == "55P03":
            raise WriterBusy from error
        raise


class Database:
    """One database, two ways in: reading (cannot write) and writing (one transaction, committed at the end)."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_sqlite = url.startswith("sqlite")
        self.path = url.removeprefix("sqlite:///") if self.is_sqlite else ""
        self.lock = WriterLock(self.path + ".lock") if self.is_sqlite else None
        self._pid = os.getpid()
        self._file = _file_at(self.path) if self.is_sqlite else None
        self._open()

    def _open(self) -> None:
        if self.is_sqlite:
            self._gate()
            self._writer = _sqlite_engine(self.url, "BEGIN IMMEDIATE")
            self._noter = _sqlite_engine(self.url, "BEGIN IMMEDIATE", "synchronous = NORMAL")
            self._reader = _sqlite_engine(self.url, "BEGIN", "query_only = ON")
            self._aside: Engine | None = None
        else:
            url = self.url.replace("postgresql://", "postgresql+psycopg://", 1)
            term = f"-c lock_timeout={int(MOST_WAIT * 1000)}"
            self._writer = create_engine(
                url, pool_size=8, max_overflow=16, pool_pre_ping=True, connect_args={"options": term}, **QUIET
            )
            late = {"options": f"{term} -c synchronous_commit=off"}
            self._noter = create_engine(
                url, pool_size=2, max_overflow=6, pool_pre_ping=True, connect_args=late, **QUIET
            )
            self._reader = self._writer.execution_options(postgresql_readonly=True, isolation_level="REPEATABLE READ")

    def _gate(self) -> None:
        assert self.lock is not None
        try:
            write_ahead.check_together(self.path)
        except write_ahead.Apart as apart:
            raise Unusable(str(apart)) from apart
        write_ahead.forget_another(self.path)
        folder = os.path.dirname(os.path.abspath(self.path))
        if not os.path.isdir(folder):
            raise Unusable(f"数据目录 {folder} 不存在，请先建立，或用 AUDIT_DATABASE 指到别处")
        if not os.access(folder, os.W_OK | os.X_OK, effective_ids=True):
            raise Unusable(READ_ONLY.format(folder=folder))
        if sqlite_is_fixed(sqlite3.sqlite_version_info[:3]):
            return
        if objection := self.lock.objection():
            if objection.errno in NO_WRITING:
                raise Unusable(READ_ONLY.format(folder=folder)) from objection
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
            for engine in self._engines():
                engine.dispose(close=False)

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one moment and cannot write: INSERT, UPDATE and DELETE raise."""
        self._after_fork()
        self._is_in_place()
        with self._reader.connect() as connection, connection.begin():
            self._is_in_place()
            yield connection

    def _is_in_place(self) -> None:
        """Raises Moved where the file is not the one that was opened first, before SQLite makes an empty one in its place."""
        if self.is_sqlite:
            here = _file_at(self.path)
            self._file = self._file or here
            if here != self._file:
                raise Moved(self.path)

    def writing(self) -> contextlib.AbstractContextManager[Connection]:
        """One write transaction. Commits when the block ends well, rolls everything back when it raises."""
        return self._transaction(self._writer)

    def noting(self) -> contextlib.AbstractContextManager[Connection]:
        """As `writing`, for what a power cut may take (how far an upload is): its commit does not wait for the disk."""
        return self._transaction(self._noter)

    @contextlib.contextmanager
    def aside(self) -> Iterator[Connection]:
        """A transaction for counts of tries: on SQLite in a file of its own, so that no writer waits for whoever guesses."""
        self._after_fork()
        if not self.is_sqlite:
            with self._transaction(self._noter) as connection:
                yield connection
            return
        if self._aside is None:
            self._aside = _aside_engine(f"{self.url}.tries")
        with self._aside.connect() as connection, connection.begin():
            yield connection

    @contextlib.contextmanager
    def _transaction(self, engine: Engine) -> Iterator[Connection]:
        self._after_fork()
        with self.lock.holding() if self.lock else _saying_busy():
            self._is_in_place()
            with engine.connect() as connection, connection.begin():
                self._is_in_place()
                yield connection
            self._is_in_place()
            if self.is_sqlite:
                self._checkpoint_when_large()

    def _checkpoint_when_large(self) -> None:
        try:
            large = os.path.getsize(self.path + "-wal") > CHECKPOINT_PAGES * 4096
        except FileNotFoundError:
            return
        if large:
            self._fold()

    def _fold(self) -> None:
        raw = self._writer.raw_connection()
        try:
            with contextlib.suppress(sqlite3.OperationalError, OperationalError, OSError):
                write_ahead.fold(raw.driver_connection, self.path)
        finally:
            raw.close()

    def fold(self) -> None:
        """On SQLite: bring all commits into the one file, as far as no reader keeps them back; a copy of it alone is then whole."""
        if self.lock:
            with contextlib.suppress(WriterBusy, OSError), self.lock.holding():
                self._is_in_place()
                self._fold()

    @property
    def engine(self) -> Engine:
        """For migrations and tests only."""
        self._after_fork()
        return self._writer

    def close(self) -> None:
        for engine in self._engines():
            engine.dispose()
        if self.lock:
            self.lock.close()

    def _engines(self) -> list[Engine]:
        aside = self._aside if self.is_sqlite else None
        return [engine for engine in (self._writer, self._noter, self._reader, aside) if engine is not None]


def _file_at(path: str) -> tuple[int, int] | None:
    """Which file this is, whatever it is called; None where there is none yet."""
    try:
        found = os.stat(path)
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def _sqlite_engine(url: str, begin: str, *more: str) -> Engine:
    engine = create_engine(url, module=sqlite3, pool_size=8, max_overflow=16, connect_args={"timeout": 30}, **QUIET)

    @event.listens_for(engine, "connect")
    def on_connect(raw: Any, _: object) -> None:
        raw.isolation_level = None
        for pragma in (
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            "wal_autocheckpoint = 0",
            "busy_timeout = 30000",
            "temp_store = MEMORY",  # a full folder for temporary files stops nothing and blames nobody
            *more,
        ):
            raw.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        raw: Any = connection.connection.driver_connection
        raw.execute(begin)

    return engine


def _aside_engine(url: str) -> Engine:
    engine = _sqlite_engine(
        url, "BEGIN IMMEDIATE", "synchronous = OFF", "wal_autocheckpoint = 1000", "busy_timeout = 5000"
    )
    rate_windows.create(engine, checkfirst=True)
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
