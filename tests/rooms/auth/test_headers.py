"""What every answer says to the browser, whoever asks and however it ends (ASVS 3.4, 14.3.2)."""

import pytest
from flask.testing import FlaskClient

from tests.rooms.conftest import SignedIn

EVERY = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
ADDRESSES = (
    "/", "/login", "/me", "/review", "/review/audits/nothing", "/admin", "/api/audits", "/api/openapi.json", "/field",
    "/static/site.css", "/nowhere", "/review?x=%00", "/admin/editions/gbt-29490-2023/contents.csv",
)  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_carries_the_policy(stranger: FlaskClient, signed_in: SignedIn, address: str) -> None:
    for client in (stranger, signed_in("fengjie")):
        head = client.get(address).headers
        assert {name: head.get(name) for name in EVERY} == EVERY
        policy = head["Content-Security-Policy"]
        assert "unsafe" not in policy and "http:" not in policy and "*" not in policy
        assert {"frame-ancestors 'none'", "base-uri 'none'", "object-src 'none'"} <= set(policy.split("; "))
        assert "Server" not in head and "X-Powered-By" not in head


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
