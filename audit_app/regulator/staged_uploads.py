"""Uploaded lists that wait for 「确认导入」: one file in the uploads folder, named by its reader and its digest.

Nothing of it is in the database before the confirmation; what lies there for more than a day is swept away.
A confirmed file stays until then, so that the same press sent twice finds it again.
"""

import hashlib
import re
import time
from contextlib import suppress
from pathlib import Path

from audit_app.rules.refusals import Refused

DAY = 24 * 3600
DIGEST = re.compile(r"[0-9a-f]{64}")


def keep(uploads: str, user: str, data: bytes) -> str:
    """Keep the bytes for this person; returns their sha256, under which they are asked for again."""
    folder = folder_of(uploads)
    _sweep(folder)
    digest = hashlib.sha256(data).hexdigest()
    path = folder / f"{user}-{digest}"
    part = path.with_suffix(".part")
    part.write_bytes(data)
    part.replace(path)
    return digest


def take(uploads: str, user: str, digest: str) -> bytes:
    """The bytes kept for this person. Raises Refused("upload_gone") when they are not there any more."""
    path = folder_of(uploads) / f"{user}-{digest}"
    if not DIGEST.fullmatch(digest) or not path.is_file():
        raise Refused("upload_gone", "file")
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != digest:
        raise Refused("upload_gone", "file")
    return data


def folder_of(uploads: str) -> Path:
    """Where uploaded lists wait."""
    folder = Path(uploads) / "lists"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _sweep(folder: Path) -> None:
    for path in folder.iterdir():
        with suppress(FileNotFoundError):  # others sweep, too, and notes of progress come and go here
            if path.stat().st_mtime < time.time() - DAY:
                path.unlink()
