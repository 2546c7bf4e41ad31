"""A certification body that somebody types is held against those that are known: what does not agree is asked about, with names."""

import pytest

from audit_app.rules import ids
from audit_app.store.tables import regulatory_interviews, spot_checks
from tests.rooms.conftest import SignedIn
from tests.rooms.regulator.kit import Campaign, agree, press, words
from tests.rooms.regulator.test_same_name import NAME, ONE, OTHER, of_body

NEW = "/regulator/talks/new"
NOBODY = "CNCA-R-2099-999"


@pytest.mark.parametrize(
    ("name", "number", "said"),
    [
        (NAME, NOBODY, f"批准号 {NOBODY} 在名录、抽查记录和本系统的单位里都没有。"),
        (NAME, NOBODY, f"「{NAME}」已知的批准号是 {ONE}、{OTHER}。"),
        ("别的认证公司", ONE, f"批准号 {ONE} 是「{NAME}」的，不是「别的认证公司」的。"),
        ("别的认证公司", "", "没有叫「别的认证公司」的认证机构"),
        (NAME, "", f"有 2 家机构叫这个名称：{ONE}、{OTHER}。"),
        ("江信认证（示例）", "", "没有写批准号，已知的是 "),
    ],
)
def test_an_interview_with_a_body_that_is_not_known_so_is_asked_about(
    drawn: Campaign, signed_in: SignedIn, name: str, number: str, said: str
) -> None:
    one, two, *_rest = drawn.checks["320600"]
    of_body(drawn, one, ONE)
    of_body(drawn, two, OTHER)
    client, subject = signed_in("wuhao"), ids.new_id()
    before = drawn.count(regulatory_interviews)
    question = press(client, NEW, subject=subject, body=name, approval_no=number)
    assert "Asks" in question.headers and said in words(question)
    assert drawn.count(regulatory_interviews) == before
    assert agree(client, question).headers["Location"].endswith(subject)
    assert drawn.row(regulatory_interviews, subject)["body"] == name


def test_one_that_is_known_so_is_drafted_at_once(drawn: Campaign, signed_in: SignedIn) -> None:
    of_body(drawn, drawn.checks["320600"][0], ONE)
    subject = ids.new_id()
    answer = press(signed_in("wuhao"), NEW, subject=subject, body=NAME, approval_no=ONE.lower())
    assert answer.status_code == 303 and drawn.row(regulatory_interviews, subject)["body"] == NAME


def test_a_number_put_right_to_that_of_another_body_is_asked_about(drawn: Campaign, signed_in: SignedIn) -> None:
    one, two, *_rest = drawn.checks["320600"]
    of_body(drawn, one, ONE)
    drawn.change(spot_checks, two, body="别的认证公司", approval_no=OTHER)
    client, at = signed_in("wuhao"), f"/regulator/checks/{one}/amend/approval_no"
    form = {"reason_approval_no": "证书原件核对", "was_approval_no": ONE}
    question = press(client, at, approval_no=OTHER, **form)
    assert "Asks" in question.headers and f"批准号 {OTHER} 是「别的认证公司」的，不是「{NAME}」的。" in words(question)
    assert drawn.row(spot_checks, one)["approval_no"] == ONE
    assert agree(client, question).status_code == 303 and drawn.row(spot_checks, one)["approval_no"] == OTHER
