"""Looks that are written down: every answer that shows a person of an IP office what others recorded, at whatever address.

A look is no act, and reading waits for no writer: the server gathers looks and writes them every second, aside, and when it is
stopped. A process that is killed takes the looks of its last second with it. Where nothing can be written (disk full, database
read-only) reading goes on, the looks wait in this process for the next time, and the operator is told how many do.
"""

import logging
import threading
from typing import Any

from flask import Flask, Response, current_app, g, request

from audit_app.rules.roles import ROLES_OF
from audit_app.security import clock, database
from audit_app.store.access import note_looks
from audit_app.store.db import NOT_WRITTEN, Database

MOST_WAITING = 5_000
SECONDS = 1.0
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


class AccessLog:
    """The looks of this process that are not yet written, and how many were lost because too many waited.

    Written at once, or, between `start` and `stop`, every `SECONDS` by a thread of its own.
    """

    def __init__(self, most: int = MOST_WAITING) -> None:
        self._lock, self._most, self._waiting = threading.Lock(), most, list[Look]()
        self._refused = self._lost = 0
        self._flusher: threading.Thread | None = None
        self._over = threading.Event()

    def counted(self) -> tuple[int, int]:
        """How many could not be written and wait, and how many never will be."""
        with self._lock:
            return self._refused, self._lost

    def put(self, database: Database, look: Look) -> None:
        with self._lock:
            self._waiting.append(look)
        if self._flusher is None:
            self.flush(database)

    def flush(self, database: Database) -> None:
        """Write all that waits; where that fails, it goes on waiting."""
        with self._lock:
            looks, self._waiting = self._waiting, []
        if not looks:
            return
        try:
            with database.writing() as connection:
                note_looks(connection, looks)
        except NOT_WRITTEN as error:
            last = looks[-1]
            logger.error(
                "looks could not be written, the last %s %s %s: %r", last["user"], last["path"], last["at"], error
            )
            self._put_back(looks)
        except BaseException:
            self._put_back(looks)
            raise
        else:
            with self._lock:
                self._refused = 0

    def _put_back(self, looks: list[Look]) -> None:
        with self._lock:
            looks += self._waiting
            self._waiting = looks[: self._most]
            self._lost += len(looks) - len(self._waiting)
            self._refused = len(self._waiting)

    def start(self, database: Database) -> None:
        """From now on write aside. To be called in the process that answers, after it was forked."""
        self._over.clear()
        self._flusher = threading.Thread(target=self._flush_each_second, args=(database,), daemon=True)
        self._flusher.start()

    def stop(self, database: Database) -> None:
        """Write the last ones, and at once from now on."""
        self._over.set()
        if self._flusher is not None:
            self._flusher.join()
            self._flusher = None
        self.flush(database)

    def _flush_each_second(self, database: Database) -> None:
        while not self._over.wait(SECONDS):
            try:
                self.flush(database)
            except Exception:  # the thread lives on, whatever befell one time
                logger.exception("looks could not be written")


def is_look() -> bool:
    """Whether this answer shows what others recorded to somebody of an IP office, or anything of the IP offices' pages."""
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
        current_app.extensions["access_log"].put(database(), look)
    return response


def register(app: Flask) -> None:
    app.after_request(record_look)
