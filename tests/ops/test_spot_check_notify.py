"""spot_check.notify: the company is told."""

from audit_app.demo.script import known_id
from audit_app.store.db import Database
from tests.ops.office_kit import Office

KIND = "spot_check.notify"


def test_the_check_moves_on(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    assert office.changed(step) == {"spot_checks"}
    kept = office.row("spot_checks", step.subject)
    assert kept["state"] == "notified"
    assert kept["notified_on"] == "2023-09-11"


def test_only_the_city_s_people_may_and_a_repeat_is_once(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    assert office.turned_away(step, "wuhao") == {
        "zhoumin": "not_permitted",
        "qianlei": "not_permitted",
        "taoran": "absent",
        "liyan": "absent",
    }
    office.is_once(step)
    assert office.do("wuhao", KIND, known_id("nowhere"), step.body).why == "absent"


def test_it_cannot_come_too_early(database: Database) -> None:
    office = Office(database)
    office.until("spot_check.approve")
    assert office.do("wuhao", KIND, office.checks()[0], {"on": "2023-09-11"}).why == "wrong_state"


def test_a_day_that_has_not_come_is_refused(database: Database) -> None:
    office = Office(database)
    assert office.take(office.until(KIND), on="2023-10-28").why == "date_ahead"
