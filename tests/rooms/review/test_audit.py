"""One project: its numbers, its next act, what waits to be released."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from audit_app.demo.script import Script, known_id
from audit_app.ops import apply, handlers, make
from audit_app.ops.nonconformities import words_of
from audit_app.review.audits import STAGES
from audit_app.rules import ids
from audit_app.rules.audit import AUDIT
from audit_app.store import people, visits
from audit_app.store.tables import log
from tests.rooms.conftest import SignedIn
from tests.rooms.pressing import agree, press, send
from tests.rooms.regulator.kit import words
from tests.rooms.review.conftest import VISIT, plan
from tests.rooms.review.test_desk import held
from tests.test_words import ROOT


def state(story: Script) -> str:
    with story.database.reading() as connection:
        return str(visits.get_audit(connection, VISIT)["state"])


def act(client: FlaskClient, verb: str, op: str = "", **more: str):
    return send(client, f"/review/audits/A1/{verb}", op, **more)


def test_the_numbers_are_those_of_the_rows(story: Script, signed_in: SignedIn) -> None:
    page = signed_in("zhaoweidong").get("/review/audits/A1").text
    assert re.findall(r'<span class="n">(\d+)', page) == ["4", "1", "1", "2"]
    assert "GB/T 29490—2013" in page and "GB/T 29490-2013" not in page
    assert "A 李岩（审核组长）" in page and "B 陈静（审核员）" in page


def test_the_stage_line_stands_where_the_audit_stands(story: Script, signed_in: SignedIn) -> None:
    page = signed_in("zhaoweidong").get("/review/audits/A1").text
    assert re.search(r'aria-current="step">\s*审核中', page) and page.count('class="passed"') == 2


def test_what_stands_in_several_versions_is_named_before_submission_and_found(
    story: Script, signed_in: SignedIn
) -> None:
    """A judgement and its opposite, one that was cleared on the other tablet, a text: each counts, whichever is shown."""
    for ref, values in (("6.1.2", ("nonconforming", "conforms")), ("6.4", ("nonconforming", None))):
        for value in values:
            story.do("liyan", "judgement.set", f"{VISIT}/{ref}", {"visit": VISIT, "ref": ref, "value": value})
    story.flush()
    client = signed_in("liyan")
    page = client.get("/review/audits/A1")
    panel = words(page).split("有几个版本，待核对")[1]
    assert re.search(r"2 处 6\.1\.2 \S+ 不符合 / 符合 6\.4 \S+ 不符合 / 未审", panel), panel
    question = words(press(client, "/review/audits/A1/submit"))
    assert re.search(r"有几个版本，待核对 6\.1\.2 \S+、6\.4 ", question), question
    tree = client.get("/review/audits/A1/findings?show=issues&ref=6.4")
    assert "ref=6.1.2&" in tree.text and "ref=6.4&" in tree.text
    assert "有几种判定，还没有选定" in tree.text


def test_a_returned_audit_says_so_on_the_stage_line(story: Script, signed_in: SignedIn) -> None:
    story.do("liyan", "audit.submit", VISIT, {})
    story.do("zhaoweidong", "audit.return", VISIT, {"reason": "7.6 缺照片"})
    story.flush()
    line = signed_in("liyan").get("/review/audits/A1").text.split('class="stages"')[1].split("</ol>")[0]
    assert re.search(r'aria-current="step">\s*已退回', line) and "审核中" not in line


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
    plan(story, "C2", "后来有限公司", "后来", "gbt-29490-2023", "2024-01-10", "2024-01-10")
    story.flush()
    planner = signed_in("sunqian")
    assert "还没有写理由" in planner.post("/review/audits/C2/cancel", data={"reason": " "}).text
    assert send(planner, "/review/audits/C2/cancel", reason="企业要求").status_code == 303
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
    story.do(
        "fengjie",
        "user.set_roles",
        known_id("heming"),
        {"roles": ["auditor"], "was": ["expert"], "reason": "岗位有变动，管理员改的角色"},
    )
    story.flush()
    assert signed_in("heming").get("/review/audits/A1").status_code == 403


def test_what_waits_is_released_once_by_planner_or_leader(story: Script, signed_in: SignedIn) -> None:
    op = held(story)
    waiting = signed_in("sunqian").get("/review/audits/A1").text.split('id="held"')[1]
    assert "7.5 合同管理" in waiting and "符合" in waiting and "陈静" in waiting
    planner = signed_in("sunqian")
    page = planner.get("/review/audits/A1").text
    assert "陈静" in page and "判定" in page and "放行" in page
    assert "held/release" not in signed_in("zhaoweidong").get("/review/audits/A1").text
    assert press(signed_in("zhaoweidong"), "/review/audits/A1/held/release", of=op).status_code == 403
    assert press(signed_in("gaoyuan"), "/review/audits/A1/held/release", of=op).status_code == 404
    release = ids.new_id()
    for _ in range(2):
        assert send(planner, "/review/audits/A1/held/release", release, of=op).status_code == 303
    page = planner.get("/review/audits/A1").text
    assert "放行" not in page and re.findall(r'<span class="n">(\d+)', page)[0] == "5"


def rows_of_log(story: Script) -> int:
    with story.database.reading() as connection:
        return int(connection.scalar(select(func.count()).select_from(log)) or 0)


# every address of this room that takes a form: whether it is asked about, by hand
ASKED = {"review.act", "review.send_back", "review.release"}
CORRECTABLE = {"review.plan_audit"}
WITH_A_REASON = {"review.correct_audit_now", "review.correct_company_now"}


def test_every_form_of_the_room_is_asked_about_or_said_why_not(app: Flask) -> None:
    known = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    assert {name for name in known if name.startswith("review.")} == ASKED | CORRECTABLE | WITH_A_REASON


@pytest.mark.parametrize("verb", ["prepare", "open", "submit", "review", "return", "cancel"])
def test_each_act_says_what_it_will_do_and_changes_nothing_before_the_yes(
    story: Script, signed_in: SignedIn, verb: str
) -> None:
    code, account, said = prepared(story, verb)
    client, more = signed_in(account), {"reason": "7.6 缺照片，请补"} if verb in ("return", "cancel") else {}
    before = rows_of_log(story)
    question = press(client, f"/review/audits/{code}/{verb}", **more)
    assert "Asks" in question.headers and rows_of_log(story) == before
    page = re.sub(r"<[^>]+>", " ", question.text)
    assert [one for one in ("李岩", code, said, *more.values()) if one not in page] == []
    assert agree(client, question).status_code == 303 and rows_of_log(story) == before + 1


def prepared(story: Script, verb: str) -> tuple[str, str, str]:
    """An audit for which this act comes next, who does it, and what the question must say of what follows."""
    if verb in ("prepare", "open", "cancel"):
        plan(story, "C2", "后来有限公司", "后来", "gbt-29490-2023", "2024-01-10", "2024-01-10")
        if verb == "open":
            story.do("sunqian", "audit.prepare", known_id("C2"), {})
    if verb in ("review", "return"):
        story.do("liyan", "audit.submit", VISIT, {})
    story.flush()
    return {
        "prepare": ("C2", "sunqian", "现在是「已备好」"),
        "open": ("C2", "liyan", "现在是「审核中」"),
        "cancel": ("C2", "sunqian", "取消后不能恢复"),
        "submit": ("A1", "liyan", "4 / 45"),
        "review": ("A1", "zhaoweidong", "现在是「复核中」"),
        "return": ("A1", "zhaoweidong", "审核组长在平板和工作台上看到理由"),
    }[verb]


def test_submitting_names_what_is_not_done_yet(story: Script, signed_in: SignedIn) -> None:
    body = {"visit": VISIT, "number": "A-01", "ref": "5.1", "severity": None}
    story.do("liyan", "nonconformity.draft", known_id("A-01"), body)
    story.flush()
    question = press(signed_in("liyan"), "/review/audits/A1/submit")
    page = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", question.text))
    assert [
        one for one in ("未审 41 条", "还是草稿的不符合项 A-01", "判定和不符合项不一致 5.1") if one not in page
    ] == []


def test_releasing_says_whose_words_enter_where(story: Script, signed_in: SignedIn) -> None:
    op, planner = held(story), signed_in("sunqian")
    question = press(planner, "/review/audits/A1/held/release", of=op)
    page = re.sub(r"<[^>]+>", " ", question.text)
    assert [one for one in ("判定", "7.5", "符合", "陈静") if one not in page] == []


def test_what_waits_is_named_with_its_clause_its_words_and_what_was_changed(story: Script, signed_in: SignedIn) -> None:
    subject = ids.new_id()
    with story.database.reading() as connection:
        author = people.get_actor(connection, known_id("chenjing"))
    body = {"visit": known_id("A1"), "ref": "8.3", "number": "B-09", "severity": "minor"}
    drafted = apply(story.database, make("nonconformity.draft", subject, body), author, story.time)
    assert drafted.outcome == "done"
    with story.database.reading() as connection:
        read = words_of(connection, subject) | {"fact": "对方读到的那一版"}
    act = {"visit": known_id("A1"), "name": "高峰", "post": "管理者代表", "how": "typed", "read": read}
    said = apply(story.database, make("nonconformity.confirm", subject, act), author, story.time)
    assert said.why == "words_changed"
    page = signed_in("sunqian").get("/review/audits/A1").text
    waiting = page.split('id="held"')[1]
    assert "8.3" in waiting and "对方读到的那一版" in waiting and "后来改了：事实描述" in waiting and "…" not in waiting
    assert "下面有内容等您放行" not in page and "等待放行" not in signed_in("sunqian").get("/review").text
    for path in ("/review/nc?state=all", f"/review/nc/{subject}"):
        assert "要对方重新确认" in signed_in("sunqian").get(path).text


def test_the_list_says_that_a_confirmation_waits_for_a_release(story: Script, signed_in: SignedIn) -> None:
    subject = ids.new_id()
    body = {"visit": known_id("A1"), "ref": "8.3", "number": "B-09", "severity": "minor"}
    story.do("chenjing", "nonconformity.draft", subject, body)
    held(story)
    with story.database.reading() as connection:
        author, read = people.get_actor(connection, known_id("chenjing")), words_of(connection, subject)
    act = {"visit": known_id("A1"), "name": "高峰", "post": "管理者代表", "how": "typed", "read": read}
    assert apply(story.database, make("nonconformity.confirm", subject, act), author, story.time).why == "not_on_team"
    row = signed_in("sunqian").get("/review/nc?state=all").text.split(f'{subject}">B-09 ')[1].split("</tr>")[0]
    assert "等待放行" in row and "草稿" not in row


def test_who_has_to_release_is_not_told_that_there_is_nothing_to_do(story: Script, signed_in: SignedIn) -> None:
    held(story)
    page = signed_in("sunqian").get("/review/audits/A1").text
    assert "下面有内容等您放行" in page and "现在没有您要做的" not in page


def test_the_line_shows_only_stages_that_acts_lead_to() -> None:
    led_to = {there for (_from, verb), there in AUDIT.steps.items() if f"audit.{verb}" in handlers.HANDLERS}
    assert set(STAGES) <= led_to | {AUDIT.initial}


def test_after_the_review_the_page_says_where_the_decision_is(story: Script, signed_in: SignedIn) -> None:
    story.do("liyan", "audit.submit", VISIT, {})
    story.do("zhaoweidong", "audit.review", VISIT, {})
    story.flush()
    page = signed_in("zhaoweidong").get("/review/audits/A1").text
    assert "认证决定目前在系统以外作出和记录" in page and "已决定" not in page


def test_a_major_draft_that_stops_the_submission_is_one_tap_away(story: Script, signed_in: SignedIn) -> None:
    body = {"visit": VISIT, "number": "A-09", "ref": "7.6", "severity": "major"}
    story.do("liyan", "nonconformity.draft", known_id("A-09"), body)
    story.flush()
    page = send(signed_in("liyan"), "/review/audits/A1/submit")
    assert page.status_code == 422
    notice = page.text.split('role="alert"')[1].split("</p>")[0]
    way = re.search(r'class="inline" href="([^"]+)"', notice)
    assert way and "A-09" in signed_in("liyan").get(way[1].replace("&amp;", "&")).text and "刚删除的" in notice


def test_a_nonconforming_clause_without_its_form_is_named_before_submitting(story: Script, signed_in: SignedIn) -> None:
    story.do("liyan", "judgement.set", f"{VISIT}/8.2", {"visit": VISIT, "ref": "8.2", "value": "nonconforming"})
    story.flush()
    question = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", press(signed_in("liyan"), "/review/audits/A1/submit").text))
    page = re.sub(r"<[^>]+>", "", signed_in("liyan").get("/review/audits/A1").text.split('id="bare"')[1])
    assert "判定不符合，还没有开不符合项 8.2" in question and "8.2" in page
    closing = (ROOT / "audit_app/static/field/closing.js").read_text(encoding="utf-8")
    assert 't("判定不符合，还没有开不符合项")' in closing, "the tablet says it in the same words"


def test_the_act_that_cancels_says_what_it_cancels(story: Script, signed_in: SignedIn) -> None:
    plan(story, "C2", "后来有限公司", "后来", "gbt-29490-2023", "2024-01-10", "2024-01-10")
    story.flush()
    page = signed_in("sunqian").get("/review/audits/C2").text
    assert ">取消审核</button>" in page and ">取消</" not in page
