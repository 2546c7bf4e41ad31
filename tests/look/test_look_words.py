"""Dates, times, standards and numbers as screens write them, in Chinese and in English."""

import re
from datetime import UTC, date, datetime

import pytest
from flask import Flask, render_template_string
from markupsafe import Markup

from audit_app.show import as_day


def words(text: str) -> str:
    """What the screen shows: without the years that only paper shows."""
    html = render_template_string("{{ " + text + " }}")
    return re.sub(r'<span class="yr">[^<]*</span>', "", html)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('"2023-10-27"|day_words', "2023 年 10 月 27 日 周五"),
        ('"2023-10-27"|day_short', "2023-10-27"),
        ('"2023-10-27T01:00:00.000Z"|moment_short', "2023-10-27 09:00"),
        ('"2023-10-27T01:00:00.000Z"|told({})', "2023-10-27 09:00"),
        (
            '"a"|told({"a": ("2022-10-27T01:00:00.000Z", "2023-10-27T01:00:00.000Z")})',
            "平板时间 2022-10-27 09:00，服务器收到 2023-10-27 09:00",
        ),
        ("none|day_words", ""),
    ],
)
def test_paper_shows_the_year_of_every_date(chinese: Flask, text: str, said: str) -> None:
    assert Markup(render_template_string("{{ " + text + " }}")).striptags() == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('"2023-10-27"|day_words', "10 月 27 日 周五"),
        ('"2022-10-27"|day_words', "2022 年 10 月 27 日 周四"),
        ('"2023-11-26"|day_full', "2023 年 11 月 26 日 周日"),
        ('"2023-10-27"|day_short', "10-27"),
        ('"2022-10-27"|day_short', "2022-10-27"),
        ('"2023-10-27T02:42:00.000Z"|clock_time', "10:42"),
        ('"2023-10-27T17:30:00.000Z"|day_short', "10-28"),
        ('"2023-10-27T01:00:00.000Z"|moment_short', "10-27 09:00"),
        ('"2023-12-31T16:05:00.000Z"|moment_short', "2024-01-01 00:05"),
        ('"GB/T 29490-2013"|standard', "GB/T 29490—2013"),
        ('"依据 GB/T 29490-2023 和 RB/T 303-2016 审核"|standard', "依据 GB/T 29490—2023 和 RB/T 303—2016 审核"),
        ('"GB/T 19000.1-2016"|standard', "GB/T 19000.1—2016"),
        ('"电话 025-8888 与 2023-10-27"|standard', "电话 025-8888 与 2023-10-27"),
        ('3|count_words("photo")', "3 张照片"),
        ('1|count_words("company")', "1 家企业"),
        ('5|count_words("箱")', "5 箱"),
        ('"2023-11-26"|days_left', "30"),
        ('"2023-10-15"|days_left', "-12"),
        ("none|day_words", ""),
        ('""|clock_time', ""),
    ],
)
def test_chinese_words(chinese: Flask, text: str, said: str) -> None:
    assert words(text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('"2023-10-27"|day_words', "Fri 27 Oct 2023"),
        ('"2022-02-01"|day_full', "Tue 1 Feb 2022"),
        ('"2023-10-27"|day_short', "10-27"),
        ('"2023-10-27T02:42:00.000Z"|clock_time', "10:42"),
        ('1|count_words("photo")', "1 photo"),
        ('3|count_words("nonconformity")', "3 nonconformities"),
        ('0|count_words("company")', "0 companies"),
    ],
)
def test_english_words(english: Flask, text: str, said: str) -> None:
    assert words(text) == said


def test_a_day_can_come_as_text_date_or_instant() -> None:
    late = datetime(2023, 10, 27, 16, 0, tzinfo=UTC)
    assert (
        as_day("2023-10-28")
        == as_day(date(2023, 10, 28))
        == as_day(late)
        == as_day("2023-10-27T16:00:00.000Z")
        == date(2023, 10, 28)
    )


def test_a_day_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError):
        as_day("2023-02-30")
