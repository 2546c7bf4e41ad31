"""The clauses of an edition shared out evenly among those who audit, by whole chapters and groups: a proposal, not an op."""

from collections.abc import Mapping

from audit_app.ops.division import levels
from checklists import Edition


def evenly(edition: Edition, members: list[str]) -> dict[str, str]:
    """The clauses given to `members` in shares as equal as whole groups allow, as {chapter or group: user}.

    Whole chapters first, the largest to whoever has fewest; then groups move while that brings the largest and the smallest
    share nearer to each other. The same members in the same order get the same shares.
    """
    if not members:
        return {}
    given: dict[str, str] = {}
    units: dict[str, tuple[str, int]] = {}  # group (or whole chapter) → its chapter and its clauses
    count = dict.fromkeys(members, 0)
    for row in sorted(levels(edition), key=lambda row: -row["leaves"]):
        user = min(members, key=lambda one: count[one])
        count[user] += row["leaves"]
        for one in row["below"] or [row]:
            units[one["item"].ref] = (row["item"].ref, one["leaves"])
            given[one["item"].ref] = user
    while True:
        most, least = max(members, key=lambda one: count[one]), min(members, key=lambda one: count[one])
        gap = count[most] - count[least]
        fitting = [ref for ref, user in given.items() if user == most and units[ref][1] < gap]
        if not fitting:
            return _whole_chapters(given, units)
        ref = min(fitting, key=lambda one: abs(gap - 2 * units[one][1]))
        if abs(gap - 2 * units[ref][1]) >= gap:
            return _whole_chapters(given, units)
        given[ref] = least
        count[most], count[least] = count[most] - units[ref][1], count[least] + units[ref][1]


def _whole_chapters(given: Mapping[str, str], units: Mapping[str, tuple[str, int]]) -> dict[str, str]:
    """A chapter whose groups all have one owner is one row."""
    owners: dict[str, set[str]] = {}
    for ref, user in given.items():
        owners.setdefault(units[ref][0], set()).add(user)
    whole = {chapter: min(users) for chapter, users in owners.items() if len(users) == 1}
    return whole | {ref: user for ref, user in given.items() if units[ref][0] not in whole}


def totals(owners: Mapping[str, str], members: list[str]) -> dict[str, int]:
    """How many clauses each of these has."""
    return {user: sum(owner == user for owner in owners.values()) for user in members}
