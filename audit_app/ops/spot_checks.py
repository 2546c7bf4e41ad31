"""Ops on one spot check: from approval to completion. Its conclusion and what it opens are in `conclusions`."""

from datetime import date
from typing import Any

from audit_app.ops import Tx
from audit_app.ops.body_numbers import follow, follow_name
from audit_app.ops.coded import coded
from audit_app.ops.corrections import as_seen, corrected, explained
from audit_app.ops.dates import not_ahead, not_before, not_before_record
from audit_app.ops.draws import replace_by_next
from audit_app.ops.resources import on_visit
from audit_app.rules.agreement import no_problems
from audit_app.rules.campaign import CITY_ROUND, SPOT_CHECK, was_begun
from audit_app.rules.followup import check_follow_ups
from audit_app.rules.ladder import find
from audit_app.rules.placeholders import no_name
from audit_app.rules.refusals import N_, Refused
from audit_app.store import campaigns, followups, registers, seen, spot_checks
from checklists import regions, rulepack

OPEN_ROUNDS = frozenset({"sealed", "checking", "returned"})
CORRECTABLE = OPEN_ROUNDS | {"reported"}
SHORT, BODY_NAME = 100, 200
FOLLOWED = 3
"""The version of `spot_check.amend` since which the drafts of a body follow its number."""


def correct(tx: Tx) -> None:
    """Notification, visit and feedback: a day or the way of checking that was written wrong, with a reason."""
    check, _ = check_of(tx, CORRECTABLE)
    changed = corrected(tx, {name: check[name] for name in tx.op.body["now"]})
    explained(tx, seen.on_spot_check(check["id"]))
    drawn: Any = registers.get_draw(tx.connection, check["round_id"])
    after = {**check, **changed}
    for name, day in changed.items():
        filled = name == "method" and check["checked_on"] and not tx.guarded(2)
        if check[name] is None and not filled:
            raise Refused("stale", name)
        if not day:
            raise Refused("day_emptied", name)
        if name != "method":
            not_ahead(tx, day, name)
    if after["notified_on"] and after["notified_on"] < drawn["drawn_on"]:
        raise Refused("before_draw", "notified_on", value=after["notified_on"], drawn=drawn["drawn_on"])
    if after["checked_on"] and (was_begun(check) or check["step"] == "refused"):
        not_before(after["checked_on"], after["notified_on"], ("checked_on", "notified_on"), "checked_on")
    if tx.guarded(2) and after["checked_on"] and after["checked_on"] < drawn["drawn_on"]:
        raise Refused("known_before_draw", "checked_on", value=after["checked_on"], drawn=drawn["drawn_on"])
    if after["transferred_on"]:
        not_before(after["transferred_on"], after["checked_on"], ("transferred_on", "checked_on"), "transferred_on")
    if after["fed_back_on"]:
        at = "fed_back_on" if "fed_back_on" in changed else "checked_on"
        not_before(after["fed_back_on"], after["checked_on"], ("fed_back_on", "checked_on"), at)
    spot_checks.change_spot_check(tx.connection, check["id"], **changed)


def check_of(tx: Tx, states: frozenset[str] = OPEN_ROUNDS) -> tuple[dict[str, Any], dict[str, Any]]:
    """The spot check and its round, which must be open for checking."""
    check = spot_checks.get_spot_check(tx.connection, tx.op.subject)
    if check is None:
        raise Refused("absent")
    round_: Any = campaigns.get_round(tx.connection, check["round_id"])
    if round_["state"] not in states:
        raise Refused("round_closed", state_word=CITY_ROUND.word(round_["state"]))
    return check, dict(round_)


def campaign_of(tx: Tx, round_: dict[str, Any]) -> Any:
    return campaigns.get_campaign(tx.connection, round_["campaign_id"])


def change(tx: Tx, check: dict[str, Any], verb: str, **changed: Any) -> None:
    spot_checks.change_spot_check(tx.connection, tx.op.subject, state=SPOT_CHECK.step(check["state"], verb), **changed)


def approve(tx: Tx) -> None:
    check, _ = check_of(tx)
    note = {"note": tx.op.body["note"]} if tx.op.body["note"] else {}
    when = {"approved_at": tx.at} if tx.op.v >= 2 else {}
    change(tx, check, "approve", **note, **when)


def notify(tx: Tx) -> None:
    check, _ = check_of(tx)
    drawn: Any = registers.get_draw(tx.connection, check["round_id"])
    if tx.guarded(2) and tx.op.body["on"] < drawn["drawn_on"]:
        raise Refused("before_draw", "on", value=tx.op.body["on"], drawn=drawn["drawn_on"])
    on = not_ahead(tx, tx.op.body["on"])
    if tx.guarded(3):
        not_before_record(tx, on, check["approved_at"], "notified_before_approval")
    change(tx, check, "notify", notified_on=on)


