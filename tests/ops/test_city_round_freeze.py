"""city_round.freeze: the round is pinned to one register of its own."""

from audit_app.demo.script import known_id
from audit_app.store.db import Database
from tests.ops.office_kit import OTHER_ROUND, REGISTER, ROUND, Office

KIND = "city_round.freeze"


def test_freezing_pins_the_register(database: Database) -> None:
    office = Office(database)
    assert office.changed(office.until(KIND)) == {"city_rounds"}
    kept = office.row("city_rounds", ROUND)
    assert (kept["state"], kept["register_id"]) == ("frozen", REGISTER)
    assert office.row("city_rounds", OTHER_ROUND)["state"] == "open"


def test_only_the_city_freezes_and_a_repeat_is_once(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    said = office.turned_away(step, "wuhao")
    assert said == {"zhoumin": "not_permitted", "qianlei": "not_permitted", "taoran": "absent", "liyan": "absent"}
    office.is_once(step)


def test_a_register_that_is_not_there_or_of_another_round_does_not_freeze(database: Database) -> None:
    office = Office(database)
    step = office.until("register.import")
    assert office.do("wuhao", KIND, ROUND, {"register": REGISTER}).why == "absent"
    office.take(step)
    assert office.do("taoran", KIND, OTHER_ROUND, {"register": REGISTER}).why == "absent"
    assert office.do("wuhao", KIND, known_id("nowhere"), {"register": REGISTER}).why == "absent"
    assert office.row("city_rounds", ROUND)["state"] == "open"
