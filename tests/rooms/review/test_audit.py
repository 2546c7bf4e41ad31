"""One project: its numbers, its next act, what waits to be released."""

import re

import pytest
from flask.testing import FlaskClient

from audit_app.demo.script import Script, known_id
from audit_app.rules import ids
from audit_app.store import visits
from audit_app.store.tables import log
from tests.rooms.conftest import SignedIn
from tests.rooms.review.conftest import VISIT, plan
from tests.rooms.review.test_desk import held


def state(story: Script) -> str:
    with story.database.reading() as connection:
        return str(visits.get_audit(connection, VISIT)["state"])


def act(client: FlaskClient, verb: str, op: str = "", **more: str):
    return client.post(f"/review/audits/A1/{verb}", data={"op": op or ids.new_id(), **more})


def test_the_numbers_are_those_of_the_rows(story: Script, signed_in: SignedIn) -> None:
    page = signed_in("zhaoweidong").get("/review/audits/A1").text
    assert re.findall(r'<span class="n">(\d+)', page) == ["4", "1", "1", "2"]
    assert "GB/T 29490—2013" in page and "GB/T 29490-2013" not in page
    assert "A 李岩（审核组长）" in page and "B 陈静（审核员）" in page


def test_the_stage_line_stands_where_the_audit_stands(story: Script, signed_in: SignedIn) -> None:
    page = signed_in("zhaoweidong").get("/review/audits/A1").text
    assert re.search(r'aria-current="step">\s*审核中', page) and page.count('class="passed"') == 2


@pytest.mark.parametrize(
    ("account", "offered"),
    [("liyan", {"submit"}), ("chenjing", set()), ("zhaoweidong", set()), ("sunqian", set())],
)
def test_an_open_audit_offers_its_act_to_its_leader(
    story: Script, signed_in: SignedIn, account: str, offered: set[str]
) -> None:
    page = signed_in(account).get("/review/audits/A1").text
    assert set(re.findall(r'action="/review/audits/A1/(\w+)"', page)) == offered


def test_from_submission_to_review_and_back(story: Script, signed_in: SignedIn) -> None:
    leader, decider = signed_in("liyan"), signed_in("zhaoweidong")
    assert act(leader, "submit").location == "/review/audits/A1"
    assert state(story) == "submitted"
    assert act(decider, "review").status_code == 303 and state(story) == "in_review"
    refused = act(decider, "return")
    assert refused.status_code == 422 and "还没有写理由" in refused.text and state(story) == "in_review"
    assert act(decider, "return", reason="7.6 缺照片").status_code == 303 and state(story) == "returned"
    assert "7.6 缺照片" in leader.get("/review/audits/A1").text
    assert act(leader, "submit").status_code == 303


def test_a_double_click_is_one_change(story: Script, signed_in: SignedIn) -> None:
    leader, op = signed_in("liyan"), ids.new_id()
    assert [act(leader, "submit", op).status_code for _ in range(2)] == [303, 303]
    with story.database.reading() as connection:
        assert len(connection.execute(log.select().where(log.c.id == op)).all()) == 1


def test_an_act_that_the_state_does_not_know_says_why(story: Script, signed_in: SignedIn) -> None:
    page = act(signed_in("zhaoweidong"), "review")
    assert page.status_code == 422 and "现在是「审核中」，不能「开始复核」" in page.text


def test_who_may_not_act_is_told_so_and_nothing_happens(story: Script, signed_in: SignedIn) -> None:
    assert act(signed_in("chenjing"), "submit").status_code == 403
    assert act(signed_in("zhaoweidong"), "submit").status_code == 403
    assert state(story) == "open"


def test_a_planned_audit_can_be_cancelled_with_a_reason(story: Script, signed_in: SignedIn) -> None:
    plan(story, "C2", "后来有限公司", "后来", "gbt-29490-2023", "2023-12-01", "2023-12-01")
    story.flush()
    planner = signed_in("sunqian")
    assert "还没有写理由" in planner.post("/review/audits/C2/cancel", data={"reason": " "}).text
    assert planner.post("/review/audits/C2/cancel", data={"reason": "企业要求"}).status_code == 303
    assert "企业要求" in planner.get("/review/audits/C2").text


@pytest.mark.parametrize("path", ["/review/audits/A1", "/review/audits/A1/findings"])
def test_another_bodys_audit_looks_like_none(story: Script, signed_in: SignedIn, path: str) -> None:
    client = signed_in("gaoyuan")
    foreign, absent = client.get(path), client.get(path.replace("A1", "A9"))
    assert foreign.status_code == absent.status_code == 404 and foreign.text == absent.text
    assert client.post("/review/audits/A1/submit").status_code == 404
    by_id = client.get(path.replace("A1", VISIT))
    assert by_id.status_code == 404 and by_id.text == absent.text


def test_an_auditor_of_the_body_who_is_not_on_the_team_may_not_look(story: Script, signed_in: SignedIn) -> None:
    story.do("fengjie", "user.set_roles", known_id("heming"), {"roles": ["auditor"]})
    story.flush()
    assert signed_in("heming").get("/review/audits/A1").status_code == 403


def test_what_waits_is_released_once_by_planner_or_leader(story: Script, signed_in: SignedIn) -> None:
    op = held(story)
    planner = signed_in("sunqian")
    page = planner.get("/review/audits/A1").text
    assert "陈静" in page and "判定" in page and "放行" in page
    assert "放行" not in signed_in("zhaoweidong").get("/review/audits/A1").text
    assert signed_in("zhaoweidong").post(f"/review/audits/A1/held/{op}/release").status_code == 403
    assert signed_in("gaoyuan").post(f"/review/audits/A1/held/{op}/release").status_code == 404
    release = ids.new_id()
    for _ in range(2):
        assert planner.post(f"/review/audits/A1/held/{op}/release", data={"op": release}).status_code == 303
    page = planner.get("/review/audits/A1").text
    assert "放行" not in page and re.findall(r'<span class="n">(\d+)', page)[0] == "5"
