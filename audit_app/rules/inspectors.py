"""Whether a list of inspectors contradicts what is known: a card with another name, a card or an account with another person.

What each sentence to it is, is said in `regulator/imports.py`; whom a draw has sent keeps the name of that day anyway.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from audit_app.rules.identifiers import person_name

WHAT = ("name", "account", "card", "recusal")


@dataclass(frozen=True)
class Change:
    """One thing in which a row differs from what is known: `what` of the card was `was` and is `now` in the list.

    name: the card had another name. account: it had the account of somebody else (ids), or had one and has none in the
    list (`now` is then ""). card: the person had another card. recusal: whoever bears the card now is no longer kept from
    the company `was` (回避); `users`, `names` and `cards` are those of the rows that say so.
    """

    card_no: str
    what: str
    was: str
    now: str
    users: frozenset[str] = field(default=frozenset(), compare=False)
    names: frozenset[str] = field(default=frozenset(), compare=False)
    cards: frozenset[str] = field(default=frozenset(), compare=False)


def barred(users: Collection[str], names: Collection[str], accounts: Mapping[str, str]) -> frozenset[str]:
    """Whom recusals bar that say these accounts and names: these accounts, and of `accounts` {id: name} whoever bears one of
    the names, or that of one of the accounts."""
    said = called(users, names, accounts)
    return frozenset(users) | {user for user, name in accounts.items() if person_name(name) in said}


def called(users: Collection[str], names: Collection[str], accounts: Mapping[str, str]) -> frozenset[str]:
    """The names that recusals go by which say these accounts and names."""
    return frozenset(map(person_name, names)) | {person_name(accounts[user]) for user in users if user in accounts}


def recusing(saying: Iterable[Mapping[str, Any]], listed: Collection[str]) -> tuple[frozenset[str], frozenset[str]]:
    """Accounts and names that rows {user_id, name, active} keep from the company they say: of an account that is `listed` the row
    on the list decides, of another any; a row without an account is known by its name alone, on the list or not."""
    saying = list(saying)
    users = {row["user_id"] for row in saying if row["active"] or row["user_id"] not in listed} - {None}
    names = {row["name"] for row in saying if not row["user_id"] or row["user_id"] in users}
    return frozenset(users), frozenset(names)


def as_persons(
    staff: Iterable[Mapping[str, Any]], lists: Iterable[Iterable[Mapping[str, Any]]], accounts: Mapping[str, str]
) -> list[dict[str, Any]]:
    """`staff` as it is, with the `recusals` of each person by whatever card and on whichever of the `lists` they stand; rows
    {name, user_id, active, recusals}."""
    kept: dict[tuple[frozenset[str], frozenset[str]], set[str]] = {}
    for rows in map(list, lists):
        listed = {row["user_id"] for row in rows if row["active"]}
        saying: dict[str, list[Mapping[str, Any]]] = {}
        for row in rows:
            for code in row["recusals"]:
                saying.setdefault(code, []).append(row)
        for code, some in saying.items():
            kept.setdefault(recusing(some, listed), set()).add(code)
    found = [{**one, "recusals": set(one["recusals"])} for one in staff]
    for (users, names), codes in kept.items():
        whom, said = barred(users, names, accounts), called(users, names, accounts)
        for one in found:
            if one["user_id"] in whom or person_name(one["name"]) in said:
                one["recusals"] |= codes
    return [{**one, "recusals": sorted(one["recusals"])} for one in found]


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


def lifted(
    known: Iterable[Mapping[str, Any]], rows: Iterable[Mapping[str, Any]], *, follows: bool = True
) -> list[Change]:
    """The recusals that an import of `rows` would end, each as a change `recusal`: of a card, of an account, and of the person
    who comes with a new card. Who is not on the list keeps them, also for the day on which he is listed again.

    As `changes`; with `recusals` as normal codes. A recusal `follows` its account onto every row that gets it; without an account
    a row that is no longer used and has since had another in its place speaks for its own card alone. Not `follows`: so does
    one with an account.
    """
    known, rows = list(known), list(rows)
    by_card = {row["card_no"]: row for row in rows}
    by_user = {row["user"]: row for row in rows if row.get("user")}
    found: dict[tuple[str, str], Change] = {}
    for one in known:
        row = by_card.get(one["card_no"])
        heirs = [row] if row else []
        user = one["user_id"]
        if one["active"] or (user and follows) or not _replaced(one, known):
            if user in by_user:
                heirs.append(by_user[user])
            elif not row:
                heirs += [other for other in rows if _comes_as(one, other, known)]
        for heir in heirs:
            _lift(found, heir["card_no"], one, set(one["recusals"]) - set(heir["recusals"]), heir.get("user"))
        if row and user and row.get("user") != user and user not in by_user:
            _lift(found, one["card_no"], one, set(one["recusals"]), None)
        if row and not user and follows and person_name(row["name"]) != person_name(one["name"]):
            _lift(found, one["card_no"], one, set(one["recusals"]), None)  # known by the name alone, which goes
    return sorted(found.values(), key=lambda change: (change.card_no, change.was))


def _lift(
    found: dict[tuple[str, str], Change], card: str, one: Mapping[str, Any], codes: set[str], user: str | None
) -> None:
    for code in codes:
        before = found.get((card, code))
        users = {one["user_id"], user} - {None} | (before.users if before else set())
        names = {person_name(one["name"])} | (before.names if before else set())
        cards = {one["card_no"]} | (before.cards if before else set())
        found[card, code] = Change(card, "recusal", code, "", frozenset(users), frozenset(names), frozenset(cards))


def left_behind(known: Iterable[Mapping[str, Any]], ended: Iterable[Change]) -> dict[str, set[str]]:
    """What of the recusals that have `ended` still stands on the rows they came from: by card number what remains there."""
    gone: dict[str, set[str]] = {}
    for change in ended:
        for card in change.cards:
            gone.setdefault(card, set()).add(change.was)
    return {
        one["card_no"]: set(one["recusals"]) - gone[one["card_no"]]
        for one in known
        if gone.get(one["card_no"], set()) & set(one["recusals"])
    }


def _replaced(one: Mapping[str, Any], known: list[Mapping[str, Any]]) -> bool:
    """Whether another row of the same person is in use."""
    name = person_name(one["name"])
    return any(other is not one and other["active"] and _same_person(other, name, one["user_id"]) for other in known)


def _comes_as(one: Mapping[str, Any], row: Mapping[str, Any], known: list[Mapping[str, Any]]) -> bool:
    """Whether a row may be the person `one` with another card: of the same name, and not somebody known by that card."""
    if person_name(row["name"]) != person_name(one["name"]) or (one["user_id"] and row.get("user")):
        return False
    name = person_name(row["name"])
    return not any(
        other["card_no"] == row["card_no"] and other["active"] and person_name(other["name"]) == name for other in known
    )
