"""reminder.issue: the reminder is written."""

import pytest

from audit_app.demo.script import known_id
from audit_app.ops import OpBatch, apply, make
from audit_app.store.db import Database
from tests.ops.office_kit import NOW, Office

KIND = "reminder.issue"


def test_it_moves_on_and_nothing_else_changes(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    assert office.changed(step) == {"reminders"}
    kept = office.row("reminders", step.subject)
    assert kept["state"] == "issued"
    assert (kept["issued_on"], kept["number"]) == ("2023-09-20", "通知标醒〔2023〕1 号")


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


def test_a_day_that_has_not_come_is_refused(database: Database) -> None:
    office = Office(database)
    assert office.take(office.until(KIND), on="2023-10-28").why == "date_ahead"


def test_it_is_not_dated_before_the_checks_it_cites(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    early = office.take(step, on="2023-09-13")
    assert (early.why, early.field) == ("issued_before_checks", "on")
    assert "2023-09-13" in str(early.sentence) and "2023-09-14" in str(early.sentence)
    assert office.take(step, on="2023-09-14").outcome == "done"


def test_a_day_before_the_conclusions_were_written_down_has_a_reason(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    early = office.take(step, on="2023-10-26", because="")
    assert (early.why, early.field) == ("issued_before_conclusion", "because") and "2023-10-27" in str(early.sentence)
    assert office.take(step, on="2023-10-26").outcome == "done", "with its reason"


@pytest.mark.usefixtures("of_before")
def test_a_row_of_before_this_rule_is_carried_out_as_it_was(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    today, old = ({**make(KIND, step.subject, {"on": "2023-09-20"}), "v": 3} for _n in range(2))
    assert apply(database, today, office.actor("wuhao"), NOW).why == "issued_before_conclusion"
    with database.writing() as connection:
        batch = OpBatch(connection, NOW, replaying=True)
        assert batch.apply_one(old, office.actor("wuhao")).outcome == "done"
        batch.flush()
