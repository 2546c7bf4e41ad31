"""city_round.report: a round goes to the province when every spot check has ended."""

import json

import pytest

from audit_app import annexes
from audit_app.ops import apply, make
from audit_app.ops.replay import replay
from audit_app.store.db import Database
from audit_app.store.migrate import migrate
from tests.ops.office_kit import DAY, NOW, ROUND, Office, dated, issued

KIND = "city_round.report"


def test_a_finished_round_is_reported(database: Database) -> None:
    office = Office(database)
    assert office.changed(office.until(KIND)) == {"city_rounds", "issued_documents"}
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
    outcome = office.do("wuhao", KIND, ROUND, office.table_read())
    assert (outcome.why, outcome.details["count"]) == ("checks_open", 1)
    assert office.row("city_rounds", ROUND)["state"] == "checking"


def test_a_reported_round_takes_no_more_changes_until_it_is_returned(database: Database) -> None:
    office = Office(database)
    office.take(office.until(KIND))
    body = {"field": "certificate_no", "value": "90123IP990009R0M", "reason": "补写"}
    body["was"] = office.row("spot_checks", office.checks()[1])["certificate_no"]
    assert office.do("wuhao", "spot_check.amend", office.checks()[1], body).why == "round_closed"
    office.did("zhoumin", "city_round.return", ROUND, {"reason": "缺证书编号"})
    assert office.do("wuhao", "spot_check.amend", office.checks()[1], body).outcome == "done"


def test_what_was_reported_is_kept_with_its_digest_and_stays_while_the_papers_go_on(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    office.take(step)
    kept = office.rows("issued_documents")[0]
    rows = json.loads(kept["rows"])
    assert (kept["kind"], kept["subject"], kept["issued_at"]) == ("annex3", ROUND, NOW)
    assert kept["digest"] == step.body["digest"] == annexes.frozen(rows)[1]
    assert kept["id"] in {one["id"] for one in office.rows("log", kind=KIND, outcome="done")}
    assert [row["rectification_state"] for row in rows] == ["已完成", "", "", ""]
    drafted = next(one for one in office.rows("rectifications") if one["state"] == "drafted")
    office.did("wuhao", "rectification.issue", drafted["id"], issued("2023-10-20"))
    office.did("wuhao", "rectification.serve", drafted["id"], dated("2023-10-20"))
    with database.reading() as connection:
        campaign = annexes.find_campaign(connection, "T1")
        printed = annexes.annex3(connection, campaign, "320600", as_of=NOW, sample=False).rows
        now = annexes.live_rows(connection, campaign, "320600", DAY)
    assert printed == [{**row, "reported": NOW} for row in rows]
    assert {one["header"] for one in annexes.changes(rows, now)} == {"限期整改要求及期限", "整改完成情况"}
    office.did("zhoumin", "city_round.return", ROUND, {"reason": "补整改情况"})
    office.did("wuhao", KIND, ROUND, office.table_read())
    first, second = sorted(office.rows("issued_documents"), key=lambda one: one["ordinal"])
    assert first == kept and second["digest"] != kept["digest"]


@pytest.mark.usefixtures("of_before")
def test_a_table_that_changed_since_it_was_read_is_not_reported(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    body = {"field": "approval_no", "value": "CNCA-R-2001-999", "reason": "补写"}
    body["was"] = office.row("spot_checks", office.checks()[0])["approval_no"]
    office.did("wuhao", "spot_check.amend", office.checks()[0], body)
    assert office.take(step).why == "table_changed"
    assert office.row("city_rounds", ROUND)["state"] == "checking" and not office.rows("issued_documents")
    old = {**make(KIND, ROUND, {}), "v": 1}
    assert apply(database, old, office.actor("wuhao"), NOW).why == "table_changed"
    assert office.take(step, **office.table_read()).outcome == "done"


def test_a_replay_freezes_the_same_rows(database: Database, tmp_path: object) -> None:
    office = Office(database)
    office.take(office.until("city_round.accept"))
    again = Database(f"sqlite:///{tmp_path}/again.db")
    migrate(again)
    replay(database, again)
    with database.reading() as here, again.reading() as there:
        for one in (here, there):
            assert len(annexes.issued.list_issued(one, "annex3", ROUND)) == 2
        assert annexes.issued.list_issued(here, "annex3", ROUND) == annexes.issued.list_issued(there, "annex3", ROUND)
    again.close()
