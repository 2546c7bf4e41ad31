"""Instants and the site's calendar: where UTC becomes a day in Shanghai, and back, without losing a millisecond."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from audit_app.rules.instants import instant, local_day, milliseconds, moment, of_milliseconds


@pytest.mark.parametrize(
    ("at", "day"),
    [
        ("2023-10-26T15:59:59.999Z", date(2023, 10, 26)),
        ("2023-10-26T16:00:00.000Z", date(2023, 10, 27)),
        ("2023-10-27T02:42:00.000Z", date(2023, 10, 27)),
        ("2023-12-31T16:00:00.000Z", date(2024, 1, 1)),
        ("2024-02-28T16:00:00.000Z", date(2024, 2, 29)),
        # the last summer time of China ended on 15 September 1991: before it the day begins an hour earlier
        ("1991-07-01T15:00:00.000Z", date(1991, 7, 2)),
    ],
)
def test_the_day_begins_at_midnight_on_site(at, day):
    assert local_day(at) == day


@pytest.mark.parametrize("at", ["1970-01-01T00:00:00.000Z", "2023-10-27T02:42:00.001Z", "2099-12-31T23:59:59.999Z"])
def test_text_milliseconds_and_moments_are_the_same_instant(at):
    assert of_milliseconds(milliseconds(at)) == instant(moment(at)) == at


def test_an_instant_is_written_in_utc_whatever_zone_it_came_in():
    there = datetime(2023, 10, 27, 10, 42, tzinfo=timezone(timedelta(hours=8)))
    assert instant(there) == instant(there.astimezone(UTC)) == "2023-10-27T02:42:00.000Z"


def test_instants_sort_as_they_follow_each_other():
    start = milliseconds("2023-10-27T02:42:00.000Z")
    told = [of_milliseconds(start + step) for step in (0, 1, 999, 1000, 60_000, 86_400_000)]
    assert told == sorted(told)
