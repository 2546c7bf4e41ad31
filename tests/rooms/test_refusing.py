"""A full disk or a read-only database stops writing, never reading; what was not written is counted and said."""

import errno
import sqlite3
import time
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from audit_app import access_log
from audit_app.access_log import AccessLog
from audit_app.demo.people import PASSWORD
from audit_app.demo.script import known_id
from audit_app.errors import is_read_only
from audit_app.rules import ids
from audit_app.rules.instants import milliseconds, of_milliseconds
from audit_app.store import people
from audit_app.store.access import list_looks
from audit_app.store.db import NOT_WRITTEN, Database
from tests.rooms.conftest import SignedIn
from tests.rooms.refusing import writes_refused


def failed(name: str) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorname = name
    return error


def later(app: Flask, minutes: int) -> None:
    """Time passes, so that a session's last use would be noted anew."""
    clock = app.extensions["clock"]
    clock.frozen = of_milliseconds(milliseconds(clock.now()) + minutes * 60_000)


def looks(database: Database) -> list[str]:
    with database.reading() as connection:
        return [row["path"] for row in list_looks(connection, known_id("320600"))]


def test_the_database_really_refuses(app: Flask) -> None:
    with (
        writes_refused(app),
        pytest.raises(NOT_WRITTEN),
        app.extensions["database"].writing() as connection,
    ):
        people.change_user(connection, known_id("liyan"), active=1)


@pytest.mark.parametrize(
    ("account", "paths"),
    [
        ("liyan", ["/me", "/field", "/api/audits"]),
        ("zhaoweidong", ["/me", "/review"]),
        ("wuhao", ["/me", "/regulator", "/regulator/rectify", "/admin"]),
        ("operator", ["/admin", "/admin/people"]),
    ],
)
def test_every_page_is_read_where_nothing_can_be_written(
    app: Flask, signed_in: SignedIn, account: str, paths: list[str]
) -> None:
    client = signed_in(account)
    later(app, 60)
    with writes_refused(app):
        assert {path: client.get(path).status_code for path in paths} == dict.fromkeys(paths, 200)


def test_looks_that_could_not_be_written_are_counted_said_and_written_later(
    app: Flask, signed_in: SignedIn, database: Database
) -> None:
    office, operator = signed_in("wuhao"), signed_in("operator")
    assert "没有记下" not in operator.get("/admin").text
    with writes_refused(app):
        office.get("/regulator")
        office.get("/regulator/rectify")
        assert app.extensions["access_log"].counted() == (2, 0)
        assert "有 2 次查看还没有记下" in operator.get("/admin").text
        assert "没有记下" not in office.get("/admin").text
    assert looks(database) == []
    office.get("/regulator/talks")
    assert looks(database) == ["/regulator", "/regulator/rectify", "/admin", "/regulator/talks"]
    assert "没有记下" not in operator.get("/admin").text


def test_too_many_looks_do_not_fill_the_memory_and_the_lost_ones_are_said(
    app: Flask, signed_in: SignedIn, database: Database
) -> None:
    app.extensions["access_log"] = kept = AccessLog(most=2)
    office = signed_in("wuhao")
    with writes_refused(app):
        for _ in range(5):
            office.get("/regulator")
        assert kept.counted() == (2, 3)
    office.get("/regulator/rectify")
    assert looks(database) == ["/regulator", "/regulator", "/regulator/rectify"]
    assert kept.counted() == (0, 3)
    assert "有 3 次查看没有记下" in signed_in("operator").get("/admin").text


def test_a_server_writes_looks_aside_and_reading_waits_for_no_writer(
    app: Flask, signed_in: SignedIn, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, kept, served = signed_in("wuhao"), AccessLog(), app.extensions["database"]
    monkeypatch.setattr(access_log, "SECONDS", 3600)
    monkeypatch.setitem(app.extensions, "access_log", kept)
    written: list[str] = []
    writing = served.writing
    monkeypatch.setattr(served, "writing", lambda: written.append("writing") or writing())
    kept.start(served)
    for path in ("/regulator", "/regulator/rectify", "/regulator"):
        assert office.get(path).status_code == 200
    assert looks(database) == [] and written == [], "no look is a write of the request"
    assert kept.counted() == (0, 0), "what waits for its second is nothing to worry about"
    kept.stop(served)
    assert looks(database) == ["/regulator", "/regulator/rectify", "/regulator"] and written == ["writing"]
    office.get("/regulator/rectify")
    assert looks(database)[3:] == ["/regulator/rectify"], "who does not run as a server writes at once"


def test_a_second_after_the_disk_has_room_again_looks_are_written(
    app: Flask, signed_in: SignedIn, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, kept, served = signed_in("wuhao"), AccessLog(), app.extensions["database"]
    monkeypatch.setattr(access_log, "SECONDS", 0.02)
    monkeypatch.setitem(app.extensions, "access_log", kept)
    kept.start(served)
    with writes_refused(app):
        office.get("/regulator")
        until(lambda: kept.counted() == (1, 0))
    until(lambda: looks(database) == ["/regulator"])
    kept.stop(served)
    assert kept.counted() == (0, 0)


def until(holds: Callable[[], bool]) -> None:
    for _n in range(1_000):
        if holds():
            return
        time.sleep(0.01)
    raise AssertionError("it never came to that")


def test_signing_in_says_why_it_cannot_be_done(app: Flask, stranger: FlaskClient) -> None:
    with writes_refused(app):
        assert stranger.get("/login").status_code == 200
        page = stranger.post("/login", data={"account": "liyan", "password": PASSWORD})
        told = stranger.post("/api/sessions", json={"account": "liyan", "password": PASSWORD})
    assert page.status_code == told.status_code == 507
    assert "服务器暂时只能查看，不能保存" in page.text and "服务器暂时只能查看，不能保存" in told.json["message"]
    assert told.json["code"] == "no_writes"
    assert stranger.post("/login", data={"account": "liyan", "password": PASSWORD}).status_code == 303


def test_an_act_is_refused_with_the_same_sentence(app: Flask, signed_in: SignedIn) -> None:
    client, form = signed_in("fengjie"), {"edition": "gbt-29490-2013.2", "op": ids.new_id()}
    with writes_refused(app):
        answer = client.post("/admin/editions/default", data=form)
        assert answer.status_code == 507 and "服务器暂时只能查看" in answer.text
    assert client.post("/admin/editions/default", data=form).status_code == 303


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (PermissionError(errno.EPERM, "not permitted"), True),
        (OSError(errno.EROFS, "read-only file system"), True),
        (failed("SQLITE_IOERR_WRITE"), True),
        (failed("SQLITE_IOERR_SHMSIZE"), True),
        (failed("SQLITE_CANTOPEN"), True),
        (failed("SQLITE_CORRUPT"), False),
        (OSError(errno.EIO, "input/output error"), False),
    ],
)
def test_a_disk_that_became_read_only_is_known_by_its_errors(error: Exception, said: bool) -> None:
    """As an aborted ext4 gives them (SQLite fails in the midst of a write), and a folder that takes no files."""
    assert is_read_only(error) is said
