"""regulatory_interview.hold: the body was heard."""

from audit_app.demo.script import known_id
from audit_app.store.db import Database
from tests.ops.office_kit import Office

KIND = "regulatory_interview.hold"


def test_it_moves_on_and_nothing_else_changes(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    assert office.changed(step) == {"regulatory_interviews"}
    kept = office.row("regulatory_interviews", step.subject)
    assert kept["state"] == "held"
    assert (kept["held_at"]) == "2023-10-20T06:00:00.000Z"


def test_only_the_office_it_belongs_to_may_and_a_repeat_is_once(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    assert office.turned_away(step, "zhoumin") == {
        "wuhao": "absent",
        "qianlei": "absent",
        "taoran": "absent",
        "liyan": "absent",
    }
    office.is_once(step)
    assert office.do("zhoumin", KIND, known_id("nowhere"), step.body).why == "absent"


def test_it_cannot_come_too_early(database: Database) -> None:
    office = Office(database)
    step = office.until("regulatory_interview.notify")
    assert office.do("zhoumin", KIND, step.subject, {"on": "2023-10-26"}).why == "wrong_state"


def test_a_day_that_has_not_come_is_refused(database: Database) -> None:
    office = Office(database)
    assert office.take(office.until(KIND), on="2023-10-28").why == "date_ahead"


def test_it_is_not_held_before_the_checks_it_cites(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    assert office.take(step, on="2023-09-13").why == "before_checks"
    assert office.take(step).outcome == "done"
