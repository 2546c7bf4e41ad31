"""Codes and citations against the vectors of regulator.md 8 and standard.md 2.2, and against python-stdnum."""

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc as oracle

from audit_app.rules import identifiers
from audit_app.rules.identifiers import ALPHABET, citation_problem, uscc
from audit_app.rules.refusals import Refused

HUAWEI = "914403001922038216"
GOOD = [
    HUAWEI,
    "91330100799655058B",
    "9144030071526726XG",
    "91110000802100433B",
    "12100000400000624D",
    "12100000400002259P",
    "913200000000000000",
]


def reason(text):
    with pytest.raises(Refused) as refused:
        uscc(text)
    assert refused.value.code == "bad_uscc"
    assert "{" not in refused.value.sentence
    return refused.value


@pytest.mark.parametrize("code", GOOD)
def test_known_codes_are_right_and_pass_the_inner_check(code):
    assert uscc(code) == code
    assert oracle.is_valid(code)
    assert identifiers.uscc_warnings(code) == []


@pytest.mark.parametrize(
    "text",
    [
        "９１４４０３００１９２２０３８２１６",
        " 9144 0300 1922 0382 16 ",
        "914403001922038216\n",
        "\ufeff914403001922038216",
        "91440300\u200b1922038216",
        "91440300\u30001922038216",
        "91440300\u00a01922038216",
    ],
)
def test_wide_spaced_and_invisible_characters_are_mended(text):
    assert uscc(text) == HUAWEI


def test_lower_case_is_mended():
    assert uscc("91330100799655058b") == "91330100799655058B"
    assert uscc("９１３３０１００７９９６５５０５８ｂ") == "91330100799655058B"


@pytest.mark.parametrize(
    ("text", "why", "says"),
    [
        ("", "empty", "没有填写"),
        ("  \u3000 ", "empty", "没有填写"),
        ("91440300192203821", "length", "应为 18 位，现在是 17 位"),
        (HUAWEI + "0", "length", "应为 18 位，现在是 19 位"),
        ("914403001922038217", "check", "末位校验码应为「6」，现在是「7」"),
        ("91330100799655058C", "check", "末位校验码应为「B」，现在是「C」"),
        ("91440300192203821X", "check", "末位校验码应为「6」，现在是「X」"),
        ("91440300I922038216", "letter", "第 9 位「I」"),
        ("9144030O1922038216", "letter", "第 8 位「O」"),
        ("9144030019220382S6", "letter", "第 17 位「S」"),
        ("91440300192203821V", "letter", "第 18 位「V」"),
        ("Z14403001922038216", "letter", "第 1 位「Z」"),
        ("91440300-922038216", "letter", "第 9 位「-」"),
        ("九1440300192203821", "length", "现在是 17 位"),
        ("九14403001922038216", "letter", "第 1 位「九」"),
        ("91A403001922038216", "region", "第 3 位「A」应为数字"),
        ("9144030X1922038216", "region", "第 8 位「X」应为数字"),
        ("²14403001922038216", "letter", "第 1 位「²」"),
    ],
)
def test_a_wrong_code_is_told_what_is_wrong_and_where(text, why, says):
    refused = reason(text)
    assert refused.details["reason"] == why
    assert says in refused.sentence
    assert refused.field == "uscc"


def test_every_single_wrong_character_in_the_first_17_is_found():
    found = 0
    for place in range(17):
        for letter in ALPHABET.replace(HUAWEI[place], ""):
            reason(HUAWEI[:place] + letter + HUAWEI[place + 1 :])
            found += 1
    assert found == 510


def test_two_neighbours_swapped_are_found():
    for place in range(17):
        if HUAWEI[place] != HUAWEI[place + 1]:
            swapped = HUAWEI[:place] + HUAWEI[place + 1] + HUAWEI[place] + HUAWEI[place + 2 :]
            reason(swapped)


@given(
    st.text(ALPHABET, min_size=2, max_size=2),
    st.text("0123456789", min_size=6, max_size=6),
    st.text(ALPHABET, min_size=9, max_size=9),
)
def test_python_stdnum_agrees_on_every_check_character(kind, region, subject):
    body = kind + region + subject
    letter = identifiers.check_character(body)
    assert letter == oracle.calc_check_digit(body)
    assert uscc(body + letter) == body + letter
    wrong = ALPHABET[(ALPHABET.index(letter) + 1) % 31]
    assert not oracle.is_valid(body + wrong)
    assert reason(body + wrong).details["expected"] == letter


