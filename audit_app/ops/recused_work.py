"""Work on a spot check by somebody who is kept from its company (回避): since when, by the lists of the office as the log has them."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from audit_app.rules import ids
from audit_app.rules.identifiers import person_name, uscc
from audit_app.rules.inspectors import barred
from audit_app.rules.instants import milliseconds
from audit_app.rules.permits import Resource
from audit_app.store import log, people, spot_checks

ALWAYS = 0


def is_since(connection: Connection, resource: Resource, row: Mapping[Any, Any]) -> bool:
    """Whether this kept op, {actor, stamp}, was written after its author was recused; its time is what the tablet says."""
    if row["actor"] not in resource.recused:
        return False
    return ids.time_of(row["stamp"]) >= _recused_at(connection, resource, row["actor"])


def named(connection: Connection, resource: Resource, row: Mapping[Any, Any]) -> dict[str, str]:
    """Who is recused from what company: {name, company}."""
    check: Any = spot_checks.get_spot_check(connection, str(resource.visit))
    names = people.names_of(connection, {row["actor"]})
    return {"name": names.get(row["actor"], ""), "company": check["name"]}


def _recused_at(connection: Connection, resource: Resource, user: str) -> int:
    """When the recusal that stands came (milliseconds): with the oldest of the lists that say it, back to one that has the person
    without it. ALWAYS where no list says so."""
    check: Any = spot_checks.get_spot_check(connection, str(resource.visit))
    names = {row["id"]: row["name"] for row in people.list_users(connection, str(resource.organisation))}
    found = ALWAYS
    for said in reversed(log.history(connection, str(resource.organisation))):
        if said["kind"] != "inspectors.import" or said["outcome"] != "done":
            continue
        rows = json.loads(said["body"])["inspectors"]
        saying = [row for row in rows if check["uscc"] in map(uscc, row["recusals"])]
        if user in barred({row["user"] for row in saying} - {None}, {row["name"] for row in saying}, names):
            found = milliseconds(said["received_at"])
        elif found and any(_is_of(row, user, names) for row in rows):
            break
    return found


def _is_of(row: Mapping[str, Any], user: str, names: Mapping[str, str]) -> bool:
    return row["user"] == user or person_name(row["name"]) == person_name(names.get(user, ""))
