"""The desk says what waits for whoever looks, by date, and nothing else."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from audit_app.clock import Clock
from audit_app.demo.script import Script, known_id
from tests.rooms.conftest import SignedIn
from tests.rooms.pressing import press
from tests.rooms.review.conftest import VISIT, plan
from tests.rooms.screen import on_screen


def test_nobody_is_bothered_with_what_is_not_his(story: Script, signed_in: SignedIn) -> None:
    assert "现在没有等您处理的事" in signed_in("zhaoweidong").get("/review").text
    page = signed_in("liyan").get("/review").text
    assert "审核中，结束后提交" in page and "今天到期" in page


def test_each_stage_waits_for_its_own_people(story: Script, signed_in: SignedIn) -> None:
    assert "现在没有等您处理的事" in signed_in("fengjie").get("/review").text
    story.do("liyan", "audit.submit", VISIT, {})
    story.flush()
    for account in ("zhaoweidong", "sunqian", "fengjie"):
        assert "已提交，等待复核" in signed_in(account).get("/review").text
    assert "现在没有等您处理的事" in signed_in("liyan").get("/review").text


def test_a_review_has_the_term_that_the_body_has_set_and_no_other(
    app: Flask, story: Script, signed_in: SignedIn
) -> None:
    story.do("liyan", "audit.submit", VISIT, {})
    story.flush()
    admin, reviewer = signed_in("fengjie"), signed_in("zhaoweidong")
    assert "提交于 10-26" in on_screen(reviewer.get("/review").text)
    assert "复核期限" not in reviewer.get("/review/audits/A1").text
    wrong = press(admin, "/admin/review-days", days="十天")
    assert wrong.status_code == 422 and "0 到 365 的整数" in wrong.text and 'value="十天"' in wrong.text
    assert press(admin, "/admin/review-days", days="10").status_code == 303
    assert 'value="10"' in admin.get("/admin").text
    desk = reviewer.get("/review").text
    assert "还有 9 天" in desk and "提交于" not in desk
    project = reviewer.get("/review/audits/A1").text
    assert "复核期限" in project and 'datetime="2023-11-05"' in project
    app.extensions["clock"] = Clock("2023-11-08T02:00:00.000Z")
    assert "逾期 3 天" in on_screen(reviewer.get("/review").text)
    press(admin, "/admin/review-days", days="")
    assert "提交于 10-26" in on_screen(reviewer.get("/review").text)


def test_matters_stand_in_the_order_of_their_days(story: Script, signed_in: SignedIn) -> None:
    for code, day in (("C3", "2023-12-05"), ("C2", "2023-11-01")):
        plan(story, code, f"{code} 有限公司", code, "gbt-29490-2013", day, day)
    story.flush()
    titles = re.findall(r"<b>(C\d) 有限公司</b>", signed_in("sunqian").get("/review").text)
    assert titles == ["C2", "C3"]


def test_work_of_somebody_removed_waits_for_the_planner(story: Script, signed_in: SignedIn) -> None:
    held(story)
    for account in ("sunqian", "liyan"):
        assert "1 项内容等待放行：7.5" in signed_in(account).get("/review").text
    assert "等待放行" not in signed_in("zhaoweidong").get("/review").text


def test_a_late_reply_is_on_the_desk_of_planner_and_leader(app: Flask, story: Script, signed_in: SignedIn) -> None:
    app.extensions["clock"] = Clock("2023-11-20T02:00:00.000Z")
    assert "没有回复" not in signed_in("sunqian").get("/review").text
    app.extensions["clock"] = Clock("2023-11-28T02:00:00.000Z")
    page = signed_in("sunqian").get("/review").text
    assert "不符合项 B-01 没有回复" in page and "逾期 2 天" in page
    assert "没有回复" in signed_in("chenjing").get("/review").text


def test_before_the_first_audit_the_desk_names_four_steps_in_order(script: Script, signed_in: SignedIn) -> None:
    page = signed_in("gaoyuan").get("/review").text
    assert re.findall(r"<h2>(人员|标准版本|企业|审核)</h2>", page) == ["人员", "标准版本", "企业", "审核"]
    steps = page.split('class="steps4"')[1].split("</ol>")[0]
    assert steps.count('class="now"') == steps.count("btn main") == 1
    lacking = "还缺" in page
    assert ('href="/review/audits/new"' not in page) == lacking, "an audit needs people first"


def test_planned_audits_stand_on_the_planners_desk(story: Script, signed_in: SignedIn) -> None:
    plan(story, "C2", "C2 有限公司", "C2", "gbt-29490-2013", "2023-11-01", "2023-11-02")
    story.do("sunqian", "audit.prepare", known_id("C2"), {})
    story.flush()
    page = signed_in("sunqian").get("/review").text
    assert "接下来" in page and "C2 有限公司" in page.split("接下来", 1)[1] and "已备好" in page


def test_a_review_shows_since_when_it_waits_and_no_term_that_nobody_set(
    app: Flask, story: Script, signed_in: SignedIn
) -> None:
    story.do("liyan", "audit.submit", VISIT, {})
    story.flush()
    app.extensions["clock"] = Clock("2023-11-20T02:00:00.000Z")
    page = on_screen(signed_in("zhaoweidong").get("/review").text)
    assert "提交于 10-" in page and "逾期" not in page


@pytest.mark.parametrize("account", ["sunqian", "zhaoweidong", "liyan"])
def test_an_audit_on_site_says_what_is_known_of_its_tablets_and_whom_it_waits_for(
    story: Script, signed_in: SignedIn, account: str
) -> None:
    page = signed_in(account).get("/review").text.split('id="on-site"')[1].split("</section>")[0]
    said = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    assert "4 / 45" in said and "1 张照片没有传完" in said and "李岩提交" in said
    assert "服务器不知道" in said, "what no tablet has told of is not said to be nothing"


def test_a_tablet_that_sent_is_named_with_the_time_of_receipt(story: Script, signed_in: SignedIn) -> None:
    from audit_app.ops import apply, make
    from audit_app.store import people

    with story.database.reading() as connection:
        actor = people.get_actor(connection, known_id("chenjing"))
    op = make("judgement.set", f"{VISIT}/7.5", {"visit": VISIT, "ref": "7.5", "value": "conforms"}, device="t3")
    assert apply(story.database, op, actor, "2023-10-27T02:38:00.000Z").outcome == "done"
    page = on_screen(signed_in("sunqian").get("/review").text).split('id="on-site"')[1]
    assert "陈静 10-27 10:38" in page and "5 / 45" in page


def test_an_audit_sent_back_waits_for_its_leader(story: Script, signed_in: SignedIn) -> None:
    story.do("liyan", "audit.submit", VISIT, {})
    story.flush()
    assert 'id="on-site"' not in signed_in("zhaoweidong").get("/review").text
    story.do("zhaoweidong", "audit.return", VISIT, {"reason": "7.6 缺照片"})
    story.flush()
    assert "李岩补充后再提交" in signed_in("zhaoweidong").get("/review").text


@pytest.mark.parametrize("account", ["heming", "zhoumin", "qianlei", "xuning", "operator"])
def test_who_does_not_belong_here_is_not_let_in(signed_in: SignedIn, account: str) -> None:
    assert signed_in(account).get("/review").status_code == 403


def test_a_stranger_is_sent_to_sign_in(stranger: FlaskClient) -> None:
    assert stranger.get("/review").location == "/login?next=/review"


def test_another_body_sees_nothing_of_ours(story: Script, signed_in: SignedIn) -> None:
    page = signed_in("gaoyuan").get("/review").text
    assert "启衡" not in page and "从这里开始" in page


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
