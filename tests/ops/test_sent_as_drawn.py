"""What was drawn and signed keeps its names: no later list touches the record of a draw, a check or 附件 3."""

from typing import Any

import pytest
from sqlalchemy import MetaData, Table

from audit_app import annexes
from audit_app.demo.script import known_id
from audit_app.field.pack import _people
from audit_app.ops import apply, make
from audit_app.ops.checking import check
from audit_app.rules.permits import Resource
from audit_app.store import registers, spot_checks
from audit_app.store.db import Database
from audit_app.store.migrate import make_tables, migrate
from audit_app.store.tables import metadata
from tests.ops.office_kit import CITY, DAY, NOW, ROUND, Office, rows, staff

BEFORE = "0008"
SECOND, SECOND_ROUND = known_id("T second"), known_id("T second round")


def other_names() -> list[dict[str, Any]]:
    """The same cards with other people, units and accounts."""
    return [{**one, "name": f"另{at}", "unit": "别处", "user": None} for at, one in enumerate(staff())]


def papers(office: Office) -> dict[str, Any]:
    """All that papers of the campaign say of people and companies."""
    with office.database.reading() as connection:
        campaign = annexes.find_campaign(connection, "T1")
        actor = office.actor("wuhao")
        return {
            "annex": annexes.live_rows(connection, campaign, "320600", DAY),
            "sent": spot_checks.list_check_inspectors(connection, office.checks()),
            "past": registers.list_past_draws(connection, ROUND),
            "tablets": [_people(connection, actor, one, Resource(CITY)) for one in office.checks()],
            "checks": office.rows("spot_checks", round_id=ROUND),
        }


GROW = {"campaigns", "city_rounds", "registers", "register_rows"}
"""Tables to which a second campaign and its lists add rows, and change none."""


def kept(before: dict[str, list[dict[str, Any]]], after: dict[str, list[dict[str, Any]]]) -> None:
    """Nothing of the first campaign is another; the list itself is what an import of a list is for."""
    for table in before.keys() - {"inspectors"}:
        if table in GROW:
            assert [one for one in before[table] if one not in after[table]] == [], table
        else:
            assert after[table] == before[table], table


def second_campaign(office: Office) -> None:
    body = {
        "code": "T2",
        "title": "第二批",
        "year": 2023,
        "basis": "通知",
        "minimum": 3,
        "because": "城市试点，全市只抽三家企业",
        "due_on": "2023-12-30",
        "rule_pack": "jiangsu-2023",
        "term": {"unit": "day", "n": 30},
        "rounds": [{"id": SECOND_ROUND, "organisation": CITY}],
    }
    office.did("zhoumin", "campaign.create", SECOND, body)


def renamed_register() -> list[dict[str, Any]]:
    """The companies and bodies of the first register under other names."""
    return [{**one, "name": f"{one['name']}（更名）", "body": f"{one['body']}（更名）"} for one in rows()]


@pytest.mark.parametrize("moment", ["city_round.seal", "city_round.report", "city_round.accept"])
def test_no_later_list_changes_what_the_papers_say(database: Database, moment: str) -> None:
    office = Office(database)
    assert office.take(office.until(moment)).outcome == "done"
    before = papers(office)
    assert before["sent"] and all(one["name"] for some in before["sent"].values() for one in some)
    whole = office.all()
    second_campaign(office)
    office.new_list(other_names())
    register = {"round": SECOND_ROUND, "file_name": "名录.csv", "rows": renamed_register()}
    office.did("wuhao", "register.import", known_id("T second register"), register)
    assert papers(office) == before
    kept(whole, office.all())
    assert sorted(one["name"] for one in office.rows("inspectors", active=1)) == ["另0", "另1"]


def test_who_comes_in_place_of_a_company_has_the_names_of_its_draw(database: Database) -> None:
    office = Office(database)
    step = office.until("spot_check.replace")
    first = papers(office)["sent"]
    office.new_list(other_names())
    assert office.take(step).outcome == "done"
    new = papers(office)["sent"]
    assert {check: new[check] for check in first} == first
    came = [one["name"] for check in set(new) - set(first) for one in new[check]]
    assert sorted(came) == sorted(one["name"] for one in staff())


def test_an_earlier_draw_stays_as_it_was(database: Database) -> None:
    office = Office(database)
    office.until("city_round.seal")
    office.new_list(other_names())
    body = {"seed": "另一个", "on": "2023-08-28", "quota": 3, "strata": ["district"], "because": ""}
    office.did("wuhao", "city_round.redraw", ROUND, {**body, "reason": "企业名录有误，须重新抽取一次"})
    said = papers(office)
    old = {who["name"] for one in said["past"][0]["content"]["drawn"] for who in one["inspectors"]}
    assert old <= {one["name"] for one in staff()}
    assert {one["name"] for some in said["sent"].values() for one in some} <= {"另0", "另1"}


def replaced_before(office: Office, place: int) -> None:
    """A company replaced in the version that knew no list of a draw."""
    op = {**make("spot_check.replace", office.checks()[place], {"reason": "企业已经注销"}), "v": 1}
    assert apply(office.database, op, office.actor("wuhao"), NOW).outcome == "done"


@pytest.mark.usefixtures("of_before")
def test_an_upgrade_finds_the_names_of_the_day_in_the_log(database_url: str, tmp_path: Any) -> None:
    """A database in which a later list has renamed people: the rows of its draws get back what was drawn."""
    lived = Database(f"sqlite:///{tmp_path}/lived.db")
    make_tables(lived)
    office = Office(lived)
    office.until("city_round.seal")
    office.new_list(other_names())
    office.did("wuhao", "city_round.seal", ROUND, {})
    supplement = {"count": 2, "reason": "省局要求南通市再多查两家企业"}
    office.did("wuhao", "city_round.supplement", ROUND, supplement)
    replaced_before(office, 3)
    office.new_list(staff())
    replaced_before(office, 0)
    replaced_before(office, 6)
    renamed = [one["name"].startswith("另") for one in office.rows("spot_check_inspectors")]
    assert (renamed.count(False), renamed.count(True)) == (10, 6)
    by_place = sorted(office.rows("spot_checks"), key=lambda one: one["position"])
    assert [one["position"] for one in by_place if one["supplement_id"]] == [4, 5, 6]
    database = Database(database_url)
    migrate(database, BEFORE)
    with database.writing() as connection:
        for table in metadata.sorted_tables:
            old = Table(table.name, MetaData(), autoload_with=connection)
            kept = [{one.name: row[one.name] for one in old.c} for row in office.rows(table.name)]
            if kept:
                connection.execute(old.delete())
                connection.execute(old.insert(), kept)
    migrate(database)
    upgraded = Office.__new__(Office)
    upgraded.database = database
    for table in ("spot_check_inspectors", "draws", "supplementary_draws", "spot_checks"):
        assert upgraded.rows(table) == office.rows(table)
    found = check(database)
    assert found.problem is None and found.differences == []
    lived.close()
    database.close()
