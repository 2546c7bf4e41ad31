"""K1 and K2 add up: every figure of the overview, counted here by SQL that shares no code with the pages."""

import hashlib
import json
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from audit_app import annexes
from audit_app.demo import campaigns, people
from audit_app.demo.script import Script
from audit_app.rules.identifiers import certificate_warning, uscc, uscc_warnings
from audit_app.store.db import Database
from audit_app.store.migrate import migrate
from evidence.folder import open_store
from tests.conftest import fresh_postgres

OF_K1 = "JOIN city_rounds r ON r.id = s.round_id JOIN campaigns k ON k.id = r.campaign_id AND k.code = 'K1'"
COUNTS = {
    "徐州市": 22,
    "连云港市": 17,
    "宿迁市": 12,
    "淮安市": 19,
    "盐城市": 25,
    "扬州市": 26,
    "泰州市": 20,
    "南通市": 28,
    "南京市": 34,
    "镇江市": 24,
    "常州市": 30,
    "无锡市": 31,
    "苏州市": 36,
}
LATE = [
    ("澜石海工装备有限公司", "南通市", "2023-10-16"),
    ("徐岭重型机械有限公司", "徐州市", "2023-10-18"),
    ("海陵润康医药有限公司", "泰州市", "2023-10-23"),
    ("崇川芯科电子有限公司", "南通市", "2023-10-26"),
]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """The campaigns told once on each engine; these tests only read."""
    folder = tmp_path_factory.mktemp("told")
    here = f"sqlite:///{folder}/audit.db"
    database = Database(here if request.param == "sqlite" else fresh_postgres(request.getfixturevalue("postgres")))
    migrate(database)
    script = Script(database, open_store(str(folder / "evidence")))
    people.tell(script)
    script.flush()
    campaigns.tell(script)
    script.flush()
    yield database
    database.close()


def ask(database: Database, question: str, **values: object) -> list[tuple[object, ...]]:
    with database.reading() as connection:
        return [tuple(row) for row in connection.execute(text(question), values)]


def test_thirteen_cities_have_324_companies_and_four_reach_thirty(told: Database) -> None:
    found = dict(
        ask(
            told,
            f"SELECT s.city, count(*) FROM spot_checks s {OF_K1} "
            "WHERE s.state = 'complete' AND s.result <> 'uncheckable' GROUP BY s.city",
        )
    )
    assert found == COUNTS
    assert sum(COUNTS.values()) == 324
    assert sorted(city for city, count in found.items() if count >= 30) == sorted(
        ["南京市", "常州市", "无锡市", "苏州市"]
    )


def test_fifty_six_rectifications_are_31_closed_21_going_4_late(told: Database) -> None:
    late = "x.state IN ('served', 'returned') AND x.due_on < '2023-10-27'"
    rows = ask(
        told,
        f"SELECT CASE WHEN x.state = 'closed' THEN 'closed' WHEN {late} THEN 'late' ELSE 'going' END AS how, count(*) "
        f"FROM rectifications x JOIN spot_checks s ON s.id = x.spot_check_id {OF_K1} GROUP BY 1",
    )
    assert dict(rows) == {"closed": 31, "going": 21, "late": 4}
    named = (
        "SELECT s.name, s.city, x.due_on FROM rectifications x JOIN spot_checks s ON s.id = x.spot_check_id "
        f"WHERE {late} ORDER BY x.due_on"
    )
    assert ask(told, named) == LATE


@pytest.mark.parametrize(
    ("monday", "sunday", "closed", "late", "going"),
    [
        ("2023-09-25", "2023-10-01", 6, 0, 0),
        ("2023-10-02", "2023-10-08", 4, 0, 0),
        ("2023-10-09", "2023-10-15", 8, 0, 0),
        ("2023-10-16", "2023-10-22", 9, 2, 0),
        ("2023-10-23", "2023-10-29", 4, 2, 3),
        ("2023-10-30", "2023-11-05", 0, 0, 6),
        ("2023-11-06", "2023-11-12", 0, 0, 7),
        ("2023-11-13", "2023-11-19", 0, 0, 3),
        ("2023-11-20", "2023-11-26", 0, 0, 2),
    ],
)
def test_each_week_has_as_many_dots_as_the_picture(
    told: Database, monday: str, sunday: str, closed: int, late: int, going: int
) -> None:
    states = ask(told, "SELECT state, due_on FROM rectifications WHERE due_on BETWEEN :a AND :b", a=monday, b=sunday)
    done = [due for state, due in states if state == "closed"]
    over = [due for state, due in states if state != "closed" and str(due) < "2023-10-27"]
    assert (len(done), len(over), len(states) - len(done) - len(over)) == (closed, late, going)


