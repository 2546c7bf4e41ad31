"""Rows of imported registers, of inspectors and of draws. What a good row is, and how lots fall, is said in `rules`."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy import RowMapping as Row

from audit_app.rules.draw import COLUMNS
from audit_app.store.db import upsert
from audit_app.store.tables import (
    draws,
    inspectors,
    log,
    past_draws,
    register_rows,
    registers,
    supplementary_draws,
    users,
)

DRAW_LISTS = ("strata", "reserve", "inspectors")
KEPT = ("id", "name", "card_no", "unit", "recusals", "user_id")
"""What a draw keeps of each inspector it was drawn with."""

PLACE = (
    select(log.c.seq)
    .where(log.c.subject == registers.c.id, log.c.kind == "register.import", log.c.outcome == "done")
    .scalar_subquery()
)
"""Where a register's import stands in the log: which was the last is told by it, a clock can be put back or stand still."""


def get_register(connection: Connection, register_id: str) -> Row | None:
    return connection.execute(select(registers).where(registers.c.id == register_id)).mappings().one_or_none()


def list_registers(connection: Connection, round_id: str) -> list[Row]:
    """The registers imported for a round, the last one first."""
    wanted = select(registers).where(registers.c.round_id == round_id).order_by(PLACE.desc())
    return list(connection.execute(wanted).mappings())


def put_register(connection: Connection, rows: Sequence[Mapping[Any, Any]], **register: Any) -> None:
    """A register with its rows ({row_no} and the columns of the draw)."""
    connection.execute(insert(registers).values(**register))
    connection.execute(insert(register_rows), [{"register_id": register["id"], **row} for row in rows])


def list_register_rows(connection: Connection, register_id: str, first: int = 0, last: int = 0) -> list[dict[str, Any]]:
    """The rows of a register by row number, with the columns of the draw and `row_no`; all, or from `first` to `last`."""
    columns = [register_rows.c.row_no, *(register_rows.c[name] for name in COLUMNS)]
    wanted = select(*columns).where(register_rows.c.register_id == register_id).order_by(register_rows.c.row_no)
    if last:
        wanted = wanted.where(register_rows.c.row_no.between(first, last))
    return [dict(row) for row in connection.execute(wanted).mappings()]


def list_register_keys(connection: Connection, register_id: str) -> list[Row]:
    """Of every row of a register what it is found by: row number, name, code, certificate number."""
    columns = (register_rows.c[name] for name in ("row_no", "name", "uscc", "certificate_no"))
    wanted = select(*columns).where(register_rows.c.register_id == register_id).order_by(register_rows.c.row_no)
    return list(connection.execute(wanted).mappings())


def list_inspectors(connection: Connection, organisation_id: str, *, active: bool = True) -> list[dict[str, Any]]:
    """Inspectors of an office by card number, `recusals` as a list; with `active` only those of the last list."""
    wanted = select(inspectors).where(inspectors.c.organisation_id == organisation_id).order_by(inspectors.c.card_no)
    if active:
        wanted = wanted.where(inspectors.c.active == 1)
    return [{**row, "recusals": json.loads(row["recusals"])} for row in connection.execute(wanted).mappings()]


def as_drawn(staff: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """A list of inspectors as a draw keeps it, by card number whatever the engine's order is."""
    return [{name: one[name] for name in KEPT} for one in sorted(staff, key=lambda one: one["card_no"])]


def owners_of_inspectors(connection: Connection, ids: Iterable[str]) -> dict[str, str]:
    """Which office each of these inspectors belongs to; unknown ids are left out."""
    rows = connection.execute(
        select(inspectors.c.id, inspectors.c.organisation_id).where(inspectors.c.id.in_(list(ids)))
    )
    return {row.id: row.organisation_id for row in rows}


def users_of(connection: Connection, organisation_id: str, ids: Iterable[str]) -> set[str]:
    """Those of the ids that are users of this organisation."""
    wanted = select(users.c.id).where(users.c.organisation_id == organisation_id, users.c.id.in_(list(ids)))
    return set(connection.scalars(wanted))


def put_inspectors(connection: Connection, organisation_id: str, rows: Iterable[Mapping[Any, Any]]) -> None:
    """The whole list of an office: who is not on it stays known, but is not drawn any more."""
    connection.execute(update(inspectors).where(inspectors.c.organisation_id == organisation_id).values(active=0))
    upsert(
        connection,
        inspectors,
        [
            {
                "id": row["id"],
                "organisation_id": organisation_id,
                "name": row["name"],
                "card_no": row["card_no"],
                "unit": row["unit"],
                "recusals": json.dumps(sorted(row["recusals"])),
                "user_id": row["user"],
                "active": 1,
            }
            for row in rows
        ],
    )


def change_recusals(connection: Connection, organisation_id: str, card_no: str, codes: Iterable[str]) -> None:
    """What an inspector who is not on the list is still kept from."""
    of_card = (inspectors.c.organisation_id == organisation_id) & (inspectors.c.card_no == card_no)
    connection.execute(update(inspectors).where(of_card).values(recusals=json.dumps(sorted(codes))))


def get_draw(connection: Connection, round_id: str) -> dict[str, Any] | None:
    """The draw of a round; `strata`, `reserve` and `inspectors` (those it was drawn with) as lists."""
    row = connection.execute(select(draws).where(draws.c.round_id == round_id)).mappings().one_or_none()
    return None if row is None else {**row, **{name: json.loads(row[name]) for name in DRAW_LISTS}}


def put_draw(connection: Connection, **row: Any) -> None:
    """`strata`, `reserve` and `inspectors` are given as lists."""
    lists = {name: json.dumps(row[name], ensure_ascii=False) for name in DRAW_LISTS}
    connection.execute(insert(draws).values(**{**row, **lists}))


def remove_draw(connection: Connection, round_id: str) -> None:
    """Make room for the draw that takes its place; what it was is in `past_draws`."""
    connection.execute(delete(draws).where(draws.c.round_id == round_id))


def put_past_draw(connection: Connection, *, content: Mapping[str, Any], **row: Any) -> None:
    connection.execute(insert(past_draws).values(content=json.dumps(content, ensure_ascii=False), **row))


def list_past_draws(connection: Connection, round_id: str) -> list[dict[str, Any]]:
    """The draws of a round that were drawn again, oldest first; `content` as it was."""
    wanted = select(past_draws).join(log, (log.c.id == past_draws.c.id) & (log.c.outcome == "done"))
    wanted = wanted.where(past_draws.c.round_id == round_id).order_by(log.c.seq)
    return [{**row, "content": json.loads(row["content"])} for row in connection.execute(wanted).mappings()]


def put_supplement(connection: Connection, *, inspectors: Sequence[Mapping[str, Any]], **row: Any) -> None:
    kept = json.dumps(inspectors, ensure_ascii=False)
    connection.execute(insert(supplementary_draws).values(inspectors=kept, **row))


def list_supplements(connection: Connection, round_id: str) -> list[dict[str, Any]]:
    """The supplementary draws of a round, in order; `inspectors`, those it was drawn with, as a list."""
    wanted = select(supplementary_draws).where(supplementary_draws.c.round_id == round_id)
    found = connection.execute(wanted.order_by(supplementary_draws.c.first)).mappings()
    return [{**row, "inspectors": json.loads(row["inspectors"])} for row in found]


def change_draw(connection: Connection, round_id: str, **changed: Any) -> None:
    connection.execute(update(draws).where(draws.c.round_id == round_id).values(**changed))
