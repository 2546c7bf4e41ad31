"""How far a list is that is being read, checked or written: noted by the request that works, told to the page that waits for it.

A small file beside the uploaded lists, so that another process can tell it; its name is the reader and the form's own id.
"""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from flask import current_app, g, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from audit_app.regulator import bp
from audit_app.regulator.staged_uploads import folder_of
from audit_app.rules import ids
from audit_app.rules.refusals import N_

STAGES = {
    "reading": N_("正在读文件"),
    "checking": N_("正在逐行检查"),
    "writing": N_("正在写入名录，共 %(of)s 行"),
}
OFTEN = 0.3
"""Seconds between two notes."""


class Progress:
    """Where the work of one form stands. That it cannot be noted keeps nobody from the work."""

    def __init__(self, path: Path | None) -> None:
        self._path, self._noted = path, 0.0

    def stage(self, name: str, of: int = 0) -> None:
        """The next stage begins; `of` is how many rows it has."""
        self._name, self._of = name, of
        self._note(0)

    def done(self, rows: int) -> None:
        """So many rows of this stage are done."""
        if time.monotonic() - self._noted >= OFTEN:
            self._note(rows)

    def _note(self, rows: int) -> None:
        self._noted = time.monotonic()
        if self._path is None:
            return
        part = self._path.with_suffix(".part")
        with suppress(OSError):  # a full disk, or the same form pressed twice, both writing here
            part.write_text(json.dumps({"stage": self._name, "done": rows, "of": self._of}))
            part.replace(self._path)


@contextmanager
def progress() -> Iterator[Progress]:
    """The progress of this request's form, gone once it is answered; told to nobody where the form has no id for it."""
    token = request.form.get("progress", "")
    path = _path(token) if ids.is_id(token) else None
    try:
        yield Progress(path)
    finally:
        if path is not None:
            with suppress(OSError):
                path.unlink()


def _path(token: str) -> Path:
    return folder_of(current_app.config["AUDIT"].uploads) / f"{g.actor.id}-{token}.progress"


@bp.get("/lists/<token>/progress")
def list_progress(token: str) -> Response | dict[str, object]:
    """What one's own form is at, in words, and how many rows of how many; nothing (204) where nothing is known of it."""
    path = _path(token) if ids.is_id(token) else None
    try:
        found = json.loads(path.read_text()) if path else None
    except (OSError, ValueError):
        found = None
    if found is None:
        return Response(status=204)
    numbers = _("第 %(done)s 行，共 %(of)s 行", **found) if found["done"] else ""
    stage = STAGES[found["stage"]]
    words = " ".join(part for part in (_(stage) % found, numbers) if part)
    return {"words": words, "done": found["done"], "of": found["of"] if found["stage"] == "checking" else 0}