def test_three_bodies_are_called_in_six_reminders_went_out_and_each_failure_is_cited_once(told: Database) -> None:
    talks = ask(
        told,
        "SELECT i.body, i.state, i.held_at, count(*) FROM regulatory_interviews i "
        "JOIN regulatory_interview_checks c ON c.interview_id = i.id GROUP BY i.id, i.body, i.state, i.held_at",
    )
    assert len(talks) == 3 and len({body for body, *_ in talks}) == 3
    assert ("华衡认证（示例）", "notified", "2023-10-31T06:00:00.000Z", 5) in talks
    assert ask(told, "SELECT count(*) FROM reminders WHERE state = 'served'") == [(6,)]
    cited = ask(
        told,
        "SELECT c.spot_check_id, s.body = p.body FROM (SELECT spot_check_id, reminder_id AS id FROM reminder_checks "
        "UNION ALL SELECT spot_check_id, interview_id FROM regulatory_interview_checks) c "
        "JOIN (SELECT id, body FROM reminders UNION ALL SELECT id, body FROM regulatory_interviews) p ON p.id = c.id "
        "JOIN spot_checks s ON s.id = c.spot_check_id",
    )
    failed = {id for (id,) in ask(told, f"SELECT s.id FROM spot_checks s {OF_K1} WHERE s.result = 'not_met'")}
    assert len(failed) == 56
    assert sorted(id for id, _ in cited) == sorted(failed)
    assert all(same for _, same in cited)


def test_every_failure_has_its_rectification_and_nothing_else_has(told: Database) -> None:
    rows = ask(
        told,
        f"SELECT s.result, s.measure, x.id IS NULL FROM spot_checks s {OF_K1} "
        "LEFT JOIN rectifications x ON x.spot_check_id = s.id WHERE s.state = 'complete'",
    )
    assert {
        (result == "not_met", measure in ("reminder", "interview"), not bare) for result, measure, bare in rows
    } == {
        (True, True, True),
        (False, False, False),
    }


def test_nantong_has_the_six_of_the_picture(told: Database) -> None:
    rows = ask(
        told,
        "SELECT s.name, s.body, s.checked_on, s.problems, x.due_on, x.state FROM rectifications x "
        f"JOIN spot_checks s ON s.id = x.spot_check_id {OF_K1} WHERE r.region = '320600'",
    )
    found = {
        (name, str(body)[:2], day, json.loads(str(problems))[0]["ref"], due, state)
        for name, body, day, problems, due, state in rows
    }
    assert found == {
        ("澜石海工装备有限公司", "华衡", "2023-09-14", "7.6", "2023-10-16", "served"),
        ("崇川芯科电子有限公司", "中元", "2023-09-26", "6.1.3", "2023-10-26", "served"),
        ("如皋新禾纺织科技有限公司", "华衡", "2023-10-09", "8.2", "2023-11-08", "served"),
        ("启东海越船舶配套有限公司", "中元", "2023-10-11", "5.3.2", "2023-11-10", "served"),
        ("通州恒织智能装备有限公司", "江信", "2023-09-08", "7.2", "2023-10-08", "closed"),
        ("海安晶核新材料有限公司", "江信", "2023-09-11", "9.2", "2023-10-11", "closed"),
    }


