"""The year of a campaign and the year that its name speaks of, however it is written."""

import pytest

from audit_app.rules.campaign_years import check_year_due, check_year_named, years_named, years_set_apart
from audit_app.rules.refusals import Refused


@pytest.mark.parametrize(
    ("title", "years"),
    [
        ("2023 年度企业贯标质量抽查", {2023}),
        ("２０２３年抽查", {2023}),
        ("二〇二三年度抽查", {2023}),
        ("二○二三年抽查", {2023}),
        ("2023—2024 年抽查", {2023, 2024}),
        ("2023 至 2024 年度抽查", {2023, 2024}),
        ("按 2022 年通知开展的 2023 年度抽查", {2022, 2023}),
        ("质量抽查", set()),
        ("抽查 2050 家企业", set()),
        ("12023 年", set()),
        ("1999 年", set()),
        ("Spot checks 2023", {2023}),
        ("Spot checks", set()),
        ("2024企业抽查", {2024}),
        ("２０２４企业抽查", {2024}),
        ("٢٠٢٤年抽查", {2024}),
        ("24年度抽查", {2024}),
        ("苏州24年抽查", {2024}),
        ("’24 抽查", {2024}),
        ("二四年度抽查", {2024}),
        ("二十四年度抽查", {2024}),
        ("二千零二十四年抽查", {2024}),
        ("两千〇二十年抽查", {2020}),
        ("贰仟零贰拾肆年抽查", {2024}),
        ("二千零二十四企业抽查", {2024}),
        ("两零二四企业抽查", {2024}),
        ("贰零贰肆年抽查", {2024}),
        ("二〇二四企业抽查", {2024}),
        ("二0二4年抽查", {2024}),
        ("2 0 2 4 年抽查", {2024}),
        ("2024一季度抽查", {2024}),
        ("第一2024年抽查", {2024}),
        ("20240301 抽查", {2024}),
        ("2024-2025企业抽查", {2024, 2025}),
        ("2023年第24批", {2023}),
        ("12345 热线", set()),
        ("前20强", set()),
        ("GB/T 29490—2013", set()),
        ("29490-2013 证书抽查", set()),
        ("2013 版证书抽查", set()),
        ("ISO 56005:2020 抽查", set()),
        ("按国知发〔2022〕12号抽查", set()),
        ("近2024余家企业抽查", set()),
        ("标准实施20年抽查", set()),
        ("40年抽查", set()),
        ("第二十四批抽查", set()),
        ("二千家企业抽查", set()),
        ("十四五抽查", set()),
    ],
)
def test_the_years_that_a_name_speaks_of(title: str, years: set[int]) -> None:
    assert years_named(title, 2023) == years


def test_a_year_is_refused_that_the_name_does_not_speak_of() -> None:
    check_year_named("2023 年度抽查", 2023)
    check_year_named("2023—2024 年抽查", 2024)
    check_year_named("质量抽查", 2031)
    with pytest.raises(Refused) as no:
        check_year_named("2023 年度抽查", 2032)
    assert (no.value.code, no.value.field, no.value.details["named"]) == ("year_not_named", "year", "2023")


@pytest.mark.parametrize(
    ("due", "fits"), [("2022-12-31", False), ("2023-01-01", True), ("2025-12-31", True), ("2026-01-01", False)]
)
def test_a_last_day_lies_in_the_year_or_in_one_of_the_two_after_it(due: str, fits: bool) -> None:
    if fits:
        check_year_due(2023, due)
        return
    with pytest.raises(Refused) as no:
        check_year_due(2023, due)
    assert (no.value.code, no.value.field) == ("due_other_year", "due_on")


@pytest.mark.parametrize(
    ("title", "years"),
    [
        ("MMXXIV 抽查", {2024}),
        ("ⅯⅯⅩⅩⅣ年抽查", {2024}),
        ("mmxxiii Spot checks", {2023}),
        ("MMXC", {2090}),
        ("〇〇二四年度抽查", {2024}),
        ("MM 抽查", set()),
        ("COMMXX", set()),
        ("0024 家", set()),
    ],
)
def test_years_in_roman_numerals_and_from_two_thousand(title: str, years: set[int]) -> None:
    assert years_set_apart(title) == years
    if years:
        with pytest.raises(Refused):
            check_year_named(title, 2026)
        check_year_named(title, 2026, apart=False)
