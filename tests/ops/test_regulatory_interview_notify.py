"""regulatory_interview.notify: the notice names time and place."""

from audit_app.demo.script import known_id
from audit_app.store.db import Database
from tests.ops.office_kit import CAMPAIGN, INTERVIEW, Office

KIND = "regulatory_interview.notify"


def test_local_time_is_kept_as_an_instant_with_the_place(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    assert office.changed(step) == {"regulatory_interviews"}
    kept = office.row("regulatory_interviews", INTERVIEW)
    assert (kept["state"], kept["held_at"], kept["place"]) == ("notified", "2023-10-20T06:00:00.000Z", "三楼会议室")
    assert kept["number"] == "苏知标谈〔2023〕1 号"


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


def test_a_time_that_does_not_exist_is_refused(database: Database) -> None:
    office = Office(database)
    assert office.take(office.until(KIND), at="2023-02-30T14:00").why == "bad_date"
    assert office.row("regulatory_interviews", INTERVIEW)["state"] == "drafted"


def test_there_must_be_a_draft(database: Database) -> None:
    office = Office(database)
    step = office.until("regulatory_interview.draft")
    body = {"at": "2023-10-20T14:00", "place": "三楼", "number": None}
    assert office.do("zhoumin", KIND, step.subject, body).why == "absent"


def test_an_interview_is_not_dated_before_its_checks_and_has_companies(database: Database) -> None:
    """The company it cites was checked on 09-14."""
    office = Office(database)
    step = office.until(KIND)
    outcome = office.take(step, at="2023-09-13T16:00")
    assert (outcome.why, outcome.field) == ("before_checks", "at") and "2023-09-14" in str(outcome.sentence)
    assert office.take(step, at="2023-09-14T16:00").outcome == "done"
    office.did(
        "zhoumin",
        "regulatory_interview.draft",
        known_id("T alone"),
        {"campaign": CAMPAIGN, "body": "独", "approval_no": ""},
    )
    assert office.do("zhoumin", KIND, known_id("T alone"), step.body).why == "no_company"
