"""POST /field/sync: outcomes, news of others, what is proven on the shelf, and answers to what is no sync at all."""

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from audit_app.demo.script import known_id
from audit_app.store.tables import log
from tests.rooms.conftest import SignedIn
from tests.rooms.field.conftest import VISIT, judge, photo_bytes, photo_op, sync


def test_an_op_is_done_and_the_same_again_gives_the_same_answer(signed_in: SignedIn, a1: str) -> None:
    client, op = signed_in("chenjing"), judge("7.4.2", "conforms")
    first = sync(client, op).json
    again = sync(client, op).json
    assert first["outcomes"] == again["outcomes"] and first["outcomes"][0]["outcome"] == "done"
    assert first["head"] == again["head"] and first["seq"] == again["seq"] == first["outcomes"][0]["seq"]


def test_others_hear_what_was_done_and_the_same_tablet_does_not(signed_in: SignedIn, a1: str) -> None:
    chenjing, liyan = signed_in("chenjing"), signed_in("liyan")
    since = sync(liyan, device="平板-01").json["seq"]
    op = judge("7.4.2", "conforms")
    assert sync(chenjing, op, since=since).json["news"] == []
    (heard,) = sync(liyan, device="平板-01", since=since).json["news"]
    assert (heard["id"], heard["actor_name"], heard["body"]["value"]) == (op["id"], "陈静", "conforms")
    assert [one["id"] for one in sync(chenjing, device="平板-09", since=since).json["news"]] == [op["id"]]


def test_what_another_did_is_heard_also_between_and_after_what_one_sends(signed_in: SignedIn, a1: str) -> None:
    chenjing, liyan = signed_in("chenjing"), signed_in("liyan")
    since, first, mine = sync(chenjing).json["seq"], judge("7.4.2", "conforms"), judge("7.4.3", "conforms")
    sync(liyan, first, device="平板-01")
    assert [one["id"] for one in sync(chenjing, mine, since=since).json["news"]] == [first["id"]]
    after = judge("7.4.1", "conforms")
    sync(liyan, after, device="平板-01")
    assert [one["id"] for one in sync(chenjing, mine, since=since).json["news"]] == [first["id"], after["id"]]
    assert sync(chenjing, mine, since=since + 3).json["news"] == []


def test_one_refused_op_leaves_its_neighbours_alone(signed_in: SignedIn, a1: str) -> None:
    good, bad = judge("7.4.2", "conforms"), judge("7.99", "conforms")
    late = judge("7.4.3", "conforms", base=[judge("7.4.3", None)["id"]])
    answer = sync(signed_in("chenjing"), bad, good, late, {"id": 5}).json["outcomes"]
    assert [one["outcome"] for one in answer] == ["refused", "done", "held", "refused"]
    assert "7.99" in answer[0]["sentence"]


def test_kept_names_only_bytes_that_lie_on_the_shelf(signed_in: SignedIn, a1: str, app: Flask) -> None:
    client, data = signed_in("chenjing"), photo_bytes("#112233")
    op = photo_op(data)
    asked = {"have": [op["body"]["sha256"], "0" * 64]}
    assert sync(client, op, **asked).json["kept"] == []
    with app.extensions["database"].reading() as connection:
        added = select(log.c.body).where(log.c.kind == "photo.add").order_by(log.c.seq).limit(1)
        shown = connection.execute(added).scalar_one()
    import json

    first = json.loads(shown)
    assert sync(client, have=[first["sha256"]]).json["kept"] == [
        {"sha256": first["sha256"], "size": first["size"], "seen": None}
    ]
    shelf = app.extensions["evidence"]
    shelf.drop(known_id("JX"), first["sha256"])
    assert sync(client, have=[first["sha256"]]).json["kept"] == []


def test_numbers_tell_which_number_the_server_gave(signed_in: SignedIn, a1: str) -> None:
    draft = {
        **judge("7.4.1", None),
        "kind": "nonconformity.draft",
        "subject": judge("x", None)["id"],
        "body": {"visit": VISIT, "ref": "7.4.1", "number": "B-01", "severity": "minor"},
    }
    answer = sync(signed_in("chenjing"), draft).json
    assert answer["outcomes"][0]["outcome"] == "done"
    assert answer["numbers"][draft["subject"]] == "B-02"


def test_news_of_visits_that_are_not_mine_are_not_told(signed_in: SignedIn, a1: str) -> None:
    answer = sync(signed_in("linfan"), since=0).json
    assert answer["news"] == [] and answer["gone"] == [VISIT] and answer["numbers"] == {}
    assert sync(signed_in("linfan"), judge("7.5", "conforms")).json["outcomes"][0]["why"] == "absent"


