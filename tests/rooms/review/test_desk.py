"""The desk says what waits for whoever looks, by date, and nothing else."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from audit_app.clock import Clock
from audit_app.demo.script import Script, known_id
from tests.rooms.conftest import SignedIn
from tests.rooms.review.conftest import VISIT, plan


def test_nobody_is_bothered_with_what_is_not_his(story: Script, signed_in: SignedIn) -> None:
    assert "现在没有等你处理的事" in signed_in("zhaoweidong").get("/review").text
    page = signed_in("liyan").get("/review").text
    assert "审核中，结束后提交" in page and "今天到期" in page


def test_each_stage_waits_for_its_own_people(story: Script, signed_in: SignedIn) -> None:
    assert "现在没有等你处理的事" in signed_in("fengjie").get("/review").text
    story.do("liyan", "audit.submit", VISIT, {})
    story.flush()
    for account in ("zhaoweidong", "sunqian", "fengjie"):
        assert "已提交，等待复核" in signed_in(account).get("/review").text
    assert "现在没有等你处理的事" in signed_in("liyan").get("/review").text


def test_matters_stand_in_the_order_of_their_days(story: Script, signed_in: SignedIn) -> None:
    for code, day in (("C3", "2023-12-05"), ("C2", "2023-11-01")):
        plan(story, code, f"{code} 有限公司", code, "gbt-29490-2023", day, day)
    story.flush()
    titles = re.findall(r"<b>(C\d) 有限公司</b>", signed_in("sunqian").get("/review").text)
    assert titles == ["C2", "C3"]


def test_work_of_somebody_removed_waits_for_the_planner(story: Script, signed_in: SignedIn) -> None:
    held(story)
    for account in ("sunqian", "liyan"):
        assert "有 1 条内容等待处理" in signed_in(account).get("/review").text
    assert "等待处理" not in signed_in("zhaoweidong").get("/review").text


def test_a_late_reply_is_on_the_desk_of_planner_and_leader(app: Flask, story: Script, signed_in: SignedIn) -> None:
    app.extensions["clock"] = Clock("2023-11-20T02:00:00.000Z")
    assert "没有回复" not in signed_in("sunqian").get("/review").text
    app.extensions["clock"] = Clock("2023-11-28T02:00:00.000Z")
    page = signed_in("sunqian").get("/review").text
    assert "不符合项 B-01 没有回复" in page and "逾期 2 天" in page
    assert "没有回复" in signed_in("chenjing").get("/review").text


@pytest.mark.parametrize("account", ["heming", "zhoumin", "qianlei", "xuning", "operator"])
def test_who_does_not_belong_here_is_not_let_in(signed_in: SignedIn, account: str) -> None:
    assert signed_in(account).get("/review").status_code == 403


def test_a_stranger_is_sent_to_sign_in(stranger: FlaskClient) -> None:
    assert stranger.get("/review").location == "/login?next=/review"


def test_another_body_sees_nothing_of_ours(story: Script, signed_in: SignedIn) -> None:
    page = signed_in("gaoyuan").get("/review").text
    assert "启衡" not in page and "现在没有等你处理的事" in page


def held(story: Script) -> str:
    """陈静 is taken off the team; what her tablet still sends is held. Returns the held op's id."""
    from audit_app.ops import apply, make
    from audit_app.store import people

    story.do("sunqian", "audit.remove_member", VISIT, {"user": known_id("chenjing")})
    story.flush()
    with story.database.reading() as connection:
        actor = people.get_actor(connection, known_id("chenjing"))
    op = make("judgement.set", f"{VISIT}/7.5", {"visit": VISIT, "ref": "7.5", "value": "conforms"})
    assert apply(story.database, op, actor, story.time).outcome == "held"
    return str(op["id"])
