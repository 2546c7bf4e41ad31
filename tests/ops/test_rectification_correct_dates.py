"""rectification.correct_dates: days of issue and service with a reason; a term from service is counted anew."""

from audit_app.store.db import Database
from tests.ops.office_kit import Office, Step

KIND = "rectification.correct_dates"
WHY = "送达回证上的日期是十八日"


def served(office: Office, before: str = "rectification.extend") -> Step:
    step = office.until(before)
    body = {"was": {"served_on": "2023-09-15"}, "now": {"served_on": "2023-09-18"}, "reason": WHY}
    return Step(KIND, "wuhao", step.subject, body)


def test_the_last_day_follows_the_day_of_service(database: Database) -> None:
    office = Office(database)
    step = served(office)
    assert office.row("rectifications", step.subject)["due_on"] == "2023-10-16"
    assert office.changed(step) == {"rectifications"}
    row = office.row("rectifications", step.subject)
    assert (row["issued_on"], row["served_on"], row["due_on"]) == ("2023-09-15", "2023-09-18", "2023-10-18")
    assert row["state"] == "served"


def test_an_extended_last_day_stays(database: Database) -> None:
    office = Office(database)
    step = served(office, "rectification.recheck")
    assert office.take(step).outcome == "done"
    row = office.row("rectifications", step.subject)
    assert (row["served_on"], row["due_on"]) == ("2023-09-18", "2023-11-25")


def test_days_stay_in_their_order(database: Database) -> None:
    office = Office(database)
    step = served(office, "rectification.recheck")
    for name, before, day, why in (
        ("served_on", "2023-09-15", "2023-09-14", "dates_reversed"),
        ("issued_on", "2023-09-15", "2023-09-16", "dates_reversed"),
        ("served_on", "2023-09-15", "2023-10-20", "dates_reversed"),
        ("served_on", "2023-09-15", "2023-10-28", "date_ahead"),
        ("issued_on", "2023-09-15", "2023-09-01", "issued_before_checks"),
        ("served_on", "2023-09-14", "2023-09-15", "nothing_changed"),
        ("served_on", "2023-09-14", "2023-09-16", "stale"),
        ("served_on", "2023-09-15", None, "day_emptied"),
    ):
        outcome = office.take(step, was={name: before}, now={name: day})
        assert (outcome.why, outcome.field) == (why, None if why == "nothing_changed" else name), (name, day)
    assert office.take(step, reason="写错").why == "reason_short"


def test_a_day_that_is_not_there_is_no_correction(database: Database) -> None:
    office = Office(database)
    step = served(office, "rectification.serve")
    assert office.take(step, was={"served_on": None}).why == "stale"
    responded = {"was": {"responded_on": None}, "now": {"responded_on": "2023-09-18"}}
    assert office.take(step, **responded).why == "stale"


def test_only_its_city_corrects(database: Database) -> None:
    office = Office(database)
    said = office.turned_away(served(office), "wuhao")
    assert set(said.values()) <= {"not_permitted", "absent"}


def test_nothing_is_corrected_once_the_table_is_accepted(database: Database) -> None:
    office = Office(database)
    accepted = office.until("city_round.accept")
    paper = office.rows("rectifications", state="closed")[0]["id"]
    body = {"was": {"served_on": "2023-09-15"}, "now": {"served_on": "2023-09-18"}, "reason": WHY}
    step = Step(KIND, "wuhao", paper, body)
    assert office.take(step, was={"issued_on": "2023-09-15"}, now={"issued_on": "2023-09-14"}).outcome == "done"
    assert office.take(accepted, digest=office.reported()).outcome == "done"
    assert office.take(step).why == "round_closed"


def after_reply(office: Office, before: str = "rectification.close", **days: tuple[str, str]) -> Step:
    step = office.until(before)
    was, now = ({name: pair[at] for name, pair in days.items()} for at in (0, 1))
    return Step(KIND, "wuhao", step.subject, {"was": was, "now": now, "reason": WHY})


