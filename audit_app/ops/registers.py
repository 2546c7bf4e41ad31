"""Ops that bring lists in: a city's register of certified companies and its inspectors. Files are read in `sheets`;
here every row is checked once more, because an op may come from anywhere."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from audit_app.ops import Tx, Verb
from audit_app.ops.coded import coded
from audit_app.ops.reasons import reasoned
from audit_app.ops.resources import own
from audit_app.rules.certificates import CREDIT_CLASSES, STATUSES
from audit_app.rules.draw import register_digest
from audit_app.rules.identifiers import normal_code, person_name, plain_code, uscc
from audit_app.rules.inspectors import Change, barred, changes, left_behind, lifted
from audit_app.rules.permits import Resource
from audit_app.rules.refusals import Refused
from audit_app.rules.standards import STANDARDS
from audit_app.store import campaigns, people, registers
from checklists import regions

NAMED = 50


def round_named(tx: Tx) -> Resource:
    """The city round named in the body."""
    return campaigns.resource_of_round(tx.connection, tx.op.body["round"])


def import_register(tx: Tx) -> None:
    """Keep a register as it was read. It can be imported again and again until the round is frozen."""
    if tx.resource.state != "open":
        raise Refused("register_frozen")
    if registers.get_register(tx.connection, tx.op.subject):
        raise Refused("already_exists", value=tx.op.subject)
    rows = tx.op.body["rows"]
    found = list(_problems(rows, CELLS | FOLDED if tx.guarded(2) else CELLS))
    if found:
        raise Refused("register_has_problems", "rows", count=len(found), problems=found[:NAMED])
    _of_this_city(tx, rows)
    registers.put_register(
        tx.connection,
        rows,
        id=tx.op.subject,
        organisation_id=tx.resource.organisation,
        round_id=tx.op.body["round"],
        file_name=tx.op.body["file_name"],
        digest=register_digest(rows),
        size=len(rows),
        imported_at=tx.at,
        author_id=tx.actor.id,
    )


def _of_this_city(tx: Tx, rows: list[dict[str, Any]]) -> None:
    """A city draws its own companies only: rows of another city are refused."""
    row = campaigns.get_round(tx.connection, tx.op.body["round"])
    city = regions().city(row["region"]) if row else None
    foreign = [one["row_no"] for one in rows if city and one["city"] != city.name]
    if city and foreign:
        raise Refused("other_city", "rows", count=len(foreign), city=city.name, row=foreign[0])


def _problems(rows: list[dict[str, Any]], cells: dict[str, Callable[[str], bool]]) -> Iterator[dict[str, Any]]:
    """{row, column} of every cell that the file check would not have let through."""
    lines: set[int] = set()
    certificates: set[str] = set()
    for row in rows:
        wrong = [column for column, right in cells.items() if not right(row[column])]
        if row["valid_from"] and row["valid_to"] < row["valid_from"]:
            wrong.append("valid_to")
        if row["row_no"] in lines:
            wrong.append("row_no")
        if row["certificate_no"] in certificates:
            wrong.append("certificate_no")
        lines.add(row["row_no"])
        certificates.update({row["certificate_no"]} - {""})
        yield from ({"row": row["row_no"], "column": column} for column in wrong)


def _is_uscc(text: str) -> bool:
    try:
        return uscc(text) == text
    except Refused:
        return False


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


CELLS: dict[str, Callable[[str], bool]] = {
    "uscc": _is_uscc,
    "valid_from": lambda text: not text or _is_day(text),
    "valid_to": _is_day,
    "certificate_no": lambda text: normal_code(text) == text,
    "standard": STANDARDS.__contains__,
    "status": STATUSES.__contains__,
    "credit_class": ("", *CREDIT_CLASSES).__contains__,
}
FOLDED: dict[str, Callable[[str], bool]] = {
    "approval_no": lambda text: plain_code(text) == text,
    "certificate_no": lambda text: plain_code(text) == text,
}
"""Since version 2."""


def import_inspectors(tx: Tx) -> None:
    """The whole list of an office. A card that is known keeps its inspector; who is missing is not drawn any more."""
    rows = [{**row, "card_no": coded(tx, row["card_no"], "inspectors", 4)} for row in tx.op.body["inspectors"]]
    cards, ids = [row["card_no"] for row in rows], [row["id"] for row in rows]
    for card in cards:
        if cards.count(card) > 1:
            raise Refused("inspector_doubled", "inspectors", card_no=card)
    users = [row["user"] for row in rows if row["user"]]
    office = str(tx.resource.organisation)
    if len(set(ids)) != len(ids) or set(registers.owners_of_inspectors(tx.connection, ids).values()) - {office}:
        raise Refused("already_exists", "inspectors", value=ids[0])
    if len(set(users)) != len(users) or set(users) - registers.users_of(tx.connection, office, users):
        raise Refused("absent", "inspectors")
    before = registers.list_inspectors(tx.connection, office, active=False)
    known = {row["card_no"]: row["id"] for row in before}
    if tx.op.v >= 2:
        rows = [{**row, "name": person_name(row["name"])} for row in rows]
    ended = _as_agreed(tx, before, rows, known) if tx.guarded(2) else []
    if any(known.get(row["card_no"], row["id"]) != row["id"] and row["id"] in known.values() for row in rows):
        raise Refused("already_exists", "inspectors", value=ids[0])
    registers.put_inspectors(
        tx.connection,
        office,
        [
            {**row, "id": known.get(row["card_no"], row["id"]), "recusals": [uscc(code) for code in row["recusals"]]}
            for row in rows
        ],
    )
    if tx.guarded(5):
        for card, codes in left_behind((one for one in before if one["card_no"] not in cards), ended).items():
            registers.change_recusals(tx.connection, office, card, codes)


def _on_own_accounts(tx: Tx, before: list[dict[str, Any]], rows: list[dict[str, Any]]) -> None:
    """Refused("recusal_of_other") where a known row with recusals and without an account gets that of another name."""
    bare = {one["card_no"] for one in before if one["recusals"] and not one["user_id"]}
    names = people.names_of(tx.connection, {row["user"] for row in rows if row["user"] and row["card_no"] in bare})
    for row in rows:
        other = names.get(row["user"] or "") if row["card_no"] in bare else None
        if other and person_name(other) != row["name"]:
            raise Refused("recusal_of_other", "inspectors", card_no=row["card_no"], name=row["name"], other=other)


def _as_agreed(tx: Tx, before: list[dict[str, Any]], rows: list[dict[str, Any]], known: dict[str, str]) -> list[Change]:
    """Nobody who is known gets another name, account or card, or loses the account, unless the op names it, with what it
    was on the screen. Returns the recusals that end."""
    ended: list[Change] = []
    if tx.guarded(6):
        _on_own_accounts(tx, before, rows)
    agreed = {(one["card_no"], one["what"], one["was"]) for one in tx.op.body.get("agreed", ())}
    asked = [one for one in changes(before, rows) if one.now or tx.guarded(3)]
    if tx.guarded(4):
        ended = _lifted(tx, before, rows)
        asked += ended
    open_ = [one for one in asked if (one.card_no, one.what, one.was) not in agreed]
    if open_:
        raise Refused("inspectors_differ", "agreed", count=len(open_), card_no=open_[0].card_no)
    if any(row["id"] in known.values() and known.get(row["card_no"]) != row["id"] for row in rows):
        raise Refused("already_exists", "inspectors", value=rows[0]["id"])
    return ended


def _lifted(tx: Tx, before: list[dict[str, Any]], rows: list[dict[str, Any]]) -> list[Change]:
    """The recusals that the list ends: never one's own, and the others with a reason."""
    since = tx.guarded(5)
    listed = [{**row, "recusals": [uscc(code) for code in row["recusals"]]} for row in rows]
    found = lifted(before, listed, follows=since)
    me = {tx.actor.id: tx.actor.name}
    staff = people.list_users(tx.connection, str(tx.resource.organisation)) if since else []
    accounts = {row["id"]: row["name"] for row in staff} | me
    # before version 5 a name counted only where no account was known
    kept = [
        barred(one.users, one.names, accounts) if since else one.users or barred((), one.names, me) for one in found
    ]
    own = [one for one, whom in zip(found, kept, strict=True) if tx.actor.id in whom]
    if own:
        raise Refused("own_recusal", "inspectors", card_no=own[0].card_no, value=own[0].was)
    if found:
        reasoned(tx, tx.op.body.get("reason", ""))
    return found


VERBS = {
    "register.import": Verb(round_named, import_register),
    "inspectors.import": Verb(own, import_inspectors),
}
