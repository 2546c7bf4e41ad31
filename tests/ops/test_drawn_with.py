"""A draw keeps the list of inspectors that it was drawn with: whoever comes in place of its companies is given two of that list."""

import json
from typing import Any

import pytest

from audit_app.demo.script import known_id
from audit_app.ops import apply, make
from audit_app.ops.checking import check
from audit_app.ops.draws import next_of_reserve
from audit_app.ops.replay import replay
from audit_app.store.db import Database
from audit_app.store.migrate import make_tables
from tests.ops.office_kit import NOW, ROUND, Office, staff

REPLACE, SUPPLEMENT = "spot_check.replace", "city_round.supplement"
MORE = {"count": 1, "reason": "省局要求南通市再多查企业"}
GONE = {"reason": "企业已经注销"}


def others() -> list[dict[str, Any]]:
    """Three people with other cards: none of them was there when the lots fell."""
    return [
        {
            "id": known_id(f"T new {n}"),
            "name": f"新{n}",
            "card_no": f"苏F09{n}",
            "unit": "",
            "recusals": [],
            "user": None,
        }
        for n in range(3)
    ]


def names(office: Office, place: int) -> set[str]:
    return {one["name"] for one in office.rows("spot_check_inspectors", spot_check_id=office.checks()[place])}


DRAWN, NEW = {one["name"] for one in staff()}, {one["name"] for one in others()}


def test_a_draw_keeps_its_list(database: Database) -> None:
    office = Office(database)
    office.until("city_round.seal")
    kept = json.loads(office.rows("draws")[0]["inspectors"])
    assert [one["card_no"] for one in kept] == sorted(one["card_no"] for one in staff())
    assert set(kept[0]) == {"id", "name", "card_no", "unit", "recusals", "user_id"}
    office.new_list(others())
    assert json.loads(office.rows("draws")[0]["inspectors"]) == kept


def test_a_list_imported_later_sends_nobody_in_place_of_a_company(database: Database) -> None:
    office = Office(database)
    step = office.until(REPLACE)
    office.new_list(others())
    assert office.take(step).outcome == "done"
    assert names(office, 3) == DRAWN


def test_a_supplement_is_a_draw_of_its_own_day_with_the_list_of_that_day(database: Database) -> None:
    office = Office(database)
    office.take(office.until("city_round.seal"))
    office.new_list(others())
    office.did("wuhao", SUPPLEMENT, ROUND, MORE)
    assert names(office, 3) < NEW
    assert {one["name"] for one in json.loads(office.rows("supplementary_draws")[0]["inspectors"])} == NEW
    office.new_list(staff())
    for gone, came, of in ((0, 4, DRAWN), (3, 5, NEW), (5, 6, NEW), (4, 7, DRAWN)):
        office.did("wuhao", REPLACE, office.checks()[gone], GONE)
        assert names(office, came) <= of, gone
    assert check(database).differences == []


def test_the_page_and_the_act_name_the_same_two(database: Database) -> None:
    office = Office(database, 3)
    step = office.until(REPLACE)
    office.new_list(others())
    with database.reading() as connection:
        said = next_of_reserve(connection, office.row("spot_checks", step.subject))
    assert office.take(step).outcome == "done"
    assert {one["name"] for one in said.inspectors} == names(office, 3)


def test_who_is_recused_since_the_draw_does_not_come(database: Database) -> None:
    office = Office(database, 3)
    step = office.until(REPLACE)
    with database.reading() as connection:
        said = next_of_reserve(connection, office.row("spot_checks", step.subject))
    barred = said.inspectors[0]["name"]
    office.new_list([{**one, "recusals": [said.uscc] if one["name"] == barred else []} for one in staff(3)])
    assert office.take(step).outcome == "done"
    assert barred not in names(office, 3) and len(names(office, 3)) == 2


def test_an_account_given_since_the_draw_sees_the_check(database: Database) -> None:
    office = Office(database)
    step = office.until(REPLACE)
    known = office.actor("wuhao").id
    other = next(one for one in staff() if one["user"] is None)
    office.new_list([{**one, "user": known} if one["card_no"] == other["card_no"] else one for one in staff()])
    assert office.take(step).outcome == "done"
    assert known in {one["user_id"] for one in office.rows("audit_team", visit_id=office.checks()[3])}


def test_an_account_handed_to_another_is_nobodys_twice(database: Database) -> None:
    office = Office(database)
    step = office.until(REPLACE)
    linked = next(one for one in staff() if one["user"])
    office.new_list([{**one, "user": None if one["user"] else linked["user"]} for one in staff()])
    assert office.take(step).outcome == "done"
    team = [one["user_id"] for one in office.rows("audit_team", visit_id=office.checks()[3])]
    assert team == [linked["user"]]


@pytest.mark.usefixtures("of_before")
@pytest.mark.parametrize("changed", [False, True])
def test_the_first_version_comes_in_only_where_both_lists_say_the_same(database: Database, changed: bool) -> None:
    office = Office(database)
    step = office.until(REPLACE)
    if changed:
        office.new_list(others())
    said = apply(database, {**make(REPLACE, step.subject, step.body), "v": 1}, office.actor("wuhao"), NOW)
    assert said.why == ("list_changed" if changed else None)


@pytest.mark.usefixtures("of_before")
def test_a_log_of_before_gives_what_it_gave(database: Database, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A replacement of version 1 was made with the list of its day; replayed it is made so again."""
    office = Office(database)
    step = office.until(REPLACE)
    office.new_list(others())
    monkeypatch.setattr("audit_app.ops.draws.next_of_reserve", lambda _connection, _check: Everything())
    op = {**make(REPLACE, step.subject, step.body), "v": 1}
    assert apply(database, op, office.actor("wuhao"), NOW).outcome == "done"
    monkeypatch.undo()
    assert names(office, 3) < NEW
    again = Database(f"sqlite:///{tmp_path}/again.db")
    make_tables(again)
    replay(database, again)
    copy = Office.__new__(Office)
    copy.database = again
    assert copy.rows("spot_check_inspectors") == office.rows("spot_check_inspectors")
    again.close()


class Everything:
    """Equal to whatever it is held against: the guard of today does not speak."""

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = None  # type: ignore[assignment]