def test_nantong_drew_30_of_412_and_two_are_open(told: Database) -> None:
    sizes = ask(
        told,
        "SELECT k.code, r.state, count(w.row_no), sum(CASE WHEN w.status = '注销' THEN 1 ELSE 0 END) FROM campaigns k "
        "JOIN city_rounds r ON r.campaign_id = k.id AND r.region = '320600' JOIN registers g ON g.round_id = r.id "
        "JOIN register_rows w ON w.register_id = g.id GROUP BY k.code, r.state ORDER BY k.code",
    )
    assert sizes == [("K1", "checking", 412, 9), ("K2", "open", 412, 9)]
    open_ones = ask(
        told,
        f"SELECT s.name, s.state, s.body FROM spot_checks s {OF_K1} "
        "WHERE r.region = '320600' AND s.state <> 'complete' ORDER BY s.state",
    )
    assert open_ones[0] == ("海门锐锋模具有限公司", "begun", "华衡认证（示例）")
    assert [state for _, state, _ in open_ones] == ["begun", "notified"]
    drawn = (
        "SELECT count(*), count(DISTINCT s.uscc), sum(CASE WHEN s.certificate_no = '' THEN 1 ELSE 0 END) "
        f"FROM spot_checks s {OF_K1} WHERE r.region = '320600'"
    )
    assert ask(told, drawn) == [(30, 30, 2)]
    staff = (
        "SELECT count(*), count(i.user_id) FROM inspectors i "
        "JOIN organisations o ON o.id = i.organisation_id WHERE o.code = '320600'"
    )
    assert ask(told, staff) == [(8, 1)]


def test_k2_is_open_in_every_city_and_nothing_of_it_is_drawn(told: Database) -> None:
    rounds = ask(
        told,
        "SELECT r.state, count(*) FROM city_rounds r "
        "JOIN campaigns k ON k.id = r.campaign_id WHERE k.code = 'K2' GROUP BY r.state",
    )
    assert rounds == [("open", 13)]
    assert ask(told, "SELECT count(*) FROM draws") == [(13,)]


def test_companies_are_fictional_but_well_formed(told: Database) -> None:
    rows = ask(told, "SELECT DISTINCT uscc, name, city FROM register_rows")
    assert len({code for code, _, _ in rows}) == len(rows) == 412 + 12 * 50
    assert all(uscc(str(code)) == code and not uscc_warnings(str(code)) for code, _, _ in rows)
    numbers = ask(told, "SELECT certificate_no FROM register_rows WHERE certificate_no <> ''")
    assert not [one for (one,) in numbers if certificate_warning(str(one))]


def test_the_last_act_of_checking_is_at_nine_on_the_27th(told: Database) -> None:
    kinds = "kind LIKE 'spot_check.%' OR kind LIKE 'rectification.%' OR kind LIKE 're%' OR kind LIKE 'city_round.%'"
    assert ask(told, f"SELECT max(received_at) FROM log WHERE {kinds}") == [("2023-10-27T01:00:00.000Z",)]
    assert ask(told, "SELECT count(*) FROM log WHERE outcome <> 'done'") == [(0,)]


# ---- the rules, laid over the whole story ---------------------------------------------------------------------------

OFF = {date(2023, 9, 29) + timedelta(days=n) for n in range(8)}
MADE_UP = {date(2023, 10, 7), date(2023, 10, 8)}


def works(day: date) -> bool:
    """Working days of autumn 2023, without the calendar that the story is made with."""
    return day in MADE_UP or (day.weekday() < 5 and day not in OFF)


def term_ends(served: str) -> str:
    """30 days after service, the day itself not counted, over to the next working day (民法典 201, 203)."""
    day = date.fromisoformat(served) + timedelta(days=30)
    while not works(day):
        day += timedelta(days=1)
    return day.isoformat()


def test_every_last_day_is_the_term_from_its_service(told: Database) -> None:
    rows = ask(
        told,
        "SELECT s.name, x.served_on, x.due_on, x.term FROM rectifications x JOIN spot_checks s ON s.id = x.spot_check_id",
    )
    assert len(rows) == 56 and {term for *_, term in rows} == {"30 day"}
    assert [(name, due) for name, served, due, _ in rows if due != term_ends(str(served))] == []
    (late,) = [due for name, _, due, _ in rows if name == "澜石海工装备有限公司"]
    assert late == "2023-10-16" and (date(2023, 10, 27) - date.fromisoformat(str(late))).days == 11


