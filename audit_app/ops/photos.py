"""Photos as things said about bytes: taken, filed under a clause, withdrawn, received, found readable or not.

The bytes come by another way and in any order; a row without bytes is awaited, bytes without a row harm nobody.
"""

from audit_app.ops import Held, Tx, Verb
from audit_app.ops.heads import settle_field, time_of
from audit_app.ops.resources import named_organisation, visit, work_is_open
from audit_app.ops.site import of_this_visit, on_clause
from audit_app.rules.nonconformity import SHOWN_TO_COMPANY
from audit_app.rules.refusals import Refused
from audit_app.store import nonconformities, photo_names, photos
from audit_app.store.photo_uses import ALSO


def add(tx: Tx) -> None:
    """A photo that was taken or chosen, known by the digest of its original."""
    body = dict(tx.op.body)
    on_clause(tx, body["ref"])
    if photos.get_photo(tx.connection, tx.op.subject):
        raise Refused("already_exists", "subject", value=tx.op.subject)
    if body["ref"] is not None:
        settle_field(tx, "ref", body["ref"])
    photos.put_photo(
        tx.connection,
        id=tx.op.subject,
        visit_id=body.pop("visit"),
        organisation_id=tx.resource.organisation,
        state=_state(tx, str(tx.resource.organisation), body["sha256"]),
        author_id=tx.actor.id,
        at=time_of(tx.stamp),
        **body,
    )


def _state(tx: Tx, organisation: str, sha256: str) -> str:
    original = photos.get_original(tx.connection, organisation, sha256)
    if original is None:
        return "awaited"
    return _seen(original["problem"], original["phash"])


def _seen(problem: str | None, phash: str | None) -> str:
    """A picture that has a hash was decoded; its problem is then a remark (不完整)."""
    return "unreadable" if problem and not phash else "kept"


def file(tx: Tx) -> None:
    """Put a photo under a clause (归类); since version 2 with the next number there, where it takes one."""
    on_clause(tx, tx.op.body["ref"])
    photo = photos.get_photo(tx.connection, tx.op.subject)
    of_this_visit(tx, photo)
    if photo and tx.guarded(3) and tx.op.body.get("number") not in (None, photo["number"]):
        _is_no_evidence(tx, photo, "photo_number_fixed", "photo_number_fixed")
    now = settle_field(tx, "ref", tx.op.body["ref"])
    number = tx.op.body.get("number") if tx.op.v > 1 and now.value == tx.op.body["ref"] else None
    photos.change_photo(tx.connection, tx.op.subject, ref=now.value, **({"number": number} if number else {}))


def use(tx: Tx) -> None:
    """Let a photo stand under one more clause (另用), or no longer; its home and its number stay. For each clause the heads say which."""
    ref = tx.op.body["ref"]
    on_clause(tx, ref)
    of_this_visit(tx, photos.get_photo(tx.connection, tx.op.subject))
    settle_field(tx, f"{ALSO}{ref}", tx.op.body["used"])


def withdraw(tx: Tx) -> None:
    """Taken back (作废): row and original stay. Evidence of what was raised or confirmed is not taken back."""
    work_is_open(tx)
    photo = photos.get_photo(tx.connection, tx.op.subject)
    of_this_visit(tx, photo)
    if photo and tx.guarded(2):
        _is_no_evidence(tx, photo, "photo_raised", "photo_confirmed")
    now = settle_field(tx, "withdrawn", tx.op.body["reason"])
    photos.change_photo(tx.connection, tx.op.subject, withdrawn_at=now.at, reason=now.value)


def _is_no_evidence(tx: Tx, photo: photos.Row, raised: str, later: str) -> None:
    """Raises Refused where a nonconformity that was raised, or confirmed and later, has chosen the photo."""
    for form in nonconformities.list_nonconformities(tx.connection, photo["visit_id"]):
        if form["state"] in SHOWN_TO_COMPANY and photo["id"] in form["photos"]:
            code = raised if form["state"] == "raised" else later
            by = {} if code == raised else {"confirmed_by": form["confirmed_by"]}
            raise Refused(code, photo=photo["label"] or photo["number"], number=form["number"], **by)


def received(tx: Tx) -> None:
    """The original is proven and in the store of the organisation. The system says so, once for each digest."""
    body = dict(tx.op.body)
    organisation = body.pop("organisation")
    if photos.get_original(tx.connection, organisation, tx.op.subject):
        return
    photos.put_original(tx.connection, organisation_id=organisation, sha256=tx.op.subject, received_at=tx.at, **body)
    photos.change_photos_of(tx.connection, organisation, tx.op.subject, state="kept")
    tx.follow("check_photo", organisation=organisation, sha256=tx.op.subject)
    tx.follow("make_views", organisation=organisation, sha256=tx.op.subject)


def checked(tx: Tx) -> None:
    """The verdict of full decoding: a hash of the picture, or the problem, or since version 2 a hash and a remark. An
    unreadable original is kept all the same (打不开).
    """
    body = tx.op.body
    if photos.get_original(tx.connection, body["organisation"], tx.op.subject) is None:
        raise Held("subject_not_here", tx.op.subject)
    photos.change_original(
        tx.connection,
        body["organisation"],
        tx.op.subject,
        problem=body["problem"],
        phash=body["phash"],
        checked_at=tx.at,
    )
    state = _seen(body["problem"], body["phash"] if tx.op.v > 1 else None)
    photos.change_photos_of(tx.connection, body["organisation"], tx.op.subject, state=state)


def swept(tx: Tx) -> None:
    """Bytes that nothing has named for the whole term leave the store; the system says so. `through` is the end of the log
    as far as it was looked through before: what came since is looked at here, under the lock that `photo.add` takes.
    """
    organisation, sha256 = tx.op.body["organisation"], tx.op.subject
    if photo_names.is_named(tx.connection, organisation, sha256, tx.op.body["through"], tx.at):
        raise Refused("original_named")
    photos.drop_original(tx.connection, organisation, sha256)


VERBS = {
    "photo.add": Verb(visit, add),
    "photo.file": Verb(visit, file),
    "photo.use": Verb(visit, use),
    "photo.withdraw": Verb(visit, withdraw),
    "photo.received": Verb(named_organisation, received),
    "photo.checked": Verb(named_organisation, checked),
    "photo.swept": Verb(named_organisation, swept),
}
