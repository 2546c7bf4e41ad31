"""How much of a body is read: of a stranger's very little, and by its announced length, before it is taken apart."""

import io

import pytest
from flask.testing import FlaskClient
from werkzeug.wrappers import Request

from audit_app import security
from tests.rooms.conftest import SignedIn

FORM = "application/x-www-form-urlencoded"
LARGE = b"a=1&" * 50_000


@pytest.fixture
def taken_apart(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The lengths of the forms that were taken apart."""
    seen: list[int] = []
    load = Request._load_form_data

    def noted(self: Request) -> None:
        seen.append(self.content_length or 0)
        load(self)

    monkeypatch.setattr(Request, "_load_form_data", noted)
    return seen


@pytest.mark.parametrize("kind", [FORM, "multipart/form-data; boundary=b", "application/json", "text/plain"])
@pytest.mark.parametrize("path", ["/login", "/api/sessions"])
def test_a_stranger_s_large_body_is_refused_and_not_taken_apart(
    stranger: FlaskClient, taken_apart: list[int], kind: str, path: str
) -> None:
    said = stranger.post(path, data=LARGE, content_type=kind)
    assert said.status_code == (413 if path.startswith("/api") else said.status_code)
    assert said.status_code in {413, 422} and "内容超过了大小限制" in said.get_data(as_text=True)
    assert not [one for one in taken_apart if one > security.MOST_UNKNOWN]


def test_a_stranger_s_body_of_no_announced_length_ends_at_the_same_place(stranger: FlaskClient) -> None:
    said = stranger.post(
        "/login",
        input_stream=io.BytesIO(LARGE),
        content_type=FORM,
        environ_overrides={"wsgi.input_terminated": True, "CONTENT_LENGTH": ""},
    )
    assert said.status_code == 413


def test_whose_session_is_over_hears_that_and_not_of_a_size(stranger: FlaskClient) -> None:
    assert stranger.post("/field/sync", data=LARGE, content_type="application/json").status_code == 401


def test_a_small_sign_in_is_read(stranger: FlaskClient) -> None:
    said = stranger.post("/login", data={"account": "liyan", "password": "falsch"})
    assert said.status_code != 413 and "内容超过了大小限制" not in said.get_data(as_text=True)


def test_a_form_of_somebody_signed_in_has_its_limits_of_bytes_and_of_fields(
    signed_in: SignedIn, taken_apart: list[int]
) -> None:
    client = signed_in("sunqian")
    large = b"a=" + b"b" * security.MOST_BODY[FORM]
    for data in (large, b"a=1&" * security.MOST_FIELDS):
        assert client.post("/me/language", data=data, content_type=FORM).status_code == 413
    assert taken_apart == []


def test_files_of_somebody_signed_in_keep_the_limit_of_all_requests(signed_in: SignedIn) -> None:
    file = (io.BytesIO(b"x" * 5 * 2**20), "a.csv")
    said = signed_in("zhoumin").post("/regulator/campaigns/K9/register/check", data={"file": file})
    assert said.status_code != 413
