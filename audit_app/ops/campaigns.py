"""Ops on campaigns and city rounds: the province opens one; cities freeze, draw, seal and report.

How lots fall is in `rules.draw`; registers and inspectors come in by `registers`.
"""

from datetime import date
from typing import Any

from audit_app import annexes
from audit_app.ops import Tx, Verb
from audit_app.ops.coded import no_twin
from audit_app.ops.corrections import corrected, explained
from audit_app.ops.dates import not_ahead, not_over
from audit_app.ops.draws import open_checks, past_content, staff_of, supplement_from_reserve
from audit_app.ops.reasons import reasoned
from audit_app.ops.resources import own
from audit_app.rules.campaign import CITY_ROUND, check_ended, check_report
from audit_app.rules.campaign_years import FIRST, LAST, check_year_due, check_year_named
from audit_app.rules.draw import check_minimum, draw, plain_seed
from audit_app.rules.instants import local_day
from audit_app.rules.permits import Resource
from audit_app.rules.reasons import LEAST_REASON, is_reason
from audit_app.rules.refusals import Refused
from audit_app.store import campaigns, issued, people, registers, seen, spot_checks
from checklists import UnknownRule, rulepack

SEALED = frozenset({"sealed", "checking", "reported", "returned", "accepted"})


def round_resource(tx: Tx) -> Resource:
    """The city round that is the op's subject."""
    return campaigns.resource_of_round(tx.connection, tx.op.subject)


def create(tx: Tx) -> None:
    """A new campaign with one round for each named city office under the province."""
    body, connection = tx.op.body, tx.connection
    _timely(tx)
    rounds = {one["id"]: one["organisation"] for one in body["rounds"]}
    if campaigns.get_campaign(connection, tx.op.subject) or campaigns.known_rounds(connection, rounds):
        raise Refused("already_exists", value=tx.op.subject)
    if campaigns.find_campaign(connection, tx.actor.organisation, body["code"]):
        raise Refused("number_taken", "code", number=body["code"])
    if tx.guarded(6):
        no_twin(body["code"], campaigns.list_campaigns(connection, tx.actor.organisation))
    if len(set(rounds.values())) != len(body["rounds"]):
        raise Refused("city_doubled", "rounds")
    below = _below_the_rules(tx)
    offices = {
        row["id"]: row
        for row in people.list_organisations(connection, parent=tx.actor.organisation, kind="city_office")
    }
    if not set(rounds.values()) <= set(offices):
        raise Refused("absent", "rounds")
    kept = {name: body[name] for name in ("code", "title", "year", "basis", "minimum", "due_on", "rule_pack")}
    campaigns.put_campaign(
        connection,
        id=tx.op.subject,
        organisation_id=tx.actor.organisation,
        created_at=tx.at,
        term=f"{body['term']['n']} {body['term']['unit']}",
        **below,
        **kept,
    )
    campaigns.put_rounds(connection, [_round(tx, id, offices[office]) for id, office in rounds.items()])


def _below_the_rules(tx: Tx) -> dict[str, Any]:
    """Why a campaign asks for fewer companies than its rules, as a column; none where it does not. Raises Refused."""
    body = tx.op.body
    least = _rule(body["rule_pack"])
    because = str(body.get("because") or "").strip()
    if tx.guarded(3):
        _explains(body["minimum"], least, because)
    return {"because": because} if tx.op.v >= 3 and body["minimum"] < least else {}


def _rule(pack: str) -> int:
    """The minimum of a city by the rules. Raises Refused at `rule_pack`."""
    try:
        return int(rulepack(pack).value("spot_check.minimum_per_city"))
    except UnknownRule:
        raise Refused("bad_value", "rule_pack", value=pack) from None


def _explains(minimum: int, least: int, because: str) -> None:
    if minimum < least and not is_reason(because):
        raise Refused("campaign_below", "because", minimum=minimum, rule=least, least=LEAST_REASON)


