"""Tablets that send batches and photos to a real server until each is acknowledged, and keep account of it.

What was promised to them is all that counts afterwards; a request that got no answer is sent once more, word for word.
"""

import base64
import contextlib
import hashlib
import http.client
import json
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from audit_app.ops import make
from audit_app.rules import ids
from tests.evidence.photo_kit import noise, saved

TABLETS = 8
MOST_OPS = 40
WITH_PHOTO = 0.3
REFS = ("7.4.1", "7.4.2", "7.5", "7.6", "8.1")
VALUES = ("conforms", "observation", "nonconforming", "not_applicable")
BASE = saved(noise(120, 90), "JPEG", quality=85)


@dataclass
class Account:
    """What the server promised: ops by id with their answer, photos by digest."""

    ops: dict[str, Any] = field(default_factory=dict)
    photos: set[str] = field(default_factory=set)
    changed_answers: list[str] = field(default_factory=list)
    refused: list[Any] = field(default_factory=list)
    retries: int = 0
    heard: int = 0


def picture(chance: random.Random) -> bytes:
    """A JPEG nobody has seen before: the same picture with another comment in it."""
    comment = chance.randbytes(64)
    return BASE[:2] + b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment + BASE[2:]


class Tablet(threading.Thread):
    """One tablet of one person on one visit."""

    def __init__(self, port: int, token: str, user: str, visit: str, account: Account, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.port, self.token, self.user, self.visit = port, token, user, visit
        self.account, self.stop = account, stop
        self.chance, self.device = random.Random(token), f"tablet-{token[:12]}"
        self.last: dict[str, str] = {}
        self.line: http.client.HTTPConnection | None = None

    def run(self) -> None:
        while not self.stop.is_set():
            ops = [self._op() for _ in range(self.chance.randint(1, MOST_OPS))]
            photo = picture(self.chance) if self.chance.random() < WITH_PHOTO else None
            if photo:
                ops.append(self._photo_op(photo))
            steps = [lambda ops=ops: self._sync(ops)] + ([lambda photo=photo: self._upload(photo)] if photo else [])
            self.chance.shuffle(steps)
            if self.chance.random() < 0.1:
                steps.append(lambda ops=ops: self._sync(ops))
            for step in steps:
                self._until_done(step)

    def _until_done(self, step: Callable[[], bool]) -> None:
        while not self.stop.is_set():
            with contextlib.suppress(OSError, http.client.HTTPException, ValueError):
                if step():
                    return
            self.line = None
            self.account.retries += 1
            time.sleep(0.1)

    def _op(self) -> dict[str, Any]:
        kind = self.chance.choice(("judgement.set", "record.set", "sample.add", "interview.add"))
        ref = self.chance.choice(REFS)
        body: dict[str, Any] = {"visit": self.visit, "ref": ref}
        if kind == "sample.add":
            words = {"department": "研发中心", "population": 30, "drawn": 3, "method": "随机", "result": "均有记录"}
            return make(kind, ids.new_id(), body | words, device=self.device)
        if kind == "interview.add":
            words = {"department": "研发中心", "post": "部长", "topic": "检索怎样做"}
            return make(kind, ids.new_id(), body | words, device=self.device)
        if kind == "judgement.set":
            return self._set(kind, f"{self.visit}/{ref}", "value", body | {"value": self.chance.choice(VALUES)})
        words = {"department": "研发中心", "text": "抽查立项检索记录三份。" * self.chance.randint(1, 20)}
        return self._set(kind, f"{self.visit}/{ref}/研发中心/{self.user}", "text", body | words)

    def _set(self, kind: str, subject: str, field_name: str, body: dict[str, Any]) -> dict[str, Any]:
        base = {field_name: [self.last[subject]]} if subject in self.last else {}
        op = make(kind, subject, body, base=base, device=self.device)
        self.last[subject] = op["id"]
        return op

    def _photo_op(self, data: bytes) -> dict[str, Any]:
        sha = hashlib.sha256(data).hexdigest()
        words = {
            "visit": self.visit,
            "ref": None,
            "department": "",
            "sha256": sha,
            "size": len(data),
            "number": "启衡-B01",
            "label": "",
            "source": "camera",
            "taken_at": "2023-10-27T02:42:00.000Z",
        }
        return make("photo.add", ids.new_id(), words, device=self.device)

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> tuple[int, Any, bytes]:
        if self.line is None:
            self.line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        own = {"Cookie": f"audit_session={self.token}", "Sec-Fetch-Site": "same-origin"}
        self.line.request(method, path, body, own | headers)
        answer = self.line.getresponse()
        return answer.status, answer.headers, answer.read()

    def _sync(self, ops: list[dict[str, Any]]) -> bool:
        asked = json.dumps({"device": self.device, "since": self.account.heard, "visits": [], "ops": ops, "have": []})
        status, _headers, body = self._ask("POST", "/field/sync", asked.encode(), {"Content-Type": "application/json"})
        if status != 200:
            return False
        for outcome in json.loads(body)["outcomes"]:
            before = self.account.ops.setdefault(outcome["id"], outcome)
            if before != outcome:
                self.account.changed_answers.append(outcome["id"])
            if outcome["outcome"] != "done":
                self.account.refused.append(outcome)
        return True

    def _upload(self, data: bytes) -> bool:
        """tus: create, then send in one or two pieces; a broken sending goes on where the server says."""
        sha = hashlib.sha256(data).hexdigest()
        told = {"sha256": sha, "filename": "p.jpg", "visit": self.visit}
        metadata = ",".join(f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in told.items())
        tus = {"Tus-Resumable": "1.0.0"}
        status, headers, _ = self._ask(
            "POST", "/field/uploads", b"", tus | {"Upload-Length": str(len(data)), "Upload-Metadata": metadata}
        )
        if status != 201:
            return False
        self._until_done(lambda: self._send(headers["Location"], data, tus))
        if not self.stop.is_set():
            self.account.photos.add(sha)
        return True

    def _send(self, place: str, data: bytes, tus: dict[str, str]) -> bool:
        status, headers, _ = self._ask("HEAD", place, None, tus)
        if status != 200:
            return False
        at = int(headers["Upload-Offset"])
        while at < len(data):
            end = self.chance.choice((len(data), min(len(data), at + 1 + len(data) // 2)))
            kind = {"Content-Type": "application/offset+octet-stream", "Upload-Offset": str(at)}
            status, headers, body = self._ask("PATCH", place, data[at:end], tus | kind)
            if status != 204:
                if status in (404, 422):
                    self.account.refused.append(body.decode())
                return False
            at = int(headers["Upload-Offset"])
        return True
