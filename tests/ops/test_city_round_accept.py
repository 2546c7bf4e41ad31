"""city_round.accept: the province accepts a reported round."""

from audit_app.store.db import Database
from tests.ops.office_kit import ROUND, Office, conclusion

KIND = "city_round.accept"


def test_the_office_above_decides(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    assert office.changed(step) == {"city_rounds"}
    kept = office.row("city_rounds", ROUND)
    assert (kept["state"], kept["reason"]) == ("accepted", step.body.get("reason"))


def test_no_city_decides_about_itself_and_a_repeat_is_once(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    said = office.turned_away(step, "zhoumin")
    assert said == {"wuhao": "not_permitted", "qianlei": "not_permitted", "taoran": "absent", "liyan": "absent"}
    office.is_once(step)


def test_nothing_happens_to_a_round_that_was_not_reported(database: Database) -> None:
    office = Office(database)
    office.until("city_round.report")
    assert office.do("zhoumin", KIND, ROUND, {"digest": ""}).why == "wrong_state"
    assert office.row("city_rounds", ROUND)["state"] == "checking"


def test_only_the_table_that_was_read_is_accepted(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    assert office.take(step, digest="0" * 64).why == "table_changed"
    assert office.take(step, digest="").why == "table_changed"
    assert office.row("city_rounds", ROUND)["state"] == "reported"
    assert office.take(step).outcome == "done"


def test_not_while_a_conclusion_in_the_table_is_being_corrected(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    check = office.checks()[3]
    body = {**conclusion("none"), "reason": "写错了一家，照原件更正", **office.as_read(check)}
    office.did("qianlei", "spot_check.correct_conclusion", check, body)
    outcome = office.take(step)
    assert outcome.why == "corrected_open" and outcome.details["count"] == 1
    office.did("qianlei", "spot_check.feed_back", check, {"on": "2023-09-15"})
    office.did("qianlei", "spot_check.complete", check, {})
    assert office.take(step).outcome == "done"