def correct(tx: Tx) -> None:
    """Name, year, basis, minimum or last day of a campaign, with a reason: cities read them. Draws keep the minimum of their
    day.

    Since version 2 a minimum below the rules has its reason beside it, as when the campaign was opened; since version 3 name,
    year and last day agree.
    """
    row: Any = campaigns.get_campaign(tx.connection, tx.op.subject)
    kept = {**row, "minimum": str(row["minimum"]), "year": str(row["year"])}
    changed = corrected(tx, {name: kept[name] for name in tx.op.body["now"]})
    explained(tx, seen.on_campaign(row["id"]))
    if "due_on" in changed:
        not_over(tx, changed["due_on"], "due_on")
    if "minimum" in changed:
        changed["minimum"] = _whole(changed["minimum"])
    if "year" in changed:
        changed["year"] = _year(changed["year"])
    if tx.guarded(3):
        _of_one_year(tx, changed, {**row, **changed})
    written = {name: value or "" for name, value in changed.items()}
    if tx.guarded(2) and {"minimum", "because"} & set(changed):
        because = _still_below({**row, **changed})
        written |= {"because": because} if tx.op.v >= 2 else {}
    campaigns.change_campaign(tx.connection, row["id"], **written)


def _still_below(after: dict[str, Any]) -> str | None:
    """Why the corrected campaign asks for fewer companies than its rules; nothing where it does not any more. Raises Refused."""
    least, because = _rule(after["rule_pack"]), str(after["because"] or "").strip()
    _explains(after["minimum"], least, because)
    return because if after["minimum"] < least else None


def _of_one_year(tx: Tx, changed: dict[str, Any], after: dict[str, Any]) -> None:
    """What a correction touches of name, year and last day agrees; what it leaves alone is not held against it."""
    if changed.keys() & {"title", "year"} and tx.guarded(4):
        check_year_named(after["title"], after["year"], "year" if "year" in changed else "title", tx.guarded(5))
    if changed.keys() & {"due_on", "year"}:
        check_year_due(after["year"], after["due_on"], "due_on" if "due_on" in changed else "year")


def _year(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and FIRST <= int(text) <= LAST):
        raise Refused("bad_value", "year", value=text)
    return int(text)


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and int(text)):
        raise Refused("quota_wrong", "minimum", quota=text)
    return int(text)


def add_city(tx: Tx) -> None:
    """A city office that came later joins an open campaign with a round of its own."""
    body, connection = tx.op.body, tx.connection
    office = people.get_organisation(connection, body["organisation"])
    if office is None or office["parent_id"] != tx.resource.organisation or office["kind"] != "city_office":
        raise Refused("absent", "organisation")
    if any(one["organisation_id"] == office["id"] for one in campaigns.list_rounds(connection, tx.op.subject)):
        raise Refused("city_there", "organisation")
    if campaigns.known_rounds(connection, [body["id"]]):
        raise Refused("already_exists", value=body["id"])
    campaigns.put_rounds(connection, [_round(tx, body["id"], office)])


def campaign_resource(tx: Tx) -> Resource:
    """The campaign that is the op's subject: its province's."""
    row = campaigns.get_campaign(tx.connection, tx.op.subject)
    if row is None:
        raise Refused("absent")
    return Resource(row["organisation_id"])


def _timely(tx: Tx) -> None:
    if tx.guarded(2):
        not_over(tx, tx.op.body["due_on"], "due_on")
    if tx.guarded(5):
        check_year_named(tx.op.body["title"], tx.op.body["year"], apart=tx.guarded(7))
    if tx.guarded(4):
        check_year_due(tx.op.body["year"], tx.op.body["due_on"])


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
    state = str(tx.resource.state)
    if verb in ("freeze", "draw", "redraw", "seal") and state in SEALED:
        raise Refused("already_sealed")
    campaigns.change_round(tx.connection, tx.op.subject, state=CITY_ROUND.step(state, verb), **changed)


