"""Terms against the vectors of regulator.md 5, the odd days of the law's calendar, and years nobody knows yet."""

from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit_app.rules import deadlines
from audit_app.rules.calendar import Calendar
from audit_app.rules.deadlines import due
from audit_app.rules.refusals import Refused

D = date.fromisoformat
FIRST, LAST = 2004, 2026


def official_year(year):
    """One year's data as the calendar files hold it, read out of the chinesecalendar package."""
    days = [date(year, 1, 1) + timedelta(days=n) for n in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)]
    return {
        "official": True,
        "holidays": [day.isoformat() for day in days if day.weekday() < 5 and not chinese_calendar.is_workday(day)],
        "workdays": [day.isoformat() for day in days if day.weekday() > 4 and chinese_calendar.is_workday(day)],
    }


@pytest.fixture(scope="module")
def china():
    return Calendar({year: official_year(year) for year in range(FIRST, LAST + 1)})


@pytest.mark.parametrize(
    ("served", "n", "unit", "nominal", "last"),
    [
        ("2026-02-10", 15, "workday", "2026-03-09", "2026-03-09"),
        ("2026-09-18", 15, "workday", "2026-10-15", "2026-10-15"),
        ("2026-09-25", 5, "workday", "2026-10-09", "2026-10-09"),
        ("2025-09-26", 15, "workday", "2025-10-23", "2025-10-23"),
        ("2026-04-30", 3, "workday", "2026-05-08", "2026-05-08"),
        ("2025-12-31", 5, "workday", "2026-01-08", "2026-01-08"),
        ("2026-01-17", 30, "day", "2026-02-16", "2026-02-24"),
        ("2026-09-02", 30, "day", "2026-10-02", "2026-10-08"),
        ("2026-03-05", 30, "day", "2026-04-04", "2026-04-07"),
    ],
)
def test_the_nine_vectors_checked_by_hand(china, served, n, unit, nominal, last):
    term = due(D(served), n, unit, china)
    assert (term.nominal, term.date) == (D(nominal), D(last))
    assert term.rolled is (nominal != last)
    assert not term.provisional
    assert term.as_json() == {"date": last, "nominal": nominal, "rolled": nominal != last, "provisional": False}


@pytest.mark.parametrize(("year", "count"), [(2023, 249), (2024, 251), (2025, 248), (2026, 248)])
def test_working_days_of_a_year(china, year, count):
    days = (date(year, 12, 31) - date(year, 1, 1)).days + 1
    assert days - len(china.rest_days(date(year, 1, 1), date(year, 12, 31))) == count


def test_every_day_of_every_official_year_is_as_announced(china):
    day = date(FIRST, 1, 1)
    while day.year <= LAST:
        assert china.is_workday(day) is chinese_calendar.is_workday(day), day
        assert not china.provisional(day)
        day += timedelta(days=1)


@pytest.mark.parametrize(
    "day",
    ["2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11", "2026-01-04", "2026-02-14", "2026-02-28",
     "2026-05-09", "2026-09-20", "2026-10-10"],
)  # fmt: skip
def test_make_up_days_are_working_days_though_they_fall_on_weekends(china, day):
    assert D(day).weekday() >= 5
    assert china.is_workday(D(day))


@pytest.mark.parametrize(
    ("start", "n", "unit", "nominal"),
    [
        ("2024-01-31", 1, "month", "2024-02-29"),
        ("2023-01-31", 1, "month", "2023-02-28"),
        ("2023-08-31", 1, "month", "2023-09-30"),
        ("2023-11-30", 3, "month", "2024-02-29"),
        ("2023-12-15", 1, "month", "2024-01-15"),
        ("2023-12-31", 12, "month", "2024-12-31"),
        ("2024-02-29", 1, "year", "2025-02-28"),
        ("2020-02-29", 4, "year", "2024-02-29"),
        ("2023-10-27", 1, "day", "2023-10-28"),
        ("2023-10-27", 30, "day", "2023-11-26"),
        ("2023-02-27", 2, "day", "2023-03-01"),
    ],
)
def test_the_first_day_never_counts_and_months_end_on_the_same_day_or_at_their_end(china, start, n, unit, nominal):
    term = due(D(start), n, unit, china, roll="none")
    assert (term.nominal, term.date, term.rolled) == (D(nominal), D(nominal), False)


