"""The description and its page: OpenAPI 3.1, every address in it, nothing inline, one shape of refusal."""

import re

from flask import Flask
from flask.testing import FlaskClient

from schemas.ops import KINDS
from tests.rooms.conftest import SignedIn


def test_the_page_shows_the_description_from_our_own_files(stranger: FlaskClient) -> None:
    page = stranger.get("/api/")
    text = page.get_data(as_text=True)
    assert page.status_code == 200
    assert not re.search(r"<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=|https?://", text)
    for address in re.findall(r'(?:src|href)="([^"]+)"', text):
        assert stranger.get(address).status_code == 200, address
    assert "'unsafe" not in page.headers["Content-Security-Policy"]


def test_the_description_is_openapi_3_1_and_names_every_address(app: Flask, stranger: FlaskClient) -> None:
    spec = stranger.get("/api/openapi.json").json
    assert spec["openapi"] == "3.1.0"
    ours = {
        re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("api.")
    }
    assert set(spec["paths"]) == ours
    operations = [
        o for path in spec["paths"].values() for o in path.values() if isinstance(o, dict) and "responses" in o
    ]
    assert len({o["operationId"] for o in operations}) == len(operations)
    assert all("default" in o["responses"] for o in operations)


def test_every_kind_of_op_is_described(stranger: FlaskClient) -> None:
    schemas = stranger.get("/api/openapi.json").json["components"]["schemas"]
    assert {f"op.{kind}.1" for kind in KINDS} <= set(schemas)
    described = set(
        re.findall(r'"#/components/schemas/([^"]+)"', stranger.get("/api/openapi.json").get_data(as_text=True))
    )
    assert described <= set(schemas)


def test_a_wrong_method_says_which_are_right(signed_in: SignedIn) -> None:
    answer = signed_in("liyan").put("/api/ops")
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"POST", "OPTIONS"}
    assert answer.json == {"code": "http_405", "message": "这个地址不接受这种请求。", "status": "405"}


def test_an_unknown_address_is_refused_in_the_same_shape(stranger: FlaskClient) -> None:
    answer = stranger.get("/api/nothing")
    assert answer.status_code == 404 and set(answer.json) == {"code", "message", "status"}
