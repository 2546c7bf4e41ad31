"""The goal on photos: an original of 3 MB sent by tus, proven and kept, against a bare PUT with digest."""

import base64
import hashlib
import os
import secrets
from itertools import count
from typing import Any

from flask import Flask, request
from PIL import Image

from bench.measure import Goal, Work
from bench.world import World

MEGABYTES = 3
PIECE = 1 << 18
TUS = {"Tus-Resumable": "1.0.0"}


def original(world: World) -> bytes:
    """A JPEG of 3 MB, as a camera gives it."""
    file = world.folder / "camera.jpg"
    one = Image.effect_noise((1400, 1050), 60)
    Image.merge("RGB", (one, one.rotate(180), one)).save(file, "JPEG", quality=90)
    data = file.read_bytes()
    return data[:2] + padding(MEGABYTES * 2**20 - len(data)) + data[2:]


def padding(size: int) -> bytes:
    """Comment segments of about so many bytes, as makers of cameras leave them in their files."""
    whole = b""
    while size > 4:
        piece = min(size - 4, 65_000)
        whole += b"\xff\xfe" + (piece + 2).to_bytes(2, "big") + secrets.token_bytes(piece)
        size -= piece + 4
    return whole


def another(data: bytes) -> tuple[bytes, str]:
    """The same picture with another comment, and its digest: a photo nobody has sent before."""
    mark = secrets.token_bytes(32)
    changed = data[:2] + b"\xff\xfe\x00\x22" + mark + data[2:]
    return changed, hashlib.sha256(changed).hexdigest()


def taken_in(world: World) -> Goal:
    """Announced, sent in one piece, checked, kept, said at the door. The limit keeps bytes and nothing else."""
    data, client = original(world), world.client()

    def ours() -> None:
        photo, sha = another(data)
        told = {"sha256": sha, "filename": "p.jpg", "visit": world.visit}
        metadata = ",".join(f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in told.items())
        begun = client.post(
            "/field/uploads", headers=TUS | {"Upload-Length": str(len(photo)), "Upload-Metadata": metadata}
        )
        sent = client.patch(
            begun.headers["Location"], data=photo, headers=TUS | {"Upload-Offset": "0"},
            content_type="application/offset+octet-stream",
        )  # fmt: skip
        assert sent.status_code == 204 and world.shelf.has(world.actor.organisation, sha), sent.text

    limit = _put(world, data)
    return Goal("photo", "taking in a photo of 3 MB", "photos", 1, 0.42, 0.80, ours, limit, calls=5, most=(None, 45))


def _put(world: World, data: bytes) -> Work:
    app, numbers = Flask("bare"), count()

    @app.put("/photo/<sha>")
    def keep(sha: str) -> Any:
        digest, path = hashlib.sha256(), world.folder / f"put-{next(numbers)}"
        with open(path, "wb", buffering=0) as file:
            while piece := request.stream.read(PIECE):
                digest.update(piece)
                file.write(piece)
            os.fdatasync(file.fileno())
        return ("", 204) if digest.hexdigest() == sha else ("", 422)

    client = app.test_client()

    def limit() -> None:
        photo, sha = another(data)
        assert client.put(f"/photo/{sha}", data=photo).status_code == 204

    return limit