def test_thirty_days_from_the_closing_meeting_roll_from_sunday_to_monday(china):
    term = due(D("2023-10-27"), 30, "day", china)
    assert (term.nominal, term.date, term.rolled) == (D("2023-11-26"), D("2023-11-27"), True)


def test_a_working_day_term_never_rolls(china):
    assert due(D("2026-02-10"), 15, "workday", china, "none") == due(D("2026-02-10"), 15, "workday", china, "next")


@given(st.dates(date(2004, 2, 1), date(2026, 6, 1)), st.integers(1, 60))
def test_working_days_counted_one_by_one_agree(start, n):
    china = YEARS
    term = due(start, n, "workday", china)
    between = [start + timedelta(days=k) for k in range(1, (term.date - start).days + 1)]
    assert sum(chinese_calendar.is_workday(day) for day in between) == n
    assert chinese_calendar.is_workday(term.date)


YEARS = Calendar({year: official_year(year) for year in range(FIRST, LAST + 1)})


def test_a_year_without_official_data_is_provisional_and_never_refused(china):
    term = due(D("2026-12-25"), 10, "workday", china)
    assert (term.date, term.provisional) == (D("2027-01-08"), True)
    assert not due(D("2026-12-25"), 4, "workday", china).provisional
    assert due(D("2026-12-20"), 30, "day", china).provisional


def test_a_date_that_asked_no_calendar_is_certain(china):
    assert not due(D("2026-12-20"), 30, "day", china, roll="none").provisional


def test_a_roll_over_new_year_into_an_unknown_year_is_provisional():
    calendar = Calendar({2026: {"official": True, "holidays": ["2026-12-31"], "workdays": []}})
    term = due(D("2026-12-30"), 1, "day", calendar)
    assert (term.nominal, term.date, term.provisional) == (D("2026-12-31"), D("2027-01-01"), True)


def test_a_roll_out_of_an_unknown_year_is_provisional_too():
    calendar = Calendar({2023: {"official": True, "holidays": [], "workdays": []}})
    term = due(D("2022-12-01"), 30, "day", calendar)
    assert (term.nominal, term.date, term.provisional) == (D("2022-12-31"), D("2023-01-02"), True)


def test_statutory_days_of_an_unofficial_year_are_off_and_still_provisional():
    calendar = Calendar({2027: {"official": False, "holidays": ["2027-01-01"], "workdays": []}})
    assert not calendar.is_workday(D("2027-01-01"))
    assert calendar.provisional(D("2027-01-01"))
    assert due(D("2026-12-31"), 1, "workday", calendar).date == D("2027-01-04")


def test_a_calendar_of_nothing_knows_weekends():
    calendar = Calendar({})
    assert [calendar.is_workday(D(day)) for day in ("2031-05-02", "2031-05-03", "2031-05-04")] == [True, False, False]
    assert calendar.provisional(D("2031-05-02"))


def test_dates_may_come_as_text_or_as_dates():
    text = Calendar({2027: {"official": True, "holidays": ["2027-10-01"], "workdays": ["2027-10-02"]}})
    real = Calendar({2027: {"official": True, "holidays": [D("2027-10-01")], "workdays": [D("2027-10-02")]}})
    for calendar in (text, real):
        assert not calendar.is_workday(D("2027-10-01"))
        assert calendar.is_workday(D("2027-10-02"))


def test_the_working_day_on_or_after_and_on_or_before(china):
    assert china.next_workday(D("2026-02-16")) == D("2026-02-24")
    assert china.next_workday(D("2026-02-24")) == D("2026-02-24")
    assert china.last_workday_on_or_before(D("2023-10-08")) == D("2023-10-08")
    assert china.last_workday_on_or_before(D("2026-10-07")) == D("2026-09-30")


