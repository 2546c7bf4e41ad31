"""Which edition an audit may be made against: 认监委、国家知识产权局公告 2023 年第 27 号, to the day."""

import pytest

from audit_app.rules.refusals import Refused
from audit_app.rules.standards import CURRENT, find_standard, in_force_on
from audit_app.rules.transition import AuditTime, Transition, check_in_time

OLD = find_standard("GB/T 29490-2013")
RULE = Transition("2025-01-01", "2025-12-31")


def why(audit: AuditTime, standard: object = OLD) -> str | None:
    try:
        check_in_time(standard, audit, RULE)  # type: ignore[arg-type]
    except Refused as refusal:
        return f"{refusal.code}:{refusal.field}"
    return None


@pytest.mark.parametrize(
    ("starts", "ends", "applied", "reason", "said"),
    [
        ("2013-02-28", "2013-03-01", None, None, "edition_too_new:starts_on"),
        ("2013-03-01", "2013-03-01", None, None, None),
        ("2024-12-30", "2025-01-02", None, None, None),
        ("2025-01-01", "2025-01-02", None, None, "edition_unexplained:edition_reason"),
        ("2025-01-01", "2025-01-02", None, "2013 版换证的监督审核", None),
        ("2025-06-30", "2025-07-01", "2024-12-31", None, None),
        ("2025-06-30", "2025-07-01", "2025-01-01", None, "edition_unexplained:edition_reason"),
        ("2025-12-30", "2025-12-31", "2024-12-31", None, None),
        ("2025-12-31", "2026-01-01", "2024-12-31", "已受理", "edition_over:edition"),
    ],
)
def test_the_old_edition_to_the_day(
    starts: str, ends: str, applied: str | None, reason: str | None, said: str | None
) -> None:
    assert why(AuditTime(starts, ends, applied, reason)) == said


def test_the_new_edition_from_its_first_day_and_for_good() -> None:
    assert why(AuditTime("2023-12-31", "2024-01-02"), CURRENT) == "edition_too_new:starts_on"
    assert why(AuditTime("2024-01-01", "2024-01-02"), CURRENT) is None
    assert why(AuditTime("2031-01-01", "2031-01-02"), CURRENT) is None


def test_the_edition_of_a_day() -> None:
    days = ("2012-01-01", "2013-03-01", "2023-12-31", "2024-01-01", "2030-01-01")
    assert [in_force_on(day).year for day in days] == ["2013", "2013", "2013", "2023", "2023"]