def test_every_day_stands_after_the_one_before_it(told: Database) -> None:
    checks = "SELECT s.name, s.notified_on, s.checked_on, s.fed_back_on FROM spot_checks s"
    papers = (
        "SELECT s.name, s.checked_on, x.issued_on, x.served_on, x.responded_on, x.rechecked_on, x.closed_on "
        "FROM rectifications x JOIN spot_checks s ON s.id = x.spot_check_id"
    )
    letters = (
        "SELECT p.body, s.checked_on, p.issued_on, p.served_on FROM reminders p "
        "JOIN reminder_checks c ON c.reminder_id = p.id JOIN spot_checks s ON s.id = c.spot_check_id"
    )
    for question in (checks, papers, letters):
        for name, *days in ask(told, question):
            known = [str(day) for day in days if day]
            assert known == sorted(known) and all(day <= "2023-10-27" for day in known), (question, name, days)
            assert all(works(date.fromisoformat(day)) for day in known), (name, days)


def test_no_interview_is_older_than_what_it_is_about(told: Database) -> None:
    """It is drafted when there is a first finding, and its notice, and so its day, comes after all that it cites."""
    rows = ask(
        told,
        "SELECT i.id, i.created_at, i.held_at, n.received_at, s.checked_on FROM regulatory_interviews i "
        "JOIN regulatory_interview_checks c ON c.interview_id = i.id JOIN spot_checks s ON s.id = c.spot_check_id "
        "JOIN log n ON n.subject = i.id AND n.kind = 'regulatory_interview.notify' AND n.outcome = 'done'",
    )
    assert len(rows) > 20
    first: dict[object, str] = {}
    for id, drafted, held, told_on, checked in rows:
        assert str(drafted)[:10] <= str(told_on)[:10] < str(held)[:10]
        assert str(checked) <= str(told_on)[:10], (id, checked)
        first[id] = min(first.get(id, "9"), str(checked))
    assert all(first[id] <= str(drafted)[:10] for id, drafted, *_ in rows)


def test_certificates_are_valid_draws_reach_the_minimum_and_two_inspectors_go(told: Database) -> None:
    certificates = (
        "SELECT s.name FROM spot_checks s WHERE s.checked_on IS NOT NULL "
        "AND (s.valid_to < s.checked_on OR s.valid_from > s.checked_on)"
    )
    assert ask(told, certificates) == []
    assert ask(told, "SELECT d.round_id FROM draws d WHERE d.quota < 30") == []
    pairs = ask(
        told,
        "SELECT s.id, count(i.inspector_id) FROM spot_checks s "
        "LEFT JOIN spot_check_inspectors i ON i.spot_check_id = s.id GROUP BY s.id",
    )
    assert {count for _, count in pairs} == {2}


def test_what_was_reported_is_what_the_rows_said(told: Database) -> None:
    """Three cities reported once each; the kept tables hold as many rows as were concluded, and their digests are right."""
    kept = ask(
        told,
        "SELECT r.region, d.rows, d.digest FROM issued_documents d JOIN city_rounds r ON r.id = d.subject ORDER BY r.region",
    )
    assert [region for region, _, _ in kept] == ["320200", "320400", "320500"]
    for region, rows, digest in kept:
        assert hashlib.sha256(str(rows).encode()).hexdigest() == digest
        concluded = (
            "SELECT count(*) FROM spot_checks s JOIN city_rounds r ON r.id = s.round_id "
            "WHERE r.region = :a AND s.result IS NOT NULL"
        )
        (count,) = ask(told, concluded, a=region)[0]
        assert len(json.loads(str(rows))) == count


def test_annex_3_of_the_story_says_what_was_done(told: Database) -> None:
    """No interview has been held, so none stands in the table; each of the 56 notices is served."""
    with told.reading() as connection:
        data = annexes.annex3(
            connection, annexes.find_campaign(connection, "K1"), as_of="2023-10-27T02:42:00.000Z", sample=True
        )
    served = ask(
        told,
        "SELECT count(*) FROM reminder_checks c JOIN reminders p ON p.id = c.reminder_id WHERE p.served_on IS NOT NULL",
    )
    assert (data.totals["rectification"], data.totals["interview"]) == (56, 0)
    assert data.totals["reminder"] == served[0][0]
    said = [row["rectification_state"] for row in data.rows if row["rectification_state"]]
    assert {word: said.count(word) for word in set(said)} == {"已完成": 31, "整改中": 21, "逾期未改": 4}
