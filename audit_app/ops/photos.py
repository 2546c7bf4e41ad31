"""Photos as things said about bytes: taken, filed under a clause, withdrawn, received, found readable or not.

The bytes come by another way and in any order; a row without bytes is awaited, bytes without a row harm nobody.
"""

from audit_app.ops import Held, Tx, Verb
from audit_app.ops.heads import settle_field, time_of
from audit_app.ops.site import of_this_visit, on_clause
from audit_app.ops.things import named_organisation, visit, work_is_open
from audit_app.rules.refusals import Refused
from audit_app.store import photos as store


def add(tx: Tx) -> None:
    """A photo that was taken or chosen, known by the digest of its original."""
    body = dict(tx.op.body)
    on_clause(tx, body["ref"])
    if store.get_photo(tx.connection, tx.op.subject):
        raise Refused("already_exists", "subject", value=tx.op.subject)
    if body["ref"] is not None:
        settle_field(tx, "ref", body["ref"])
    store.put_photo(
        tx.connection,
        id=tx.op.subject,
        visit_id=body.pop("visit"),
        organisation_id=tx.thing.organisation,
        state=_state(tx, str(tx.thing.organisation), body["sha256"]),
        author_id=tx.actor.id,
        at=time_of(tx.stamp),
        **body,
    )


def _state(tx: Tx, organisation: str, sha256: str) -> str:
    original = store.get_original(tx.connection, organisation, sha256)
    if original is None:
        return "awaited"
    return "unreadable" if original["problem"] else "kept"


def file(tx: Tx) -> None:
    """Put a photo under a clause (归类)."""
    on_clause(tx, tx.op.body["ref"])
    of_this_visit(tx, store.get_photo(tx.connection, tx.op.subject))
    now = settle_field(tx, "ref", tx.op.body["ref"])
    store.change_photo(tx.connection, tx.op.subject, ref=now.value)


def withdraw(tx: Tx) -> None:
    """Taken back (作废): row and original stay."""
    work_is_open(tx)
    of_this_visit(tx, store.get_photo(tx.connection, tx.op.subject))
    now = settle_field(tx, "withdrawn", tx.op.body["reason"])
    store.change_photo(tx.connection, tx.op.subject, withdrawn_at=now.at, reason=now.value)


def received(tx: Tx) -> None:
    """The original is proven and on the shelf of the organisation. The house says so, once for each digest."""
    body = dict(tx.op.body)
    organisation = body.pop("organisation")
    if store.get_original(tx.connection, organisation, tx.op.subject):
        return
    store.put_original(tx.connection, organisation_id=organisation, sha256=tx.op.subject, received_at=tx.at, **body)
    store.change_photos_of(tx.connection, organisation, tx.op.subject, state="kept")
    tx.follow("check_photo", organisation=organisation, sha256=tx.op.subject)
    tx.follow("make_views", organisation=organisation, sha256=tx.op.subject)


def checked(tx: Tx) -> None:
    """The verdict of full decoding: a hash of the picture, or the problem. An unreadable original is kept all the
    same (打不开).
    """
    body = tx.op.body
    if store.get_original(tx.connection, body["organisation"], tx.op.subject) is None:
        raise Held("subject_not_here", tx.op.subject)
    store.change_original(
        tx.connection,
        body["organisation"],
        tx.op.subject,
        problem=body["problem"],
        phash=body["phash"],
        checked_at=tx.at,
    )
    state = "unreadable" if body["problem"] else "kept"
    store.change_photos_of(tx.connection, body["organisation"], tx.op.subject, state=state)


VERBS = {
    "photo.add": Verb(visit, add),
    "photo.file": Verb(visit, file),
    "photo.withdraw": Verb(visit, withdraw),
    "photo.received": Verb(named_organisation, received),
    "photo.checked": Verb(named_organisation, checked),
}
