"""UUIDv7 that never runs backwards, its time, and the stamp that a fast clock cannot win with."""

import threading
import time
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit_app.rules.ids import Ids, is_id, new_id, stamp, time_of

MS = st.integers(0, (1 << 48) - 1)


@given(st.lists(MS, min_size=2, max_size=30))
def test_ids_rise_whatever_the_clock_does(clock):
    ids = Ids()
    made = [ids.new(now) for now in clock]
    assert made == sorted(set(made))
    assert time_of(made[0]) == clock[0]


@given(MS)
def test_an_id_is_a_uuid_of_version_7_and_gives_its_time_back(now):
    made = Ids().new(now)
    assert is_id(made)
    assert time_of(made) == now
    parsed = uuid.UUID(made)
    assert (parsed.version, parsed.variant, str(parsed)) == (7, uuid.RFC_4122, made)


def test_the_clock_of_the_machine_is_used_when_none_is_given():
    before = time.time_ns() // 1_000_000
    made = Ids().new()
    assert before <= time_of(made) <= time.time_ns() // 1_000_000


def test_many_ids_in_one_millisecond_rise_and_keep_their_time():
    ids = Ids()
    made = [ids.new(1_698_374_520_000) for _ in range(5000)]
    assert made == sorted(set(made))
    assert {time_of(one) for one in made} == {1_698_374_520_000}


def test_a_full_counter_borrows_a_millisecond():
    ids = Ids(random_bits=lambda bits: (1 << bits) - 1)
    made = [ids.new(7)]
    while time_of(made[-1]) == 7:
        ids._tail |= (1 << 74) - 2
        made.append(ids.new(7))
    assert time_of(made[-1]) == 8
    assert made == sorted(set(made))


def test_threads_never_get_the_same_id():
    made = []
    threads = [threading.Thread(target=lambda: made.extend(new_id() for _ in range(500))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 4000


def test_a_time_outside_48_bits_is_refused():
    for now in (-1, 1 << 48):
        with pytest.raises(ValueError, match="out of range"):
            new_id(now)


@given(MS, st.integers(300_001, 10**9))
def test_a_stamp_from_the_future_gets_the_time_of_receipt(received, ahead):
    made = Ids().new(min(received + ahead, (1 << 48) - 1))
    stamped = stamp(made, received)
    assert is_id(stamped)
    if time_of(made) > received + 300_000:
        assert time_of(stamped) == received
        assert stamped[13:] == made[13:]
    else:
        assert stamped == made


@pytest.mark.parametrize("ahead", [-86_400_000, 0, 1, 299_999, 300_000])
def test_a_stamp_within_five_minutes_is_the_id_itself(ahead):
    received = 1_698_374_520_000
    made = Ids().new(received + ahead)
    assert stamp(made, received) == made


def test_the_tolerance_can_be_set():
    made = Ids().new(1_698_374_520_001)
    assert stamp(made, 1_698_374_520_000, tolerance_ms=0) != made
    assert stamp(made, 1_698_374_520_001, tolerance_ms=0) == made


@pytest.mark.parametrize(
    "text",
    [
        "", "x", None, 7, "0" * 36, "2f1f7c1e-8f6a-4d1b-9a53-29490202310e", "018b6ed3-3a40-7abc-8def-0123456789AB",
        "018b6ed33a407abc8def0123456789ab", " 018b6ed3-3a40-7abc-8def-0123456789ab",
        "018b6ed3-3a40-7abc-8def-0123456789ab\n", "018b6ed3-3a40-7abc-7def-0123456789ab",
    ],
)  # fmt: skip
def test_what_is_not_ours_is_not_an_id(text):
    assert not is_id(text)
    with pytest.raises(ValueError, match="not a UUIDv7"):
        time_of(text)
