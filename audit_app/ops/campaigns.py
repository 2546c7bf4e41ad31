"""Ops on campaigns and city rounds: the province opens one; cities freeze, draw, seal and report.

How lots fall is in `rules.draw`; registers and inspectors come in by `registers`.
"""

from datetime import date
from typing import Any

from audit_app.ops import Tx, Verb
from audit_app.ops.draws import open_checks
from audit_app.ops.things import own
from audit_app.rules.campaign import CITY_ROUND, check_report
from audit_app.rules.draw import draw
from audit_app.rules.permits import Thing
from audit_app.rules.refusals import Refused
from audit_app.store import campaigns as store
from audit_app.store import people, registers, spot_checks
from checklists import UnknownRule, rulepack

SEALED = frozenset({"sealed", "checking", "reported", "returned", "accepted"})


def round_thing(tx: Tx) -> Thing:
    """The city round that is the op's subject."""
    return store.thing_of_round(tx.connection, tx.op.subject)


def create(tx: Tx) -> None:
    """A new campaign with one round for each named city office under the province."""
    body, connection = tx.op.body, tx.connection
    rounds = {one["id"]: one["organisation"] for one in body["rounds"]}
    if store.get_campaign(connection, tx.op.subject) or store.known_rounds(connection, rounds):
        raise Refused("already_exists", value=tx.op.subject)
    if store.find_campaign(connection, tx.actor.organisation, body["code"]):
        raise Refused("number_taken", "code", number=body["code"])
    if len(set(rounds.values())) != len(body["rounds"]):
        raise Refused("city_doubled", "rounds")
    try:
        rulepack(body["rule_pack"])
    except UnknownRule:
        raise Refused("bad_value", "rule_pack", value=body["rule_pack"]) from None
    offices = {
        row["id"]: row
        for row in people.list_organisations(connection, parent=tx.actor.organisation, kind="city_office")
    }
    if not set(rounds.values()) <= set(offices):
        raise Refused("absent", "rounds")
    kept = {name: body[name] for name in ("code", "title", "year", "basis", "minimum", "due_on", "rule_pack")}
    store.put_campaign(
        connection,
        id=tx.op.subject,
        organisation_id=tx.actor.organisation,
        created_at=tx.at,
        term=f"{body['term']['n']} {body['term']['unit']}",
        **kept,
    )
    store.put_rounds(connection, [_round(tx, id, offices[office]) for id, office in rounds.items()])


def _round(tx: Tx, id: str, office: Any) -> dict[str, Any]:
    region = office["region"] or ""
    return {
        "id": id,
        "campaign_id": tx.op.subject,
        "organisation_id": office["id"],
        "region": region,
        "state": CITY_ROUND.initial,
    }


def _step(tx: Tx, verb: str, **changed: Any) -> None:
    """Take the round's step; whatever lies behind the seal says so instead of naming a state."""
    state = str(tx.thing.state)
    if verb in ("freeze", "draw", "seal") and state in SEALED:
        raise Refused("already_sealed")
    store.change_round(tx.connection, tx.op.subject, state=CITY_ROUND.step(state, verb), **changed)


def freeze(tx: Tx) -> None:
    """Pin the round to one of its registers: from now on nothing of it can change."""
    register = registers.get_register(tx.connection, tx.op.body["register"])
    if register is None or register["round_id"] != tx.op.subject:
        raise Refused("absent", "register")
    _step(tx, "freeze", register_id=register["id"])


def draw_round(tx: Tx) -> None:
    """Draw from the frozen register with the city's inspectors; everyone with the same file and seed gets the same."""
    _step(tx, "draw")
    body, connection = tx.op.body, tx.connection
    pinned = store.get_round(connection, tx.op.subject)
    register_id = str(pinned and pinned["register_id"])
    rows = registers.list_register_rows(connection, register_id)
    staff = registers.list_inspectors(connection, str(tx.thing.organisation))
    if len(staff) < 2:
        raise Refused("staff_missing", "inspectors", count=len(staff))
    drawn = draw(rows, body["quota"], body["seed"], date.fromisoformat(body["on"]), body["strata"], staff)
    registers.put_draw(
        connection,
        round_id=tx.op.subject,
        register_id=register_id,
        register_digest=drawn.register_digest,
        drawn_on=body["on"],
        quota=drawn.quota,
        seed=drawn.seed,
        strata=list(drawn.strata),
        algorithm=drawn.algorithm,
        reserve=drawn.as_json()["reserve"],
        drawn_at=tx.at,
        author_id=tx.actor.id,
    )
    open_checks(tx, tx.op.subject, rows, drawn.drawn, staff)


def seal(tx: Tx) -> None:
    """Nothing of the draw can change after this."""
    _step(tx, "seal")
    registers.change_draw(tx.connection, tx.op.subject, sealed_at=tx.at, sealed_by=tx.actor.id)


def report(tx: Tx) -> None:
    """Report to the province; refused while any spot check has not ended."""
    _step(tx, "report", reported_at=tx.at, reason=None)
    check_report(spot_checks.states_of_round(tx.connection, tx.op.subject))


def give_back(tx: Tx) -> None:
    _step(tx, "return", reason=tx.op.body["reason"])


def accept(tx: Tx) -> None:
    _step(tx, "accept", reason=None)


VERBS = {
    "campaign.create": Verb(own, create),
    "city_round.freeze": Verb(round_thing, freeze),
    "city_round.draw": Verb(round_thing, draw_round),
    "city_round.seal": Verb(round_thing, seal),
    "city_round.report": Verb(round_thing, report),
    "city_round.return": Verb(round_thing, give_back),
    "city_round.accept": Verb(round_thing, accept),
}
