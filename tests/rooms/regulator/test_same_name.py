"""Two certification bodies of one name, told apart by their approval numbers wherever a page offers, lists or counts them."""

import re
from typing import Any

from audit_app.demo.script import known_id
from audit_app.rules import ids
from audit_app.store.tables import regulatory_interviews, spot_checks
from tests.rooms.conftest import SignedIn
from tests.rooms.regulator.kit import FAILED, Campaign, agree, press, send, words

NAME = "同名认证有限公司"
ONE, OTHER = "CNCA-R-2020-501", "CNCA-R-2020-502"


def of_body(campaign: Campaign, check: str, number: str) -> None:
    campaign.change(spot_checks, check, body=NAME, approval_no=number)


def failed(campaign: Campaign, check: str, measure: str = "interview") -> None:
    rectification = {"due_on": "2023-11-20", "days": None, "requirement": "补齐登记"}
    measure_ = {"kind": measure, "existing": None}
    campaign.end(check, "wuhao", "2023-10-12", {**FAILED, "rectification": rectification, "measure": measure_})
    campaign.script.flush()


def begun(campaign: Campaign, check: str, number: str) -> None:
    of_body(campaign, check, number)
    campaign.begin(check, "wuhao", "2023-10-13")
    campaign.script.flush()


def pills(page: str) -> list[str]:
    found = re.findall(r'name="measure" value="(?:interview|reminder):[^"]*"[^>]*><span>(.*?)</span>', page, re.S)
    return [re.sub(r"<[^>]+>", "", one) for one in found]


def test_only_drafts_of_the_same_number_are_offered_and_each_says_which_it_is(
    drawn: Campaign, signed_in: SignedIn
) -> None:
    one, two, three, mine, *_rest = drawn.checks["320600"]
    for check, number, measure in ((one, ONE, "interview"), (two, OTHER, "interview"), (three, ONE, "reminder")):
        of_body(drawn, check, number)
        failed(drawn, check, measure)
    begun(drawn, mine, ONE)
    labels = pills(signed_in("wuhao").get(f"/regulator/checks/{mine}").text)
    assert len(labels) == 2 and not any(OTHER in label for label in labels)
    for label, what, check in ((labels[1], "约谈", one), (labels[0], "书面提醒", three)):
        company = drawn.row(spot_checks, check)["name"]
        for part in (f"并入已起草的{what}", ONE, "10-12 09:00 起草", company, "南通市知识产权局"):
            assert part in label, (part, label)


def test_two_drafts_of_one_body_never_read_alike(drawn: Campaign, signed_in: SignedIn) -> None:
    one, two, mine, *_rest = drawn.checks["320600"]
    for check in (one, two):
        of_body(drawn, check, ONE)
        failed(drawn, check)
    begun(drawn, mine, ONE)
    labels = pills(signed_in("wuhao").get(f"/regulator/checks/{mine}").text)
    assert len(labels) == len(set(labels)) == 2


def test_a_draft_or_a_company_without_a_number_is_said_to_have_none(drawn: Campaign, signed_in: SignedIn) -> None:
    one, mine, bare, *_rest = drawn.checks["320600"]
    of_body(drawn, one, "")
    failed(drawn, one)
    begun(drawn, mine, ONE)
    begun(drawn, bare, "")
    client = signed_in("wuhao")
    (label,) = pills(client.get(f"/regulator/checks/{mine}").text)
    assert "草稿没有批准号，请先核对是不是同一家机构" in label
    drawn.change(regulatory_interviews, drawn.paper("interview", "320600"), approval_no=OTHER)
    (label,) = pills(client.get(f"/regulator/checks/{bare}").text)
    assert OTHER in label and "这一家没有批准号，请先核对是不是同一家机构" in label


def test_a_city_reads_no_names_of_companies_elsewhere(drawn: Campaign, signed_in: SignedIn) -> None:
    mine, far = drawn.checks["320600"][0], drawn.checks["320500"][0]
    paper = known_id("T1 above")
    for check in (mine, far):
        of_body(drawn, check, ONE)
    drawn.script.at("2023-08-21 10:00")
    draft = {"campaign": drawn.id, "body": NAME, "approval_no": ONE}
    drawn.script.do("zhoumin", "regulatory_interview.draft", paper, draft)
    rectification = {"due_on": "2023-11-27", "days": None, "requirement": "补齐登记"}
    measure = {"kind": "interview", "existing": paper}
    drawn.end(far, "suzhou", "2023-10-12", {**FAILED, "rectification": rectification, "measure": measure})
    begun(drawn, mine, ONE)
    (label,) = pills(signed_in("wuhao").get(f"/regulator/checks/{mine}").text)
    assert "涉及企业 1 家" in label and "江苏省知识产权局" in label
    assert drawn.row(spot_checks, far)["name"] not in label