def begin(tx: Tx) -> None:
    """The inspectors are there. The first one begun sets the city's round to checking."""
    check, round_ = check_of(tx)
    on = not_before(not_ahead(tx, tx.op.body["on"]), check["notified_on"], ("checked_on", "notified_on"))
    change(tx, check, "begin", checked_on=on, method=tx.op.body["method"])
    if round_["state"] == "sealed":
        campaigns.change_round(tx.connection, round_["id"], state=CITY_ROUND.step("sealed", "begin"))


def feed_back(tx: Tx) -> None:
    """After a correction in a table that was reported, too."""
    check, _ = check_of(tx, CORRECTABLE)
    on = not_before(not_ahead(tx, tx.op.body["on"]), check["checked_on"], ("fed_back_on", "checked_on"))
    change(tx, check, "feed_back", fed_back_on=on)


def complete(tx: Tx) -> None:
    """Refused while a follow-up that the step opens is missing (S36)."""
    check, round_ = check_of(tx, CORRECTABLE)
    state = SPOT_CHECK.step(check["state"], "complete")
    campaign = campaign_of(tx, round_)
    step = find(check["step"], rulepack(campaign["rule_pack"]).value("spot_check.ladder"))
    rectification = followups.get_rectification_of(tx.connection, check["id"])
    check_follow_ups(step, rectification, spot_checks.measure_of(tx.connection, check["id"]), check["transfer"])
    spot_checks.change_spot_check(tx.connection, check["id"], state=state)


def replace(tx: Tx) -> None:
    """Another company comes for one that cannot be checked: the next of the reserve, never one that somebody chose.

    A company written down as 无法检查 has given its reason already; before that the reason is asked for. What was
    concluded of it stays in 附件 3.
    """
    check, _ = check_of(tx)
    reason = tx.op.body["reason"].strip()
    if check["state"] != "uncheckable" and not reason:
        raise Refused("reason_missing", "reason")
    change(tx, check, "replace", **({} if check["note"] or not reason else {"note": reason}))
    replace_by_next(tx, check)


def amend(tx: Tx) -> None:
    """Fill or mend one cell of 附件 3 that came from the register, or add a problem to a conclusion that has none.

    The register's own row stays as it was drawn from.
    """
    check, round_ = check_of(tx)
    field, value = tx.op.body["field"], tx.op.body["value"].strip()
    limit = BODY_NAME if field == "body" else SHORT
    if field != "problems" and len(value) > limit:
        raise Refused("too_long", "value", limit=limit)
    if tx.guarded(NAMED) and field in NAMES and no_name(value):
        raise Refused("no_name", "value", value=value)
    if field == "problems" and check["step"] and tx.guarded(5):
        ladder = rulepack(campaign_of(tx, round_)["rule_pack"]).value("spot_check.ladder")
        no_problems(find(check["step"], ladder), 1, "value")
    cell = coded(tx, value, "value", FOLDED) if field in CODES else AMENDED[field](check, value)
    if tx.guarded(2) and field != "problems":
        as_seen(tx, check[field], str(cell), "value")
    spot_checks.change_spot_check(tx.connection, check["id"], **{field: cell})
    if field == "approval_no" and tx.op.v >= FOLLOWED:
        follow(tx, {**check, field: cell})
    if field == "body":
        follow_name(tx, {**check, field: cell})


def _day(check: dict[str, Any], value: str) -> str:
    try:
        day = date.fromisoformat(value).isoformat()
    except ValueError:
        raise Refused("bad_date", "value", value=value) from None
    not_before(check["valid_to"], day, ("valid_to", "valid_from"), "value")
    return day


def _district(check: dict[str, Any], value: str) -> str:
    city = regions().city(check["city"])
    county = city.county(value) if city else None
    if county is None:
        raise Refused("bad_value", "value", value=value, field_word=N_("县(市、区)"))
    return county.name


def _problems(check: dict[str, Any], value: str) -> list[dict[str, Any]]:
    return [*check["problems"], {"ref": None, "text": value}]


CODES, FOLDED = ("certificate_no", "approval_no"), 4
"""Numbers, and the version since which their look-alike signs are folded."""
NAMES, NAMED = (*CODES, "body"), 6
"""What holds a name or a number, and the version since which 同上 and 无 are none."""
AMENDED = {
    "body": lambda _check, value: value,
    "problems": _problems,
    "valid_from": _day,
    "district": _district,
}
VERBS = on_visit(
    "spot_check",
    {
        "approve": approve,
        "notify": notify,
        "begin": begin,
        "feed_back": feed_back,
        "complete": complete,
        "replace": replace,
        "amend": amend,
        "correct": correct,
    },
)
