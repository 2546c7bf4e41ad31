"""A day before what it rests on was written down here (10-27): it is entered late and says so, or its day is wrong."""

import pytest

from audit_app.store.db import Database
from tests.ops.office_kit import Office

RESTS_ON_WHAT_WAS_WRITTEN = {
    "spot_check.notify": "notified_before_approval",
    "rectification.issue": "issued_before_conclusion",
}


@pytest.mark.parametrize("kind", RESTS_ON_WHAT_WAS_WRITTEN)
def test_a_day_before_it_was_written_down_has_a_reason(database: Database, kind: str) -> None:
    office = Office(database)
    step = office.until(kind)
    for because in ("", "补登"):
        early = office.take(step, on="2023-10-26", because=because)
        assert (early.why, early.field) == (RESTS_ON_WHAT_WAS_WRITTEN[kind], "because")
        assert "2023-10-26" in str(early.sentence) and "2023-10-27" in str(early.sentence)
    assert office.take(step, on="2023-10-27", because="").outcome == "done"
