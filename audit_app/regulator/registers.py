"""名录: an imported register as it was read, page by page, and which of its companies were drawn.

How it comes in is in `imports`.
"""

from bisect import bisect_right
from typing import Any

from flask import request
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from audit_app.regulator import bodies, bp
from audit_app.regulator.scope import scope_of
from audit_app.rules.identifiers import plain_code
from audit_app.rules.refusals import Refused
from audit_app.security import database
from audit_app.show import show
from audit_app.store import people, registers, spot_checks

PAGE = 500
"""Rows on one page."""


@bp.get("/campaigns/<campaign>/registers/<register>")
def register_rows(campaign: str, register: str) -> Response:
    """Rows with their line in the file. `?q=` narrows to those that contain it, `?after=` (a line) turns the pages."""
    asked, after = request.args.get("q", "").strip(), request.args.get("after", 0, type=int)
    with database().reading() as connection:
        scope = scope_of(connection, campaign)
        row: Any = registers.get_register(connection, register)
        if row is None or row["round_id"] not in {one["id"] for one in scope.rounds}:
            raise Refused("absent")
        page = page_of(connection, register, asked, after)
        drawn = {one["uscc"]: one for one in spot_checks.list_spot_checks(connection, row["round_id"])}
        who = people.names_of(connection, {row["author_id"]}).get(row["author_id"], "")
    return show(
        "regulator/register.html",
        campaign=scope.campaign,
        campaign_title=scope.title,
        register=row,
        who=who,
        q=asked,
        drawn=drawn,
        **page,
    )


def page_of(connection: Connection, register_id: str, asked: str, after: int) -> dict[str, Any]:
    """`rows` that come after this line, where they stand (`first` to `last` of `found`), how many companies all the
    found ones are, and the lines after which the pages before and behind begin.
    """
    found = [row for row in registers.list_register_keys(connection, register_id) if matches(row, asked)]
    lines = [row["row_no"] for row in found]
    start = bisect_right(lines, after)
    start -= start % PAGE
    shown = lines[start : start + PAGE]
    rows = registers.list_register_rows(connection, register_id, shown[0], shown[-1]) if shown else []
    wanted = set(shown)
    return {
        "rows": bodies.labelled(row for row in rows if row["row_no"] in wanted),
        "found": len(lines),
        "companies": len({row["uscc"] for row in found}),
        "first": start + 1,
        "last": start + len(shown),
        "before": (lines[start - PAGE - 1] if start > PAGE else 0) if start else None,
        "behind": shown[-1] if start + PAGE < len(lines) else None,
    }


def matches(row: Any, asked: str) -> bool:
    """Whether name, code or certificate number contain what is looked for, however either is written: ａｂ, AB and ab are one."""
    wanted = plain_code(asked)
    return not wanted or any(wanted in plain_code(row[name]) for name in ("name", "uscc", "certificate_no"))
