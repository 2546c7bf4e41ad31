"""What is a reason: at least ten letters or Han characters; dots, digits and blanks say nothing."""

import pytest

from audit_app.rules.reasons import check_reason, is_reason
from audit_app.rules.refusals import Refused


@pytest.mark.parametrize(
    "text", ["证书编号抄错了一位，改正", "the wrong company was chosen", "第3家写成第4家了，按记录更正"]
)
def test_words_are_a_reason(text: str) -> None:
    assert is_reason(text)
    check_reason(text)


@pytest.mark.parametrize(
    "text",
    ["", "x", "..........", "－－－－－－－－－－", "12345678901", "写错了", "，。！？，。！？，。！？", " " * 12],
)
def test_marks_are_none(text: str) -> None:
    with pytest.raises(Refused) as refusal:
        check_reason(text)
    assert refusal.value.code == "reason_short"