def test_the_question_names_the_number_of_the_paper(drawn: Campaign, signed_in: SignedIn) -> None:
    mine = drawn.checks["320600"][0]
    begun(drawn, mine, ONE)
    form = {
        "step": "ordinary",
        "ref": "7.6",
        "problem": "没有登记",
        "severity": "",
        "due_on": "2023-11-20",
        "measure": "interview",
    }
    ops = [ids.new_id() for _n in range(3)]
    asked = press(signed_in("wuhao"), f"/regulator/checks/{mine}/conclude", ops, fed_back_on="2023-10-26", **form)
    assert f"起草约谈：{NAME}（{ONE}），涉及企业 1 家" in words(asked)


def amended(client: Any, check: str, number: str) -> Any:
    form = {"approval_no": number, "reason_approval_no": "证书原件核对", "was_approval_no": ONE}
    return send(client, f"/regulator/checks/{check}/amend/approval_no", **form)


def test_a_number_put_right_is_that_of_the_draft_too(drawn: Campaign, signed_in: SignedIn) -> None:
    check, client = drawn.checks["320600"][0], signed_in("wuhao")
    of_body(drawn, check, ONE)
    failed(drawn, check)
    assert amended(client, check, OTHER).status_code == 303
    page = words(client.get(f"/regulator/checks/{check}"))
    assert f"{NAME}（{OTHER}）" in page and ONE not in page.split("结论")[1].split("企业和证书")[0]
    assert OTHER in words(client.get(f"/regulator/talks/interview/{drawn.paper('interview', '320600')}"))


def test_a_draft_of_two_bodies_says_so_and_offers_no_way_out_of_the_house(drawn: Campaign, signed_in: SignedIn) -> None:
    one, two, *_rest = drawn.checks["320600"]
    client = signed_in("wuhao")
    for check in (one, two):
        of_body(drawn, check, ONE)
    failed(drawn, one)
    paper = drawn.paper("interview", "320600")
    rectification = {"due_on": "2023-11-20", "days": None, "requirement": "补齐登记"}
    measure = {"kind": "interview", "existing": paper}
    drawn.end(two, "wuhao", "2023-10-12", {**FAILED, "rectification": rectification, "measure": measure})
    drawn.script.flush()
    at = f"/regulator/talks/interview/{paper}"
    assert 'name="place"' in client.get(at).text
    assert amended(client, two, OTHER).status_code == 303
    said = words(client.get(f"/regulator/checks/{two}"))
    assert f"约谈写的批准号是 {ONE}，这一家的是 {OTHER}：还不能发出" in said
    page = client.get(at)
    company = drawn.row(spot_checks, two)["name"]
    assert "草稿里有 1 家企业的认证机构批准号不同，还不能发出" in words(page)
    assert company in page.text.split('id="strangers"')[1].split("</section>")[0] and 'name="place"' not in page.text
    assert amended(client, one, OTHER).status_code == 303
    assert 'name="place"' in client.get(at).text


