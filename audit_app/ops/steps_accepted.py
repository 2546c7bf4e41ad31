"""Whether an accepted 附件 3 says what a step of a paper made it say: such a step stays."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from audit_app import annexes
from audit_app.ops.spot_checks import CORRECTABLE
from audit_app.store import campaigns, followups, issued, spot_checks

Row = Mapping[Any, Any]
CITED = {"reminder": "reminder", "regulatory_interview": "interview"}


def stands_in_accepted(connection: Connection, thing: str, row: Row, verb: str) -> bool:
    """Whether a table that the province has accepted says what this step made it say."""
    if thing == "rectification":
        checks: list[Any] = [spot_checks.get_spot_check(connection, row["spot_check_id"])]
    else:
        checks = followups.list_cited_checks(connection, CITED[thing], row["id"])
    return any(_says(connection, check, thing, row, verb) for check in checks)


def _says(connection: Connection, check: Row, thing: str, row: Row, verb: str) -> bool:
    round_: Any = campaigns.get_round(connection, check["round_id"])
    if round_["state"] in CORRECTABLE:
        return False
    kept = next(iter(issued.list_issued(connection, "annex3", round_["id"])), None)
    if kept is None:
        return True
    line: Row = next((one for one in kept["rows"] if one["id"] == check["id"]), {})
    if thing == "rectification":
        standing_then = line.get("standing") or ""
        said = {
            "serve": standing_then not in ("", "waiting"),
            "extend": standing_then not in ("", "waiting") and line.get("due") == row["extended_to"],
            "close": standing_then == "done",
        }
        return said.get(verb, False)
    named = annexes.MEASURES[CITED[thing]] in (line.get("body_measure") or "")
    return named and verb in ("serve", "hold")
