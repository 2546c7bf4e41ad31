"""When a device's time is told together with the time of receipt."""

import pytest

from audit_app.rules.claims import off

RECEIVED = "2023-10-27T02:00:00.000Z"


@pytest.mark.parametrize(
    ("claimed", "apart"),
    [
        ("1970-01-01T00:00:00.000Z", True),
        ("2023-10-26T13:59:59.999Z", True),
        ("2023-10-26T14:00:00.000Z", False),
        ("2023-10-27T02:00:00.000Z", False),
        ("2023-10-27T02:05:00.000Z", False),
        ("2023-10-27T02:05:00.001Z", True),
        ("2033-10-27T02:00:00.000Z", True),
    ],
)
def test_a_day_behind_or_five_minutes_ahead(claimed: str, apart: bool) -> None:
    assert off(claimed, RECEIVED) is apart
