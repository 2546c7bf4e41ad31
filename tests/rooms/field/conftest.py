"""Audit A1 as the demo tells it, and what a tablet needs to talk to the server."""

import hashlib
import io
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image

from audit_app.demo import audits
from audit_app.demo.script import Script, known_id
from audit_app.rules import ids
from tests.rooms.cast import CAST, Stage

VISIT = known_id("A1")


A1 = Stage("a1", audits.tell, CAST)


@pytest.fixture
def a1(script: Script) -> str:
    """The id of audit A1, with everything recorded on it."""
    return VISIT


@pytest.fixture
def jpeg() -> bytes:
    """A small photo."""
    return photo_bytes("#3F6E9E")


def photo_bytes(colour: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (640, 480), colour).save(out, "JPEG")
    return out.getvalue()


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def sync(client: FlaskClient, *ops: dict[str, Any], **more: Any) -> Any:
    """One sync of the tablet 平板-03; returns the answer."""
    return client.post("/field/sync", json={"device": "平板-03", "visits": [VISIT], "ops": list(ops), **more})


def judge(ref: str, value: str | None, base: list[str] | None = None) -> dict[str, Any]:
    return {
        "id": ids.new_id(),
        "kind": "judgement.set",
        "v": 1,
        "subject": f"{VISIT}/{ref}",
        "base": {"value": base} if base else {},
        "body": {"visit": VISIT, "ref": ref, "value": value},
        "device": "平板-03",
    }


def photo_op(data: bytes, ref: str = "7.4.1") -> dict[str, Any]:
    return {
        "id": ids.new_id(),
        "kind": "photo.add",
        "v": 1,
        "subject": ids.new_id(),
        "base": {},
        "device": "平板-03",
        "body": {
            "visit": VISIT,
            "ref": ref,
            "department": "知识产权部",
            "sha256": digest(data),
            "size": len(data),
            "number": "启衡-7.4.1-B04",
            "label": "",
            "source": "camera",
            "taken_at": "2023-10-27T02:42:00.000Z",
        },
    }
