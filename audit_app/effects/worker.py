"""Carries out what follows from ops: claims rows, runs the file of each job, tries again later, gives up at last.

What an effect does stands in its own file; where it changes rows it submits an op as the system.
"""

import importlib
import logging
import threading
from typing import Any, Protocol

from audit_app.effects.redigest import share_of_the_night
from audit_app.effects.sweep import Daily
from audit_app.rules.instants import milliseconds, of_milliseconds
from audit_app.store import effects
from audit_app.store.db import Database
from evidence.store import EvidenceStore

RETRY_MS = 10 * 60_000
STALE_MS = 30 * 60_000
MOST_TRIES = 5
JOBS = {"check_photo": "check_photo", "make_views": "make_renditions"}
"""The file of each job, by the name that its rows bear: those of a database that exists are called so."""
logger = logging.getLogger("audit_app.effects")


class Time(Protocol):
    """What the worker needs of a clock."""

    def now(self) -> str: ...


class Broken(Exception):
    """An effect that cannot be carried out; it is tried again and given up in the end. The message is kept."""


def run_once(database: Database, shelf: EvidenceStore, clock: Time, most: int = 20) -> int:
    """Claim up to `most` effects that are due and carry them out; returns how many were claimed."""
    now = clock.now()
    with database.writing() as connection:
        claimed = effects.claim(connection, now, of_milliseconds(milliseconds(now) - STALE_MS), most, MOST_TRIES)
    for effect in claimed:
        problem = _attempt(database, shelf, clock, effect)
        with database.writing() as connection:
            if problem is None:
                own = effects.finish(connection, effect.id, effect.tries)
            else:
                again = of_milliseconds(milliseconds(clock.now()) + RETRY_MS) if effect.tries < MOST_TRIES else None
                own = effects.put_off(connection, effect.id, effect.tries, problem, again)
        if not own:
            logger.warning("effect %s %s, try %s came back late: it is another's", effect.id, effect.name, effect.tries)
    return len(claimed)


def run_forever(
    database: Database,
    shelf: EvidenceStore,
    clock: Time,
    stop: threading.Event,
    pause: float = 2.0,
    kept_days: int = 30,
    sweep_days: int = 0,
) -> None:
    """Work until `stop` is set; sleeps `pause` seconds when there was nothing to do, not even originals to look at again
    (`kept_days`) or, once a day, to sweep (`sweep_days`). A failing database is waited for.
    """
    daily = Daily()
    while not stop.is_set():
        try:
            worked = (
                run_once(database, shelf, clock)
                or share_of_the_night(database, shelf, clock.now(), kept_days)
                or daily.sweep(database, shelf, clock.now(), sweep_days)
            )
        except Exception:
            logger.exception("the worker could not reach its work")
            worked = 0
        if not worked:
            stop.wait(pause)


def _attempt(database: Database, shelf: EvidenceStore, clock: Time, effect: effects.Claimed) -> str | None:
    """The problem, or nothing when it went well."""
    try:
        _function(effect.name)(database, shelf, clock, **effect.args)
    except Exception as error:  # whatever goes wrong in one effect must not stop the others
        logger.warning("effect %s %s, try %s: %r", effect.id, effect.name, effect.tries, error)
        return f"{type(error).__name__}: {error}"
    return None


def _function(name: str) -> Any:
    if name not in JOBS:
        raise Broken(f"no effect is called {name}")
    return importlib.import_module(f"audit_app.effects.{JOBS[name]}").run