def test_days_after_the_reply(database: Database) -> None:
    office = Office(database)
    step = after_reply(office, responded_on=("2023-10-19", "2023-10-18"), rechecked_on=("2023-10-23", "2023-10-20"))
    assert office.changed(step) == {"rectifications"}
    row = office.row("rectifications", step.subject)
    assert (row["responded_on"], row["rechecked_on"], row["state"]) == ("2023-10-18", "2023-10-20", "rechecked")
    for name, was, day, why in (
        ("responded_on", "2023-10-18", "2023-10-21", "dates_reversed"),
        ("rechecked_on", "2023-10-20", "2023-10-17", "dates_reversed"),
        ("rechecked_on", "2023-10-20", "2023-10-28", "date_ahead"),
    ):
        outcome = office.take(step, was={name: was}, now={name: day})
        assert (outcome.why, outcome.field) == (why, name)


def test_a_later_reply_may_lie_after_the_recheck_of_the_one_before(database: Database) -> None:
    office = Office(database)
    step = office.until("rectification.close")
    for kind, body in (
        ("rectification.return", {"reason": "台账仍缺两个月"}),
        ("rectification.respond", {"on": "2023-10-25", "number": None, "note": ""}),
    ):
        assert office.do("wuhao", kind, step.subject, body).outcome == "done"
    body = {"was": {"responded_on": "2023-10-25"}, "now": {"responded_on": "2023-10-26"}, "reason": WHY}
    assert office.do("wuhao", KIND, step.subject, body).outcome == "done"


def test_an_extended_last_day_is_put_right(database: Database) -> None:
    office = Office(database)
    step = after_reply(office, "rectification.respond", extended_to=("2023-11-25", "2023-11-15"))
    early = office.take(step, now={"extended_to": "2023-10-15"})
    assert (early.why, early.field) == ("dates_reversed", "extended_to")
    same = office.take(step, now={"extended_to": "2023-10-16"})
    assert (same.why, same.field) == ("not_after_first", "extended_to")
    assert office.take(step).outcome == "done"
    row = office.row("rectifications", step.subject)
    assert (row["extended_to"], row["due_on"]) == ("2023-11-15", "2023-11-15")


def test_days_that_no_table_shows_are_corrected_after_it_is_accepted(database: Database) -> None:
    office = Office(database)
    assert office.take(office.until("city_round.accept")).outcome == "done"
    paper = office.rows("rectifications", state="closed")[0]["id"]
    body = {"was": {"closed_on": "2023-10-24"}, "now": {"closed_on": "2023-10-25"}, "reason": WHY}
    assert office.do("wuhao", KIND, paper, body).outcome == "done"


REASON = "设备停机检修，企业申请延期"


def test_an_extension_is_not_put_before_the_day_that_the_notice_set(database: Database) -> None:
    office = Office(database)
    step = office.until("spot_check.conclude")
    rectification = {"due_on": "2023-12-31", "days": None, "requirement": ""}
    assert office.take(step, rectification=rectification).outcome == "done"
    paper = office.rows("rectifications")[0]["id"]
    office.did("wuhao", "rectification.issue", paper, {"on": "2023-10-27", "number": None})
    office.did("wuhao", "rectification.serve", paper, {"on": "2023-10-27", "number": None})
    office.did("wuhao", "rectification.extend", paper, {"until": "2024-01-20", "reason": REASON})
    body = {"was": {"extended_to": "2024-01-20"}, "now": {"extended_to": "2023-12-20"}, "reason": WHY}
    right = Step(KIND, "wuhao", paper, body)
    for day in ("2023-12-20", "2023-12-31"):
        outcome = office.take(right, now={"extended_to": day})
        assert (outcome.why, outcome.field) == ("not_after_first", "extended_to"), day
        assert outcome.details["before"] == "2023-12-31"
    assert office.take(right, now={"extended_to": "2024-01-10"}).outcome == "done"
