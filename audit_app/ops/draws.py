"""From lots to spot checks: companies drawn, or taken from the reserve for one that could not be checked, become visits.

How lots fall is in `rules.draw`. A draw keeps the list of inspectors that it was drawn with, and whoever comes in place of one of
its companies is given two of that list; a supplementary draw is one of its own day, with the list of that day.
"""

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection

from audit_app.ops import Tx
from audit_app.ops.editions import find_edition
from audit_app.rules.draw import Company, Inspector, assign, is_sendable, next_of, replacement
from audit_app.rules.inspectors import as_persons
from audit_app.rules.refusals import Refused
from audit_app.rules.standards import find_standard
from audit_app.store import people, registers, spot_checks

COPIED = (
    "district",
    "body",
    "approval_no",
    "certificate_no",
    "valid_from",
    "valid_to",
    "standard",
    "name",
    "uscc",
    "city",
)
ENDINGS = ("股份有限公司", "集团有限公司", "有限责任公司", "有限公司")
Plain = dict[str, Any]


def open_checks(
    tx: Tx,
    round_id: str,
    rows: list[Plain],
    companies: Iterable[Company],
    staff: list[Plain],
    first: int = 1,
    supplement: str | None = None,
) -> None:
    """A visit, a spot check, two inspectors and their team for each company; places are counted from `first`. `supplement` is the
    supplementary draw that they belong to, none where it is the draw itself.
    """
    by_lot = {(row["uscc"], row["certificate_no"]): row for row in rows}
    by_card = {one["card_no"]: one for one in staff}
    made, checks, pairs, team = [], [], [], []
    for position, company in enumerate(companies, first):
        row = by_lot[company.uscc, company.certificate]
        visit = _visit(tx, round_id, row)
        made.append(visit)
        checks.append(
            {**_check(tx, visit["id"], round_id, position, company.stratum, row), "supplement_id": supplement}
        )
        sent = [by_card[one["card_no"]] for one in company.inspectors]
        pairs += [(visit["id"], one) for one in sent]
        linked = [(one["user_id"], letter) for one, letter in zip(sent, "AB", strict=True) if one["user_id"]]
        team += [(visit["id"], user, letter) for user, letter in linked]
    spot_checks.put_spot_checks(tx.connection, made, checks, pairs, team)


def next_of_reserve(connection: Connection, check: Mapping[str, Any]) -> Company:
    """Who comes for a company: the next of its stratum, else of the whole reserve, with inspectors by the draw's own rule.

    Nobody chooses: the answer follows from the register, the list and the seed of the draw, and who came before. Refused:
    reserve_empty, inspectors_of_draw.
    """
    try:
        return _next(connection, check, drawn_with(connection, check))
    except Refused as refusal:
        if refusal.code != "inspectors_too_few":
            raise
        # nobody who is added to the office's list helps here
        raise Refused("inspectors_of_draw", **refusal.details) from None


def free_after(connection: Connection, check: Mapping[str, Any]) -> tuple[int, str] | None:
    """How many of the reserve a supplementary draw takes before a company comes to which the list of this draw can send two,
    and that company's name; None where no number helps.
    """
    drawn: Any = registers.get_draw(connection, check["round_id"])
    used = {one["uscc"] for one in spot_checks.list_spot_checks(connection, check["round_id"])}
    reserve = [one for one in (Company(**each) for each in drawn["reserve"]) if one.uscc not in used]
    staff = [Inspector.of(one) for one in drawn_with(connection, check)]
    for count in range(len(reserve)):
        company = replacement(reserve[count:], check["stratum"])
        if company and is_sendable(company, staff):
            return count, company.name
    return None


def staff_of(connection: Connection, office: str, *, by_person: bool = True) -> list[Plain]:
    """The inspectors of an office's list, each kept from whatever the person is kept from, by this card or another.

    Not `by_person`: from what the row of the card says, as in versions before.
    """
    staff = registers.list_inspectors(connection, office)
    return _as_persons(connection, office, staff) if by_person else staff


def _as_persons(connection: Connection, office: str, staff: list[Plain], *lists: list[Plain]) -> list[Plain]:
    names = {row["id"]: row["name"] for row in people.list_users(connection, office)}
    return as_persons(staff, [registers.list_inspectors(connection, office, active=False), *lists], names)


def drawn_with(connection: Connection, check: Mapping[str, Any], *, by_person: bool = True) -> list[Plain]:
    """The inspectors whom the draw of this company was drawn with, as they were that day, each with `on_list`: whether the office's
    list of today has this person.

    Two things are added of what is known since: companies that somebody must not check, and the account of who had none. A person
    is kept from what any card says, on the list of the draw or on that of today; not `by_person` from what this card says.
    """
    drawn: Any = registers.get_draw(connection, check["round_id"])
    added = registers.list_supplements(connection, check["round_id"])
    own = next((one for one in added if one["id"] == check["supplement_id"]), drawn)
    now = {one["id"]: one for one in registers.list_inspectors(connection, check["organisation_id"], active=False)}
    taken = {one["user_id"] for one in own["inspectors"]}
    found = []
    for one in own["inspectors"]:
        today = now.get(one["id"], {"name": None, "active": 0, "recusals": [], "user_id": None})
        here = bool(today["active"]) and today["name"] == one["name"]
        account = today["user_id"] if here and today["user_id"] not in taken else None
        barred = sorted({*one["recusals"], *today["recusals"]})
        found.append({**one, "recusals": barred, "user_id": one["user_id"] or account, "on_list": here})
    of_draw = [{**one, "active": 1} for one in own["inspectors"]]
    return _as_persons(connection, check["organisation_id"], found, of_draw) if by_person else found


