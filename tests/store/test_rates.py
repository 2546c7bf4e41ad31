"""Rate windows: every try is counted once, also the first ones under a name and also at the same time."""

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, select

from audit_app.store import rates
from audit_app.store.db import Database
from audit_app.store.tables import rate_windows


def count(database: Database, name: str, window: int) -> int:
    with database.writing() as connection:
        return rates.count_one(connection, name, window)


def test_tries_count_up_and_a_new_window_begins_at_one(database: Database) -> None:
    assert [count(database, "a", 7), count(database, "a", 7), count(database, "b", 7)] == [1, 2, 1]
    assert count(database, "a", 8) == 1


def test_a_good_try_is_taken_back_and_never_below_nothing(database: Database) -> None:
    count(database, "a", 7)
    with database.writing() as connection:
        rates.uncount_one(connection, "a")
        rates.uncount_one(connection, "a")
    assert count(database, "a", 7) == 1


def test_of_the_first_tries_at_once_none_goes_uncounted(database: Database) -> None:
    with ThreadPoolExecutor(8) as pool:
        for name in ("a", "b", "c", "d"):
            counted = list(pool.map(lambda _, name=name: count(database, name, 7), range(8)))
            assert sorted(counted) == list(range(1, 9)), name


def test_two_names_meet_without_waiting_for_each_other_in_turn(database: Database) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: count(database, f"n{n % 3}", 7 + n // 20), range(60)))
    assert count(database, "n0", 9) > 1


def test_what_nobody_tried_for_long_is_forgotten(database: Database) -> None:
    count(database, "old", 7)
    count(database, "young", 7 + rates.KEPT)
    count(database, "now", 8 + rates.KEPT)
    with database.reading() as connection:
        names = set(connection.scalars(select(rate_windows.c.name)))
        assert connection.scalar(select(func.count()).select_from(rate_windows)) == 2
    assert names == {"young", "now"}
