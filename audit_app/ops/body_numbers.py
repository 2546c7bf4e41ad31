"""The approval number and the name of a certification body in what is drafted of it: a draft follows the check that is put right,
and no paper is sent out while it cites a company of another body.
"""

from collections.abc import Callable
from typing import Any

from audit_app.ops import Tx
from audit_app.rules.followup import approval_as_typed, approval_of, strangers
from audit_app.rules.refusals import Refused
from audit_app.store import followups

OF_ONE_BODY = {"reminder.issue": 5, "regulatory_interview.notify": 3}
"""The versions since which a paper goes out only to one body."""
FOLDED = 4
"""Of `spot_check.amend`: numbers that differ in their dashes alone are one."""
KIND = {"reminder.issue": "reminder", "regulatory_interview.notify": "interview"}


def follow(tx: Tx, check: dict[str, Any]) -> None:
    """The drafts of the check's own office take the number that was put right, where all their companies have it by now.

    Others stay as they are: the pages say so, and `of_one_body` keeps them from going out. A draft of the office above is not
    the city's to change.
    """
    of: Callable[[Any], str] = approval_of if tx.op.v >= FOLDED else approval_as_typed
    if not of(check):
        return
    for kind, paper in _own_drafts(tx, check):
        numbers = {of(one) for one in followups.list_cited_checks(tx.connection, kind, paper["id"])} - {""}
        if numbers == {of(check)}:
            _write(tx, kind, paper["id"], approval_no=check["approval_no"])


def follow_name(tx: Tx, check: dict[str, Any]) -> None:
    """The drafts of the check's own office take the body's name that was put right, where all their companies have it by now."""
    for kind, paper in _own_drafts(tx, check):
        if {one["body"] for one in followups.list_cited_checks(tx.connection, kind, paper["id"])} == {check["body"]}:
            _write(tx, kind, paper["id"], body=check["body"])


def _own_drafts(tx: Tx, check: dict[str, Any]) -> list[tuple[str, Any]]:
    return [
        (kind, paper)
        for kind, paper in followups.list_citing(tx.connection, check["id"])
        if paper["state"] == "drafted" and paper["organisation_id"] == check["organisation_id"]
    ]


def _write(tx: Tx, kind: str, paper: str, **changed: Any) -> None:
    write = followups.change_reminder if kind == "reminder" else followups.change_interview
    write(tx.connection, paper, **changed)


def of_one_body(tx: Tx, paper: Any) -> None:
    """Refused("paper_other_number") where a paper that goes out cites a company of another approval number."""
    if not tx.guarded(OF_ONE_BODY[tx.op.kind]):
        return
    cited = followups.list_cited_checks(tx.connection, KIND[tx.op.kind], paper["id"])
    others = strangers(paper, cited)
    if others:
        theirs = approval_of(paper) or next(approval_of(one) for one in cited if approval_of(one))
        raise Refused("paper_other_number", company=others[0]["name"], yours=others[0]["approval_no"], theirs=theirs)