def test_a_tablet_hears_of_the_audits_it_asks_for_and_of_no_other(signed_in: SignedIn, a1: str, app: Flask) -> None:
    """The log is one for all: what was done on A2, and to accounts and companies, is no news of A1."""
    heard = {one["id"] for one in sync(signed_in("chenjing"), since=0, device="平板-09").json["news"]}
    with app.extensions["database"].reading() as connection:
        done = connection.execute(select(log.c.id, log.c.visit_id).where(log.c.outcome == "done")).all()
    assert heard == {id for id, visit in done if visit == VISIT}
    assert {visit for _, visit in done} >= {VISIT, known_id("A2"), None}


def test_a_long_absence_is_caught_up_in_portions(signed_in: SignedIn, a1: str, monkeypatch: object) -> None:
    from audit_app.field import sync as room_sync

    monkeypatch.setattr(room_sync, "MOST_NEWS", 10)  # type: ignore[attr-defined]
    client, heard, since = signed_in("liyan"), 0, 0
    for _ in range(60):
        answer = sync(client, device="平板-01", since=since).json
        heard, since = heard + len(answer["news"]), answer["seq"]
        if not answer["more"]:
            break
    monkeypatch.setattr(room_sync, "MOST_NEWS", 5000)  # type: ignore[attr-defined]
    assert heard == len(sync(client, device="平板-01", since=0).json["news"]) > 20


def test_an_ended_session_answers_401_in_json(stranger: FlaskClient) -> None:
    answer = stranger.post("/field/sync", json={"device": "x"})
    assert answer.status_code == 401 and answer.json["status"] == "401" and answer.json["message"]


def test_what_is_no_sync_request_gets_400_with_a_sentence_and_changes_nothing(
    signed_in: SignedIn, a1: str, app: Flask
) -> None:
    client = signed_in("chenjing")
    before = sync(client).json["head"]
    bad = [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"device": 5}',
        b'{"device": "x", "since": -1}',
        b'{"device": "x", "since": true}',
        b'{"device": "x", "ops": {}}',
        b'{"device": "x", "visits": ["x"]}',
        b'{"device": "x", "have": [7]}',
        b"\xff\xfe",
        b'{"device": "x", "ops": [' + b"1," * 500 + b"1]}",
        b"[" * 100_000,
    ]
    for data in bad:
        answer = client.post("/field/sync", data=data, content_type="application/json")
        assert answer.status_code == 400 and answer.json["message"], data[:60]
    assert sync(client).json["head"] == before


def test_a_foreign_page_cannot_send(signed_in: SignedIn, a1: str, app: Flask) -> None:
    answer = signed_in("chenjing").post("/field/sync", json={"device": "x"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    with app.extensions["database"].reading() as connection:
        assert connection.execute(select(func.count()).select_from(log).where(log.c.device == "x")).scalar_one() == 0


def test_records_are_not_taken_in_another_persons_name(signed_in: SignedIn, a1: str, app: Flask) -> None:
    client, op = signed_in("liyan"), judge("7.4.2", "conforms")
    asked = {"device": "平板-03", "since": 0, "visits": [VISIT], "ops": [op], "have": []}
    answer = client.post("/field/sync", json=asked, headers={"X-Person": "another"})
    assert (answer.status_code, answer.json["code"]) == (409, "another_person")
    with app.extensions["database"].reading() as connection:
        found = select(func.count()).select_from(log).where(log.c.id == op["id"])
        assert connection.execute(found).scalar_one() == 0


def test_a_tablet_is_told_whether_this_is_the_server_it_heard_before(signed_in: SignedIn, a1: str) -> None:
    client = signed_in("chenjing")
    heard = sync(client, judge("7.4.2", "conforms")).json
    place = {"epoch": heard["epoch"], "head": {"seq": heard["head_seq"], "chain": heard["head"]}}
    assert heard["same"] is True
    assert sync(client, judge("7.4.3", "conforms"), **place).json["same"] is True
    ahead = {"seq": heard["head_seq"] + 500, "chain": heard["head"]}
    other = {"seq": heard["head_seq"], "chain": "0" * 64}
    assert sync(client, **{**place, "epoch": heard["epoch"] + 1}).json["same"] is False
    assert [sync(client, **{**place, "head": head}).json["same"] for head in (ahead, other)] == [False, False]
    assert sync(client, epoch=None, head={"seq": -1, "chain": "x"}).status_code == 400


def test_a_tablet_asks_what_became_of_its_own_ops(signed_in: SignedIn, a1: str) -> None:
    mine, theirs, never = judge("7.4.2", "conforms"), judge("8.1", "conforms"), judge("7.5", "conforms")
    sync(signed_in("chenjing"), mine)
    sync(signed_in("liyan"), theirs, device="平板-01")
    (told,) = sync(signed_in("chenjing"), ask=[mine["id"], theirs["id"], never["id"]]).json["told"]
    assert (told["id"], told["outcome"]) == (mine["id"], "done")
