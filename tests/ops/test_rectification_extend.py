"""rectification.extend: a later last day with its reason; the state stays."""

from audit_app.ops import OpBatch, apply, make
from audit_app.ops.checking import check
from audit_app.store.db import Database
from audit_app.store.tables import city_rounds
from tests.ops.office_kit import NOW, ROUND, TERM_ENDS, Office, issued

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
    assert (
        office.do("wuhao", KIND, served.subject, {"until": "2023-12-01", "reason": LONGER}).why == "term_from_service"
    )
    office.take(served)
    assert office.do("wuhao", KIND, served.subject, {"until": TERM_ENDS, "reason": "x"}).why == "not_later"
    assert office.do("wuhao", KIND, served.subject, {"until": "2023-12-01", "reason": " "}).why == "bad_shape"


LONGER = "设备停机检修，企业申请延期"


def drafted(office: Office, due_on: str) -> str:
    """A notice that sets its day itself, not yet signed."""
    step = office.until("spot_check.conclude")
    assert office.take(step, rectification={"due_on": due_on, "days": None, "requirement": ""}).outcome == "done"
    return str(office.rows("rectifications")[0]["id"])


def test_a_draft_has_its_day_from_the_conclusion(database: Database) -> None:
    """Nobody was given a term yet: the conclusion that drafted it is put right."""
    office = Office(database)
    paper = drafted(office, "2023-11-10")
    before = office.all()
    said = office.do("wuhao", KIND, paper, {"until": "2023-11-20", "reason": LONGER})
    assert (said.why, said.field) == ("extended_as_draft", "until") and "更正结论" in str(said.sentence)
    assert office.all() == before


def test_a_draft_whose_conclusion_is_bound_by_a_paper_that_went_out_is_given_a_later_day(database: Database) -> None:
    """The reminder of the same conclusion is out, so the conclusion stands; the notice's day is over before it is signed."""
    office = Office(database)
    step = office.until("spot_check.conclude")
    taken = office.take(step, rectification={"due_on": "2023-11-10", "days": None, "requirement": ""})
    assert taken.outcome == "done"
    paper, reminder = office.rows("rectifications")[0]["id"], office.rows("reminders")[0]["id"]
    assert office.do("wuhao", KIND, paper, {"until": "2023-11-20", "reason": LONGER}).why == "extended_as_draft"
    office.did("wuhao", "reminder.issue", reminder, issued("2023-09-20", "通知标醒〔2023〕1 号"))
    assert office.do("wuhao", KIND, paper, {"until": "2023-11-20", "reason": LONGER}).outcome == "done"
    assert check(database).differences == []


def test_a_day_set_in_the_notice_can_be_moved_before_it_is_served(database: Database) -> None:
    office = Office(database)
    paper = drafted(office, "2023-11-10")
    office.did("wuhao", "rectification.issue", paper, issued("2023-09-20"))
    assert office.do("wuhao", KIND, paper, {"until": "2023-11-09", "reason": "x"}).why == "not_later"
    assert office.do("wuhao", KIND, paper, {"until": "2023-11-20", "reason": LONGER}).outcome == "done"
    kept = office.row("rectifications", paper)
    assert (kept["state"], kept["due_on"]) == ("issued", "2023-11-20")


def test_a_draft_whose_conclusion_is_closed_is_given_a_later_day(database: Database) -> None:
    """Its day is over, so that it cannot be signed; its conclusion can no longer be corrected, so that it must have a way."""
    office = Office(database)
    paper = drafted(office, "2023-10-20")
    with database.writing() as connection:
        connection.execute(city_rounds.update().where(city_rounds.c.id == ROUND).values(state="accepted"))
    assert office.do("wuhao", "rectification.issue", paper, issued("2023-10-27")).why == "due_before_issue"
    assert office.do("wuhao", KIND, paper, {"until": "2023-11-20", "reason": LONGER}).outcome == "done"
    assert office.do("wuhao", "rectification.issue", paper, issued("2023-10-27")).outcome == "done"


def test_a_draft_that_was_extended_before_is_carried_out_anew(database: Database) -> None:
    """A row of a log from before the rule is done by the rules of its day."""
    office = Office(database)
    paper = drafted(office, "2023-11-10")
    old = {**make(KIND, paper, {"until": "2023-11-20", "reason": LONGER}), "v": 3}
    with database.writing() as connection:
        batch = OpBatch(connection, NOW, replaying=True)
        assert batch.apply_one(old, office.actor("wuhao")).outcome == "done"
        batch.flush()
    assert office.row("rectifications", paper)["due_on"] == "2023-11-20"
    assert check(database).differences == []


def test_a_day_that_is_over_cannot_be_the_later_one(database: Database) -> None:
    office = Office(database)
    paper = drafted(office, "2023-10-28")
    office.did("wuhao", "rectification.issue", paper, issued("2023-10-27"))
    op = make(KIND, paper, {"until": "2023-10-30", "reason": LONGER})
    assert apply(database, op, office.actor("wuhao"), "2023-11-02T02:00:00.000Z").why == "due_past"


def test_it_has_a_reason_and_an_end(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    assert office.take(step, reason="x").why == "reason_short"
    assert office.take(step, reason="..........").why == "reason_short"
    outcome = office.take(step, until="2099-12-31")
    assert outcome.why == "extended_too_far" and "400" in str(outcome.sentence)
    assert office.take(step, until="2024-11-19").outcome == "done", "400 days after 2023-10-16"
