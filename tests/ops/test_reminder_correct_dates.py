"""reminder.correct_dates: the days on which a reminder was issued and served, with a reason, in their order."""

from audit_app.store.db import Database
from tests.ops.office_kit import Office, Step

KIND = "reminder.correct_dates"


def served(office: Office) -> Step:
    body = {
        "was": {"served_on": "2023-09-21"},
        "now": {"served_on": "2023-09-25"},
        "reason": "送达回证上的日期是二十五日",
    }
    return Step(KIND, "wuhao", office.until("reminder.close").subject, body)


def test_the_day_is_put_right_and_nothing_else(database: Database) -> None:
    office = Office(database)
    step = served(office)
    assert office.changed(step) == {"reminders"}
    row = office.row("reminders", step.subject)
    assert (row["issued_on"], row["served_on"], row["state"]) == ("2023-09-20", "2023-09-25", "served")


def test_days_stay_in_their_order(database: Database) -> None:
    office = Office(database)
    step = served(office)
    for name, before, day, why in (
        ("served_on", "2023-09-21", "2023-09-19", "dates_reversed"),
        ("issued_on", "2023-09-20", "2023-09-22", "dates_reversed"),
        ("issued_on", "2023-09-20", "2023-10-28", "date_ahead"),
        ("issued_on", "2023-09-20", "2023-09-01", "issued_before_checks"),
        ("issued_on", "2023-09-19", "2023-09-18", "stale"),
    ):
        assert office.take(step, was={name: before}, now={name: day}).why == why, (name, day)
    assert office.take(step, reason="写错").why == "reason_short"


def test_only_its_city_corrects(database: Database) -> None:
    office = Office(database)
    assert set(office.turned_away(served(office), "wuhao").values()) <= {"not_permitted", "absent"}


def test_nothing_is_corrected_once_the_table_is_accepted(database: Database) -> None:
    office = Office(database)
    accepted = office.until("city_round.accept")
    paper = office.rows("reminders", state="closed")[0]["id"]
    assert office.take(accepted).outcome == "done"
    body = {
        "was": {"served_on": "2023-09-21"},
        "now": {"served_on": "2023-09-25"},
        "reason": "送达回证上的日期是二十五日",
    }
    assert office.do("wuhao", KIND, paper, body).why == "round_closed"


def test_the_day_of_closing(database: Database) -> None:
    office = Office(database)
    office.until("city_round.report")
    paper = office.rows("reminders", state="closed")[0]["id"]
    body = {
        "was": {"closed_on": "2023-10-20"},
        "now": {"closed_on": "2023-10-18"},
        "reason": "关闭的日期写错，应为十八日",
    }
    early = office.do("wuhao", KIND, paper, {**body, "now": {"closed_on": "2023-09-20"}})
    assert (early.why, early.field) == ("dates_reversed", "closed_on")
    assert office.do("wuhao", KIND, paper, body).outcome == "done"
    assert office.row("reminders", paper)["closed_on"] == "2023-10-18"
