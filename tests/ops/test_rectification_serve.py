"""rectification.serve: the term begins with service; a date set in the notice is kept."""

from audit_app.store.db import Database
from tests.ops.office_kit import SERVED, TERM_ENDS, Office, failing, issued

KIND = "rectification.serve"


def test_the_term_starts_on_service_and_rolls_off_a_sunday(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    assert office.changed(step) == {"rectifications"}
    kept = office.row("rectifications", step.subject)
    assert (kept["state"], kept["served_on"], kept["due_on"], kept["provisional"]) == ("served", SERVED, TERM_ENDS, 0)


def test_a_date_set_in_the_notice_stays_even_on_a_sunday(database: Database) -> None:
    office = Office(database)
    check = office.until("spot_check.conclude")
    fixed = {"due_on": "2023-11-05", "days": None, "requirement": ""}
    office.did("qianlei", check.kind, check.subject, {**failing("reminder"), "rectification": fixed})
    id = office.rows("rectifications")[0]["id"]
    office.did("wuhao", "rectification.issue", id, issued("2023-09-15"))
    office.did("wuhao", KIND, id, {"on": SERVED})
    assert office.row("rectifications", id)["due_on"] == "2023-11-05"


def test_a_term_into_a_year_without_official_days_is_provisional(database: Database) -> None:
    office = Office(database)
    check = office.until("spot_check.conclude")
    long = {"due_on": None, "days": 400, "requirement": ""}
    office.did("qianlei", check.kind, check.subject, {**failing("reminder"), "rectification": long})
    id = office.rows("rectifications")[0]["id"]
    office.did("wuhao", "rectification.issue", id, issued("2023-09-15"))
    office.did("wuhao", KIND, id, {"on": SERVED})
    assert (office.row("rectifications", id)["due_on"], office.row("rectifications", id)["provisional"]) == (
        "2024-10-21",
        0,
    )


def test_only_the_city_records_service_and_a_repeat_is_once(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    assert office.turned_away(step, "wuhao") == {
        "zhoumin": "not_permitted",
        "qianlei": "not_permitted",
        "taoran": "absent",
        "liyan": "absent",
    }
    office.is_once(step)


def test_it_cannot_come_before_the_notice(database: Database) -> None:
    office = Office(database)
    step = office.until("rectification.issue")
    assert office.do("wuhao", KIND, step.subject, {"on": SERVED}).why == "wrong_state"
    office.take(step)
    assert office.do("wuhao", KIND, step.subject, {"on": "2023-09-14"}).why == "dates_reversed"
    assert office.do("wuhao", KIND, step.subject, {"on": "2023-10-28"}).why == "date_ahead"
