"""K1 and K2 add up: every figure of the overview, counted here by SQL that shares no code with the pages."""

import json
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from audit_app.demo import campaigns, people
from audit_app.demo.script import Script
from audit_app.rules.identifiers import certificate_warning, uscc, uscc_warnings
from audit_app.store.db import Database
from audit_app.store.tables import metadata
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
    ("澜石海工装备有限公司", "南通市", "2023-10-15"),
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
    metadata.create_all(database.engine)
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
        ("2023-10-09", "2023-10-15", 8, 1, 0),
        ("2023-10-16", "2023-10-22", 9, 1, 0),
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
        ("澜石海工装备有限公司", "华衡", "2023-09-14", "7.6", "2023-10-15", "served"),
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
