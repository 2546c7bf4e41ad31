"""A line of 150 kB/s that breaks every 8.5 seconds lets 1,275,000 bytes through at a time. An upload in chunks of 256 KiB
goes on for all that; one in chunks of 4 MiB never ends. The tablet's own client meets the same line in e2e.
"""

from pathlib import Path

import pytest
from flask import Flask
from tusclient.client import TusClient
from tusclient.exceptions import TusCommunicationError

from audit_app.demo.script import known_id
from audit_app.security import COOKIE, open_session
from evidence.store import Absent
from tests.cutting import cutting
from tests.evidence.photo_kit import noise, saved
from tests.rooms.field.conftest import VISIT, digest
from tests.rooms.field.test_uploads import served

CHUNK = 256 * 2**10
BETWEEN_CUTS = 1_275_000
__all__ = ["served"]


@pytest.fixture(scope="module")
def large() -> bytes:
    data = saved(noise(2400, 1800), "JPEG", quality=92)
    assert len(data) > 3 * 2**20
    return data


def uploaded(app: Flask, line: str, data: bytes, folder: Path, chunk: int, retries: int) -> None:
    path = folder / "大图.jpg"
    path.write_bytes(data)
    with app.test_request_context():
        token = open_session(known_id("chenjing"), None)
    client = TusClient(f"{line}/field/uploads", headers={"Cookie": f"{COOKIE}={token}", "Origin": line})
    told = {"sha256": digest(data), "filename": "大图.jpg", "visit": VISIT}
    client.uploader(str(path), chunk_size=chunk, metadata=told, retries=retries, retry_delay=0).upload()


def test_the_public_python_client_moves_on_over_a_line_that_is_cut(
    app: Flask, a1: str, served: str, tmp_path: Path, large: bytes
) -> None:
    with cutting(int(served.rsplit(":", 1)[1]), each=BETWEEN_CUTS) as line:
        uploaded(app, line.url, large, tmp_path, CHUNK, 5)
    assert line.cuts >= 2
    with app.extensions["evidence"].get(known_id("JX"), digest(large)) as kept:
        assert kept.read() == large


def test_a_cut_at_99_percent_goes_on_there(app: Flask, a1: str, served: str, tmp_path: Path, large: bytes) -> None:
    with cutting(int(served.rsplit(":", 1)[1]), once=len(large) * 99 // 100) as line:
        uploaded(app, line.url, large, tmp_path, CHUNK, 5)
    assert line.cuts == 1
    assert line.up < len(large) + CHUNK + 50_000
    with app.extensions["evidence"].get(known_id("JX"), digest(large)) as kept:
        assert kept.read() == large


def test_control_chunks_of_4_mib_never_end(app: Flask, a1: str, served: str, tmp_path: Path, large: bytes) -> None:
    with (
        cutting(int(served.rsplit(":", 1)[1]), each=BETWEEN_CUTS) as line,
        pytest.raises(TusCommunicationError),
    ):
        uploaded(app, line.url, large, tmp_path, 4 * 2**20, 5)
    assert line.cuts == 6  # the first try and five more: the line broke it each time, nothing else did
    with pytest.raises(Absent):
        app.extensions["evidence"].get(known_id("JX"), digest(large))