@given(st.text(max_size=25))
def test_any_text_at_all_is_normalised_or_refused(text):
    try:
        code = uscc(text)
    except Refused as refused:
        assert refused.sentence
    else:
        assert oracle.is_valid(code)


def test_the_inner_check_only_warns():
    rng, warned = random.Random(17), 0
    for _ in range(200):
        body = "91320600" + "".join(rng.choices("0123456789", k=9))
        code = body + identifiers.check_character(body)
        warnings = identifiers.uscc_warnings(uscc(code))
        assert len(warnings) <= 1
        warned += len(warnings)
    assert 150 < warned < 200


@pytest.mark.parametrize("text", ["84025IP21017R0M", "84025ip21017r0m", "CQM24IP20850R0M", "16523IP0123R1S-2"])
def test_usual_certificate_numbers_pass(text):
    assert identifiers.certificate_warning(text) is None


@pytest.mark.parametrize("text", ["", "03410Q10286R0S", "84025IP21017", "abc", "=1+1", "84025IP21017R0M-"])
def test_unusual_certificate_numbers_warn(text):
    assert "请核对" in identifiers.certificate_warning(text)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("GB/T 29490-2023《企业知识产权管理规范》", "年号与名称不配"),
        ("GB/T 29490-2013《企业知识产权合规管理体系 要求》", "年号与名称不配"),
        ("依据 GB/T 23490-2023 审核", "标准号写错了"),
        ("20490-2023", "标准号写错了"),
        ("GB/T 3475-2017", "标准号写错了"),
        ("GB/T 29940—2013", "标准号写错了"),
        ("GB/T 19001-2016《企业知识产权管理规范》", "标准号写错了"),
        ("GB/ 29490-2013", "标准代号"),
        ("29490-2013", "标准代号"),
        ("GB 29490-2013", "标准代号"),
        ("GB/T 29490-2019", "年号"),
        ("ＧＢ／Ｔ　２９４９０－２０２０", "年号"),
        ("GB/T 29490-2013 与 GB/T 23490-2023", "标准号写错了"),
    ],
)
def test_wrong_citations_are_named(text, says):
    assert says in citation_problem(text)
    assert identifiers.standard(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "GB/T 29490-2013",
        "GB/T 29490—2023",
        "GBT29490-2023",
        "gb/t29490-2013",
        "GB/T 29490－2013",
        "GB / T 29490 – 2013",
        "GB/T 29490-2013《企业知识产权管理规范》",
        "GB/T 29490—2023《企业知识产权合规管理体系　要求》",
        "GB/T 29490-2023《企业知识产权合规管理体系要求》",
    ],
)
def test_right_citations_pass_and_are_written_one_way(text):
    assert citation_problem(text) is None
    assert identifiers.standard(text) == "GB/T 29490-" + (
        "2013" if "2013" in unicodedata.normalize("NFKC", text) else "2023"
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "GB/T 29490",
        "GB/T 27021.1-2017",
        "GB/T 19001-2016",
        "2020-2023 年",
        "ISO 56005:2020",
        "2023-10-27",
        "0513-29490",
        "依据 GB/T 33250-2016《科研组织知识产权管理规范》",
    ],
)
def test_other_standards_dates_and_bare_numbers_are_left_alone(text):
    assert citation_problem(text) is None
    assert identifiers.standard(text) is None


def test_normal_text_keeps_chinese_punctuation():
    assert identifiers.normal_text("  南通\u200b  启衡（集团）\n有限公司 ") == "南通 启衡（集团） 有限公司"
    assert identifiers.normal_text("e\u0301") == "é"
    assert identifiers.half_width("（Ａ１）　") == "(A1) "


def test_plain_text_is_what_a_reader_sees():
    marked = "\u202e南\ufe0f通\U000e0041 启\u00ad衡⼈\u200b 公司"
    assert identifiers.plain_text(marked) == "南通 启衡人 公司"
