"""Programs sign in with account and password and get a token; the same counting and comparing as on the page."""

from flask import Flask
from flask.testing import FlaskClient

from audit_app.demo.people import PASSWORD
from audit_app.demo.script import Script, known_id
from audit_app.passwords import hashed
from audit_app.signing_in import PER_ACCOUNT
from audit_app.store import people


def ask(client: FlaskClient, **body: object):  # type: ignore[no-untyped-def]
    return client.post("/api/sessions", json={"account": "liyan", "password": PASSWORD, **body})


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_the_right_password_gives_a_token_that_opens_the_room(stranger: FlaskClient) -> None:
    given = ask(stranger, device="program")
    assert given.status_code == 201
    assert given.json["user"] == known_id("liyan") and given.json["roles"] == ["auditor", "lead"]
    assert given.json["until"] == "2023-11-26T02:42:00.000Z"
    assert "Set-Cookie" not in given.headers
    assert stranger.get("/api/audits", headers=bearer(given.json["token"])).status_code == 200


def test_ending_the_session_ends_the_token(stranger: FlaskClient) -> None:
    headers = bearer(ask(stranger).json["token"])
    assert stranger.delete("/api/sessions/current", headers=headers).status_code == 204
    assert stranger.get("/api/checklists", headers=headers).status_code == 401
    assert stranger.delete("/api/sessions/current", headers=headers).status_code == 401


def test_a_wrong_pair_gets_one_and_the_same_sentence(stranger: FlaskClient) -> None:
    for body in ({"password": "wrong"}, {"account": "nobody"}, {"account": "' OR 1=1 --"}, {"account": "\u4e2d"}):
        answer = ask(stranger, **body)
        assert answer.status_code == 401
        sentence = f"账号或密码不对，还可以试 {PER_ACCOUNT - 1} 次"
        assert answer.json == {"code": "wrong_password", "message": sentence, "status": "401"}


def test_guessing_is_stopped_even_for_the_right_password_then(stranger: FlaskClient) -> None:
    tries = [ask(stranger, password=f"guess number {n}").status_code for n in range(PER_ACCOUNT)]
    assert tries == [401] * (PER_ACCOUNT - 1) + [429]
    locked = ask(stranger)
    assert locked.status_code == 429 and locked.json["code"] == "too_many"
    assert int(locked.headers["Retry-After"]) > 0


def test_an_initial_password_must_be_replaced_on_the_page(app: Flask, script: Script, stranger: FlaskClient) -> None:
    with script.database.writing() as connection:
        secret = hashed(PASSWORD, initial=True)
        people.put_credential(connection, known_id("liyan"), "password", secret, "2023-10-26T00:00:00.000Z")
    answer = ask(stranger)
    assert answer.status_code == 403 and answer.json["code"] == "initial_password"


WRONG = (
    ({}, "account"), ({"account": "liyan"}, "password"), ({"account": ["x"], "password": "x"}, "account"),
    ({"account": "a\x00b", "password": "x"}, "account"), ({"account": "x", "password": "x", "more": 1}, "more"),
)  # fmt: skip


def test_a_wrong_shape_is_named_by_field(stranger: FlaskClient) -> None:
    for body, field in WRONG:
        answer = stranger.post("/api/sessions", json=body)
        assert answer.status_code == 422 and answer.json["code"] == "bad_shape"
        assert field in answer.json["errors"]


def test_what_is_no_json_is_refused_in_the_one_shape(stranger: FlaskClient) -> None:
    for data, kind, status in (
        ("{", "application/json", 400),
        ("{}", "text/plain", 415),
        ("[" * 60_000, "application/json", 400),
        ("[" * 200_000, "application/json", 413),
    ):
        answer = stranger.post("/api/sessions", data=data, content_type=kind)
        assert answer.status_code == status
        assert set(answer.json) == {"code", "message", "status"} and answer.json["status"] == str(status)
