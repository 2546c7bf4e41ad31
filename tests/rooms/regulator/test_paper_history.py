"""A paper's own page tells its whole history: what drafted it, which company joined or left it when, whose number was put right."""

import re

from audit_app.demo.script import known_id
from audit_app.rules import ids
from audit_app.store.tables import spot_checks
from tests.rooms.conftest import SignedIn
from tests.rooms.regulator.kit import FAILED, Campaign, conclusion_read, send, words
from tests.rooms.regulator.test_same_name import NAME, ONE, OTHER, failed, of_body
from tests.rooms.screen import on_screen

DEMAND = {"due_on": "2023-11-27", "days": None, "requirement": "补齐登记"}


def history(page: str) -> list[str]:
    """The lines of 历史, blanks folded."""
    part = on_screen(page).split("<h2>历史</h2>")[1].split("</section>")[0]
    lines = re.findall(r"<li>(.*?)</li>", part, re.S) or [part]
    return [" ".join(re.sub(r"<[^>]+>", " ", one).split()) for one in lines]


def joined(campaign: Campaign, check: str, who: str, kind: str, paper: str) -> None:
    measure = {"kind": kind, "existing": paper}
    campaign.end(check, who, "2023-10-20", {**FAILED, "rectification": DEMAND, "measure": measure})
    campaign.script.flush()


def name_of(campaign: Campaign, check: str) -> str:
    return str(campaign.row(spot_checks, check)["name"])


def test_a_draft_names_the_conclusion_that_wrote_it_and_who_joined_later(drawn: Campaign, signed_in: SignedIn) -> None:
    one, two, three, four, *_rest = drawn.checks["320600"]
    for check in (one, two, three, four):
        of_body(drawn, check, ONE)
    for first, second, kind in ((one, two, "interview"), (three, four, "reminder")):
        failed(drawn, first, kind)
        paper = drawn.paper(kind, "320600")
        page = signed_in("wuhao").get(f"/regulator/talks/{kind}/{paper}").text
        (line,) = history(page)
        assert line.startswith("10-12 09:00") and f"由 {name_of(drawn, first)} 的抽查结论起草 吴昊" in line
        joined(drawn, second, "wuhao", kind, paper)
        page = signed_in("wuhao").get(f"/regulator/talks/{kind}/{paper}").text
        lines = history(page)
        assert len(lines) == 2 and lines[0] == line
        assert lines[1] == f"10-20 09:00 并入 {name_of(drawn, second)} 吴昊" and "还没有动过" not in page


def test_a_company_that_leaves_and_a_number_put_right_stand_in_it(drawn: Campaign, signed_in: SignedIn) -> None:
    one, two, *_rest = drawn.checks["320600"]
    for check in (one, two):
        of_body(drawn, check, ONE)
    failed(drawn, one)
    paper, client = drawn.paper("interview", "320600"), signed_in("wuhao")
    joined(drawn, two, "wuhao", "interview", paper)
    form = {"approval_no": OTHER, "reason_approval_no": "按证书原件核对批准号", "was_approval_no": ONE}
    assert send(client, f"/regulator/checks/{two}/amend/approval_no", **form).status_code == 303
    at = f"/regulator/checks/{two}"
    answer = send(
        client,
        f"{at}/correct-conclusion",
        [ids.new_id() for _n in range(3)],
        was_conclusion=conclusion_read(client, at),
        step="ordinary",
        ref="7.6",
        problem="没有登记",
        severity="",
        due_on="2023-11-20",
        measure="interview",
        reason="两家机构批准号不同，另起草一份",
        fed_back_on="2023-10-26",
    )
    assert answer.status_code == 303, words(answer)
    lines = history(client.get(f"/regulator/talks/interview/{paper}").text)
    assert f"补正 {name_of(drawn, two)} 的批准号 吴昊：按证书原件核对批准号 认证机构批准号：{ONE} → {OTHER}" in lines[2]
    assert f"更正结论，移出 {name_of(drawn, two)} 吴昊：两家机构批准号不同，另起草一份" in lines[3]
    assert len(lines) == 4


def test_of_companies_elsewhere_a_city_reads_that_one_joined(drawn: Campaign, signed_in: SignedIn) -> None:
    mine, far = drawn.checks["320600"][0], drawn.checks["320500"][0]
    paper = known_id("T1 above")
    for check in (mine, far):
        of_body(drawn, check, ONE)
    drawn.script.at("2023-08-21 10:00")
    draft = {"campaign": drawn.id, "body": NAME, "approval_no": ONE}
    drawn.script.do("zhoumin", "regulatory_interview.draft", paper, draft)
    for check, who in ((far, "suzhou"), (mine, "wuhao")):
        joined(drawn, check, who, "interview", paper)
    url = f"/regulator/talks/interview/{paper}"
    seen, all_ = history(signed_in("wuhao").get(url).text), history(signed_in("zhoumin").get(url).text)
    assert len(seen) == len(all_) == 3 and seen[0].startswith("08-21 10:00 起草")
    assert seen[1].endswith("并入 其他市的一家企业") and name_of(drawn, far) in all_[1]
    assert f"并入 {name_of(drawn, mine)}" in seen[2]


def test_a_rectification_names_the_conclusion_that_wrote_it(told: Campaign, signed_in: SignedIn) -> None:
    lines = history(signed_in("wuhao").get(f"/regulator/rectify/{told.done}").text)
    assert lines[0].startswith("09-15 09:00 由抽查结论起草") and len(lines) == 6


def test_no_notice_is_offered_while_an_interview_has_no_company(drawn: Campaign, signed_in: SignedIn) -> None:
    paper, client, check = known_id("T1 bare"), signed_in("wuhao"), drawn.checks["320600"][0]
    of_body(drawn, check, ONE)
    drawn.script.at("2023-08-21 10:00")
    draft = {"campaign": drawn.id, "body": NAME, "approval_no": ONE}
    drawn.script.do("wuhao", "regulatory_interview.draft", paper, draft)
    drawn.script.flush()
    url = f"/regulator/talks/interview/{paper}"
    page = client.get(url)
    assert f"{url}/notify" not in page.text and "还没有涉及的企业，所以还不能发通知" in words(page)
    assert f"{url}/withdraw" in page.text
    joined(drawn, check, "wuhao", "interview", paper)
    page = client.get(url)
    assert f"{url}/notify" in page.text and "还不能发通知" not in words(page)
