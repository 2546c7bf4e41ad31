"""What a refused page says: each thing once, whole sentences, and one piece of advice."""

import re

import pytest
from flask.testing import FlaskClient

from tests.rooms.conftest import SignedIn

HERE = {"Sec-Fetch-Site": "same-origin"}


def said(page: str) -> list[str]:
    """The heading and the paragraphs of an error page."""
    main = page[page.index("<main") : page.index("</main>")]
    return [re.sub(r"<[^>]+>", "", one).strip() for one in re.findall(r"<(?:h1|p)[^>]*>(.*?)</(?:h1|p)>", main, re.S)]


def plain(words: list[str]) -> None:
    heading, *sentences = words
    assert heading[-1] not in "。." and sentences
    assert all(one[-1] in "。." for one in sentences), words
    whole = "".join(sentences)
    assert len(set(words)) == len(words) and heading not in whole[: len(heading)]
    assert len(re.findall(r"请(?!求)", whole)) <= 1, f"advice twice: {words}"


@pytest.mark.parametrize(
    ("account", "path", "status"),
    [
        ("liyan", "/no/such/page", 404),
        ("liyan", "/review/audits/none", 404),
        ("qianlei", "/regulator/checks/none", 404),
        ("liyan", "/admin", 403),
        ("sunqian", "/regulator", 403),
    ],
)
def test_a_page_that_is_not_shown_says_so_once(signed_in: SignedIn, account: str, path: str, status: int) -> None:
    answer = signed_in(account).get(path)
    assert answer.status_code == status
    plain(said(answer.text))


def test_a_foreign_form_and_a_wrong_method_say_so_once(signed_in: SignedIn) -> None:
    client: FlaskClient = signed_in("liyan")
    for answer in (client.post("/me/language", headers={"Sec-Fetch-Site": "cross-site"}), client.delete("/me")):
        assert answer.status_code in (403, 405)
        plain(said(answer.text))
