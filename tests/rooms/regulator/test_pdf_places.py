"""The PDF of annex 3: what the page says when too many are asked for, and when one does not come to an end."""

import signal
import subprocess
from typing import Any

import pytest

from audit_app.documents import setting
from tests.rooms.conftest import SignedIn
from tests.rooms.regulator.kit import Campaign

PDF = "/regulator/campaigns/T1/annex3.pdf"


def test_when_every_place_is_taken_it_says_come_again(told: Campaign, signed_in: SignedIn) -> None:
    for _ in range(setting.PLACES):
        assert setting._places.acquire(blocking=False)
    try:
        said = signed_in("zhoumin").get(PDF)
    finally:
        setting._places.release(setting.PLACES)
    assert said.status_code == 503 and said.headers["Retry-After"] == "30" and "过半分钟再试" in said.text


def test_what_takes_too_long_is_stopped_and_its_place_is_free(
    told: Campaign, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in("zhoumin")
    monkeypatch.setattr(setting, "SET_SECONDS", 0.01)
    for _ in range(setting.PLACES + 1):
        said = client.get(PDF)
        assert said.status_code == 503 and "请下载 DOCX" in said.text
    monkeypatch.undo()
    assert client.get(PDF).data.startswith(b"%PDF")


def test_who_has_left_keeps_no_place_and_its_process_is_ended(
    told: Campaign, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The connection closes once the process is at work; nothing of it is left, and the next one is served."""
    client, looks, children = signed_in("zhoumin"), iter([False, True]), []
    began = subprocess.Popen.__init__

    def noted(child: Any, *args: Any, **more: Any) -> None:
        children.append(child)
        began(child, *args, **more)

    monkeypatch.setattr(setting, "LOOK_SECONDS", 0.05)
    monkeypatch.setattr(subprocess.Popen, "__init__", noted)
    said = client.get(PDF, environ_overrides={"waitress.client_disconnected": lambda: next(looks)})
    assert said.status_code == 408 and [child.poll() for child in children] == [-signal.SIGKILL]
    assert setting._places._value == setting.PLACES and setting._turn.acquire(blocking=False)
    try:
        waiting = client.get(PDF, environ_overrides={"waitress.client_disconnected": lambda: True})
        assert waiting.status_code == 408 and len(children) == 1 and setting._places._value == setting.PLACES
    finally:
        setting._turn.release()
