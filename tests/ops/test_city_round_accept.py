"""city_round.accept: the province accepts a reported round."""

from audit_app.store.db import Database
from tests.ops.office_kit import ROUND, Office

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
    assert office.do("zhoumin", KIND, ROUND, {}).why == "wrong_state"
    assert office.row("city_rounds", ROUND)["state"] == "checking"
