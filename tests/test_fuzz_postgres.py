"""R22 on PostgreSQL: what one engine bears in silence the other may refuse (NUL, lone surrogates, large numbers, types).

The same hostile requests as in `test_fuzz`, fewer of them, on the told story carried over to a throw-away cluster.
"""

import random
from collections.abc import Iterator
from dataclasses import replace

import pytest

from audit_app.config import Config
from audit_app.demo.script import known_id
from audit_app.packages.backup import copy_rows
from audit_app.store.access import list_looks
from audit_app.store.db import Database
from audit_app.store.migrate import migrate
from tests.conftest import fresh_postgres
from tests.test_fuzz import House, all_forms, good_requests, hunt_addresses, hunt_api, hunt_forms
from tests.whole.told import copy_of_told

LEAST = 500
VISITORS = ("liyan", "sunqian", "fengjie", "wuhao", "qianlei", "operator", "")


def carried_over(config: Config, url: str) -> Config:
    """The same story with its rows on PostgreSQL."""
    origin, target = Database(config.database), Database(url)
    migrate(target)
    copy_rows(origin, target)
    origin.close()
    target.close()
    return replace(config, database=url)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, postgres: str) -> Iterator[House]:
    told = copy_of_told(tmp_path_factory.mktemp("fuzz-postgres"))
    house = House(carried_over(told, fresh_postgres(postgres)))
    yield house
    house.app.extensions["database"].close()


def test_the_story_is_on_the_other_engine(house: House) -> None:
    assert house.app.extensions["database"].engine.dialect.name == "postgresql"


def test_programs_cannot_make_it_fail(house: House) -> None:
    for name, (who, method, address, how) in good_requests(house).items():
        house.ask(who, method, address, name, **how)
    assert set(good_requests(house)) - house.well == set()
    hunt_api(house, house.app.extensions["api_description"], 20)
    assert house.failures == []


def test_an_address_that_no_text_can_hold_is_only_noted(house: House) -> None:
    address = "/regulator/campaigns/a%00b/register-template.xlsx"
    assert [house.ask(who, "GET", address).status_code for who in ("wuhao", "liyan", "")] == [400, 400, 400]
    with house.app.extensions["database"].reading() as connection:
        noted = [row["path"] for row in list_looks(connection, known_id("320600"))]
    assert "/regulator/campaigns/a%00b/register-template.xlsx" in noted


def test_people_cannot_make_it_fail(house: House) -> None:
    chance = random.Random(15)
    forms = all_forms(house, visitors=VISITORS)
    hunt_forms(house, forms, 220, chance)
    hunt_addresses(house, 150, chance)
    print(f"{house.asked} requests, {house.signed_in} signed in")
    assert house.failures == []
    assert house.asked >= LEAST and house.signed_in > house.asked * 0.4
