"""spot_check.notify: the company is told."""

import pytest

from audit_app.demo.script import known_id
from audit_app.ops import OpBatch, apply, make
from audit_app.store.db import Database
from tests.ops.office_kit import NOW, Office

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


def test_nobody_is_told_before_the_draw(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    outcome = office.take(step, on="2023-08-27")
    assert (outcome.why, outcome.field) == ("before_draw", "on") and "2023-08-28" in str(outcome.sentence)
    assert office.take(step, on="2023-08-28").outcome == "done"


@pytest.mark.usefixtures("of_before")
def test_what_was_approved_before_this_rule_has_no_such_day(database: Database) -> None:
    """An approval of version 1 wrote no moment, in a replay, too; a notice of version 2 in the log is carried out as it was."""
    office = Office(database)
    step = office.until("spot_check.approve")
    approval = {**make(step.kind, step.subject, step.body), "v": 1}
    assert apply(database, approval, office.actor("wuhao"), NOW).outcome == "done"
    assert office.row("spot_checks", step.subject)["approved_at"] is None
    told = {**make(KIND, step.subject, {"on": "2023-09-11"}), "v": 2}
    with database.writing() as connection:
        batch = OpBatch(connection, NOW, replaying=True)
        assert batch.apply_one(told, office.actor("wuhao")).outcome == "done"
        batch.flush()
