"""A device's clock is a claim: when the time it gives is told together with the time of receipt. Twin: static/field/claims.js."""

from audit_app.rules.instants import milliseconds

BEHIND_MS, AHEAD_MS = 12 * 3_600_000, 300_000
"""A day on site without a network is usual; a time ahead of the receipt is not, but for clocks that differ a little."""


def off(claimed: str, received: str) -> bool:
    """Whether a claimed time (UTC instant) lies too far from its receipt to be told alone."""
    try:
        late = milliseconds(received) - milliseconds(claimed)
    except ValueError:  # a time that there is none of, taken before such were refused
        return False
    return late > BEHIND_MS or late < -AHEAD_MS
