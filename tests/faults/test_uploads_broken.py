"""Uploads that a dying server or a full disk breaks off: the photo is asked for again, never blamed, never lost."""

import errno
import io
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

import evidence.folder
from audit_app.effects import intake
from audit_app.errors import is_full
from audit_app.field import parts, tus, uploads
from audit_app.field import sync as sync_room
from audit_app.store.uploads import drop_upload
from tests.rooms.conftest import SignedIn
from tests.rooms.field.conftest import digest, judge, sync
from tests.rooms.field.test_uploads import TUS, begin, send


@contextmanager
def broken(monkeypatch: pytest.MonkeyPatch, where: Any, name: str, error: Exception) -> Iterator[None]:
    """While this lasts, the function fails."""

    def fail(*_: Any, **__: Any) -> None:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(where, name, fail)
        yield


def kept(client: Any, data: bytes) -> bool:
    return bool(sync(client, have=[digest(data)]).json["kept"])


def test_a_server_that_dies_after_keeping_does_not_blame_the_photo(
    signed_in: SignedIn, a1: str, jpeg: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, half = signed_in("chenjing"), len(jpeg) // 2
    address = begin(client, jpeg)
    assert send(client, address, 0, jpeg[:half]).status_code == 204
    with broken(monkeypatch, intake, "apply", RuntimeError("killed here")):
        assert send(client, address, half, jpeg[half:]).status_code == 500
    assert not kept(client, jpeg) and client.head(address, headers=TUS).headers["Upload-Offset"] == "0"
    assert send(client, address, 0, jpeg).status_code == 204
    assert kept(client, jpeg)


def test_a_server_that_dies_before_answering_says_that_all_is_there(
    signed_in: SignedIn, a1: str, jpeg: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in("chenjing")
    address = begin(client, jpeg)
    with broken(monkeypatch, tus, "expires", RuntimeError("killed here")):
        assert send(client, address, 0, jpeg).status_code == 500
    assert kept(client, jpeg)
    assert client.head(address, headers=TUS).headers["Upload-Offset"] == str(len(jpeg))


def test_a_request_that_waited_writes_no_byte_into_the_original_on_the_shelf(tmp_path: Path, jpeg: bytes) -> None:
    part, shelf = tmp_path / "part", evidence.folder.FolderStore(tmp_path / "shelf")
    part.write_bytes(jpeg)
    real = parts.fcntl.flock

    def late(file: Any, how: int) -> None:
        shelf.put_file("JX", digest(jpeg), part)
        real(file, how)

    with pytest.MonkeyPatch.context() as patch, pytest.raises(parts.Busy):
        patch.setattr(parts.fcntl, "flock", late)
        with parts.opened(part) as opened:
            parts.append(opened, 0, 10, io.BytesIO(b"other"), None)
    with shelf.get("JX", digest(jpeg)) as original:
        assert original.read() == jpeg


def test_bytes_that_a_power_cut_took_are_asked_for_anew(signed_in: SignedIn, a1: str, jpeg: bytes, app: Flask) -> None:
    client, half = signed_in("chenjing"), len(jpeg) // 2
    address = begin(client, jpeg)
    assert send(client, address, 0, jpeg[:half]).status_code == 204
    (part,) = Path(app.config["AUDIT"].uploads).iterdir()
    part.unlink()
    assert send(client, address, half, jpeg[half:]).status_code == 409
    assert client.head(address, headers=TUS).headers["Upload-Offset"] == "0"
    assert send(client, address, 0, jpeg[:half]).status_code == 204
    assert send(client, address, half, jpeg[half:]).status_code == 204
    assert kept(client, jpeg)


def test_an_upload_that_a_power_cut_forgot_is_begun_anew(signed_in: SignedIn, a1: str, jpeg: bytes, app: Flask) -> None:
    client, half = signed_in("chenjing"), len(jpeg) // 2
    address = begin(client, jpeg)
    assert send(client, address, 0, jpeg[:half]).status_code == 204
    with app.extensions["database"].writing() as connection:
        drop_upload(connection, address.rsplit("/", 1)[1])
    assert client.head(address, headers=TUS).status_code == send(client, address, half, jpeg[half:]).status_code == 404
    assert send(client, begin(client, jpeg), 0, jpeg).status_code == 204
    assert kept(client, jpeg)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_said_and_the_photo_comes_through_afterwards(
    signed_in: SignedIn, a1: str, jpeg: bytes, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    client = signed_in("chenjing")
    address = begin(client, jpeg)
    for where, name in ((uploads.parts, "append"), (evidence.folder, "_finish")):
        with broken(monkeypatch, where, name, OSError(number, "full")):
            answer = send(client, address, 0, jpeg)
        assert answer.status_code == 507 and "存储空间不足" in answer.json["message"]
        assert not kept(client, jpeg)
    assert send(client, address, 0, jpeg).status_code == 204
    assert kept(client, jpeg)


def test_a_full_database_refuses_the_whole_batch_and_takes_it_later(
    signed_in: SignedIn, a1: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, op = signed_in("chenjing"), judge("8.1", "conforms")
    full = sqlite3.OperationalError("database or disk is full")
    full.sqlite_errorname = "SQLITE_FULL"
    with broken(monkeypatch, sync_room, "apply_all", OperationalError("COMMIT", {}, full)):
        answer = sync(client, op)
    assert answer.status_code == 507 and "存储空间不足" in answer.json["message"]
    assert [one["outcome"] for one in sync(client, op).json["outcomes"]] == ["done"]


def test_what_the_system_raises_without_room_is_known() -> None:
    """/dev/full takes no byte."""
    with pytest.raises(OSError) as caught, open("/dev/full", "wb", buffering=0) as full:
        os.write(full.fileno(), b"x")
    assert is_full(caught.value)
    assert not is_full(OSError(errno.EACCES, "no")) and not is_full(RuntimeError())
