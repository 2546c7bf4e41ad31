"""Days that people write into ops: today is the day on site at the moment of receipt, not the day in UTC."""

from types import SimpleNamespace
from typing import Any

import pytest

from audit_app.ops.dates import not_ahead, not_before
from audit_app.rules.refusals import Refused

PAST_MIDNIGHT_ON_SITE: Any = SimpleNamespace(at="2023-10-26T16:30:00.000Z")
BEFORE_MIDNIGHT_ON_SITE: Any = SimpleNamespace(at="2023-10-27T15:59:59.999Z")


@pytest.mark.parametrize("tx", [PAST_MIDNIGHT_ON_SITE, BEFORE_MIDNIGHT_ON_SITE])
def test_today_on_site_is_not_ahead_and_tomorrow_is(tx: Any) -> None:
    assert not_ahead(tx, "2023-10-27") == "2023-10-27"
    assert not_ahead(tx, "2023-10-26") == "2023-10-26"
    with pytest.raises(Refused) as refused:
        not_ahead(tx, "2023-10-28", "served_on")
    assert (refused.value.code, refused.value.field) == ("date_ahead", "served_on")


def test_the_same_day_is_not_before_and_the_day_before_is() -> None:
    assert not_before("2023-10-27", "2023-10-27") == not_before("2023-10-27", None) == "2023-10-27"
    with pytest.raises(Refused) as refused:
        not_before("2023-10-26", "2023-10-27")
    assert (refused.value.code, refused.value.details["before"]) == ("dates_reversed", "2023-10-27")
