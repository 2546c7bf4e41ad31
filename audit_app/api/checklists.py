"""The editions a reader may use: the shipped ones and those of the reader's own organisation."""

from typing import Any

from audit_app.api import bp, signed_in
from audit_app.rules.refusals import Refused
from audit_app.security import database
from audit_app.store import editions
from checklists import Edition, available, from_data, load
from schemas.api import ChecklistGiven, Checklists


@bp.get("/checklists")
@bp.doc(operationId="list_checklists")
@bp.response(200, Checklists)
def checklists() -> dict[str, Any]:
    """All editions, without their clauses."""
    actor = signed_in()
    with database().reading() as connection:
        own = [
            own_edition(connection, actor.organisation, row["id"])
            for row in editions.list_editions(connection, actor.organisation)
        ]
    lines = [line(load(one), False) for one in available()] + [line(edition, True) for edition in own if edition]
    return {"checklists": lines}


@bp.get("/checklists/<checklist_id>")
@bp.doc(operationId="get_checklist")
@bp.response(200, ChecklistGiven)
@bp.alt_response(404, schema="Refusal")
def checklist(checklist_id: str) -> dict[str, Any]:
    """One edition with its clauses and prompts."""
    actor = signed_in()
    if checklist_id in available():
        return load(checklist_id).as_json()
    with database().reading() as connection:
        edition = own_edition(connection, actor.organisation, checklist_id)
    if edition is None:
        raise Refused("absent")
    return edition.as_json()


def own_edition(connection: Any, organisation_id: str, edition_id: str) -> Edition | None:
    data = editions.own_edition(connection, organisation_id, edition_id)
    return None if data is None else from_data(data)


def line(edition: Edition, own: bool) -> dict[str, Any]:
    return {
        "id": edition.id,
        "standard": edition.standard,
        "edition": edition.edition,
        "title": edition.title,
        "digest": edition.digest,
        "leaves": len(edition.leaves),
        "own": own,
    }
