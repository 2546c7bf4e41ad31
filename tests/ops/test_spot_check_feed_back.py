"""spot_check.feed_back: the company hears the result."""

from audit_app.demo.script import known_id
from audit_app.store.db import Database
from tests.ops.office_kit import Office

KIND = "spot_check.feed_back"


def test_the_check_moves_on(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    assert office.changed(step) == {"spot_checks"}
    kept = office.row("spot_checks", step.subject)
    assert kept["state"] == "fed_back"
    assert kept["fed_back_on"] == "2023-09-15"


def test_only_the_city_s_people_may_and_a_repeat_is_once(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    assert office.turned_away(step, "wuhao", "qianlei") == {
        "zhoumin": "not_permitted",
        "taoran": "absent",
        "liyan": "absent",
    }
    office.is_once(step)
    assert office.do("wuhao", KIND, known_id("nowhere"), step.body).why == "absent"


def test_it_cannot_come_too_early(database: Database) -> None:
    office = Office(database)
    office.until("spot_check.conclude")
    assert office.do("wuhao", KIND, office.checks()[0], {"on": "2023-09-15"}).why == "wrong_state"


def test_a_day_that_has_not_come_is_refused(database: Database) -> None:
    office = Office(database)
    assert office.take(office.until(KIND), on="2023-10-28").why == "date_ahead"


def test_a_day_before_the_step_before_is_refused(database: Database) -> None:
    office = Office(database)
    assert office.take(office.until(KIND), on="2023-09-01").why == "dates_reversed"
