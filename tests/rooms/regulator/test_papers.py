"""/regulator/talks: papers under the body they speak to, and each paper's own way."""

import json
import re

from sqlalchemy import select

from audit_app.demo.script import known_id
from audit_app.rules import ids
from audit_app.store.tables import campaigns, regulatory_interviews, reminders, spot_checks
from tests.rooms.conftest import SignedIn
from tests.rooms.regulator.kit import FAILED, Campaign, send, words


def test_papers_stand_under_their_body_and_add_up(told: Campaign, signed_in: SignedIn) -> None:
    page = signed_in("zhoumin").get("/regulator/talks").text
    interviews, papers = told.count(regulatory_interviews), told.count(reminders)
    assert (
        f"约谈 {interviews} 次，已开 0 次；书面提醒 0 份，{papers} 份没有送达" in page
        and page.count("data-keys-item") == interviews + papers
    )
    city = signed_in("wuhao").get("/regulator/talks").text
    assert city.count("data-keys-item") == told.count(reminders) + 1


def test_each_paper_says_on_what_it_rests(told: Campaign, signed_in: SignedIn) -> None:
    """The campaign's notice and the rule that was read in its text; nothing about 告诫, which is another authority's."""
    pages = [f"/regulator/talks/{kind}/{told.paper(kind, '320600')}" for kind in ("reminder", "interview")]
    rule = "监督检查：《知识产权认证管理办法》（2018 年第 5 号公告）第三十三条至第三十八条"

    def basis(url: str) -> tuple[str, ...]:
        line = signed_in("wuhao").get(url).text.split('id="basis">')[1].split("</dd>")[0]
        return tuple(re.sub(r"<[^>]+>", "", one) for one in line.split("<br>"))

    with told.script.database.reading() as connection:
        named = connection.execute(select(campaigns.c.basis)).scalar_one()
    assert named and {basis(url) for url in pages} == {(named, rule)}
    with told.script.database.writing() as connection:
        connection.execute(campaigns.update().values(basis=""))
    unnamed = "抽查任务里还没有写通知的名称、文号和日期"
    assert [[part for part in basis(url) if part] for url in pages] == [[unnamed, rule]] * 2
    assert all(f'<span class="muted no-print">{unnamed}' in signed_in("wuhao").get(url).text for url in pages)
    assert "告诫" not in rule


def test_nothing_yet_is_said(opened: Campaign, signed_in: SignedIn) -> None:
    assert "没有约谈和提醒" in signed_in("wuhao").get("/regulator/talks").text


def test_a_reminder_is_issued_served_and_closed(told: Campaign, signed_in: SignedIn) -> None:
    client, paper = signed_in("wuhao"), told.paper("reminder", "320600")
    url = f"/regulator/talks/reminder/{paper}"
    assert send(client, f"{url}/serve", on_serve="2023-10-27").status_code == 422
    for act, form, beside in (
        ("issue", {"on_issue": "2023-10-25", "number": "通知醒〔2023〕1 号"}, "已签发 10-25"),
        ("serve", {"on_serve": "2023-10-26"}, "已送达 10-26"),
        ("close", {"on_close": "2023-10-27", "note_close": "已反馈"}, "已关闭 10-27"),
    ):
        assert send(client, f"{url}/{act}", **form).status_code == 303, act
        assert beside in words(client.get("/regulator/talks")), act
    row = told.row(reminders, paper)
    assert (row["state"], row["number"], row["served_on"]) == ("closed", "通知醒〔2023〕1 号", "2023-10-26")
    assert "已反馈" in words(client.get(url))


