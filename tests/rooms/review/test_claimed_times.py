"""A tablet's clock is a claim: where it is off the receipt, desk and tablet tell both; a true one is told alone."""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from audit_app import ops
from audit_app.demo.script import Script, instant_of, known_id
from audit_app.rules import ids
from audit_app.rules.instants import milliseconds
from tests.rooms.conftest import SignedIn
from tests.rooms.review.conftest import READ, VISIT
from tests.rooms.screen import on_screen

NC = f"/review/nc/{known_id('B-01')}"
TOLD = "平板时间 1970-01-02 08:00，服务器收到 10-27 10:42"
TRUE = "2023-10-27 10:40"
CASES = pytest.mark.parametrize(
    ("claimed", "words"),
    [
        ("1970-01-02 08:00", TOLD),
        ("2033-10-27 10:42", "平板时间 2033-10-27 10:42，服务器收到 10-27 10:42"),
        (TRUE, None),
    ],
)


def do(story: Script, who: str, at: str, kind: str, subject: str, body: dict[str, Any]) -> None:
    """One op of a tablet whose clock says `at`, received at 10:42."""
    made = ops.make(kind, subject, body, id=ids.Ids().new(milliseconds(instant_of(at))), device="平板-03")
    with story.database.reading() as connection:
        actor = ops.actor_of(connection, known_id(who))
    outcome = ops.apply(story.database, made, actor, instant_of("2023-10-27 10:42"))
    assert outcome.outcome == "done", outcome.sentence


def state_of(client: FlaskClient) -> Any:
    return json.loads(client.get("/field/a/A1/pack").text)["pack"]["state"]


@CASES
def test_a_confirmation_and_the_history(story: Script, signed_in: SignedIn, claimed: str, words: str | None) -> None:
    body = {"visit": VISIT, "name": "许宁", "post": "知识产权部经理", "how": "typed", "read": READ}
    do(story, "chenjing", claimed, "nonconformity.confirm", known_id("B-01"), body)
    page = on_screen(signed_in("liyan").get(NC).text)
    assert page.count(words or "平板时间") == (2 if words else 0)


@CASES
def test_judgements_and_records(story: Script, signed_in: SignedIn, claimed: str, words: str | None) -> None:
    do(story, "liyan", claimed, "judgement.set", f"{VISIT}/7.1", {"visit": VISIT, "ref": "7.1", "value": "conforms"})
    body = {"visit": VISIT, "ref": "7.1", "department": "研发中心", "text": "查过。"}
    do(story, "liyan", claimed, "record.set", f"{VISIT}/7.1/研发中心/{known_id('liyan')}", body)
    page = on_screen(signed_in("liyan").get("/review/audits/A1/findings?ref=7.1").text)
    assert page.count(words or "平板时间") == (2 if words else 0)


@CASES
def test_photos_by_the_time_they_say(story: Script, signed_in: SignedIn, claimed: str, words: str | None) -> None:
    body = {
        "visit": VISIT, "ref": "7.1", "department": "研发中心", "sha256": "a" * 64, "size": 10, "number": "启衡-7.1-A01",
        "label": "", "source": "camera", "taken_at": instant_of(claimed),
    }  # fmt: skip
    do(story, "liyan", TRUE, "photo.add", known_id("late"), body)
    page = on_screen(signed_in("liyan").get("/review/audits/A1/findings?ref=7.1").text)
    assert (words or "平板时间") in page if words else "平板时间" not in page


@CASES
def test_the_tablet_is_told(story: Script, signed_in: SignedIn, claimed: str, words: str | None) -> None:
    do(story, "liyan", claimed, "judgement.set", f"{VISIT}/7.1", {"visit": VISIT, "ref": "7.1", "value": "conforms"})
    state = state_of(signed_in("liyan"))
    at = state["judgements"]["7.1"]["at"]
    assert state["claims"].get(at) == ([instant_of(claimed), instant_of("2023-10-27 10:42")] if words else None)
