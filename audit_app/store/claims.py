"""Times that devices claim and the receipt does not bear out, read from the log."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select

from audit_app.rules import ids
from audit_app.rules.claims import off
from audit_app.rules.instants import of_milliseconds
from audit_app.store.log import came_in
from audit_app.store.tables import log

Claims = dict[str, tuple[str, str]]


def claimed_by(row: Mapping[Any, Any]) -> str | None:
    """The time in the id of a row of the log where it is off its receipt (`came_in`). An id that no device made claims nothing ahead:
    what is kept of it is the receipt.
    """
    claimed, received = of_milliseconds(ids.time_of(row["id"])), row["came_in"]
    return claimed if off(claimed, received) and (row["device"] or claimed < received) else None


def claims_of(connection: Connection, visit: str) -> Claims:
    """Claimed time and receipt of what was done on a visit, by the time that its rows keep; only where the two are apart."""
    wanted = select(log.c.id, log.c.stamp, log.c.device, came_in)
    mine = (log.c.visit_id == visit) & (log.c.outcome == "done")
    found: Claims = {}
    for row in connection.execute(wanted.where(mine)).mappings():
        if claimed := claimed_by(row):
            found[of_milliseconds(ids.time_of(row["stamp"]))] = (claimed, row["came_in"])
    photos = select(log.c.body, came_in).where(mine, log.c.kind == "photo.add")
    for row in connection.execute(photos).mappings():
        taken = json.loads(row["body"])["taken_at"]
        if off(taken, row["came_in"]):
            found[taken] = (taken, row["came_in"])
    return found
