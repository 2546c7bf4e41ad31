"""抽查记录: the check an address names, loaded and guarded in one place."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from flask import g
from sqlalchemy import Connection

from audit_app.rules.permits import Resource, require
from audit_app.rules.refusals import Refused
from audit_app.security import database
from audit_app.store import campaigns, spot_checks, visits


@dataclass(frozen=True)
class Check:
    """A spot check that the reader may see: its row, and what permits are asked about."""

    row: dict[str, Any]
    resource: Resource

    @property
    def id(self) -> str:
        return str(self.row["id"])


def load_check(connection: Connection, check_id: str, permit: str = "") -> Check:
    """A spot check. Raises Refused("absent") for another office's, or none, and what refuses `permit`, where one is named."""
    row = spot_checks.get_spot_check(connection, check_id)
    if row is None:
        raise Refused("absent")
    resource = visits.resource_of_visit(connection, check_id)
    require(g.actor, "campaign.read", resource)
    if permit:
        require(g.actor, permit, resource)
    return Check(row, resource)


def with_check(view: Callable[..., Any] | None = None, *, permit: str = "") -> Any:
    """A view of one check gets it loaded, in place of the id in the address; who may not see it, or not do this, gets none."""
    if view is None:
        return lambda of: with_check(of, permit=permit)

    @wraps(view)
    def guarded(check: str, **rest: Any) -> Any:
        with database().reading() as connection:
            loaded = load_check(connection, check, permit)
        return view(loaded, **rest)

    return guarded


def pack_of(connection: Connection, row: dict[str, Any]) -> str:
    """The rule pack of the campaign that a spot check belongs to."""
    round_: Any = campaigns.get_round(connection, row["round_id"])
    campaign: Any = campaigns.get_campaign(connection, round_["campaign_id"])
    return str(campaign["rule_pack"])
