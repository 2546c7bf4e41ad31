"""From lots to spot checks: companies drawn, or taken from the reserve for one that could not be checked, become visits.

How lots fall is in `rules.draw`.
"""

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection

from audit_app.ops import Tx
from audit_app.ops.editions import find_edition
from audit_app.rules.draw import Company, Inspector, assign, next_of, replacement
from audit_app.rules.refusals import Refused
from audit_app.store import registers, spot_checks

EDITIONS = {"GB/T 29490-2013": "spot-check-29490", "GB/T 29490-2023": "spot-check-29490-2023"}
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
    tx: Tx, round_id: str, rows: list[Plain], companies: Iterable[Company], staff: list[Plain], first: int = 1
) -> None:
    """A visit, a spot check, two inspectors and their team for each company; places are counted from `first`."""
    by_lot = {(row["uscc"], row["certificate_no"]): row for row in rows}
    by_card = {one["card_no"]: one for one in staff}
    made, checks, pairs, team = [], [], [], []
    for position, company in enumerate(companies, first):
        row = by_lot[company.uscc, company.certificate]
        visit = _visit(tx, round_id, row)
        made.append(visit)
        checks.append(_check(tx, visit["id"], round_id, position, company.stratum, row))
        sent = [by_card[one["card_no"]] for one in company.inspectors]
        pairs += [(visit["id"], one) for one in sent]
        linked = [(one["user_id"], letter) for one, letter in zip(sent, "AB", strict=True) if one["user_id"]]
        team += [(visit["id"], user, letter) for user, letter in linked]
    spot_checks.put_spot_checks(tx.connection, made, checks, pairs, team)


def next_of_reserve(connection: Connection, check: Mapping[str, Any]) -> Company:
    """Who comes for a company: the next of its stratum, else of the whole reserve, with inspectors by the draw's own rule.

    Nobody chooses: the answer follows from the frozen register, the seed and who came before. Refused: reserve_empty,
    inspectors_too_few.
    """
    drawn: Any = registers.get_draw(connection, check["round_id"])
    here = spot_checks.list_spot_checks(connection, check["round_id"])
    reserve = [Company(**one) for one in drawn["reserve"]]
    company = replacement(reserve, check["stratum"], {one["uscc"] for one in here})
    if company is None:
        raise Refused("reserve_empty")
    return _sent(connection, [company], here, drawn, check["organisation_id"])[0]


def _sent(
    connection: Connection, companies: list[Company], here: list[Plain], drawn: Mapping[str, Any], office: str
) -> list[Company]:
    """Companies that come later, with inspectors by the draw's own rule: whoever has fewest of those `here` goes first."""
    known = spot_checks.list_check_inspectors(connection, [one["id"] for one in here])
    cards = {one["id"]: one["card_no"] for one in registers.list_inspectors(connection, office, active=False)}
    before = Counter(cards[who["id"]] for some in known.values() for who in some)
    staff = [Inspector.of(one) for one in registers.list_inspectors(connection, office)]
    return assign(companies, staff, drawn["register_digest"], drawn["seed"], before)


def supplement_from_reserve(tx: Tx) -> None:
    """Open the spot checks of the next companies of the reserve, after all others of the round."""
    connection, round_id, body = tx.connection, tx.op.subject, tx.op.body
    drawn: Any = registers.get_draw(connection, round_id)
    here = spot_checks.list_spot_checks(connection, round_id)
    chosen = next_of([Company(**one) for one in drawn["reserve"]], body["count"], {one["uscc"] for one in here})
    office, first = str(tx.thing.organisation), max(one["position"] for one in here) + 1
    companies = _sent(connection, chosen, here, drawn, office)
    rows = registers.list_register_rows(connection, drawn["register_id"])
    open_checks(tx, round_id, rows, companies, registers.list_inspectors(connection, office), first)
    registers.put_supplement(
        connection,
        id=tx.op.id,
        round_id=round_id,
        first=first,
        count=len(companies),
        reason=body["reason"].strip(),
        drawn_at=tx.at,
        author_id=tx.actor.id,
    )


def past_content(connection: Connection, round_id: str) -> Plain:
    """A draw with its companies and their inspectors, as it stays in the record once it is drawn again."""
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
        "drawn": [
            {
                **{name: one[name] for name in ("uscc", "name", "stratum", "certificate_no")},
                "inspectors": [{"name": who["name"], "card_no": who["card_no"]} for who in sent.get(one["id"], [])],
            }
            for one in here
        ],
    }


def replace_by_next(tx: Tx, check: Mapping[str, Any]) -> None:
    """Open the spot check of the company that comes for this one, after all others of its round."""
    company = next_of_reserve(tx.connection, check)
    drawn: Any = registers.get_draw(tx.connection, check["round_id"])
    rows = registers.list_register_rows(tx.connection, drawn["register_id"])
    staff = registers.list_inspectors(tx.connection, check["organisation_id"])
    last = max(one["position"] for one in spot_checks.list_spot_checks(tx.connection, check["round_id"]))
    open_checks(tx, check["round_id"], rows, [company], staff, last + 1)


def _visit(tx: Tx, round_id: str, row: Plain) -> Plain:
    """The id comes from the round and the company, so that replaying the log gives the same."""
    edition = find_edition(tx.connection, None, EDITIONS[row["standard"]])
    return {
        "id": str(uuid.uuid5(uuid.UUID(round_id), row["uscc"])),
        "organisation_id": tx.thing.organisation,
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
        "organisation_id": tx.thing.organisation,
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
