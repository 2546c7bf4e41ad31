"""Rate windows: every try is counted once, also the first ones under a name and also at the same time."""

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import select

from audit_app.store import rates
from audit_app.store.db import Database
from audit_app.store.tables import rate_windows


def count(database: Database, name: str, window: int) -> int:
    with database.writing() as connection:
        return rates.count_one(connection, name, window)


def test_tries_count_up_and_a_new_window_begins_at_one(database: Database) -> None:
    assert [count(database, "a", 7), count(database, "a", 7), count(database, "b", 7)] == [1, 2, 1]
    assert count(database, "a", 8) == 1


def test_tries_of_the_hour_before_lock_nobody_out(database: Database) -> None:
    with database.aside() as connection:
        rates.count_one(connection, "a", 7)
        assert [rates.count_of(connection, "a", window) for window in (7, 8)] == [1, 0]


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
        list(pool.map(lambda n: count(database, f"n{n % 3}", 7), range(60)))
    assert count(database, "n0", 7) == 21


def test_no_more_names_are_kept_than_a_set_number_and_the_least_tried_go_first(database: Database) -> None:
    for n in range(12):
        count(database, f"n{n:02}", 7 + n)
    for _ in range(4):
        count(database, "guessed at", 7)
    with database.writing() as connection:
        rates.sweep(connection, 5)
        names = set(connection.scalars(select(rate_windows.c.name)))
    assert names == {"guessed at", "n08", "n09", "n10", "n11"}


def test_tries_in_a_row_are_forgotten_after_a_while(database: Database) -> None:
    with database.aside() as connection:
        assert [rates.count_on(connection, "a", now, 100) for now in (1000, 1050, 1149)] == [1, 2, 3]
        assert rates.tries(connection, "a") == (3, 1149)
        assert rates.count_on(connection, "a", 1249, 100) == 1


def test_counting_goes_on_while_another_holds_the_writers_lock(database: Database) -> None:
    with database.writing(), database.aside() as connection:
        assert rates.count_one(connection, "a", 7) == 1
