"""The measure of a reason by `ops`; what counts as one is in `audit_app/rules/reasons.py`."""

from audit_app.ops import Tx
from audit_app.rules.reasons import check_reason, check_said


def reasoned(tx: Tx, reason: str, field: str = "reason") -> None:
    """Refused("reason_short") where the text says too little. Not asked again of a row of the log."""
    if not tx.replaying:
        check_reason(reason, field)


REASONS = ("reason", "because")
"""What a reason is called in the body of an op, of whatever kind."""


def said(tx: Tx) -> None:
    """Refused("reason_says_nothing") where a reason that was given is no word: whatever the kind. Whether one must be given is the
    kind's own rule. Not asked again of a row of the log.
    """
    if tx.replaying:
        return
    for name in REASONS:
        given = tx.op.body.get(name)
        if isinstance(given, str) and given.strip():
            check_said(given, name)
