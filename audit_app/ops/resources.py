"""What an op acts upon, as far as permission goes: one small function for each way of belonging."""

from collections.abc import Callable, Mapping

from audit_app.ops import Held, Tx, Verb
from audit_app.rules.permits import Resource
from audit_app.rules.refusals import Refused
from audit_app.store import people, visits

OPEN_FOR_WORK = frozenset({"ready", "open", "returned", "approved", "notified", "begun"})
NOT_YET = frozenset({"planned", "drawn"})


def own(tx: Tx) -> Resource:
    """A new thing of the actor's own organisation."""
    return Resource(tx.actor.organisation)


def organisation(tx: Tx) -> Resource:
    """The organisation that is the op's subject."""
    return organisation_resource(tx, tx.op.subject)


def organisation_resource(tx: Tx, organisation_id: str) -> Resource:
    row = people.get_organisation(tx.connection, organisation_id)
    if row is None:
        raise Refused("absent")
    return Resource(row["id"], row["parent_id"])


def named_organisation(tx: Tx) -> Resource:
    """The organisation named in the body."""
    return organisation_resource(tx, tx.op.body["organisation"])


def visit(tx: Tx) -> Resource:
    """The visit named in the body; looked up once for a run of ops that only gather."""
    key = ("visit", tx.op.body["visit"])
    resource: Resource | None = tx.memo.get(key)
    if resource is None:
        resource = tx.memo[key] = visits.resource_of_visit(tx.connection, tx.op.body["visit"])
    return resource


def subject_visit(tx: Tx) -> Resource:
    """The visit that is the op's subject."""
    return visits.resource_of_visit(tx.connection, tx.op.subject)


def on_visit(resource: str, handlers: Mapping[str, Callable[[Tx], None]]) -> dict[str, Verb]:
    """The kinds `thing.name`, each done to the visit that is its subject."""
    return {f"{resource}.{name}": Verb(subject_visit, handle) for name, handle in handlers.items()}


def work_is_open(tx: Tx) -> None:
    """On-site work goes into a visit that is open. What comes before waits for the visit; what comes later is held until a person
    releases it.
    """
    if tx.released:
        return
    if tx.resource.state in NOT_YET:
        raise Held("visit_not_ready", tx.resource.visit)
    if tx.resource.state not in OPEN_FOR_WORK:
        raise Held("visit_closed")
