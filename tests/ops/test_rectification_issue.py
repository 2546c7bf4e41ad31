"""rectification.issue: the notice is written."""

from audit_app.demo.script import known_id
from audit_app.store.db import Database
from tests.ops.office_kit import Office, issued

KIND = "rectification.issue"


def test_it_moves_on_and_nothing_else_changes(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    assert office.changed(step) == {"rectifications"}
    kept = office.row("rectifications", step.subject)
    assert kept["state"] == "issued"
    assert (kept["issued_on"], kept["number"]) == ("2023-09-15", "通知标改〔2023〕1 号")


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


def test_the_last_day_is_held_against_the_day_of_issue(database: Database) -> None:
    """A notice issued in time may be written down late; one issued on its last day or after is none."""
    office = Office(database)
    step = office.until("spot_check.conclude")
    rectification = {"due_on": "2023-09-28", "days": None, "requirement": ""}
    assert office.take(step, rectification=rectification).outcome == "done"
    paper = office.rows("rectifications")[0]["id"]
    for on in ("2023-09-28", "2023-10-20"):
        late = office.do("wuhao", KIND, paper, {"on": on, "number": None})
        assert late.why == "due_before_issue" and "2023-09-28" in str(late.sentence) and on in str(late.sentence)
    assert office.do("wuhao", KIND, paper, issued("2023-09-27")).outcome == "done"


def test_it_is_not_dated_before_the_check(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    early = office.take(step, on="2023-09-13")
    assert (early.why, early.field) == ("issued_before_checks", "on")
    assert "2023-09-13" in str(early.sentence) and "2023-09-14" in str(early.sentence)
    assert office.take(step, on="2023-09-14").outcome == "done"
