"""Guessing is counted in windows of real time; here the time stands in the middle of one."""

import time

import pytest

from audit_app import security, signing_in


@pytest.fixture(autouse=True)
def inside_one_window(monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time() // signing_in.WINDOW * signing_in.WINDOW + 60
    monkeypatch.setattr(security, "wall_seconds", lambda: now)
