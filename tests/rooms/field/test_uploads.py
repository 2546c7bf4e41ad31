"""tus 1.0 at /field/uploads: in pieces, broken off, checked, refused; a client of somebody else's making sends
whole files.
"""

import base64
import hashlib
import os
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from tusclient.client import TusClient
from werkzeug.serving import make_server

from audit_app.clock import Clock
from audit_app.demo.script import Script, known_id
from audit_app.field import parts
from audit_app.security import COOKIE, open_session
from audit_app.store.photos import get_original, list_photos
from evidence.limits import MAX_BYTES
from tests.rooms.conftest import SignedIn
from tests.rooms.field.conftest import VISIT, digest, photo_bytes, photo_op, sync

TUS = {"Tus-Resumable": "1.0.0"}
STREAM = {**TUS, "Content-Type": "application/offset+octet-stream"}


def encoded(**pairs: str) -> str:
    return ",".join(f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in pairs.items())


def begin(client: FlaskClient, data: bytes, /, **changed: str) -> str:
    told = {"sha256": digest(data), "filename": "台账.jpg", "visit": VISIT, **changed}
    answer = client.post(
        "/field/uploads", headers={**TUS, "Upload-Length": str(len(data)), "Upload-Metadata": encoded(**told)}
    )
    assert answer.status_code == 201, answer.text
    return str(answer.headers["Location"])


def send(client: FlaskClient, address: str, offset: int, data: bytes, **headers: str) -> object:
    return client.patch(address, data=data, headers={**STREAM, "Upload-Offset": str(offset), **headers})


def parts_of(app: Flask) -> list[Path]:
    return [path for path in Path(app.config["AUDIT"].uploads).iterdir() if path.is_file()]


def test_a_file_in_three_pieces_is_kept_when_the_last_is_answered(
    signed_in: SignedIn, a1: str, app: Flask, jpeg: bytes
) -> None:
    client, op = signed_in("chenjing"), photo_op(jpeg)
    sync(client, op)
    address, third = begin(client, jpeg), len(jpeg) // 3
    for start in (0, third):
        assert send(client, address, start, jpeg[start : start + third]).status_code == 204
        assert sync(client, have=[digest(jpeg)]).json["kept"] == []
    assert client.head(address, headers=TUS).headers["Upload-Offset"] == str(2 * third)
    assert send(client, address, 2 * third, jpeg[2 * third :]).status_code == 204
    assert client.head(address, headers=TUS).headers["Upload-Offset"] == str(len(jpeg))
    assert sync(client, have=[digest(jpeg)]).json["kept"] == [{"sha256": digest(jpeg), "size": len(jpeg), "seen": None}]
    with app.extensions["database"].reading() as connection:
        assert [row["state"] for row in list_photos(connection, VISIT) if row["id"] == op["subject"]] == ["kept"]
    with app.extensions["evidence"].get(known_id("JX"), digest(jpeg)) as kept:
        assert kept.read() == jpeg
    assert parts_of(app) == []


def test_the_photo_of_somebody_who_left_the_team_arrives_while_it_waits(
    signed_in: SignedIn, a1: str, script: Script, app: Flask, jpeg: bytes
) -> None:
    """Its op waits for a person; the bytes come all the same, and the photo is whole once it is let in."""
    client, op = signed_in("chenjing"), photo_op(jpeg)
    script.do("sunqian", "audit.remove_member", VISIT, {"user": known_id("chenjing")})
    script.flush()
    assert sync(client, op).json["outcomes"][0]["outcome"] == "held"
    assert send(client, begin(client, jpeg), 0, jpeg).status_code == 204
    assert [one["sha256"] for one in sync(client, have=[digest(jpeg)]).json["kept"]] == [digest(jpeg)]
    script.do("sunqian", "held.release", op["id"], {})
    script.flush()
    with app.extensions["database"].reading() as connection:
        assert [row["state"] for row in list_photos(connection, VISIT) if row["id"] == op["subject"]] == ["kept"]


