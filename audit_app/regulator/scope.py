"""What a reader of these pages may see: a province all its cities, a city only itself.

What is shown of it is the pages' business.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import g, request
from sqlalchemy import Connection

from audit_app.regulator import queries, words
from audit_app.rules.permits import Actor, Resource, require
from audit_app.rules.refusals import Refused
from audit_app.show import told_apart
from checklists import City, regions, rulepack

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Scope:
    """One campaign as its reader sees it; `rounds` are only those he may see, by region code.

    `title` and `short` are what it is called beside all others that the reader knows: no two read alike.
    """

    campaign: Row
    rounds: list[Row]
    province: bool
    title: str
    short: str

    @property
    def organisations(self) -> list[str]:
        return [row["organisation_id"] for row in self.rounds]

    @property
    def accepted(self) -> bool:
        """Whether every table that the reader sees of it has been accepted: nothing of it is due any more."""
        return bool(self.rounds) and all(row["state"] == "accepted" for row in self.rounds)

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
    known = campaigns_of(connection, g.actor)
    found = [row for row in known if k in (row["code"], row["id"])]
    if not found:
        raise Refused("absent")
    return _scope(connection, found[0], known)


def title_of(connection: Connection, campaign: Row) -> str:
    """What a campaign is called beside all others that the reader knows."""
    known = {row["id"]: row for row in [*campaigns_of(connection, g.actor), campaign]}
    return told_apart(known.values(), words.campaign_title)[campaign["id"]]


def scopes(connection: Connection) -> list[Scope]:
    """Every campaign that the reader's office has a part in, the oldest first."""
    known = campaigns_of(connection, g.actor)
    return [_scope(connection, row, known) for row in reversed(known)]


def current_scope(connection: Connection, known: list[Scope] | None = None) -> Scope | None:
    """The campaign named by `?campaign=`, else the oldest that is under way, else the oldest that still needs something; None
    without any.

    A campaign that is opened later never takes its place by itself.
    """
    named = request.args.get("campaign")
    if named:
        return scope_of(connection, named)
    known = scopes(connection) if known is None else known
    going = [one for one in known if not one.accepted]
    begun = [one for one in going if any(row["state"] != "open" for row in one.rounds)]
    return next(iter(begun or going), known[-1] if known else None)


def asked_scopes(connection: Connection) -> tuple[list[Scope], Scope | None]:
    """For lists across campaigns: all of them, and the one that `?campaign=` narrows the list to."""
    known, named = scopes(connection), request.args.get("campaign")
    return known, scope_of(connection, named) if named else None


def _scope(connection: Connection, campaign: Row, known: list[Row]) -> Scope:
    province = campaign["organisation_id"] == g.actor.organisation
    rounds = queries.list_rounds(connection, campaign["id"], None if province else g.actor.organisation)
    mine = rounds[0]["organisation_id"] if rounds and not province else campaign["organisation_id"]
    require(g.actor, "campaign.read", Resource(mine, campaign["organisation_id"]))
    titles, shorts = told_apart(known, words.campaign_title), told_apart(known, words.campaign_short)
    return Scope(campaign, rounds, province, titles[campaign["id"]], shorts[campaign["id"]])


def city_of(row: Row) -> City:
    """Name, short name and tile of a round's city."""
    found = regions(REGION).city(row["region"])
    if found is None:
        raise Refused("absent")
    return found


REGION = "cn-32"
