"""Photos are served to those who may read an audit that shows them, never across bodies, never as a page."""

import pytest

from audit_app.demo.script import Script, known_id
from tests.rooms.conftest import SignedIn
from tests.rooms.review.conftest import DIGEST, PICTURE

AT = f"/review/photos/{DIGEST}"


@pytest.mark.parametrize("account", ["zhaoweidong", "sunqian", "liyan"])
def test_the_original_comes_byte_for_byte(story: Script, signed_in: SignedIn, account: str) -> None:
    answer = signed_in(account).get(f"{AT}/original")
    assert answer.data == PICTURE and answer.mimetype == "image/jpeg"


@pytest.mark.parametrize("size", ["thumb", "screen", "original"])
def test_nothing_served_can_run_in_a_page(story: Script, signed_in: SignedIn, size: str) -> None:
    answer = signed_in("zhaoweidong").get(f"{AT}/{size}")
    assert answer.status_code == 200 and answer.data[:2] == b"\xff\xd8"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Cache-Control"].startswith("private")


@pytest.mark.parametrize(
    "path", [f"/review/photos/{'1' * 64}/thumb", f"/review/photos/{'0' * 64}/thumb", "/review/photos/../thumb"]
)
def test_what_is_not_here_is_absent(story: Script, signed_in: SignedIn, path: str) -> None:
    assert signed_in("zhaoweidong").get(path).status_code == 404


def test_another_body_gets_the_answer_of_an_absent_photo(story: Script, signed_in: SignedIn) -> None:
    client = signed_in("gaoyuan")
    foreign, absent = client.get(f"{AT}/thumb"), client.get(f"/review/photos/{'1' * 64}/thumb")
    assert foreign.status_code == absent.status_code == 404 and foreign.text == absent.text


def test_an_auditor_who_is_not_on_the_team_gets_none(story: Script, signed_in: SignedIn) -> None:
    story.do(
        "fengjie",
        "user.set_roles",
        known_id("heming"),
        {"roles": ["auditor"], "was": ["expert"], "reason": "岗位有变动，管理员改的角色"},
    )
    story.flush()
    assert signed_in("heming").get(f"{AT}/thumb").status_code == 404
