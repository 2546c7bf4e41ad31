"""The register of a city's round for programs: the rows that were imported, page by page."""

from typing import Any

from audit_app.api import bp, queries, signed_in
from audit_app.rules.permits import Actor, Resource, require
from audit_app.rules.refusals import Refused
from audit_app.security import database
from audit_app.store import campaigns, people
from schemas.api import RegisterAsked, RegisterGiven


@bp.get("/register")
@bp.doc(operationId="get_register")
@bp.arguments(RegisterAsked, location="query")
@bp.response(200, RegisterGiven)
@bp.alt_response(403, schema="Refusal")
@bp.alt_response(404, schema="Refusal")
def register(asked: dict[str, Any]) -> dict[str, Any]:
    """Rows of the register of `campaign` (code) for `city` (region code; a city office may leave its own out)."""
    actor = signed_in()
    require(actor, "campaign.read", Resource(actor.organisation))
    with database().reading() as connection:
        city_round, city = find_round(connection, actor, asked["campaign"], asked["city"])
        found = queries.register_of(connection, city_round)
        rows = queries.list_rows(connection, found["id"], asked["after"], asked["limit"] + 1) if found else []
    page = rows[: asked["limit"]]
    return {
        "campaign": asked["campaign"],
        "city": city,
        "register": found and found["id"],
        "digest": found and found["digest"],
        "rows": page,
        "next": page[-1]["row_no"] if len(rows) > len(page) else None,
    }


def find_round(connection: Any, actor: Actor, code: str, city: str | None) -> tuple[queries.Row, str]:
    """The round and its region. Raises Refused("absent") for one that does not exist and for another city's alike."""
    office = people.get_organisation(connection, actor.organisation) or {}
    owner = actor.organisation if "province" in actor.roles else office.get("parent_id")
    campaign = campaigns.find_campaign(connection, owner, code) if owner else None
    region = city or (office.get("region") if "province" not in actor.roles else None)
    city_round = queries.find_round(connection, campaign["id"], region) if campaign and region else None
    if city_round is None:
        raise Refused("absent")
    require(actor, "campaign.read", Resource(city_round["organisation_id"], city_round["parent_id"]))
    return city_round, str(region)
