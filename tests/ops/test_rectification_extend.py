"""rectification.extend: a later last day with its reason; the state stays."""

from audit_app.ops import apply, make
from audit_app.store.db import Database
from tests.ops.office_kit import TERM_ENDS, Office

KIND = "rectification.extend"


def test_the_last_day_moves_and_the_state_stays(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    assert office.changed(step) == {"rectifications"}
    kept = office.row("rectifications", step.subject)
    assert (kept["state"], kept["due_on"], kept["extended_to"]) == ("served", "2023-11-25", "2023-11-25")
    assert kept["reason"] == step.body["reason"]


def test_only_the_city_extends_and_a_repeat_is_once(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    assert office.turned_away(step, "wuhao") == {
        "zhoumin": "not_permitted",
        "qianlei": "not_permitted",
        "taoran": "absent",
        "liyan": "absent",
    }
    office.is_once(step)


def test_an_extension_must_be_later_and_come_after_service(database: Database) -> None:
    office = Office(database)
    served = office.until("rectification.serve")
    assert office.do("wuhao", KIND, served.subject, {"until": "2023-12-01", "reason": "x"}).why == "term_from_service"
    office.take(served)
    assert office.do("wuhao", KIND, served.subject, {"until": TERM_ENDS, "reason": "x"}).why == "not_later"
    assert office.do("wuhao", KIND, served.subject, {"until": "2023-12-01", "reason": " "}).why == "bad_shape"


def test_a_day_set_in_the_notice_can_be_moved_before_it_is_served_but_not_into_the_past(database: Database) -> None:
    """A drafted notice whose day is over is not issued; it is given a later day first."""
    office = Office(database)
    step = office.until("spot_check.conclude")
    demand = {"due_on": "2023-11-10", "days": None, "requirement": ""}
    assert office.take(step, rectification=demand).outcome == "done"
    paper = office.rows("rectifications")[0]["id"]
    assert office.do("wuhao", KIND, paper, {"until": "2023-11-09", "reason": "x"}).why == "not_later"
    assert (
        office.do("wuhao", KIND, paper, {"until": "2023-11-20", "reason": "设备停机检修，企业申请延期"}).outcome
        == "done"
    )
    kept = office.row("rectifications", paper)
    assert (kept["state"], kept["due_on"]) == ("drafted", "2023-11-20")


def test_a_day_that_is_over_cannot_be_the_later_one(database: Database) -> None:
    office = Office(database)
    step = office.until("spot_check.conclude")
    office.take(step, rectification={"due_on": "2023-10-28", "days": None, "requirement": ""})
    op = make(
        KIND, office.rows("rectifications")[0]["id"], {"until": "2023-10-30", "reason": "设备停机检修，企业申请延期"}
    )
    assert apply(database, op, office.actor("wuhao"), "2023-11-02T02:00:00.000Z").why == "due_past"


def test_it_has_a_reason_and_an_end(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    assert office.take(step, reason="x").why == "reason_short"
    assert office.take(step, reason="..........").why == "reason_short"
    outcome = office.take(step, until="2099-12-31")
    assert outcome.why == "extended_too_far" and "400" in str(outcome.sentence)
    assert office.take(step, until="2024-11-19").outcome == "done", "400 days after 2023-10-16"
