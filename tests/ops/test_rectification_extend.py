"""rectification.extend: a later last day with its reason; the state stays."""

from audit_app.store.db import Database
from tests.ops.office_kit import TERM_ENDS, Office

KIND = "rectification.extend"


def test_the_last_day_moves_and_the_state_stays(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    assert office.changed(step) == {"rectifications"}
    kept = office.row("rectifications", step.subject)
    assert (kept["state"], kept["due_on"], kept["extended_to"]) == ("served", "2023-10-25", "2023-10-25")
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
    assert office.do("wuhao", KIND, served.subject, {"until": "2023-12-01", "reason": "x"}).why == "wrong_state"
    office.take(served)
    assert office.do("wuhao", KIND, served.subject, {"until": TERM_ENDS, "reason": "x"}).why == "not_later"
    assert office.do("wuhao", KIND, served.subject, {"until": "2023-12-01", "reason": " "}).why == "bad_shape"