def test_who_left_the_team_sends_no_other_bytes(signed_in: SignedIn, a1: str, script: Script, jpeg: bytes) -> None:
    client, op = signed_in("chenjing"), photo_op(jpeg)
    script.do("sunqian", "audit.remove_member", VISIT, {"user": known_id("chenjing")})
    script.flush()
    sync(client, op)
    other = photo_bytes("#112233")
    told = encoded(sha256=digest(other), filename="台账.jpg", visit=VISIT)
    headers = {**TUS, "Upload-Length": str(len(other)), "Upload-Metadata": told}
    assert client.post("/field/uploads", headers=headers).status_code == 403


def test_bytes_may_come_before_the_op(signed_in: SignedIn, a1: str, app: Flask, jpeg: bytes) -> None:
    client, op = signed_in("chenjing"), photo_op(jpeg)
    assert send(client, begin(client, jpeg), 0, jpeg).status_code == 204
    sync(client, op)
    with app.extensions["database"].reading() as connection:
        assert [row["state"] for row in list_photos(connection, VISIT) if row["id"] == op["subject"]] == ["kept"]


def test_a_second_sending_of_the_same_file_changes_nothing(
    signed_in: SignedIn, a1: str, app: Flask, jpeg: bytes
) -> None:
    client = signed_in("chenjing")
    for _ in range(2):
        assert send(client, begin(client, jpeg), 0, jpeg).status_code == 204
    with app.extensions["database"].reading() as connection:
        assert get_original(connection, known_id("JX"), digest(jpeg))


def test_a_wrong_offset_is_409_and_a_wrong_checksum_460_and_neither_leaves_bytes(
    signed_in: SignedIn, a1: str, jpeg: bytes
) -> None:
    client = signed_in("chenjing")
    address = begin(client, jpeg)
    assert send(client, address, 7, jpeg[7:]).status_code == 409
    spoilt = {"Upload-Checksum": "sha256 " + base64.b64encode(hashlib.sha256(b"other").digest()).decode()}
    assert send(client, address, 0, jpeg[:1000], **spoilt).status_code == 460
    assert client.head(address, headers=TUS).headers["Upload-Offset"] == "0"
    good = {"Upload-Checksum": "sha256 " + base64.b64encode(hashlib.sha256(jpeg[:1000]).digest()).decode()}
    assert send(client, address, 0, jpeg[:1000], **good).status_code == 204
    assert send(client, address, 1000, jpeg[1000:]).status_code == 204


def test_bytes_left_by_a_broken_request_are_not_counted(signed_in: SignedIn, a1: str, app: Flask, jpeg: bytes) -> None:
    client = signed_in("chenjing")
    address = begin(client, jpeg)
    assert send(client, address, 0, jpeg[:1000]).status_code == 204
    (part,) = parts_of(app)
    part.write_bytes(jpeg[:1000] + b"torn")
    assert client.head(address, headers=TUS).headers["Upload-Offset"] == "1000"
    assert send(client, address, 1000, jpeg[1000:]).status_code == 204


@pytest.mark.parametrize("bad", [b"GIF89a" + b"x" * 500, b"plain text", b"\xff\xd8\xff", b"%PDF-1.7 " + b"x" * 100])
def test_a_file_that_is_no_photo_is_refused_with_its_name_and_nothing_stays(
    signed_in: SignedIn, a1: str, app: Flask, bad: bytes
) -> None:
    client = signed_in("chenjing")
    address = begin(client, bad)
    answer = send(client, address, 0, bad)
    assert answer.status_code == 422 and "台账.jpg" in answer.json["message"]
    assert client.head(address, headers=TUS).status_code == 404
    assert parts_of(app) == [] and not app.extensions["evidence"].has(known_id("JX"), digest(bad))
    assert sync(client, have=[digest(bad)]).json["kept"] == []


def test_a_file_with_another_digest_than_announced_is_refused(
    signed_in: SignedIn, a1: str, app: Flask, jpeg: bytes
) -> None:
    client = signed_in("chenjing")
    answer = send(client, begin(client, jpeg, sha256="0" * 64), 0, jpeg)
    assert answer.status_code == 422 and answer.json["code"] == "wrong_digest"
    assert not app.extensions["evidence"].has(known_id("JX"), "0" * 64)


