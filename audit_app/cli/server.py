"""`serve` and `work`: N processes on one port, and the worker that carries out what follows from ops."""

import contextlib
import ctypes
import errno
import logging
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from types import FrameType

import click
from sqlalchemy.exc import SQLAlchemyError

from audit_app import create_app
from audit_app.access_log import AccessLog
from audit_app.cli.common import fail, no_left_over, not_gone, open_database, settings
from audit_app.cli.half_open import make_server
from audit_app.cli.mistakes import why
from audit_app.clock import Clock
from audit_app.config import Config
from audit_app.effects.worker import run_forever
from audit_app.ops.held import retry_known
from audit_app.store.db import Database, Unusable
from audit_app.store.migrate import is_empty, migrate, pending
from audit_app.store.write_ahead import was_here
from evidence.folder import open_store

PR_SET_PDEATHSIG = 1
THREADS = 16
TRIES = 30


@click.command()
@click.option("--host", help="默认 127.0.0.1")
@click.option("--port", type=click.IntRange(1, 65535), help="默认 8000")
@click.option("--processes", type=click.IntRange(1, 64), help="默认 1")
def serve(host: str | None, port: int | None, processes: int | None) -> None:
    """启动服务和后台处理；按 Ctrl-C 停止。"""
    given = {"host": host, "port": port, "processes": processes}
    config = replace(settings(), **{name: value for name, value in given.items() if value is not None})
    _prepare(config)
    _refuse_taken(config)
    # Read once here, not again in every process: after a crash the server is back sooner.
    from audit_app import admin, api, auth, field, regulator, review  # noqa: F401

    click.echo(f"http://{config.host}:{config.port}/", err=True)
    _supervise([*[lambda: _serve_one(config)] * config.processes, lambda: _work(config)])
    _put_together(config)


def _put_together(config: Config) -> None:
    """After a stop the one file holds everything: whoever takes it elsewhere leaves nothing behind."""
    if was_here(config.database.removeprefix("sqlite:///")):  # emptied meanwhile: nothing is made of it
        return
    with contextlib.suppress(Unusable, SQLAlchemyError):
        database = Database(config.database)
        database.fold()
        database.close()


def _prepare(config: Config) -> None:
    if config.database.startswith("sqlite:///"):
        path = config.database.removeprefix("sqlite:///")
        no_left_over(path)
        not_gone(path)
        os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
    database = open_database(config.database, current=False)
    if pending(database):
        if not is_empty(database):
            fail("数据库不是最新版本，请先运行 audit-app migrate")
        migrate(database)
    database.fold()
    database.close()


def _refuse_taken(config: Config) -> None:
    """Our own processes share the port; another server on it would take half of the requests unnoticed."""
    for left in reversed(range(TRIES)):
        try:
            with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as alone:
                alone.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                alone.bind((config.host, config.port))
            return
        except socket.gaierror:
            fail(f"没有主机 {config.host}。请用 --host 写本机的 IPv4 地址")
        except OSError as error:
            # After a kill -9 the children of the last server need a moment to be gone.
            if left and error.errno == errno.EADDRINUSE:
                time.sleep(0.1)
            elif error.errno == errno.EADDRNOTAVAIL:
                fail(f"本机没有地址 {config.host}。请用 --host 写本机的 IPv4 地址")
            else:
                fail(f"端口 {config.port} 用不了（{why(error)}）。请用 --port 换一个")


def _listener(config: Config) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    listener.bind((config.host, config.port))
    return listener


def _serve_one(config: Config) -> None:
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    listener = _listener(config)
    listener.listen(1024)
    app = create_app(config)
    looks, database = app.extensions["access_log"], app.extensions["database"]
    looks.start(database)
    signal.signal(signal.SIGTERM, lambda *_: _end(looks, database))
    server = make_server(app, sockets=[listener], threads=THREADS, ident=None)
    server.run()


def _end(looks: AccessLog, database: Database) -> None:
    """The stop of a process that answers: what it has shown is written down before it goes."""
    try:
        looks.stop(database)
    finally:
        os._exit(0)


def _work(config: Config) -> None:
    shelf, clock = open_store(config.evidence), Clock(config.clock)
    database = Database(config.database)
    retry_known(database, clock.now())
    run_forever(database, shelf, clock, threading.Event(), kept_days=config.kept_days, sweep_days=config.sweep_days)


def _supervise(jobs: list[Callable[[], None]]) -> None:
    """Run each job in a process of its own, start it again when it dies, end all on SIGTERM or Ctrl-C."""
    stopping = False
    running: dict[int, Callable[[], None]] = {}

    def stop(_number: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True
        for pid in running:
            os.kill(pid, signal.SIGTERM)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    for job in jobs:
        running[_start(job)] = job
    while running:
        try:
            pid, _status = os.wait()
        except ChildProcessError:
            break
        job = running.pop(pid, None)  # type: ignore[assignment]
        if job is not None and not stopping:
            time.sleep(0.2)
            running[_start(job)] = job


def _start(job: Callable[[], None]) -> int:
    parent = os.getpid()
    pid = os.fork()
    if pid:
        return pid
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # A child must not outlive its parent and go on answering after a kill -9.
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
    try:
        job()
    except Exception:
        logging.getLogger("audit_app").exception("a process of the server ended")
    finally:
        sys.stderr.flush()
        os._exit(1)


@click.command()
def work() -> None:
    """只运行后台处理（serve 会自己带一个）。"""
    config = settings()
    open_database().close()
    _supervise([lambda: _work(config)])


COMMANDS = (serve, work)
