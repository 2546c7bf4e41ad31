"""Who is sent to a check keeps name, card, unit and account of the day of the draw, whatever a later list says of the card.

What the lists have renamed since is taken from the log: each draw is walked again with the list that stood then.
"""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

from audit_app.rules.identifiers import normal_code

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TABLE = "spot_check_inspectors"
KEPT = ("name", "card_no", "unit", "user_id")
KINDS = ("inspectors.import", "city_round.draw", "city_round.redraw", "city_round.supplement", "spot_check.replace")


def upgrade() -> None:
    for name in KEPT:
        op.add_column(TABLE, sa.Column(name, sa.Text(), nullable=True))
    _as_now()
    _as_drawn()
    with op.batch_alter_table(TABLE) as batch:
        for name in KEPT[:3]:
            batch.alter_column(name, existing_type=sa.Text(), nullable=False)


def _tables() -> tuple[Any, Any]:
    pairs = sa.table(TABLE, *(sa.column(name) for name in ("spot_check_id", "inspector_id", *KEPT)))
    return pairs, sa.table("inspectors", *(sa.column(name) for name in ("id", *KEPT)))


def _as_now() -> None:
    """What the list says now, for whatever the log does not tell."""
    pairs, people = _tables()
    now = {
        name: sa.select(people.c[name]).where(people.c.id == pairs.c.inspector_id).scalar_subquery() for name in KEPT
    }
    op.execute(sa.update(pairs).values(**now))


def _as_drawn() -> None:
    pairs, _people = _tables()
    connection = op.get_bind()
    checks = sa.table("spot_checks", *(sa.column(name) for name in ("id", "round_id", "position", "organisation_id")))
    found = connection.execute(sa.select(checks)).all()
    by_place = {(row.round_id, row.position): row for row in found}
    round_of = {row.id: row.round_id for row in found}
    lists: dict[str, dict[str, dict[str, Any]]] = {}
    last: dict[str, int] = {}
    for row in _log():
        body = json.loads(row.body)
        if row.kind == "inspectors.import":
            _learn(lists.setdefault(row.subject, {}), body["inspectors"])
            continue
        round_id = round_of.get(row.subject, row.subject)
        first = 1 if row.kind in KINDS[1:3] else last.get(round_id, 0) + 1
        last[round_id] = first - 1 + int(body.get("quota") or body.get("count") or 1)
        for place in range(first, last[round_id] + 1):
            if check := by_place.get((round_id, place)):
                for one, said in lists.get(check.organisation_id, {}).items():
                    here = (pairs.c.spot_check_id == check.id) & (pairs.c.inspector_id == one)
                    connection.execute(sa.update(pairs).where(here).values(**said))


def _log() -> Any:
    """The lists and the draws, in order. A draw of n companies gives the places 1 to n, whoever comes later the next ones."""
    log = sa.table("log", *(sa.column(name) for name in ("seq", "kind", "subject", "body", "outcome")))
    wanted = sa.select(log).where(log.c.kind.in_(KINDS), log.c.outcome == "done").order_by(log.c.seq)
    return op.get_bind().execute(wanted).all()


def _learn(known: dict[str, dict[str, Any]], rows: list[dict[str, Any]]) -> None:
    """Inspectors by id as a list leaves them; a card that is known keeps its id."""
    by_card = {one["card_no"]: id for id, one in known.items()}
    for row in rows:
        card = normal_code(row["card_no"])
        said = {"name": row["name"], "card_no": card, "unit": row["unit"], "user_id": row.get("user")}
        known[by_card.get(card, row["id"])] = said