def test_too_large_is_413_before_the_first_byte_and_more_than_announced_is_refused(
    signed_in: SignedIn, a1: str, jpeg: bytes
) -> None:
    client = signed_in("chenjing")
    told = encoded(sha256="0" * 64, filename="大图.jpg", visit=VISIT)
    answer = client.post(
        "/field/uploads", headers={**TUS, "Upload-Length": str(MAX_BYTES + 1), "Upload-Metadata": told}
    )
    assert answer.status_code == 413 and "大图.jpg" in answer.json["message"] and "50 MB" in answer.json["message"]
    address = begin(client, jpeg)
    assert send(client, address, 0, jpeg + b"more").status_code == 413
    assert client.head(address, headers=TUS).headers["Upload-Offset"] == "0"


def test_strangers_neither_begin_nor_see_nor_end_an_upload(signed_in: SignedIn, a1: str, jpeg: bytes) -> None:
    address = begin(signed_in("chenjing"), jpeg)
    for who, status in (("linfan", 404), ("heming", 403)):
        client = signed_in(who)
        told = encoded(sha256=digest(jpeg), filename="x.jpg", visit=VISIT)
        assert (
            client.post("/field/uploads", headers={**TUS, "Upload-Length": "9", "Upload-Metadata": told}).status_code
            == status
        )
        assert client.head(address, headers=TUS).status_code == 404
        assert send(client, address, 0, jpeg).status_code == 404
        assert client.delete(address, headers=TUS).status_code == 404
    assert signed_in("liyan").head(address, headers=TUS).status_code == 404
    assert signed_in("chenjing").head(address, headers=TUS).status_code == 200


def test_an_upload_may_be_given_up(signed_in: SignedIn, a1: str, app: Flask, jpeg: bytes) -> None:
    client = signed_in("chenjing")
    address = begin(client, jpeg)
    send(client, address, 0, jpeg[:100])
    assert client.delete(address, headers=TUS).status_code == 204
    assert client.head(address, headers=TUS).status_code == 404 and parts_of(app) == []


def test_after_a_day_it_is_gone_and_its_part_is_swept(signed_in: SignedIn, a1: str, app: Flask, jpeg: bytes) -> None:
    client = signed_in("chenjing")
    address = begin(client, jpeg)
    send(client, address, 0, jpeg[:100])
    app.extensions["clock"].frozen = "2023-10-28T02:42:01.000Z"
    assert client.head(address, headers=TUS).status_code == 404
    begin(client, jpeg)
    assert parts_of(app) == []


def test_parts_that_no_row_knows_go_when_the_server_starts(tmp_path: Path) -> None:
    old, young, folder = tmp_path / "old", tmp_path / "young", tmp_path / "uploads"
    parts.prepare(folder)
    assert folder.is_dir()
    for part in (old, young):
        part.write_bytes(b"x")
    os.utime(old, (0, 0))
    parts.prepare(tmp_path)
    assert not old.exists() and young.exists() and folder.is_dir()


def test_what_the_protocol_asks_of_answers(signed_in: SignedIn, a1: str, jpeg: bytes) -> None:
    client = signed_in("chenjing")
    able = client.options("/field/uploads")
    assert (
        able.status_code == 204
        and able.headers["Tus-Version"] == "1.0.0"
        and able.headers["Tus-Checksum-Algorithm"] == "sha256,sha1"
    )
    assert set(able.headers["Tus-Extension"].split(",")) == {"creation", "checksum", "expiration", "termination"}
    head = client.head(begin(client, jpeg), headers=TUS)
    assert (
        head.headers["Cache-Control"] == "no-store"
        and head.headers["Tus-Resumable"] == "1.0.0"
        and head.headers["Upload-Expires"]
    )
    assert client.head(begin(client, jpeg)).status_code == 412
    assert client.patch(begin(client, jpeg), data=b"x", headers={**TUS, "Upload-Offset": "0"}).status_code == 415


