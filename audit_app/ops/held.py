"""Releasing an op that waits for a person: work of someone removed from the team, or sent after the visit was closed."""

from audit_app.ops import Tx, Verb
from audit_app.rules.permits import Thing
from audit_app.rules.refusals import Refused
from audit_app.store import held as store
from audit_app.store import visits


def held_thing(tx: Tx) -> Thing:
    visit = store.visit_of_held(tx.connection, tx.op.subject)
    if visit is None:
        raise Refused("absent")
    return visits.thing_of_visit(tx.connection, visit)


def release(tx: Tx) -> None:
    """Says that the held op may pass; the door then carries it out in the same transaction.

    In an audit that is for planners, administrators and its leader; in a spot check for the city office.
    """
    team_role = tx.thing.team.get(tx.actor.id)
    if not tx.actor.roles & {"planner", "body_admin", "city"} and team_role != "lead":
        raise Refused("not_permitted", verb=tx.op.kind)


VERBS = {"held.release": Verb(held_thing, release)}
