"""regulatory_interview.notify: the notice names time and place."""

from audit_app.store.db import Database
from tests.ops.office_kit import INTERVIEW, Office

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
