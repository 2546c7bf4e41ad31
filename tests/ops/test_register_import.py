"""register.import: a city's register comes in whole or not at all, and only while the round is open."""

from typing import Any

import pytest
from sqlalchemy import select

from audit_app.api.queries import register_of
from audit_app.demo.script import known_id
from audit_app.regulator.queries import register_sizes
from audit_app.rules.draw import register_digest
from audit_app.store.db import Database
from audit_app.store.registers import list_registers
from audit_app.store.tables import city_rounds
from tests.ops.office_kit import REGISTER, ROUND, Office, rows

KIND = "register.import"


def test_a_register_is_kept_row_by_row_with_its_digest(database: Database) -> None:
    office = Office(database)
    assert office.changed(office.until(KIND)) == {"registers", "register_rows"}
    kept = office.row("registers", REGISTER)
    assert (kept["size"], kept["digest"], kept["round_id"]) == (12, register_digest(rows()), ROUND)
    assert [{k: v for k, v in row.items() if k != "register_id"} for row in office.rows("register_rows")] == rows()


def test_only_the_city_of_the_round_imports_and_a_repeat_is_once(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    said = office.turned_away(step, "wuhao")
    assert said == {"zhoumin": "not_permitted", "qianlei": "not_permitted", "taoran": "absent", "liyan": "absent"}
    office.is_once(step)


def test_a_second_file_may_follow_until_the_round_is_frozen(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    office.take(step)
    office.did("wuhao", KIND, known_id("T second"), {**step.body, "rows": rows(8)})
    office.did("wuhao", "city_round.freeze", ROUND, {"register": known_id("T second")})
    outcome = office.do("wuhao", KIND, known_id("T third"), step.body)
    assert (outcome.outcome, outcome.why) == ("refused", "register_frozen")
    assert office.do("wuhao", KIND, known_id("T third"), {**step.body, "round": known_id("nowhere")}).why == "absent"


def test_the_last_import_stands_though_the_clock_does_not_move(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    for number in range(1, 7):
        name = known_id(f"T import {number}")
        office.did("wuhao", KIND, name, {**step.body, "rows": rows(number)})
        with database.reading() as connection:
            city_round = connection.execute(select(city_rounds).where(city_rounds.c.id == ROUND)).mappings().one()
            shown = register_of(connection, city_round)
            assert list_registers(connection, ROUND)[0]["id"] == name
            assert register_sizes(connection, [ROUND]) == {ROUND: number}
            assert shown and shown["id"] == name


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("uscc", "91320613MA6LF6JKX0"),
        ("status", "有效期内"),
        ("valid_from", "2022-02-30"),
        ("standard", "GB/T 29490-2020"),
        ("credit_class", "E"),
        ("certificate_no", "90123ip1r0"),
        ("valid_from", "2030-01-01"),
    ],
)
def test_the_door_checks_every_cell_again(database: Database, column: str, value: str) -> None:
    office = Office(database)
    step = office.until(KIND)
    given: list[dict[str, Any]] = rows()
    given[4][column] = value
    outcome = office.take(step, rows=given)
    assert (outcome.outcome, outcome.why) == ("refused", "register_has_problems")
    wrong = "valid_to" if value == "2030-01-01" else column
    assert outcome.details["problems"] == [{"row": given[4]["row_no"], "column": wrong}]
    assert not office.rows("registers") and not office.rows("register_rows")


def test_doubled_certificates_lines_and_foreign_cities_are_refused(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    doubled, foreign = rows(), rows()
    doubled[3]["certificate_no"], doubled[5]["row_no"] = doubled[2]["certificate_no"], doubled[2]["row_no"]
    outcome = office.take(step, rows=doubled)
    assert outcome.details["count"] == 2
    foreign[6]["city"] = "苏州市"
    outcome = office.take(step, rows=foreign)
    assert outcome.why == "other_city" and f"第 {foreign[6]['row_no']} 行" in str(outcome.sentence)