def test_a_paper_names_the_other_body_of_a_company_with_its_number_or_that_it_has_none(
    drawn: Campaign, signed_in: SignedIn
) -> None:
    """Nothing is blank: where the body of one company was put right, page of paper and record of check say what each names."""
    one, two, *_rest = drawn.checks["320600"]
    client = signed_in("wuhao")
    for check in (one, two):
        of_body(drawn, check, "")
    failed(drawn, one)
    paper = drawn.paper("interview", "320600")
    rectification = {"due_on": "2023-11-20", "days": None, "requirement": "补齐登记"}
    measure = {"kind": "interview", "existing": paper}
    drawn.end(two, "wuhao", "2023-10-12", {**FAILED, "rectification": rectification, "measure": measure})
    drawn.script.flush()
    at, other = f"/regulator/talks/interview/{paper}", "另名认证有限公司"
    assert "认证机构现在写的是" not in words(client.get(at))
    drawn.change(spot_checks, two, body=other)
    assert f"认证机构现在写的是 {other}（没有批准号）" in words(client.get(at))
    said = words(client.get(f"/regulator/checks/{two}"))
    assert f"约谈写的认证机构是 {NAME}（没有批准号），这一家现在的是 {other}（没有批准号）" in said
    assert "写的认证机构是" not in words(client.get(f"/regulator/checks/{one}"))
    drawn.change(spot_checks, two, approval_no=OTHER)
    drawn.change(regulatory_interviews, paper, approval_no=ONE)
    assert f"：{other}（{OTHER}）" in words(client.get(at)).split("设区市")[0], "the strangers name body and number"
    said = words(client.get(f"/regulator/checks/{two}"))
    assert f"约谈写的批准号是 {ONE}，这一家的是 {OTHER}" in said


def test_two_bodies_of_one_name_are_counted_and_shown_as_two(drawn: Campaign, signed_in: SignedIn) -> None:
    """On 约谈与提醒, the overview, the lists of companies and their table; where a name is one body's, its number is not shown."""
    one, two, three, *_rest = drawn.checks["320600"]
    for check, number in ((one, ONE), (two, OTHER), (three, ONE)):
        of_body(drawn, check, number)
        failed(drawn, check, "reminder" if check == three else "interview")
    client = signed_in("wuhao")
    page = client.get("/regulator/talks").text
    assert "2 家机构" in page
    headings = re.findall(r"<h2>(.*?)</h2>", page)
    assert [f"{NAME}（{number}）" in headings for number in (ONE, OTHER)] == [True, True] and NAME not in headings
    for at in (
        "/regulator",
        "/regulator/campaigns/T1",
        "/regulator/rectify",
        "/regulator/campaigns/T1/summary?city=320600",
    ):
        shown = words(client.get(at))
        assert f"{NAME}（{ONE}）" in shown and f"{NAME}（{OTHER}）" in shown, at
    drawn.change(spot_checks, two, approval_no=ONE)
    drawn.change(regulatory_interviews, drawn.paper("interview", "320600"), approval_no=ONE)
    for at in ("/regulator/campaigns/T1", "/regulator/rectify"):
        shown = words(client.get(at))
        assert NAME in shown and ONE not in shown, at


def test_a_paper_without_a_number_stands_with_the_only_one_of_its_name(drawn: Campaign, signed_in: SignedIn) -> None:
    one, two, three, *_rest = drawn.checks["320600"]
    for check, number in ((one, ONE), (two, "")):
        of_body(drawn, check, number)
        failed(drawn, check)
    client = signed_in("wuhao")
    assert "1 家机构" in client.get("/regulator/talks").text
    of_body(drawn, three, OTHER)
    failed(drawn, three)
    page = client.get("/regulator/talks").text
    assert "3 家机构" in page and f"{NAME}（没有批准号）" in page


def test_a_reminder_sent_under_a_wrong_number_has_a_way_on(drawn: Campaign, signed_in: SignedIn) -> None:
    check, client = drawn.checks["320600"][0], signed_in("wuhao")
    of_body(drawn, check, ONE)
    failed(drawn, check, "reminder")
    paper = drawn.paper("reminder", "320600")
    at = f"/regulator/talks/reminder/{paper}"
    assert send(client, f"{at}/issue", on_issue="2023-10-26", because="当天签发，次日登记到系统").status_code == 303
    assert f"{at}/withdraw" not in client.get(at).text
    assert amended(client, check, OTHER).status_code == 303
    page = client.get(at)
    assert f"{at}/withdraw" in page.text and "发错了的，可以写明理由撤回" in words(page)
    why = "批准号抄错，送到了别的机构，另发一份"
    question = press(client, f"{at}/withdraw", reason=why)
    assert "撤回，另起草一份" in words(question) and "到每一家的抽查记录里另起草" in words(question)
    assert agree(client, question).status_code == 303
    url = f"/regulator/checks/{check}"
    assert f"{url}/measure" in client.get(url).text
    assert press(client, f"{url}/measure", measure="reminder", reason_measure=why).status_code == 303
    shown = words(client.get(url))
    assert f"{NAME}（{ONE}） 已撤回" in shown and f"{NAME}（{OTHER}） 已起草" in shown
