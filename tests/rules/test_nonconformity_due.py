"""When the company's reply to a nonconformity is due: a term counted from the closing meeting, or a day; 顺延 only where it was taken."""

from datetime import date

import pytest

from audit_app.rules.calendar import Calendar
from audit_app.rules.nonconformity import due_on
from audit_app.rules.refusals import Refused
from checklists import calendar_data

CLOSING = date(2023, 10, 27)


@pytest.fixture(scope="module")
def china() -> Calendar:
    return Calendar(calendar_data())


@pytest.mark.parametrize(
    ("term", "moved", "on", "nominal"),
    [
        # 26 November 2023 is a Sunday
        ({"days": 30, "on": None}, False, "2023-11-26", "2023-11-26"),
        ({"days": 30, "on": None}, True, "2023-11-27", "2023-11-26"),
        ({"on": "2023-11-26", "days": None}, False, "2023-11-26", "2023-11-26"),
        ({"on": "2023-11-26", "days": None}, True, "2023-11-27", "2023-11-26"),
        # a day that was set wins over a number of days
        ({"on": "2023-11-24", "days": 30}, True, "2023-11-24", "2023-11-24"),
        # a working day stays where it is
        ({"days": 31, "on": None}, True, "2023-11-27", "2023-11-27"),
        # New Year's Day of 2024 is off, and so are the two days before it
        ({"days": 64, "on": None}, True, "2024-01-02", "2023-12-30"),
    ],
)
def test_a_day_off_gives_way_only_where_it_was_moved(china, term, moved, on, nominal):
    found = due_on(term, moved, CLOSING, china)
    assert (found.date.isoformat(), found.nominal.isoformat()) == (on, nominal)
    assert found.rolled is (on != nominal)
    assert not found.provisional


@pytest.mark.parametrize("moved", [False, True])
@pytest.mark.parametrize("term", [{"days": 90, "on": None}, {"on": "2027-01-15", "days": None}])
def test_a_year_without_official_data_makes_it_provisional(china, term, moved):
    assert due_on(term, moved, date(2026, 11, 20), china).provisional


@pytest.mark.parametrize("term", [None, {}, {"days": None, "on": None}, {"days": 0, "on": ""}])
def test_without_a_term_nothing_is_due(china, term):
    assert due_on(term, True, CLOSING, china) is None


def test_working_days_are_counted_where_the_body_counts_them(china):
    assert due_on({"days": 5, "on": None}, False, CLOSING, china, "workday").date == date(2023, 11, 3)


def test_a_term_that_is_none_is_refused(china):
    with pytest.raises(Refused) as refused:
        due_on({"days": -3, "on": None}, True, CLOSING, china)
    assert refused.value.code == "bad_term"
