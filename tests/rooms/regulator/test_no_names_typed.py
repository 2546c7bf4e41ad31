"""A name or number that somebody types in a form is none when it says 同上 or 无: told beside its field, nothing is written."""

import pytest

from audit_app.rules import ids
from audit_app.store.tables import log, regulatory_interviews, spot_checks
from tests.rooms.conftest import SignedIn
from tests.rooms.regulator.kit import Campaign, agree, press, words

SAID = "不是名称，也不是号码"


@pytest.mark.parametrize(("field", "word"), [("body", "同上"), ("approval_no", "〃"), ("certificate_no", "见附件")])
def test_a_cell_of_a_check(drawn: Campaign, signed_in: SignedIn, field: str, word: str) -> None:
    check = drawn.checks["320600"][0]
    before = drawn.row(spot_checks, check)[field]
    form = {field: word, f"reason_{field}": "证书原件核对", f"was_{field}": before}
    answer = press(signed_in("wuhao"), f"/regulator/checks/{check}/amend/{field}", **form)
    assert answer.status_code == 422 and SAID in answer.text and f'id="f-{field}-err"' in answer.text
    assert drawn.row(spot_checks, check)[field] == before and drawn.count(log, log.c.kind == "spot_check.amend") == 0


def test_the_body_of_an_interview(drawn: Campaign, signed_in: SignedIn) -> None:
    before = drawn.count(regulatory_interviews)
    answer = press(signed_in("wuhao"), "/regulator/talks/new", subject=ids.new_id(), body="同上", approval_no="无")
    assert answer.status_code == 422 and answer.text.count(SAID) >= 2
    assert drawn.count(regulatory_interviews) == before


def test_the_name_of_a_body_is_put_right_and_asked_about_when_unknown(drawn: Campaign, signed_in: SignedIn) -> None:
    check = drawn.checks["320600"][0]
    drawn.change(spot_checks, check, body="同上", approval_no="CNCA-R-2003-117")
    client, at = signed_in("wuhao"), f"/regulator/checks/{check}/amend/body"
    assert at in client.get(f"/regulator/checks/{check}").text
    form = {"body": "新认证有限公司", "reason_body": "证书原件核对", "was_body": "同上"}
    question = press(client, at, **form)
    assert "Asks" in question.headers and "补正机构名称：新认证有限公司" in words(question)
    assert agree(client, question).status_code == 303
    assert drawn.row(spot_checks, check)["body"] == "新认证有限公司"
    assert "新认证有限公司" in client.get(f"/regulator/checks/{check}").text
