"""Audits for programs: the list of one's own, and one with what was judged, raised and photographed, without bytes."""

from collections.abc import Mapping
from typing import Any

from flask import g

from audit_app.api import bp, queries, signed_in
from audit_app.photo_files import remark_of
from audit_app.rules.permits import Resource, may, require
from audit_app.rules.refusals import Refused
from audit_app.security import database
from audit_app.store import judgements, nonconformities, photos, visits
from schemas.api import AuditGiven, Audits, AuditsAsked

FLAGS = ("conflict", "provisional")


@bp.get("/audits")
@bp.doc(operationId="list_audits")
@bp.arguments(AuditsAsked, location="query")
@bp.response(200, Audits)
@bp.alt_response(403, schema="Refusal")
def audits(asked: dict[str, Any]) -> dict[str, Any]:
    """The audits of one's own body; for experts and trainees, those where one is on the team."""
    actor = signed_in()
    whole = may(actor, "visit.read", Resource(actor.organisation))
    if not whole:
        require(actor, "visit.work", Resource(actor.organisation, team={actor.id: "expert"}))
    with database().reading() as connection:
        rows = queries.list_audits(
            connection,
            actor.organisation,
            member=None if whole else actor.id,
            after=asked["after"],
            limit=asked["limit"] + 1,
        )
    page = rows[: asked["limit"]]
    return {"audits": page, "next": page[-1]["id"] if len(rows) > len(page) else None}


@bp.get("/audits/<audit_id>")
@bp.doc(operationId="get_audit")
@bp.response(200, AuditGiven)
@bp.alt_response(404, schema="Refusal")
def audit(audit_id: str) -> dict[str, Any]:
    """One audit: team, judgements, nonconformities and the records of photos."""
    signed_in()
    with database().reading() as connection:
        row = queries.get_audit(connection, audit_id)
        if row is None:
            raise Refused("absent")
        resource = visits.resource_of_visit(connection, audit_id)
        if not may(g.actor, "visit.work", resource):
            require(g.actor, "visit.read", resource)
        return {
            **row,
            "team": queries.list_team(connection, audit_id),
            "judgements": [given(one) for one in judgements.list_judgements(connection, audit_id)],
            "nonconformities": [given(one) for one in nonconformities.list_nonconformities(connection, audit_id)],
            "photos": [given({**one, "remark": remark_of(one)}) for one in photos.list_photos(connection, audit_id)],
        }


def given(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row in the words of the wire: who is the author, yes and no instead of 1 and 0."""
    flags = {name: bool(row[name]) for name in FLAGS if name in row}
    return {**row, "author": row["author_id"], **flags}
