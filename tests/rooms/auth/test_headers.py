"""What every answer says to the browser, whoever asks and however it ends (ASVS 3.4, 14.3.2)."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from audit_app.demo.script import known_id
from audit_app.ops import make
from audit_app.store.db import Database, WriterBusy
from tests.rooms.conftest import SignedIn

EVERY = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(self), microphone=()",
}
POLICY = {
    "default-src 'self'", "img-src 'self' data: blob:", "media-src 'self' blob:", "object-src 'none'", "base-uri 'none'",
    "frame-ancestors 'none'", "form-action 'self'",
}  # fmt: skip
"""Word for word: a source more is a way in for scripts, a line less too."""
ADDRESSES = (
    "/", "/login", "/me", "/review", "/review/audits/nothing", "/admin", "/api/audits", "/api/openapi.json", "/field",
    "/static/site.css", "/nowhere", "/review?x=%00", "/admin/editions/gbt-29490-2023.2/contents.csv",
)  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_carries_the_policy(stranger: FlaskClient, signed_in: SignedIn, address: str) -> None:
    for client in (stranger, signed_in("fengjie")):
        head = client.get(address).headers
        assert {name: head.get(name) for name in EVERY} == EVERY
        assert set(head["Content-Security-Policy"].split("; ")) == POLICY
        assert "Server" not in head and "X-Powered-By" not in head


def test_a_site_with_a_certificate_is_asked_for_by_it_alone_for_a_year(app: Flask, stranger: FlaskClient) -> None:
    assert "Strict-Transport-Security" not in stranger.get("/login").headers, "an address without one is no promise"
    app.config["SESSION_SECURE"] = True
    assert stranger.get("/login").headers["Strict-Transport-Security"] == "max-age=31536000"


@pytest.mark.parametrize("address", [one for one in ADDRESSES if not one.startswith("/static")])
def test_nothing_that_is_ours_is_kept_by_anybody(signed_in: SignedIn, address: str) -> None:
    assert signed_in("fengjie").get(address).headers["Cache-Control"] == "private, no-store"


def test_a_refused_form_carries_it_too(signed_in: SignedIn) -> None:
    for answer in (
        signed_in("sunqian").post("/review/audits/new", data={}),
        signed_in("sunqian").post("/review/audits/new", headers={"Sec-Fetch-Site": "cross-site"}),
        signed_in("sunqian").open("/review", method="DELETE"),
    ):
        assert answer.status_code in {403, 405, 422}
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("address", ["/", "/login", "/api/audits", "/field/uploads", "/static/site.css", "/nowhere"])
def test_a_host_name_that_is_not_ours_gets_400_and_plain_words(app: Flask, stranger: FlaskClient, address: str) -> None:
    app.config["TRUSTED_HOSTS"] = ["audit.example.cn"]
    for method in ("GET", "POST"):
        answer = stranger.open(address, method=method, base_url="http://elsewhere.example")
        assert answer.status_code == 400 and "主机名" in answer.text and "elsewhere" not in answer.text
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert stranger.get("/login", base_url="http://audit.example.cn").status_code == 200


def test_who_cannot_write_in_time_is_told_so(app: Flask, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in("fengjie")

    def busy(self: Database) -> None:
        raise WriterBusy

    monkeypatch.setattr(Database, "writing", busy)
    answer = client.post("/api/ops", json=make("user.enable", known_id("chenjing"), {}))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60") and "没有改动" in answer.text