def _next(connection: Connection, check: Mapping[str, Any], staff: list[Plain]) -> Company:
    drawn: Any = registers.get_draw(connection, check["round_id"])
    here = spot_checks.list_spot_checks(connection, check["round_id"])
    reserve = [Company(**one) for one in drawn["reserve"]]
    company = replacement(reserve, check["stratum"], {one["uscc"] for one in here})
    if company is None:
        raise Refused("reserve_empty")
    return _sent(connection, [company], here, drawn, staff)[0]


def _sent(
    connection: Connection, companies: list[Company], here: list[Plain], drawn: Mapping[str, Any], staff: list[Plain]
) -> list[Company]:
    """Companies that come later, with inspectors by the draw's own rule: whoever has fewest of those `here` goes first."""
    known = spot_checks.list_check_inspectors(connection, [one["id"] for one in here])
    cards = {one["id"]: one["card_no"] for one in staff}
    before = Counter(cards[who["id"]] for some in known.values() for who in some if who["id"] in cards)
    return assign(companies, [Inspector.of(one) for one in staff], drawn["register_digest"], drawn["seed"], before)


def supplement_from_reserve(tx: Tx) -> None:
    """Open the spot checks of the next companies of the reserve, after all others of the round."""
    connection, round_id, body = tx.connection, tx.op.subject, tx.op.body
    drawn: Any = registers.get_draw(connection, round_id)
    here = spot_checks.list_spot_checks(connection, round_id)
    chosen = next_of([Company(**one) for one in drawn["reserve"]], body["count"], {one["uscc"] for one in here})
    staff = staff_of(connection, str(tx.resource.organisation), by_person=tx.op.v >= 2)
    first = max(one["position"] for one in here) + 1
    companies = _sent(connection, chosen, here, drawn, staff)
    rows = registers.list_register_rows(connection, drawn["register_id"])
    open_checks(tx, round_id, rows, companies, staff, first, tx.op.id)
    registers.put_supplement(
        connection,
        id=tx.op.id,
        round_id=round_id,
        first=first,
        count=len(companies),
        reason=body["reason"].strip(),
        inspectors=registers.as_drawn(staff),
        drawn_at=tx.at,
        author_id=tx.actor.id,
    )


def past_content(connection: Connection, round_id: str, with_list: bool) -> Plain:
    """A draw with its companies and their inspectors, as it stays in the record once it is drawn again.

    `with_list`: and the list that it was drawn with, which no version of the op before 8 kept.
    """
    drawn: Any = registers.get_draw(connection, round_id)
    here = spot_checks.list_spot_checks(connection, round_id)
    sent = spot_checks.list_check_inspectors(connection, [one["id"] for one in here])
    kept = (
        "register_digest",
        "drawn_on",
        "quota",
        "seed",
        "strata",
        "algorithm",
        "drawn_at",
        "author_id",
        "minimum",
        "because",
    )
    return {
        **{name: drawn[name] for name in kept},
        **({"inspectors": drawn["inspectors"]} if with_list else {}),
        "drawn": [
            {
                **{name: one[name] for name in ("uscc", "name", "stratum", "certificate_no")},
                "inspectors": [{"name": who["name"], "card_no": who["card_no"]} for who in sent.get(one["id"], [])],
            }
            for one in here
        ],
    }


def replace_by_next(tx: Tx, check: Mapping[str, Any]) -> None:
    """Open the spot check of the company that comes for this one, after all others of its round.

    Since version 2 with inspectors of the list it was drawn with; before, of the list that stood when it came. Since version 3 with
    nobody whom another card keeps from the company. One of a version before that comes in today is done where all say the same.
    """
    connection, round_id = tx.connection, check["round_id"]
    if tx.op.v >= 3:
        staff, company = drawn_with(connection, check), next_of_reserve(connection, check)
    else:
        of_before = drawn_with(connection, check, by_person=False)
        staff = of_before if tx.op.v == 2 else registers.list_inspectors(connection, check["organisation_id"])
        company = _next(connection, check, staff)
    if tx.op.v < 3 and not tx.replaying and company != next_of_reserve(connection, check):
        raise Refused("list_changed")
    drawn: Any = registers.get_draw(connection, round_id)
    rows = registers.list_register_rows(connection, drawn["register_id"])
    last = max(one["position"] for one in spot_checks.list_spot_checks(connection, round_id))
    open_checks(tx, round_id, rows, [company], staff, last + 1, check["supplement_id"])


def _visit(tx: Tx, round_id: str, row: Plain) -> Plain:
    """The id comes from the round and the company, so that replaying the log gives the same."""
    edition = find_edition(tx.connection, None, find_standard(row["standard"]).checked_by)
    return {
        "id": str(uuid.uuid5(uuid.UUID(round_id), row["uscc"])),
        "organisation_id": tx.resource.organisation,
        "kind": "spot_check",
        "edition_id": edition.id,
        "edition_digest": edition.digest,
        "closing_on": None,
        "short_name": short_name(row["name"]),
    }


def _check(tx: Tx, check_id: str, round_id: str, position: int, stratum: str, row: Plain) -> Plain:
    return {
        **{name: row[name] for name in COPIED},
        "id": check_id,
        "organisation_id": tx.resource.organisation,
        "round_id": round_id,
        "position": position,
        "stratum": stratum,
        "state": "drawn",
        "problems": "[]",
    }


def short_name(name: str) -> str:
    """A company's name without its legal form, at most 20 characters; it goes into photo numbers."""
    ending = next((one for one in ENDINGS if name.endswith(one) and name != one), "")
    return name.removesuffix(ending)[:20]
