"""Longer texts and static files travel packed, once, and a secret never packed."""

import gzip
import os
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from audit_app import compressing
from audit_app.demo.people import PASSWORD
from audit_app.demo.script import known_id
from tests.rooms.conftest import SignedIn
from tests.rooms.pressing import agree, press

GZIP = {"Accept-Encoding": "gzip"}


def test_a_page_travels_packed_to_who_takes_that(signed_in: SignedIn) -> None:
    client = signed_in("fengjie")
    plain, packed = client.get("/admin"), client.get("/admin", headers=GZIP)
    assert "Content-Encoding" not in plain.headers and packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data).endswith(b"</html>") and len(packed.data) * 2 < len(plain.data)
    assert "Accept-Encoding" in packed.vary and packed.content_length == len(packed.data)


def test_nobody_is_given_what_he_does_not_take(stranger: FlaskClient) -> None:
    for taken in ("gzip;q=0", "br", "identity"):
        for address in ("/login", "/static/site.css"):
            assert "Content-Encoding" not in stranger.get(address, headers={"Accept-Encoding": taken}).headers


@pytest.mark.parametrize("headers", [{}, GZIP])
def test_a_static_file_is_its_bytes_and_travels_once(
    stranger: FlaskClient, app: Flask, headers: dict[str, str]
) -> None:
    wanted = (Path(str(app.static_folder)) / "site.css").read_bytes()
    first = stranger.get("/static/site.css", headers=headers)
    assert (gzip.decompress(first.data) if headers else first.data) == wanted
    assert first.headers["Cache-Control"] == "no-cache" and first.mimetype == "text/css"
    again = stranger.get("/static/site.css", headers={**headers, "If-None-Match": str(first.headers["ETag"])})
    assert (again.status_code, again.data) == (304, b"")


def test_packed_and_plain_have_names_of_their_own(stranger: FlaskClient) -> None:
    plain, packed = stranger.get("/static/site.css"), stranger.get("/static/site.css", headers=GZIP)
    assert plain.headers["ETag"] != packed.headers["ETag"]
    mixed = {**GZIP, "If-None-Match": str(plain.headers["ETag"])}
    assert stranger.get("/static/site.css", headers=mixed).status_code == 200, "what was kept plain is not the packed"


def test_a_static_file_is_sent_without_asking_who_it_is_for(
    signed_in: SignedIn, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in("fengjie")
    with monkeypatch.context() as here:
        here.setitem(app.extensions, "database", None)
        assert client.get("/static/site.css").status_code == 200


@pytest.mark.parametrize("name", ["../config.py", "..%2fconfig.py", "nothing.css", "field", "", "/etc/passwd"])
def test_only_files_of_the_folder_are_sent(stranger: FlaskClient, name: str) -> None:
    assert stranger.get(f"/static/{name}").status_code in {308, 404}


def test_a_changed_file_is_read_anew(tmp_path: Path) -> None:
    app = Flask("planted", static_folder=str(tmp_path), static_url_path="/static")
    compressing.register(app)
    file = tmp_path / "one.css"
    for at, text in enumerate(("a {}", "b {}")):
        file.write_text(text * 1000)
        os.utime(file, (at, at))
        answer = app.test_client().get("/static/one.css", headers=GZIP)
        assert gzip.decompress(answer.data) == (text * 1000).encode()


@pytest.mark.parametrize("kind", ["text/javascript", "application/javascript"])
def test_a_module_is_packed_whatever_the_machine_calls_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    app = Flask("planted", static_folder=str(tmp_path), static_url_path="/static")
    compressing.register(app)
    (tmp_path / "one.js").write_text("export const a = 1;\n" * 200)
    monkeypatch.setattr(compressing.mimetypes, "guess_type", lambda _path: (kind, None))
    answer = app.test_client().get("/static/one.js", headers=GZIP)
    assert answer.headers["Content-Encoding"] == "gzip" and answer.mimetype == kind


def test_an_answer_with_a_secret_is_never_packed() -> None:
    app = Flask("planted")
    compressing.register(app)

    @app.get("/<kept>")
    def planted(kept: str) -> str:
        if kept == "secret":
            compressing.holds_secret()
        return "word " * 1000

    assert app.test_client().get("/open", headers=GZIP).headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in app.test_client().get("/secret", headers=GZIP).headers


def test_a_token_and_a_new_password_are_not_packed(
    stranger: FlaskClient, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compressing, "LEAST", 1)
    asked = {"account": "fengjie", "password": PASSWORD, "device": "t"}
    token = stranger.post("/api/sessions", json=asked, headers=GZIP)
    assert token.status_code == 201 and "Content-Encoding" not in token.headers
    admin, at = signed_in("fengjie"), f"/admin/people/{known_id('liyan')}"
    question = press(admin, f"{at}/password")
    admin.environ_base["HTTP_ACCEPT_ENCODING"] = "gzip"
    assert admin.get(at).headers["Content-Encoding"] == "gzip"
    shown = agree(admin, question)
    assert "只显示这一次" in shown.text and "Content-Encoding" not in shown.headers
