"""Photos as cameras leave them, through the real upload: kept, seen as far as they decode, called what they are."""

from flask import Flask

from audit_app.demo.script import known_id
from audit_app.effects import worker
from audit_app.security import clock
from audit_app.store.photos import get_original, list_photos
from tests.evidence.wild_photos import wild_photos
from tests.rooms.conftest import SignedIn
from tests.rooms.field.conftest import VISIT, digest, photo_op, sync
from tests.rooms.field.test_uploads import begin, send


def test_each_kind_comes_through_the_door_and_is_shown(signed_in: SignedIn, a1: str, app: Flask) -> None:
    client, database, shelf = signed_in("chenjing"), app.extensions["database"], app.extensions["evidence"]
    wild = wild_photos()
    for one in wild:
        sync(client, photo_op(one.data))
        answer = send(client, begin(client, one.data, filename=one.name), 0, one.data)
        assert answer.status_code == 204, (one.what, answer.text)  # type: ignore[attr-defined]
    with app.app_context():
        while worker.run_once(database, shelf, clock()):
            pass
    with database.reading() as connection:
        states = {row["sha256"]: row["state"] for row in list_photos(connection, VISIT)}
        originals = {one.what: get_original(connection, known_id("JX"), digest(one.data)) for one in wild}
    for one in wild:
        original = originals[one.what]
        assert original is not None, one.what
        assert original["problem"] == (one.problem or one.note), one.what
        assert states[digest(one.data)] == ("unreadable" if one.problem else "kept"), one.what
        shown = client.get(f"/field/photos/{digest(one.data)}/thumb").status_code
        assert shown == (404 if one.problem else 200), one.what
