"""/field/photos: views and originals of the visits one works on, and of no others."""

import hashlib
import io
from dataclasses import replace

import pytest
from flask import Flask

from audit_app.demo.script import Script, known_id
from audit_app.effects.intake import Upload, receive
from audit_app.store.photos import list_photos
from evidence.derive import RECIPES
from evidence.store import key_of, rendition_key_of
from tests.conftest import NOW
from tests.rooms.conftest import SignedIn
from tests.rooms.field.test_sync import sync


def first_photo(app: Flask) -> str:
    with app.extensions["database"].reading() as connection:
        return str(list_photos(connection, known_id("A1"))[0]["sha256"])


def test_the_original_comes_byte_for_byte_and_the_views_are_small(signed_in: SignedIn, a1: str, app: Flask) -> None:
    client, sha256 = signed_in("chenjing"), first_photo(app)
    original = client.get(f"/field/photos/{sha256}/original")
    assert hashlib.sha256(original.data).hexdigest() == sha256
    thumb, screen = client.get(f"/field/photos/{sha256}/thumb"), client.get(f"/field/photos/{sha256}/screen")
    assert thumb.status_code == screen.status_code == 200 and len(thumb.data) < len(screen.data) < len(original.data)
    for answer in (original, thumb, screen):
        assert answer.content_type == "image/jpeg" and answer.headers["X-Content-Type-Options"] == "nosniff"
        assert (
            "sandbox" in answer.headers["Content-Security-Policy"]
            and answer.headers["Cache-Control"] == "private, no-cache"
        )


def test_who_may_see_it_is_asked_each_time_and_the_bytes_travel_once(signed_in: SignedIn, a1: str, app: Flask) -> None:
    client, address = signed_in("chenjing"), f"/field/photos/{first_photo(app)}/thumb"
    tag = client.get(address).headers["ETag"]
    again = client.get(address, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    client.post("/logout")
    for headers in ({}, {"If-None-Match": tag}):
        out = client.get(address, headers=headers)
        assert out.status_code == 302 and "/login" in out.headers["Location"]


def test_strangers_and_unknown_digests_get_404(signed_in: SignedIn, a1: str, app: Flask) -> None:
    sha256 = first_photo(app)
    for who in ("linfan", "heming", "qianlei"):
        assert signed_in(who).get(f"/field/photos/{sha256}/original").status_code == 404
    for address in (
        f"/field/photos/{'0' * 64}/thumb",
        f"/field/photos/{sha256}/huge",
        "/field/photos/../thumb",
        "/field/photos/x/thumb",
    ):
        assert signed_in("chenjing").get(address).status_code == 404


@pytest.mark.parametrize("view", ["thumb", "screen", "original"])
def test_who_has_left_the_team_gets_no_photo_any_more(
    signed_in: SignedIn, a1: str, script: Script, app: Flask, view: str
) -> None:
    leaves, stays, address = signed_in("chenjing"), signed_in("liyan"), f"/field/photos/{first_photo(app)}/{view}"
    assert leaves.get(address).status_code == 200
    script.do("sunqian", "audit.remove_member", a1, {"user": known_id("chenjing")})
    script.flush()
    assert (leaves.get(address).status_code, stays.get(address).status_code) == (404, 200)


def test_a_photo_whose_bytes_are_lost_is_404_and_no_error(signed_in: SignedIn, a1: str, app: Flask) -> None:
    sha256 = first_photo(app)
    app.extensions["evidence"].drop(known_id("JX"), sha256)
    for view in ("thumb", "screen", "original"):
        assert signed_in("chenjing").get(f"/field/photos/{sha256}/{view}").status_code == 404


def test_a_spoilt_original_is_not_handed_out_and_no_longer_called_kept(
    signed_in: SignedIn, a1: str, app: Flask
) -> None:
    client, sha256 = signed_in("chenjing"), first_photo(app)
    assert [one["sha256"] for one in sync(client, have=[sha256]).json["kept"]] == [sha256]
    place = app.extensions["evidence"].root / known_id("JX") / sha256[:2] / sha256[2:4] / sha256
    good = place.read_bytes()
    place.chmod(0o640)
    place.write_bytes(good[:-1] + bytes([good[-1] ^ 1]))
    answer = client.get(f"/field/photos/{sha256}/original")
    assert answer.status_code == 409 and "损坏" in answer.text
    assert sync(client, have=[sha256]).json["kept"] == []
    with app.test_request_context():
        receive(
            app.extensions["database"],
            app.extensions["evidence"],
            Upload(known_id("JX"), io.BytesIO(good), sha256, len(good), "again.jpg"),
            NOW,
        )
    assert client.get(f"/field/photos/{sha256}/original").data == good
    assert [one["sha256"] for one in sync(client, have=[sha256]).json["kept"]] == [sha256]


def test_a_view_of_another_photo_is_never_handed_out(signed_in: SignedIn, a1: str, app: Flask) -> None:
    client, shelf = signed_in("chenjing"), app.extensions["evidence"]
    with app.extensions["database"].reading() as connection:
        mine, other = sorted({str(one["sha256"]) for one in list_photos(connection, known_id("A1"))})[:2]
    good = {sha: client.get(f"/field/photos/{sha}/screen") for sha in (mine, other)}
    place, source = (shelf.root / rendition_key_of(known_id("JX"), sha, RECIPES["screen"]) for sha in (mine, other))
    assert good[mine].data != good[other].data
    for swapped in (source.read_bytes(), good[other].data, b"", place.read_bytes()[:-90]):
        place.write_bytes(swapped)
        answer = client.get(f"/field/photos/{mine}/screen")
        assert (answer.status_code, answer.data) == (200, good[mine].data)
        assert shelf.get_rendition(known_id("JX"), mine, RECIPES["screen"]) == good[mine].data, "and is kept again"
    cached = {"If-None-Match": f'"{mine}-screen"'}
    assert client.get(f"/field/photos/{mine}/screen", headers=cached).status_code == 200, (
        "of before: nobody knows which"
    )


def test_no_view_is_made_of_a_spoilt_original(signed_in: SignedIn, a1: str, app: Flask) -> None:
    client, shelf = signed_in("chenjing"), app.extensions["evidence"]
    with app.extensions["database"].reading() as connection:
        mine, other = sorted({str(one["sha256"]) for one in list_photos(connection, known_id("A1"))})[:2]
    places = [shelf.root / key_of(known_id("JX"), sha) for sha in (mine, other)]
    places[0].chmod(0o640)
    places[0].write_bytes(places[1].read_bytes())
    (shelf.root / rendition_key_of(known_id("JX"), mine, RECIPES["thumb"])).unlink(missing_ok=True)
    answer = client.get(f"/field/photos/{mine}/thumb")
    assert answer.status_code == 409 and "损坏" in answer.text
    assert sync(client, have=[mine]).json["kept"] == []


def test_kept_rests_on_a_look_that_is_not_too_old(signed_in: SignedIn, a1: str, app: Flask) -> None:
    client, sha256 = signed_in("chenjing"), first_photo(app)
    place = app.extensions["evidence"].root / known_id("JX") / sha256[:2] / sha256[2:4] / sha256
    place.chmod(0o640)
    place.write_bytes(b"other bytes of a disk that forgets")
    assert [one["sha256"] for one in sync(client, have=[sha256]).json["kept"]] == [sha256], "looked at when it came"
    app.extensions["clock"].frozen = "2023-11-10T03:00:00.000Z"
    app.config["AUDIT"] = replace(app.config["AUDIT"], kept_days=13)
    assert sync(client, have=[sha256]).json["kept"] == []
