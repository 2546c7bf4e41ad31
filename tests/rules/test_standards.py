"""The table of standards: days that join, checklists that exist, and no standard taken for another."""

from datetime import date

import pytest
from flask_babel import force_locale

from audit_app import annexes
from audit_app.application import assembled
from audit_app.regulator import words
from audit_app.rules import identifiers
from audit_app.rules.standards import CURRENT, STANDARDS, UnknownStandard, find_standard
from audit_app.show import in_force
from checklists import load, newest


def test_one_is_in_force_on_every_day_since_the_first() -> None:
    days = ["2013-03-01", "2023-12-31", "2024-01-01", "2026-11-30"]
    found = [[one.year for one in STANDARDS.values() if one.stands_on(day)] for day in days]
    assert found == [["2013"], ["2013"], ["2023"], ["2023"]] and CURRENT.superseded_on is None
    assert not any(one.stands_on("2013-02-28") for one in STANDARDS.values())


@pytest.mark.parametrize("number", STANDARDS)
def test_its_checklists_are_of_that_standard(number: str) -> None:
    standard = find_standard(number)
    for name in (standard.audited_by, newest(standard.audited_by), standard.checked_by):
        assert load(name).standard == number
    assert load(standard.audited_by).title == standard.title
    assert identifiers.standard(f"{number}《{standard.title}》") == number


@pytest.mark.parametrize("number", ["GB/T 29490-2018", "ISO 56005-2020", ""])
def test_an_unknown_one_is_an_error_and_never_another(number: str) -> None:
    with pytest.raises(UnknownStandard):
        annexes.checklist_of(number)
    with pytest.raises(UnknownStandard):
        words.clause_label(number, "7.6")
    with pytest.raises(UnknownStandard):
        annexes.problem_words({"standard": number, "problems": []})


@pytest.mark.parametrize(
    ("number", "day", "says"),
    [
        ("GB/T 29490-2013", date(2023, 10, 27), "现行，2013-03-01 起实施"),
        ("GB/T 29490-2023", date(2023, 10, 27), "2024-01-01 起实施"),
        ("GB/T 29490-2013", date(2024, 1, 1), "2024-01-01 起被 2023 版代替"),
        ("GB/T 29490-2023", date(2026, 11, 30), "现行，2024-01-01 起实施"),
        ("GB/T 29490-2013", date(2013, 1, 1), "2013-03-01 起实施"),
    ],
)
def test_it_is_said_whether_it_is_in_force(number: str, day: date, says: str) -> None:
    with assembled().test_request_context():
        assert in_force(number, day) == says
        with force_locale("en"):
            assert "起" not in in_force(number, day)
