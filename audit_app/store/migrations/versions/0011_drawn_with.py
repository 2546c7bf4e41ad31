"""A draw keeps the list of inspectors that it was drawn with, and so does each draw that adds to it.

Of the draws there are the list is taken from the log: the one that stood on the day. Which draw brought a company is noted beside it.
"""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

from audit_app.rules.identifiers import normal_code, person_name, uscc

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

DRAWN = ("city_round.draw", "city_round.redraw")
KINDS = ("inspectors.import", *DRAWN, "city_round.supplement", "spot_check.replace")
KEPT = ("draws", "supplementary_draws")


def upgrade() -> None:
    for table in KEPT:
        op.add_column(table, sa.Column("inspectors", sa.Text(), nullable=True))
    op.add_column("spot_checks", sa.Column("supplement_id", sa.Text(), nullable=True))
    for table in KEPT:
        op.execute(sa.update(sa.table(table, sa.column("inspectors"))).values(inspectors="[]"))
    _from_log()
    for table in KEPT:
        with op.batch_alter_table(table) as batch:
            batch.alter_column("inspectors", existing_type=sa.Text(), nullable=False)


def _from_log() -> None:
    connection = op.get_bind()
    draws = sa.table("draws", sa.column("round_id"), sa.column("inspectors"))
    added = sa.table("supplementary_draws", sa.column("id"), sa.column("inspectors"))
    checks = sa.table("spot_checks", *(sa.column(name) for name in ("id", "round_id", "position", "supplement_id")))
    rounds = sa.table("city_rounds", sa.column("id"), sa.column("organisation_id"))
    office_of = {row.id: row.organisation_id for row in connection.execute(sa.select(rounds))}
    place_of = {row.id: (row.round_id, row.position) for row in connection.execute(sa.select(checks))}
    lists: dict[str, _List] = {}
    last: dict[str, int] = {}
    brought: dict[tuple[str, int], str] = {}
    for row in _log():
        body = json.loads(row.body)
        if row.kind == "inspectors.import":
            lists.setdefault(row.subject, _List()).learn(body["inspectors"], row.v)
        elif row.kind in DRAWN:
            last[row.subject] = int(body["quota"])
            here = draws.c.round_id == row.subject
            stood = lists.get(office_of.get(row.subject, ""), _List())
            connection.execute(sa.update(draws).where(here).values(inspectors=stood.text()))
        elif row.kind == "city_round.supplement":
            first = last.get(row.subject, 0) + 1
            last[row.subject] = first - 1 + int(body["count"])
            brought.update({(row.subject, place): row.id for place in range(first, last[row.subject] + 1)})
            stood = lists.get(office_of.get(row.subject, ""), _List())
            connection.execute(sa.update(added).where(added.c.id == row.id).values(inspectors=stood.text()))
        elif row.subject in place_of:
            round_id = place_of[row.subject][0]
            last[round_id] = last.get(round_id, 0) + 1
            if place_of[row.subject] in brought:
                brought[round_id, last[round_id]] = brought[place_of[row.subject]]
    for (round_id, place), draw in brought.items():
        here = (checks.c.round_id == round_id) & (checks.c.position == place)
        connection.execute(sa.update(checks).where(here).values(supplement_id=draw))


def _log() -> Any:
    """The lists and the draws, in order. A draw of n companies gives the places 1 to n, whoever comes later the next ones."""
    log = sa.table("log", *(sa.column(name) for name in ("seq", "id", "kind", "v", "subject", "body", "outcome")))
    wanted = sa.select(log).where(log.c.kind.in_(KINDS), log.c.outcome == "done").order_by(log.c.seq)
    return op.get_bind().execute(wanted).all()


class _List:
    """An office's inspectors by id as the last list leaves them; a card that is known keeps its id."""

    def __init__(self) -> None:
        self.known: dict[str, dict[str, Any]] = {}
        self.active: set[str] = set()

    def learn(self, rows: list[dict[str, Any]], version: int) -> None:
        by_card = {one["card_no"]: id for id, one in self.known.items()}
        self.active = set()
        for row in rows:
            card = normal_code(row["card_no"])
            id = by_card.get(card, row["id"])
            self.active.add(id)
            self.known[id] = {
                "id": id,
                "name": person_name(row["name"]) if version >= 2 else row["name"],
                "card_no": card,
                "unit": row["unit"],
                "recusals": sorted(uscc(code) for code in row["recusals"]),
                "user_id": row["user"],
            }

    def text(self) -> str:
        staff = sorted((self.known[id] for id in self.active), key=lambda one: one["card_no"])
        return json.dumps(staff, ensure_ascii=False)
