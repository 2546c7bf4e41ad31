"""Looks that are written down: every answer that shows a person of an IP office what others recorded, at whatever address.

Where nothing can be written (disk full, database read-only) reading goes on, the looks wait in this process for the next
one that can be written, and the operator is told how many do.
"""

import logging
import threading
from collections.abc import Callable
from typing import Any

from flask import Flask, Response, current_app, g, request

from audit_app.rules.roles import ROLES_OF
from audit_app.security import clock, database
from audit_app.store.access import note_look
from audit_app.store.db import NOT_WRITTEN, Database

MOST_WAITING = 5_000
OFFICES = frozenset(ROLES_OF["city_office"]) | frozenset(ROLES_OF["province_office"])
WITHOUT_DATA = frozenset({
    "api.index", "api.openapi",
    "field.help_page", "field.manifest", "field.me", "field.shell", "field.today", "field.unsent", "field.words",
    "field.worker",
    "field.upload_offset", "field.upload_options",
})  # fmt: skip
"""Addresses that show nothing anybody recorded: shells, files of the program, descriptions. Any other one is a look."""
Look = dict[str, Any]
logger = logging.getLogger("audit_app")


class Missed:
    """The looks of this process that are not yet written, and how many were lost because too many waited."""

    def __init__(self, most: int = MOST_WAITING) -> None:
        self._lock, self._most, self._waiting, self._lost = threading.Lock(), most, list[Look](), 0

    def counted(self) -> tuple[int, int]:
        """How many wait to be written, and how many never will be."""
        with self._lock:
            return len(self._waiting), self._lost

    def write(self, database: Database, look: Look, note: Callable[..., None]) -> None:
        """Write this look after those that wait; where that fails, it waits too."""
        with self._lock:
            looks, self._waiting = [*self._waiting, look], []
        try:
            with database.writing() as connection:
                for one in looks:
                    note(connection, **one)
        except NOT_WRITTEN as error:
            logger.error("a look could not be written: %s %s %s: %r", look["user"], look["path"], look["at"], error)
            self._put_back(looks)

    def _put_back(self, looks: list[Look]) -> None:
        with self._lock:
            looks += self._waiting
            self._waiting = looks[: self._most]
            self._lost += len(looks) - len(self._waiting)


def is_look() -> bool:
    """Whether this answer shows what others recorded to somebody of an IP office, or anything of the regulator's room."""
    actor = g.get("actor")
    if actor is None or request.blueprint in {None, "auth"}:
        return False
    if request.method != "GET":
        return bool(actor.roles & OFFICES) and g.get("shows_others", False)
    if request.blueprint == "regulator":
        return True
    return bool(actor.roles & OFFICES) and request.endpoint not in WITHOUT_DATA


def record_look(response: Response) -> Response:
    """A look is written down with the answer's status, also where it was refused; changes are in the log anyway."""
    if is_look():
        look = {
            "user": g.actor.id,
            "organisation": g.actor.organisation,
            "path": request.full_path.rstrip("?").replace("\x00", "%00")[:500],
            "at": clock().now(),
            "status": response.status_code,
        }
        current_app.extensions["missed"].write(database(), look, note_look)
    return response


def register(app: Flask) -> None:
    app.after_request(record_look)
