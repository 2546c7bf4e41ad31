"""What a reader of this room may see: a province all its cities, a city only itself.

What is shown of it is the pages' business.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import g, request
from sqlalchemy import Connection

from audit_app.regulator import queries
from audit_app.rules.permits import Actor, Thing, check
from audit_app.rules.refusals import Refused
from checklists import City, regions, rulepack

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Scope:
    """One campaign as its reader sees it; `rounds` are only those he may see, by region code."""

    campaign: Row
    rounds: list[Row]
    province: bool

    @property
    def organisations(self) -> list[str]:
        return [row["organisation_id"] for row in self.rounds]

    @property
    def uncheckable_counts(self) -> bool:
        """Whether the campaign's rule pack lets a company that could not be checked count towards the minimum."""
        return bool(rulepack(self.campaign["rule_pack"]).value("spot_check.uncheckable_counts"))

    def round_of(self, region: str | None) -> Row | None:
        """The visible round of a region code; a city's only one without asking. Raises Refused("absent")."""
        if region:
            found = next((row for row in self.rounds if row["region"] == region), None)
            if found is None:
                raise Refused("absent")
            return found
        return self.rounds[0] if not self.province and self.rounds else None

    def needed_round(self, region: str | None) -> Row:
        """The same, where a page cannot do without one. Raises Refused("absent")."""
        found = self.round_of(region)
        if found is None:
            raise Refused("absent")
        return found


def campaigns_of(connection: Connection, actor: Actor) -> list[Row]:
    """The campaigns of the actor's office, newest first."""
    return queries.list_campaigns(connection, actor.organisation)


def scope_of(connection: Connection, k: str) -> Scope:
    """The campaign with this code or id. Raises Refused("absent") for one the reader's office has no part in."""
    found = [row for row in campaigns_of(connection, g.actor) if k in (row["code"], row["id"])]
    if not found:
        raise Refused("absent")
    return _scope(connection, found[0])


def current_scope(connection: Connection) -> Scope | None:
    """The campaign named by `?campaign=`, else the newest that has drawn, else the newest; None without any."""
    named = request.args.get("campaign")
    if named:
        return scope_of(connection, named)
    known = campaigns_of(connection, g.actor)
    drawn = [row for row in known if row["checks"]]
    return _scope(connection, (drawn or known)[0]) if known else None


def _scope(connection: Connection, campaign: Row) -> Scope:
    province = campaign["organisation_id"] == g.actor.organisation
    rounds = queries.list_rounds(connection, campaign["id"], None if province else g.actor.organisation)
    mine = rounds[0]["organisation_id"] if rounds and not province else campaign["organisation_id"]
    check(g.actor, "campaign.read", Thing(mine, campaign["organisation_id"]))
    return Scope(campaign, rounds, province)


def city_of(row: Row) -> City:
    """Name, short name and tile of a round's city."""
    found = regions(REGION).city(row["region"])
    if found is None:
        raise Refused("absent")
    return found


REGION = "cn-32"