@pytest.mark.parametrize(
    "headers",
    [{}, {"Upload-Length": "x"}, {"Upload-Length": "5"}, {"Upload-Length": "5", "Upload-Metadata": "sha256 %%%"},
     {"Upload-Length": "-1", "Upload-Metadata": "sha256 eA=="}, {"Upload-Length": "9" * 40}],
)  # fmt: skip
def test_a_creation_that_is_none_is_400(signed_in: SignedIn, a1: str, headers: dict[str, str]) -> None:
    assert signed_in("chenjing").post("/field/uploads", headers={**TUS, **headers}).status_code == 400


@pytest.fixture
def served(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


def test_the_public_python_client_sends_a_file_in_chunks_with_checksums(
    app: Flask, a1: str, served: str, tmp_path: Path
) -> None:
    data = photo_bytes("#a1b2c3") + b"\0" * 50_000
    path = tmp_path / "台账.jpg"
    path.write_bytes(data)
    with app.test_request_context():
        token = open_session(known_id("chenjing"), None)
    client = TusClient(f"{served}/field/uploads", headers={"Cookie": f"{COOKIE}={token}", "Origin": served})
    told = {"sha256": digest(data), "filename": "台账.jpg", "visit": VISIT}
    client.uploader(str(path), chunk_size=16_000, metadata=told, upload_checksum=True).upload()
    with app.extensions["evidence"].get(known_id("JX"), digest(data)) as kept:
        assert kept.read() == data


def limited(app: Flask, **to: int) -> None:
    app.config["AUDIT"] = replace(app.config["AUDIT"], **to)


def announce(client: FlaskClient, size: int, sha256: str) -> object:
    told = encoded(sha256=sha256, filename="大图.jpg", visit=VISIT)
    return client.post("/field/uploads", headers={**TUS, "Upload-Length": str(size), "Upload-Metadata": told})


@pytest.mark.parametrize(("limit", "words"), [("person_mb", "您还没有传完"), ("organisation_mb", "本机构还没有传完")])
def test_what_is_announced_counts_before_the_first_byte(
    signed_in: SignedIn, a1: str, app: Flask, limit: str, words: str
) -> None:
    limited(app, **{limit: 3})
    client = signed_in("chenjing")
    first = announce(client, 2_000_000, "1" * 64)
    assert first.status_code == 201
    said = announce(client, 1_000_001, "2" * 64)
    assert said.status_code == 429 and words in said.json["message"] and "3 MB" in said.json["message"]
    assert said.headers["Retry-After"] == "3600"
    assert announce(client, 1_000_000, "3" * 64).status_code == 201
    colleague = announce(signed_in("liyan"), 1_000_000, "4" * 64)
    assert colleague.status_code == (201 if limit == "person_mb" else 429)
    assert client.delete(first.headers["Location"], headers=TUS).status_code == 204
    assert announce(client, 2_000_000, "5" * 64).status_code == 201


def test_what_became_evidence_counts_no_more_but_whole_bytes_without_a_photo_do(
    signed_in: SignedIn, a1: str, app: Flask, jpeg: bytes
) -> None:
    client = signed_in("chenjing")
    assert send(client, begin(client, jpeg), 0, jpeg).status_code == 204
    limited(app, person_mb=1)
    assert announce(client, 1_000_000, "1" * 64).status_code == 429
    sync(client, photo_op(jpeg))
    assert announce(client, 1_000_000, "1" * 64).status_code == 201


def test_uploads_that_are_over_count_no_more(signed_in: SignedIn, a1: str, app: Flask) -> None:
    limited(app, person_mb=1)
    client = signed_in("chenjing")
    assert announce(client, 1_000_000, "1" * 64).status_code == 201
    assert announce(client, 1_000_000, "2" * 64).status_code == 429
    app.extensions["clock"] = Clock("2023-10-28T02:43:00.000Z")
    assert announce(client, 1_000_000, "2" * 64).status_code == 201


def test_many_at_once_do_not_get_past_the_limit(signed_in: SignedIn, a1: str, app: Flask) -> None:
    limited(app, organisation_mb=5)
    clients = [signed_in("chenjing") for _ in range(6)]
    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(lambda at: announce(clients[at], 2_000_000, str(at) * 64).status_code, range(6)))
    assert sorted(answers) == [201, 201, 429, 429, 429, 429]
