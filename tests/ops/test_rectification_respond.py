"""rectification.respond: the company's answer is in."""

from audit_app.demo.script import known_id
from audit_app.store.db import Database
from tests.ops.office_kit import Office

KIND = "rectification.respond"


def test_it_moves_on_and_nothing_else_changes(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    assert office.changed(step) == {"rectifications"}
    kept = office.row("rectifications", step.subject)
    assert kept["state"] == "responded"
    assert (kept["responded_on"], kept["reason"]) == ("2023-10-12", None)


def test_only_the_office_it_belongs_to_may_and_a_repeat_is_once(database: Database) -> None:
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
    step = office.until("rectification.serve")
    assert office.do("wuhao", KIND, step.subject, {"on": "2023-10-26"}).why == "wrong_state"


def test_a_day_that_has_not_come_is_refused(database: Database) -> None:
    office = Office(database)
    assert office.take(office.until(KIND), on="2023-10-28").why == "date_ahead"


def test_a_day_before_the_step_before_is_refused(database: Database) -> None:
    office = Office(database)
    assert office.take(office.until(KIND), on="2023-09-01").why == "dates_reversed"
