"""rectification.return: the answer goes back with its reason."""

from audit_app.demo.script import known_id
from audit_app.store.db import Database
from tests.ops.office_kit import Office

KIND = "rectification.return"


def test_it_moves_on_and_nothing_else_changes(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    assert office.changed(step) == {"rectifications"}
    kept = office.row("rectifications", step.subject)
    assert kept["state"] == "returned"
    assert (kept["reason"]) == "缺少登记台账"


def test_only_the_office_it_belongs_to_may_and_a_repeat_is_once(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    assert office.turned_away(step, "wuhao") == {
        "zhoumin": "not_permitted",
        "qianlei": "not_permitted",
        "taoran": "absent",
        "liyan": "absent",
    }
    office.is_once(step)
    assert office.do("wuhao", KIND, known_id("nowhere"), step.body).why == "absent"


def test_it_cannot_come_too_early(database: Database) -> None:
    office = Office(database)
    step = office.until("rectification.respond")
    assert office.do("wuhao", KIND, step.subject, {"reason": "x"}).why == "wrong_state"
