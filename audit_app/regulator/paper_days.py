"""Which days of a paper, 限期整改, 书面提醒 or 约谈, can still be put right: the page of the paper and that of the correction agree."""

from typing import Any, NamedTuple

from sqlalchemy import Connection

from audit_app.ops.interview_dates import days_of_interview
from audit_app.ops.paper_dates import kept_by_table
from audit_app.regulator import words
from audit_app.store import followups, spot_checks


class Days(NamedTuple):
    """`open`: values by name; `stays`: whether an accepted 附件 3 keeps the days that it rests on; `checks`: the paper's."""

    open: dict[str, str]
    stays: bool
    checks: list[Any]


def open_days(connection: Connection, kind: str, row: Any) -> Days:
    """The days of a paper that were written down and are not kept by an accepted table."""
    one = kind == "rectification"
    checks: list[Any] = (
        [spot_checks.get_spot_check(connection, row["spot_check_id"])]
        if one
        else followups.list_cited_checks(connection, kind, row["id"])
    )
    column, extended = ("rectification", row["extended_to"]) if one else ("measure_on", None)
    stays = set().union(*(kept_by_table(connection, of, column, extended) for of in checks))
    kept = days_of_interview(row) if kind == "interview" else row
    names = [name for name in words.paper_labels(kind) if kept[name] and name not in stays]
    return Days({name: kept[name] for name in names}, bool(stays), checks)
