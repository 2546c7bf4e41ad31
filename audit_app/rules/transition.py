"""Which edition of GB/T 29490 an audit may be made against, by its days and the day on which the application was accepted.

认监委、国家知识产权局公告 2023 年第 27 号: from 2025-01-01 only the new edition is accepted, certificates by the old one end on
2025-12-31 (domain notes: regulator.md 3.8). CONFIRMED. The days come from a rule pack.
"""

from dataclasses import dataclass

from audit_app.rules.certificates import IN_FORCE
from audit_app.rules.refusals import Refused
from audit_app.rules.standards import CURRENT, Standard, find_standard


@dataclass(frozen=True)
class Transition:
    """ISO dates: from `only_new_from` applications are accepted by the new edition alone; `last_day` is the old one's last."""

    only_new_from: str
    last_day: str


@dataclass(frozen=True)
class AuditTime:
    """When an audit is made and why against this edition. `applied_on` None: the first day stands for it."""

    starts_on: str
    ends_on: str
    applied_on: str | None = None
    reason: str | None = None


def outlived(standard: str, status: str, day: str, last_day: str) -> bool:
    """Whether a certificate by a superseded edition is alive after that edition's last day: it should have been suspended or
    withdrawn by then (the same notice). `standard` with a hyphen, days as ISO dates."""
    return status == IN_FORCE and find_standard(standard).superseded_on is not None and day > last_day


def check_in_time(standard: Standard, audit: AuditTime, rule: Transition) -> None:
    """Raises Refused: a day before the edition is in force, a day after the old one's last, an application after its time
    without a reason. The field named is the one to mend."""
    number = standard.number.replace("-", "—")
    if audit.starts_on < standard.in_force_on:
        raise Refused("edition_too_new", "starts_on", standard=number, since=standard.in_force_on, day=audit.starts_on)
    if standard.superseded_on is None:
        return
    current = CURRENT.number.replace("-", "—")
    if audit.ends_on > rule.last_day:
        raise Refused(
            "edition_over", "edition", standard=number, last=rule.last_day, day=audit.ends_on, current=current
        )
    if (audit.applied_on or audit.starts_on) >= rule.only_new_from and not audit.reason:
        raise Refused(
            "edition_unexplained", "edition_reason", standard=number, since=rule.only_new_from, current=current
        )
