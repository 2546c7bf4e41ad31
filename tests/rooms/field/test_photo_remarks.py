"""What full decoding said of a picture reaches the tablet: with the pack, and for an older pack with the next answer."""

from typing import Any

from flask import Flask

from audit_app.demo.script import known_id
from audit_app.effects import worker
from audit_app.security import clock
from evidence.derive import RECIPES
from tests.evidence.photo_kit import drawing, noise, saved
from tests.rooms.conftest import SignedIn
from tests.rooms.field.conftest import digest, photo_op, sync
from tests.rooms.field.test_uploads import begin, send

WHOLE = saved(noise(640, 480))
HALF = WHOLE[: len(WHOLE) // 2]
NOTHING = WHOLE[: WHOLE.rindex(b"\xff\xda") + 14]
FLAWED = bytearray(saved(drawing(), "PNG"))
FLAWED[FLAWED.rindex(b"IEND") - 8] ^= 1
GIVEN = {
    HALF: {"state": "kept", "remark": "incomplete"},
    bytes(FLAWED): {"state": "kept", "remark": "checksum"},
    WHOLE: {"state": "kept", "remark": None},
    NOTHING: {"state": "unreadable", "remark": None},
}


def seen(client: Any) -> dict[str, Any]:
    kept = sync(client, have=[digest(data) for data in GIVEN]).json["kept"]
    return {one["sha256"]: one["seen"] for one in kept}


def test_the_verdict_comes_with_the_answer_and_the_pack(signed_in: SignedIn, a1: str, app: Flask) -> None:
    client = signed_in("chenjing")
    for data in GIVEN:
        sync(client, photo_op(data))
        send(client, begin(client, data), 0, data)
    assert seen(client) == {digest(data): None for data in GIVEN}
    with app.app_context():
        while worker.run_once(app.extensions["database"], app.extensions["evidence"], clock()):
            pass
    assert seen(client) == {digest(data): verdict for data, verdict in GIVEN.items()}
    packed = {one["sha256"]: one for one in client.get("/field/a/A1/pack").json["pack"]["state"]["photos"]}
    for data, verdict in GIVEN.items():
        one = packed[digest(data)]
        assert {"state": one["state"], "remark": one["remark"]} == verdict and one["checked"]
    listed = {one["sha256"]: one for one in client.get(f"/api/audits/{a1}").json["photos"]}
    for data, verdict in GIVEN.items():
        assert {name: listed[digest(data)][name] for name in verdict} == verdict, "programs are told, too"


def test_a_view_that_could_not_be_made_once_is_made_of_a_picture_that_decodes(
    signed_in: SignedIn, a1: str, app: Flask
) -> None:
    client, shelf = signed_in("chenjing"), app.extensions["evidence"]
    for data in (WHOLE, NOTHING):
        sync(client, photo_op(data))
        send(client, begin(client, data), 0, data)
    with app.app_context():
        while worker.run_once(app.extensions["database"], shelf, clock()):
            pass
    for data in (WHOLE, NOTHING):
        shelf.put_rendition(known_id("JX"), digest(data), RECIPES["thumb"], b"")
    answers = [client.get(f"/field/photos/{digest(data)}/thumb").status_code for data in (WHOLE, NOTHING)]
    assert answers == [200, 404]