def freeze(tx: Tx) -> None:
    """Pin the round to one of its registers: from now on nothing of it can change."""
    register = registers.get_register(tx.connection, tx.op.body["register"])
    if register is None or register["round_id"] != tx.op.subject:
        raise Refused("absent", "register")
    _step(tx, "freeze", register_id=register["id"])


def draw_round(tx: Tx) -> None:
    """Draw from the frozen register with the city's inspectors; everyone with the same file and seed gets the same."""
    _step(tx, "draw")
    _draw(tx)


def redraw(tx: Tx) -> None:
    """Draw again before the seal, from the same register. The earlier draw with its companies stays in the record."""
    _step(tx, "redraw")
    reasoned(tx, tx.op.body["reason"])
    body, round_id = tx.op.body, tx.op.subject
    registers.put_past_draw(
        tx.connection,
        id=tx.op.id,
        round_id=round_id,
        content=past_content(tx.connection, round_id, tx.op.v >= 8),
        reason=body["reason"].strip(),
        redrawn_at=tx.at,
        author_id=tx.actor.id,
    )
    spot_checks.remove_spot_checks(tx.connection, round_id)
    registers.remove_draw(tx.connection, round_id)
    _draw(tx)


def supplement(tx: Tx) -> None:
    """More companies after the seal: the next of the reserve in its order, nobody chosen, with a reason."""
    _step(tx, "supplement")
    reasoned(tx, tx.op.body["reason"])
    supplement_from_reserve(tx)


def _draw(tx: Tx) -> None:
    body, connection = tx.op.body, tx.connection
    campaign = _campaign_of(tx)
    because = str(body.get("because") or "").strip()
    if tx.op.kind == "city_round.redraw" or tx.guarded(2):
        _least(tx, campaign["minimum"], because)
    if tx.guarded(6 if tx.op.kind == "city_round.draw" else 5):
        not_ahead(tx, body["on"])
    pinned = campaigns.get_round(connection, tx.op.subject)
    register_id = str(pinned and pinned["register_id"])
    if tx.guarded(4 if tx.op.kind == "city_round.draw" else 3):
        _after_register(tx, register_id, because)
    rows = registers.list_register_rows(connection, register_id)
    staff = staff_of(connection, str(tx.resource.organisation), by_person=tx.op.v >= 9)
    if len(staff) < 2:
        raise Refused("staff_missing", "inspectors", count=len(staff))
    if tx.guarded(3 if tx.op.kind == "city_round.draw" else 2) and plain_seed(body["seed"]) != body["seed"]:
        raise Refused("seed_marked", "seed")
    drawn = draw(
        rows,
        body["quota"],
        body["seed"],
        date.fromisoformat(body["on"]),
        body["strata"],
        staff,
        by_number=_by_number(tx),
        folded=tx.op.v >= (8 if tx.op.kind == "city_round.draw" else 7),
    )
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
        inspectors=registers.as_drawn(staff),
        drawn_at=tx.at,
        author_id=tx.actor.id,
        **({} if (tx.op.kind, tx.op.v) == ("city_round.draw", 1) else _below(tx, campaign, because, register_id)),
    )
    open_checks(tx, tx.op.subject, rows, drawn.drawn, staff)


def _by_number(tx: Tx) -> bool:
    """Whether this version takes certification bodies for strata by their approval numbers: it changes who is drawn."""
    return tx.op.v >= (7 if tx.op.kind == "city_round.draw" else 6)


def _least(tx: Tx, minimum: int, because: str) -> None:
    """A draw below the minimum has its reason. Not asked again of a row of the log."""
    if not tx.replaying:
        check_minimum(tx.op.body["quota"], minimum, because)


def _says(tx: Tx, because: str) -> bool:
    """Whether this is a reason; a row of the log has passed the measure of its day."""
    return bool(because) and (tx.replaying or is_reason(because))


