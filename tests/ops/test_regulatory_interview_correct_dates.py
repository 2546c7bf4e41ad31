"""regulatory_interview.correct_dates: time and place of the notice, and the day of each act since, with a reason."""

import json
from typing import Any

import pytest

from audit_app.store.db import Database
from tests.ops.office_kit import INTERVIEW, Office, Step, dated

KIND = "regulatory_interview.correct_dates"
WHY = "笔录上的日期是十九日，登记时写错"


def correction(**days: tuple[str | None, str | None]) -> Step:
    was, now = ({name: pair[at] for name, pair in days.items()} for at in (0, 1))
    return Step(KIND, "zhoumin", INTERVIEW, {"was": was, "now": now, "reason": WHY})


def acts(office: Office) -> dict[str, str]:
    return {one["verb"]: one["on"] for one in json.loads(office.row("regulatory_interviews", INTERVIEW)["content"])}


def test_time_and_place_of_the_notice(database: Database) -> None:
    office = Office(database)
    office.until("regulatory_interview.hold")
    step = correction(at=("2023-10-20T14:00", "2023-10-19T09:30"), place=("三楼会议室", "二楼会议室"))
    assert office.changed(step) == {"regulatory_interviews"}
    row = office.row("regulatory_interviews", INTERVIEW)
    assert (row["held_at"], row["place"], row["state"]) == ("2023-10-19T01:30:00.000Z", "二楼会议室", "notified")
    assert acts(office) == {"notify": "2023-10-19T09:30"}


def test_the_day_of_each_act(database: Database) -> None:
    office = Office(database)
    report = office.until("city_round.report")
    step = correction(
        held_on=("2023-10-20", "2023-10-19"),
        committed_on=("2023-10-21", "2023-10-22"),
        closed_on=("2023-10-26", "2023-10-25"),
    )
    assert office.changed(step) == {"regulatory_interviews"}
    assert acts(office) == {
        "notify": "2023-10-20T14:00",
        "hold": "2023-10-19",
        "sign_minutes": "2023-10-20",
        "await_commitments": "2023-10-22",
        "verify": "2023-10-25",
        "close": "2023-10-25",
    }
    assert office.row("regulatory_interviews", INTERVIEW)["closed_on"] == "2023-10-25"
    assert office.take(report, **office.table_read()).outcome == "done"


@pytest.mark.parametrize(
    ("days", "why", "field"),
    [
        ({"held_on": ("2023-10-20", "2023-10-21")}, "dates_reversed", "held_on"),
        ({"verified_on": ("2023-10-25", "2023-10-27")}, "dates_reversed", "verified_on"),
        ({"closed_on": ("2023-10-26", "2023-10-28")}, "date_ahead", "closed_on"),
        ({"held_on": ("2023-10-20", "2023-09-13")}, "before_checks", "held_on"),
        ({"at": ("2023-10-20T14:00", "2023-09-13T14:00")}, "before_checks", "at"),
        ({"at": ("2023-10-20T14:00", "2023-10-20 25:00")}, "bad_date", "at"),
        ({"held_on": ("2023-10-19", "2023-10-18")}, "stale", "held_on"),
        ({"place": ("三楼会议室", None)}, "day_emptied", "place"),
        ({"held_on": ("2023-10-20", "2023-10-20")}, "nothing_changed", None),
    ],
)
def test_days_stay_in_their_order(database: Database, days: Any, why: str, field: str | None) -> None:
    office = Office(database)
    office.until("city_round.report")
    outcome = office.take(correction(**days))
    assert (outcome.why, outcome.field) == (why, field)


def test_a_day_that_is_not_there_is_no_correction(database: Database) -> None:
    office = Office(database)
    office.until("regulatory_interview.hold")
    assert office.take(correction(held_on=(None, "2023-10-20"))).why == "stale"
    assert office.take(correction(at=("2023-10-20T14:00", "2023-10-21T14:00")), reason="写错").why == "reason_short"


def test_only_its_office_corrects(database: Database) -> None:
    office = Office(database)
    office.until("regulatory_interview.hold")
    said = office.turned_away(correction(place=("三楼会议室", "二楼会议室")), "zhoumin")
    assert set(said.values()) <= {"not_permitted", "absent"}


def test_the_day_in_an_accepted_table_stays_and_others_do_not(database: Database) -> None:
    office = Office(database)
    assert office.take(office.until("city_round.accept")).outcome == "done"
    assert office.take(correction(held_on=("2023-10-20", "2023-10-19"))).why == "round_closed"
    assert office.take(correction(verified_on=("2023-10-25", "2023-10-24"))).outcome == "done"


def test_acts_after_an_interview_are_not_dated_before_it(database: Database) -> None:
    office = Office(database)
    step = office.until("regulatory_interview.sign_minutes")
    outcome = office.take(step, **dated("2023-10-19"))
    assert (outcome.why, outcome.field) == ("dates_reversed", "on")
