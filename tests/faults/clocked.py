"""A real server whose clock can be set while it runs: processes under faketime, which read their offset from a file."""

import http.client
import json
from pathlib import Path
from typing import Any

from tests.faults.served import Served, faketime


class Clocked(Served):
    """`serve` with its worker, believing a clock that is off by so many seconds; waiting goes by the true one."""

    def __init__(self, url: str, folder: Path) -> None:
        super().__init__(url, folder)
        self.offset = folder / "offset"
        self.set_clock(0)
        self.settings |= {
            "LD_PRELOAD": faketime(), "FAKETIME_TIMESTAMP_FILE": str(self.offset), "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1", "PYTHONPATH": str(Path(__file__).parent / "true_waiting"),
        }  # fmt: skip

    def set_clock(self, seconds: int) -> None:
        beside = self.offset.with_suffix(".new")
        beside.write_text(f"{seconds:+d}\n")
        beside.replace(self.offset)

    def ask(self, method: str, path: str, body: Any = None, token: str | None = None) -> tuple[int, Any]:
        """One request of a program; the answer's status and its JSON."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {token}"} if token else {})}
        try:
            line.request(method, path, None if body is None else json.dumps(body).encode(), headers)
            answer = line.getresponse()
            text = answer.read()
            return answer.status, json.loads(text) if text else None
        finally:
            line.close()
