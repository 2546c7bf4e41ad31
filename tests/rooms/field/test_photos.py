"""/field/photos: views and originals of the visits one works on, and of no others."""

import hashlib

from flask import Flask

from audit_app.demo.script import known_id
from audit_app.store.photos import list_photos
from tests.rooms.conftest import SignedIn


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
        assert "sandbox" in answer.headers["Content-Security-Policy"] and "immutable" in answer.headers["Cache-Control"]


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


def test_a_photo_whose_bytes_are_lost_is_404_and_no_error(signed_in: SignedIn, a1: str, app: Flask) -> None:
    sha256 = first_photo(app)
    app.extensions["evidence"].drop(known_id("JX"), sha256)
    for view in ("thumb", "screen", "original"):
        assert signed_in("chenjing").get(f"/field/photos/{sha256}/{view}").status_code == 404
