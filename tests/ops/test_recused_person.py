"""A recusal is a person's: whoever is kept from a company by one card, or on one list, is sent there by no other."""

import json
from typing import Any

import pytest

from audit_app.demo.script import known_id
from audit_app.ops import apply, make
from audit_app.ops.checking import check
from audit_app.ops.draws import next_of_reserve, staff_of
from audit_app.store.db import Database
from tests.ops.office_kit import CITY, NOW, ROUND, Office, rows, staff
from tests.ops.test_drawn_with import Everything

REPLACE, SUPPLEMENT, DRAW, REDRAW = (
    "spot_check.replace",
    "city_round.supplement",
    "city_round.draw",
    "city_round.redraw",
)
MORE = {"count": 1, "reason": "省局要求南通市再多查企业"}
AGAIN = {
    "seed": "公证 0828",
    "on": "2023-08-28",
    "quota": 3,
    "strata": ["district"],
    "because": "",
    "reason": "企业名录有误，须重新抽取一次",
}
HERE = known_id("qianlei")
TWICE = staff(3)[1]


def second_card(one: dict[str, Any], *companies: str, user: str | None = None) -> dict[str, Any]:
    """Another card of the same person, kept from these companies."""
    return {**one, "id": known_id("T second card"), "card_no": "苏F0999", "recusals": list(companies), "user": user}


def person(name: str) -> dict[str, Any]:
    return next(one for one in staff(3) if one["name"] == name)


def names(office: Office, check_id: str) -> set[str]:
    return {one["name"] for one in office.rows("spot_check_inspectors", spot_check_id=check_id)}


def is_sound(database: Database) -> bool:
    found = check(database)
    return found.problem is None and found.differences == []


@pytest.mark.parametrize("account", [True, False], ids=["with his account", "by the name alone"])
def test_a_new_card_with_a_recusal_bars_the_old_card_of_the_draw(database: Database, account: bool) -> None:
    office = Office(database, 3)
    step = office.until(REPLACE)
    with database.reading() as connection:
        said = next_of_reserve(connection, office.row("spot_checks", step.subject))
    chosen = [person(one["name"]) for one in said.inspectors]
    barred = next(one for one in chosen if bool(one["user"]) == account)
    new = second_card(barred, said.uscc, user=barred["user"])
    office.new_list([*(one for one in staff(3) if one["name"] != barred["name"]), new])
    with database.reading() as connection:
        told = next_of_reserve(connection, office.row("spot_checks", step.subject))
    assert office.take(step).outcome == "done"
    came = names(office, office.checks()[3])
    assert barred["name"] not in came and len(came) == 2
    assert {one["name"] for one in told.inspectors} == came, "the page says who comes"
    assert is_sound(database)


def test_whoever_has_lost_the_card_of_the_draw_is_barred_by_the_account(database: Database) -> None:
    """The new row bears the account and another form of the name."""
    office = Office(database, 3)
    step = office.until(REPLACE)
    with database.reading() as connection:
        company = next_of_reserve(connection, office.row("spot_checks", step.subject))
    mine = next(one for one in staff(3) if one["user"] == HERE)
    others = [one for one in staff(3) if one["user"] != HERE]
    office.new_list([*others, {**second_card(mine, company.uscc, user=HERE), "name": "钱磊（稽查科）"}])
    assert office.take(step).outcome == "done"
    assert names(office, office.checks()[3]) == {one["name"] for one in others}


def drawing(office: Office, kind: str, v: int | None = None) -> set[str]:
    """Lots fall with a list of three, one of them on two cards and by the other card kept from every company; gives who is sent."""
    step = office.until(DRAW if kind == DRAW else "city_round.seal")
    if kind == SUPPLEMENT:
        office.take(step)
    before = set(office.checks()) if kind == SUPPLEMENT else set()
    office.new_list([*staff(3), second_card(TWICE, *(one["uscc"] for one in rows()))])
    body = {DRAW: step.body, REDRAW: AGAIN, SUPPLEMENT: {**MORE, "count": 2}}[kind]
    op = make(kind, ROUND, body)
    said = apply(office.database, {**op, "v": v or op["v"]}, office.actor("wuhao"), NOW)
    assert said.outcome == "done", said
    return {name for one in set(office.checks()) - before for name in names(office, one)}


@pytest.mark.parametrize("kind", [DRAW, REDRAW, SUPPLEMENT])
def test_a_person_on_two_cards_is_sent_by_neither(database: Database, kind: str) -> None:
    office = Office(database, 3)
    assert drawing(office, kind) == {one["name"] for one in staff(3)} - {TWICE["name"]}
    with database.reading() as connection:
        told = [one for one in staff_of(connection, CITY) if one["name"] == TWICE["name"]]
    assert [len(one["recusals"]) for one in told] == [12, 12], "what the page before a draw counts"
    table = "supplementary_draws" if kind == SUPPLEMENT else "draws"
    kept = [one for one in json.loads(office.rows(table)[0]["inspectors"]) if one["name"] == TWICE["name"]]
    assert [len(one["recusals"]) for one in kept] == [12, 12], "the list on paper says what was drawn by"
    assert is_sound(database)


@pytest.mark.usefixtures("of_before")
@pytest.mark.parametrize(("kind", "v"), [(DRAW, 8), (REDRAW, 8), (SUPPLEMENT, 1)])
def test_a_draw_of_before_is_replayed_as_it_was(database: Database, kind: str, v: int) -> None:
    office = Office(database, 3)
    assert TWICE["name"] in drawing(office, kind, v)
    assert is_sound(database)


@pytest.mark.usefixtures("of_before")
@pytest.mark.parametrize("let_in", [True, False])
def test_a_replacement_of_before_comes_in_only_where_nothing_differs(
    database: Database, monkeypatch: pytest.MonkeyPatch, let_in: bool
) -> None:
    office = Office(database, 3)
    step = office.until(REPLACE)
    with database.reading() as connection:
        said = next_of_reserve(connection, office.row("spot_checks", step.subject))
    barred = person(said.inspectors[0]["name"])
    rest = [one for one in staff(3) if one["name"] != barred["name"]]
    office.new_list([*rest, second_card(barred, said.uscc, user=barred["user"])])
    if let_in:
        monkeypatch.setattr("audit_app.ops.draws.next_of_reserve", lambda _connection, _check: Everything())
    told = apply(database, {**make(REPLACE, step.subject, step.body), "v": 2}, office.actor("wuhao"), NOW)
    monkeypatch.undo()
    assert told.why == (None if let_in else "list_changed")
    assert not let_in or barred["name"] in names(office, office.checks()[3])
    assert is_sound(database)
