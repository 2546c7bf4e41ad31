"""Of passwords one is hashed or compared at a time in a process; the others queue, and all get their answer."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from argon2 import PasswordHasher
from flask import Flask

from audit_app import passwords
from audit_app.demo.people import PASSWORD

AT_THE_DOOR, NEW = 6, "four brown hens laugh loudly"


class Watched(PasswordHasher):
    """A hasher that notes how many are at work in it; each takes its time."""

    def __init__(self) -> None:
        super().__init__()
        self.now, self.most, self.done, self.lock = 0, 0, 0, threading.Lock()

    def __enter__(self) -> None:
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
        time.sleep(0.03)

    def __exit__(self, *_: object) -> None:
        with self.lock:
            self.now -= 1
            self.done += 1

    def hash(self, password: str | bytes, **more: bytes) -> str:
        with self:
            return super().hash(password, **more)

    def verify(self, hash: str | bytes, password: str | bytes) -> bool:
        with self:
            return super().verify(hash, password)


def all_at_once(app: Flask, watched: Watched) -> list[int]:
    """Right and wrong ones by page and interface, and new ones to be kept, begun together."""
    begin = threading.Barrier(AT_THE_DOOR + 3)

    def page(n: int) -> int:
        client = app.test_client()
        client.environ_base |= {"HTTP_SEC_FETCH_SITE": "same-origin", "REMOTE_ADDR": f"198.51.100.{n}"}
        begin.wait()
        return client.post("/login", data={"account": "liyan", "password": PASSWORD if n % 2 else "wrong"}).status_code

    def interface(n: int) -> int:
        begin.wait()
        given = {"account": "chenjing", "password": PASSWORD}
        return app.test_client().post("/api/sessions", json=given).status_code

    def kept(n: int) -> int:
        begin.wait()
        return len(passwords.hashed(NEW)) and 200

    with ThreadPoolExecutor(AT_THE_DOOR + 3) as pool:
        jobs = [pool.submit(page, n) for n in range(AT_THE_DOOR)]
        jobs += [pool.submit(one, 0) for one in (interface, kept, kept)]
        return [job.result() for job in jobs]


def test_one_is_worked_on_and_the_others_wait_for_their_turn(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    watched = Watched()
    monkeypatch.setattr(passwords, "_hasher", watched)
    answers = all_at_once(app, watched)
    assert answers == [422, 303, 422, 303, 422, 303, 201, 200, 200]
    assert (watched.most, watched.done) == (1, len(answers))


def test_control_a_house_with_four_places_is_seen(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    watched = Watched()
    monkeypatch.setattr(passwords, "_hasher", watched)
    monkeypatch.setattr(passwords, "_slots", threading.BoundedSemaphore(4))
    all_at_once(app, watched)
    assert watched.most > 1
