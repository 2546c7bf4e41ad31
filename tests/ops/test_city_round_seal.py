"""city_round.seal: after it nothing of the draw can change."""

from audit_app.demo.script import known_id
from audit_app.store.db import Database
from tests.ops.office_kit import NOW, REGISTER, ROUND, Office

KIND = "city_round.seal"


def test_the_seal_says_who_and_when(database: Database) -> None:
    office = Office(database)
    assert office.changed(office.until(KIND)) == {"city_rounds", "draws"}
    kept = office.rows("draws")[0]
    assert (kept["sealed_at"], kept["sealed_by"]) == (NOW, known_id("wuhao"))
    assert office.row("city_rounds", ROUND)["state"] == "sealed"


def test_only_the_city_seals_and_a_repeat_is_once(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    said = office.turned_away(step, "wuhao")
    assert said == {"zhoumin": "not_permitted", "qianlei": "not_permitted", "taoran": "absent", "liyan": "absent"}
    office.is_once(step)


def test_nothing_is_sealed_before_it_is_drawn(database: Database) -> None:
    office = Office(database)
    office.until("city_round.draw")
    assert office.do("wuhao", KIND, ROUND, {}).why == "wrong_state"


def test_behind_the_seal_every_way_back_is_shut(database: Database) -> None:
    office = Office(database)
    office.take(office.until(KIND))
    before = office.all()
    tries = [
        ("city_round.freeze", {"register": REGISTER}),
        ("city_round.draw", {"seed": "neu", "on": "2023-08-28", "quota": 3, "strata": ["district"]}),
        (KIND, {}),
    ]
    assert [office.do("wuhao", kind, ROUND, body).why for kind, body in tries] == ["already_sealed"] * 3
    assert office.all() == before
