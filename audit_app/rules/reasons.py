"""What counts as a reason: one measure for every reason that stays in the record, a lower one that no reason falls below."""

from __future__ import annotations

from audit_app.rules.refusals import Refused

LEAST_REASON = 10
"""Letters or characters that a reason needs; dots, dashes, digits and blanks are none."""

LEAST_SAID = 2
"""What every other reason needs: a single letter, a full stop or a number says nothing."""


def is_reason(text: str) -> bool:
    """Whether a text says enough to be a reason."""
    return _letters(text) >= LEAST_REASON


def says_something(text: str) -> bool:
    """Whether a text says anything at all."""
    return _letters(text) >= LEAST_SAID


def check_reason(reason: str, field: str = "reason") -> None:
    """Refused("reason_short") when a reason that stays for ever says less than LEAST_REASON letters."""
    if not is_reason(reason):
        raise Refused("reason_short", field, least=LEAST_REASON)


def check_said(reason: str, field: str = "reason") -> None:
    """Refused("reason_says_nothing") when a reason has fewer than LEAST_SAID letters."""
    if not says_something(reason):
        raise Refused("reason_says_nothing", field, least=LEAST_SAID)


def _letters(text: str) -> int:
    return sum(sign.isalpha() for sign in text)
