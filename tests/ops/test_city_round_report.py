"""city_round.report: a round goes to the province when every spot check has ended."""

from audit_app.store.db import Database
from tests.ops.office_kit import NOW, ROUND, Office

KIND = "city_round.report"


def test_a_finished_round_is_reported(database: Database) -> None:
    office = Office(database)
    assert office.changed(office.until(KIND)) == {"city_rounds"}
    kept = office.row("city_rounds", ROUND)
    assert (kept["state"], kept["reported_at"]) == ("reported", NOW)


def test_only_the_city_reports_and_a_repeat_is_once(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    said = office.turned_away(step, "wuhao")
    assert said == {"zhoumin": "not_permitted", "qianlei": "not_permitted", "taoran": "absent", "liyan": "absent"}
    office.is_once(step)


def test_one_open_check_keeps_the_round_back_and_is_counted(database: Database) -> None:
    office = Office(database)
    office.until("spot_check.begin", nth=3)
    outcome = office.do("wuhao", KIND, ROUND, {})
    assert (outcome.why, outcome.details["count"]) == ("checks_open", 1)
    assert office.row("city_rounds", ROUND)["state"] == "checking"


def test_a_reported_round_takes_no_more_changes_until_it_is_returned(database: Database) -> None:
    office = Office(database)
    office.take(office.until(KIND))
    body = {"field": "certificate_no", "value": "90123IP990009R0M", "reason": "补"}
    assert office.do("wuhao", "spot_check.amend", office.checks()[1], body).why == "round_closed"
    office.did("zhoumin", "city_round.return", ROUND, {"reason": "缺证书编号"})
    assert office.do("wuhao", "spot_check.amend", office.checks()[1], body).outcome == "done"