def test_rest_days_include_both_ends(china):
    assert china.rest_days(D("2026-10-01"), D("2026-10-11"))[:1] == [D("2026-10-01")]
    assert china.rest_days(D("2023-10-28"), D("2023-10-29")) == [D("2023-10-28"), D("2023-10-29")]
    assert china.rest_days(D("2023-10-29"), D("2023-10-28")) == []


@pytest.mark.parametrize(
    ("n", "unit", "roll"),
    [(0, "day", "next"), (-1, "day", "next"), (True, "day", "next"), ("3", "day", "next"), (1.0, "day", "next"),
     (1, "week", "next"), (1, "day", "back"), (1, None, "next")],
)  # fmt: skip
def test_a_term_that_is_none_is_refused(china, n, unit, roll):
    with pytest.raises(Refused) as refused:
        due(D("2026-01-01"), n, unit, china, roll)
    assert refused.value.code == "bad_term"


@pytest.mark.parametrize(
    ("start", "n", "unit"),
    [("9999-12-30", 2, "workday"), ("9999-12-30", 400, "day"), ("2026-01-01", 10**12, "day"), ("9999-12-30", 5, "year"),
     ("2026-01-01", 10**30, "year"), ("9999-12-31", 1, "month"), ("9999-12-31", 10**7, "workday")],
)  # fmt: skip
def test_a_term_beyond_the_calendar_is_refused(start, n, unit):
    with pytest.raises(Refused) as refused:
        due(D(start), n, unit, Calendar({}))
    assert refused.value.code == "out_of_calendar"


@pytest.mark.parametrize(
    ("today", "left", "late", "word"),
    [("2023-11-20", 7, 0, "ahead"), ("2023-11-27", 0, 0, "today"), ("2023-11-28", -1, 1, "late")],
)
def test_the_term_ends_when_its_last_day_is_over(china, today, left, late, word):
    for last in (D("2023-11-27"), due(D("2023-10-27"), 30, "day", china)):
        assert deadlines.days_left(last, D(today)) == left
        assert deadlines.days_late(last, D(today)) == late
        assert deadlines.lateness(last, D(today)) == word


@pytest.mark.parametrize(
    ("today", "step"),
    [("2023-11-16", None), ("2023-11-17", -10), ("2023-11-23", -10), ("2023-11-24", -3), ("2023-11-27", 0),
     ("2023-11-28", 1), ("2023-12-03", 1), ("2023-12-04", 7), ("2024-05-01", 7)],
)  # fmt: skip
def test_escalation_takes_the_last_step_reached(today, step):
    assert deadlines.escalation(D("2023-11-27"), D(today), (-10, -3, 0, 1, 7)) == step


@pytest.mark.parametrize(
    ("filed", "n", "day", "full", "more"),
    [
        ("2018-07-31", 5, "2023-07-30", False, False),
        ("2018-07-31", 5, "2023-07-31", True, False),
        ("2018-07-31", 5, "2023-08-01", True, True),
        ("2021-03-31", 3, "2024-03-30", False, False),
        ("2021-03-31", 3, "2024-03-31", True, False),
        ("2020-02-29", 3, "2023-02-27", False, False),
        ("2020-02-29", 3, "2023-02-28", True, False),
        ("2020-02-29", 3, "2023-03-01", True, True),
        ("2020-02-29", 4, "2024-02-28", False, False),
        ("2020-02-29", 4, "2024-02-29", True, False),
    ],
)
def test_years_are_full_on_the_anniversary_and_exceeded_after_it(filed, n, day, full, more):
    assert deadlines.at_least_years(D(filed), n, D(day)) is full
    assert deadlines.more_than_years(D(filed), n, D(day)) is more


def test_one_unknown_year_on_the_way_makes_the_date_provisional():
    known = {"official": True, "holidays": [], "workdays": []}
    term = due(D("2025-12-25"), 300, "workday", Calendar({2025: known, 2027: known}))
    assert (term.date.year, term.provisional) == (2027, True)