def test_an_interview_is_notified_held_and_followed_to_its_end(told: Campaign, signed_in: SignedIn) -> None:
    client, paper = signed_in("wuhao"), told.paper("interview", "320600")
    url = f"/regulator/talks/interview/{paper}"
    wrong = send(client, f"{url}/notify", at="", place="")
    assert wrong.status_code == 422 and 'id="f-at-err"' in wrong.text and 'id="f-place-err"' in wrong.text
    assert send(client, f"{url}/notify", at="2023-10-31T14:00", place="三楼会议室").status_code == 303
    assert told.row(regulatory_interviews, paper)["held_at"] == "2023-10-31T06:00:00.000Z"
    assert "10 月 31 日 周二 14:00" in words(client.get(url))
    for act in ("hold", "sign_minutes", "await_commitments", "verify", "close"):
        form = {f"on_{act}": "2023-10-27", f"note_{act}": f"记录 {act}"}
        assert send(client, f"{url}/{act}", **form).status_code == 303, act
    row = told.row(regulatory_interviews, paper)
    assert row["state"] == "closed" and len(json.loads(row["content"])) == 6
    assert "记录 verify" in words(client.get(url))
    assert send(client, f"{url}/close", on_close="2023-10-27").status_code == 422
    assert send(client, f"{url}/dance").status_code == 404


def test_the_province_calls_a_body_in(told: Campaign, signed_in: SignedIn) -> None:
    client, op, subject = signed_in("zhoumin"), ids.new_id(), ids.new_id()
    assert send(client, "/regulator/talks/new", body="").status_code == 422
    for _twice in range(2):
        answer = send(client, "/regulator/talks/new", op, subject=subject, body="华衡认证（示例）", approval_no="")
        assert answer.status_code == 303 and answer.headers["Location"].endswith(subject)
    assert told.count(regulatory_interviews, regulatory_interviews.c.organisation_id == known_id("320000")) == 1
    assert "还没有企业" in client.get(f"/regulator/talks/interview/{subject}").text
    assert signed_in("wuhao").get(f"/regulator/talks/interview/{subject}").status_code == 404


def test_a_city_sees_the_interview_above_that_cites_its_check(drawn: Campaign, signed_in: SignedIn) -> None:
    one, other = drawn.checks["320600"][0], drawn.checks["320500"]
    body = drawn.row(spot_checks, one)["body"]
    mate = next(check for check in other if drawn.row(spot_checks, check)["body"] == body)
    paper = known_id("T1 above")
    drawn.script.at("2023-08-21 10:00")
    draft = {"campaign": drawn.id, "body": body, "approval_no": drawn.row(spot_checks, one)["approval_no"]}
    drawn.script.do("zhoumin", "regulatory_interview.draft", paper, draft)
    drawn.script.flush()
    url = f"/regulator/talks/interview/{paper}"
    assert signed_in("wuhao").get(url).status_code == 404
    due = {"due_on": "2023-11-27", "days": None, "requirement": "补齐登记"}
    for check, who in ((one, "wuhao"), (mate, "suzhou")):
        measure = {"kind": "interview", "existing": paper}
        drawn.end(check, who, "2023-10-20", {**FAILED, "rectification": due, "measure": measure})
    drawn.script.flush()
    page, name, far = signed_in("wuhao").get(url), *(drawn.row(spot_checks, each)["name"] for each in (one, mate))
    assert page.status_code == 200 and name in page.text and far not in page.text and "江苏省知识产权局" in words(page)
    assert "另有 1 家在其他市" in words(page) and f"{url}/notify" not in page.text
    assert far in signed_in("zhoumin").get(url).text and "在其他市" not in signed_in("zhoumin").get(url).text
    # it stands in the lists and in the number beside them, with the checks this reader sees, and acts stay above
    listed = words(signed_in("wuhao").get("/regulator/talks"))
    assert "1 家机构，约谈 1 次，已开 0 次；书面提醒 0 份" in listed and "涉及企业 1 家" in listed
    assert "涉及企业 2 家" in words(signed_in("zhoumin").get("/regulator/talks"))
    assert "1 家机构" in words(signed_in("wuhao").get("/regulator"))
    assert url in signed_in("wuhao").get(f"/regulator/checks/{one}").text
    assert send(signed_in("wuhao"), f"{url}/notify", at="2023-10-31T14:00", place="三楼").status_code == 404
    assert signed_in("nanjing").get(url).status_code == 404
