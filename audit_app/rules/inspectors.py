"""Whether a list of inspectors contradicts what is known: a card with another name, a card or an account with another person.

What each sentence to it is, is said in `regulator/imports.py`; whom a draw has sent keeps the name of that day anyway.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from audit_app.rules.identifiers import person_name

WHAT = ("name", "account", "card")


@dataclass(frozen=True)
class Change:
    """One thing in which a row differs from what is known: `what` of the card was `was` and is `now` in the list.

    name: the card had another name. account: it had the account of somebody else (ids), or had one and has none in the
    list (`now` is then ""). card: the person had another card.
    """

    card_no: str
    what: str
    was: str
    now: str


def changes(known: Iterable[Mapping[str, Any]], rows: Iterable[Mapping[str, Any]]) -> list[Change]:
    """What an import of `rows` {card_no, name, user} would change of `known` {card_no, name, user_id, active}, by rows.

    A new card of a person is a change only where the old one is not on the list and the person is not known by the new
    one. Cards are normal already; names are compared in their normal form. Source: decisions.md (Draw); ASSUMED.
    """
    known, rows = list(known), list(rows)
    listed = {row["card_no"] for row in rows}
    by_card = {one["card_no"]: one for one in known}
    found: list[Change] = []
    for row in rows:
        card, name, user = row["card_no"], person_name(row["name"]), row.get("user")
        one = by_card.get(card)
        if one and person_name(one["name"]) != name:
            found.append(Change(card, "name", one["name"], row["name"]))
        elif one and one["user_id"] and user and one["user_id"] != user:
            found.append(Change(card, "account", one["user_id"], user))
        if one and one["user_id"] and not user:  # whoever loses the account loses with it the recusals of its person
            found.append(Change(card, "account", one["user_id"], ""))
        if one and (one["user_id"] == user or not user) and person_name(one["name"]) == name:
            continue
        before = [
            other["card_no"]
            for other in known
            if other["card_no"] not in listed and other["active"] and _same_person(other, name, user)
        ]
        found += [Change(card, "card", before[0], card)] if before else []
    return found


def _same_person(one: Mapping[str, Any], name: str, user: str | None) -> bool:
    if one["user_id"] and user:
        return bool(one["user_id"] == user)
    return person_name(one["name"]) == name