def _after_register(tx: Tx, register_id: str, because: str) -> None:
    """Lots fall once the register is in, so not on a day before; one that came in late gives its draw the true day with a reason."""
    if _is_late(tx, register_id) and not (_tells_late(tx) and _says(tx, because)):
        day, imported = tx.op.body["on"], _imported_on(tx, register_id)
        raise Refused("draw_before_register", "on", value=day, imported=imported, least=LEAST_REASON)


def _imported_on(tx: Tx, register_id: str) -> str:
    register: Any = registers.get_register(tx.connection, register_id)
    return local_day(register["imported_at"]).isoformat()


def _is_late(tx: Tx, register_id: str) -> bool:
    return str(tx.op.body["on"]) < _imported_on(tx, register_id)


def _tells_late(tx: Tx) -> bool:
    """Whether this version keeps why the register came in after the draw."""
    return tx.op.v >= (5 if tx.op.kind == "city_round.draw" else 4)


def _campaign_of(tx: Tx) -> Any:
    round_: Any = campaigns.get_round(tx.connection, tx.op.subject)
    return campaigns.get_campaign(tx.connection, round_["campaign_id"])


def _below(tx: Tx, campaign: Any, because: str, register_id: str) -> dict[str, Any]:
    """The minimum of that day, and the reason where the draw is below it or, since it is told, before its register came in."""
    asked = tx.op.body["quota"] < campaign["minimum"] or (_tells_late(tx) and _is_late(tx, register_id))
    return {"minimum": campaign["minimum"], "because": because if asked else None}


def seal(tx: Tx) -> None:
    """Nothing of the draw can change after this."""
    _step(tx, "seal")
    registers.change_draw(tx.connection, tx.op.subject, sealed_at=tx.at, sealed_by=tx.actor.id)


def report(tx: Tx) -> None:
    """Report to the province; refused while any spot check has not ended, or where the table is not the one that was read.

    Since version 2 the table is kept as it was reported.
    """
    _step(tx, "report", reported_at=tx.at, reason=None)
    check_report(spot_checks.states_of_round(tx.connection, tx.op.subject))
    if tx.guarded(2):
        _keep_table(tx)


def _keep_table(tx: Tx) -> None:
    round_: Any = campaigns.get_round(tx.connection, tx.op.subject)
    campaign: Any = campaigns.get_campaign(tx.connection, round_["campaign_id"])
    undated = tx.op.v < 3
    rows = annexes.live_rows(tx.connection, campaign, round_["region"], local_day(tx.at), undated=undated)
    text, digest = annexes.frozen(rows)
    if tx.op.body.get("digest") != digest:
        raise Refused("table_changed")
    issued.put_issued(
        tx.connection,
        id=tx.op.id,
        organisation_id=tx.resource.organisation,
        kind="annex3",
        subject=tx.op.subject,
        rows=text,
        digest=digest,
        issued_at=tx.at,
        author_id=tx.actor.id,
    )


def give_back(tx: Tx) -> None:
    _step(tx, "return", reason=tx.op.body["reason"])


def accept(tx: Tx) -> None:
    """The province accepts the very table that it has read."""
    _step(tx, "accept", reason=None)
    if tx.guarded(2) and tx.op.body.get("digest") != issued.newest_digest(tx.connection, "annex3", tx.op.subject):
        raise Refused("table_changed")
    if tx.guarded(3):
        check_ended(spot_checks.states_of_round(tx.connection, tx.op.subject))


VERBS = {
    "campaign.create": Verb(own, create),
    "campaign.correct": Verb(campaign_resource, correct),
    "campaign.add_city": Verb(campaign_resource, add_city),
    "city_round.freeze": Verb(round_resource, freeze),
    "city_round.draw": Verb(round_resource, draw_round),
    "city_round.redraw": Verb(round_resource, redraw),
    "city_round.supplement": Verb(round_resource, supplement),
    "city_round.seal": Verb(round_resource, seal),
    "city_round.report": Verb(round_resource, report),
    "city_round.return": Verb(round_resource, give_back),
    "city_round.accept": Verb(round_resource, accept),
}
