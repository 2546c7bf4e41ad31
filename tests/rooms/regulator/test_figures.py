"""Pictures of the overview: whatever the rows are, columns and bars hold each of them exactly once."""

from datetime import date, timedelta
from typing import Any

from flask import Flask
from flask_babel import Babel
from hypothesis import given
from hypothesis import strategies as st

from audit_app.regulator import figures

TODAY = date(2023, 10, 27)
STATES = ["drafted", "issued", "served", "responded", "returned", "rechecked", "closed"]
app = Flask("audit_app")
Babel(app, default_locale="zh_Hans_CN")


@st.composite
def demands(draw: st.DrawFn) -> dict[str, Any]:
    due = draw(st.none() | st.integers(-90, 90))
    until = draw(st.none() | st.integers(1, 60))
    day = TODAY + timedelta(days=due) if due is not None else None
    return {
        "state": draw(st.sampled_from(STATES)),
        "due_on": day.isoformat() if day else None,
        "extended_to": (day + timedelta(days=until)).isoformat() if day and until else None,
    }


@given(st.lists(demands(), max_size=60))
def test_columns_and_bars_add_up_to_the_rows(rows: list[dict[str, Any]]) -> None:
    with app.test_request_context():
        served, standing = figures.demanded(rows, TODAY), figures.standings(rows, TODAY)
        columns, bars = figures.weeks(served, TODAY, "2023-11-30"), figures.phone_rows(served, TODAY)
    for key in ("done", "going", "late"):
        assert sum(one[key] for one in columns) == standing[key]
    assert sum(one["count"] for one in bars) == len(served) == standing.total() - standing["waiting"]
    assert bars[0]["count"] == standing["late"] and bars[-1]["count"] == standing["done"]


@given(st.lists(demands(), min_size=1, max_size=20), st.data())
def test_one_row_dropped_turns_the_comparison_red(rows: list[dict[str, Any]], data: st.DataObject) -> None:
    dropped = rows[:]
    dropped.pop(data.draw(st.integers(0, len(rows) - 1)))
    with app.test_request_context():
        columns = figures.weeks(dropped, TODAY, "2023-11-30")
    assert sum(one[key] for one in columns for key in ("done", "going", "late")) != len(rows)


def test_the_picture_stays_readable_whatever_the_dates() -> None:
    """A last day of another century widens nothing: it is counted at the edge."""
    days = ("1999-12-31", "2023-10-16", "2099-12-31", "9999-12-31")
    rows = [{"state": "served", "due_on": day, "extended_to": None} for day in days]
    with app.test_request_context():
        columns = figures.weeks(rows, TODAY, "2023-11-30")
    assert len(columns) <= figures.BACK + figures.AHEAD + 3
    assert (columns[0]["label"], columns[0]["late"]) == ("更早", 1)
    assert (columns[-1]["label"], columns[-1]["going"]) == ("更晚", 2)
    assert sum(one[key] for one in columns for key in ("done", "going", "late")) == len(rows)


def test_today_stands_between_its_week_and_the_next() -> None:
    with app.test_request_context():
        columns = figures.weeks([{"state": "served", "due_on": "2023-10-02", "extended_to": None}], TODAY, "2023-11-30")
    assert [one["label"] for one in columns][:5] == ["10/2", "10/9", "10/16", "10/23", "10/30"]
    at = figures.today_at(columns, TODAY)
    assert at is not None and 3 < at < 4


def test_the_districts_of_a_city_stand_in_their_own_order() -> None:
    checks = [{"district": name, "state": "complete", "result": "meets"} for name in ("海门区", "崇川区", "")]
    with app.test_request_context():
        rows = figures.by_district(
            [*checks, {"district": "崇川区", "state": "drawn", "result": None}], ["崇川区", "海门区"]
        )
    assert [(row["label"], row["done"], row["drawn"]) for row in rows] == [
        ("崇川区", 1, 2),
        ("海门区", 1, 1),
        ("未填", 1, 1),
    ]


def test_a_replaced_company_is_none_that_a_district_has_to_check() -> None:
    checks = [{"district": "崇川区", "state": state, "result": None} for state in ("replaced", "drawn")]
    with app.test_request_context():
        rows = figures.by_district(checks)
    assert [(row["label"], row["done"], row["drawn"]) for row in rows] == [("崇川区", 0, 1)]


def test_only_a_notice_that_was_served_demands_anything() -> None:
    rows = [{"state": state, "due_on": "2023-11-27", "extended_to": None} for state in ("drafted", "issued", "served")]
    assert [row["state"] for row in figures.demanded(rows, TODAY)] == ["served"]


def test_what_was_withdrawn_or_never_left_the_office_is_not_said_to_be_done() -> None:
    def some(*states: str) -> list[dict[str, Any]]:
        return [{"state": state, "body": "江海认证", "approval_no": "CNCA-R-2023-001"} for state in states]

    assert figures.papers(some("held", "withdrawn"), some("drafted", "issued", "served", "withdrawn")) == {
        "interviews": 1,
        "held": 1,
        "reminders": 1,
        "unserved": 2,
        "withdrawn": 2,
        "bodies": 1,
    }
