"""Ops on one spot check: from approval to completion. The conclusion writes what follows with it, or nothing."""

import uuid
from datetime import date
from typing import Any

from audit_app.ops import Tx, Verb
from audit_app.ops.dates import not_ahead, not_before
from audit_app.ops.draws import replace_by_next
from audit_app.ops.things import subject_visit
from audit_app.rules.campaign import CITY_ROUND, SPOT_CHECK
from audit_app.rules.followup import check_follow_ups
from audit_app.rules.identifiers import normal_code
from audit_app.rules.instants import local_day
from audit_app.rules.ladder import Step, check_severities, find
from audit_app.rules.refusals import Refused
from audit_app.store import campaigns, followups
from audit_app.store import spot_checks as store
from checklists import regions, rulepack

OPEN_ROUNDS = frozenset({"sealed", "checking", "returned"})
SHORT = 100
DEFAULT_REQUIREMENT = "按检查记录所列问题逐项整改，提交整改报告和证明材料。"


def _check(tx: Tx) -> tuple[dict[str, Any], dict[str, Any]]:
    """The spot check and its round, which must be open for checking."""
    check = store.get_spot_check(tx.connection, tx.op.subject)
    if check is None:
        raise Refused("absent")
    round_: Any = campaigns.get_round(tx.connection, check["round_id"])
    if round_["state"] not in OPEN_ROUNDS:
        raise Refused("round_closed", state_word=CITY_ROUND.word(round_["state"]))
    return check, dict(round_)


def _campaign(tx: Tx, round_: dict[str, Any]) -> Any:
    return campaigns.get_campaign(tx.connection, round_["campaign_id"])


def _change(tx: Tx, check: dict[str, Any], verb: str, **changed: Any) -> None:
    store.change_spot_check(tx.connection, tx.op.subject, state=SPOT_CHECK.step(check["state"], verb), **changed)


def approve(tx: Tx) -> None:
    check, _ = _check(tx)
    note = {"note": tx.op.body["note"]} if tx.op.body["note"] else {}
    _change(tx, check, "approve", **note)


def notify(tx: Tx) -> None:
    check, _ = _check(tx)
    _change(tx, check, "notify", notified_on=not_ahead(tx, tx.op.body["on"]))


def begin(tx: Tx) -> None:
    """The inspectors are there. The first one begun sets the city's round to checking."""
    check, round_ = _check(tx)
    on = not_before(not_ahead(tx, tx.op.body["on"]), check["notified_on"])
    _change(tx, check, "begin", checked_on=on, method=tx.op.body["method"])
    if round_["state"] == "sealed":
        campaigns.change_round(tx.connection, round_["id"], state=CITY_ROUND.step("sealed", "begin"))


def conclude(tx: Tx) -> None:
    """The step of the ladder gives the result; what it opens must be written with it (notice 001, item 23)."""
    check, round_ = _check(tx)
    body, campaign = tx.op.body, _campaign(tx, round_)
    step = find(body["step"], rulepack(campaign["rule_pack"]).value("spot_check.ladder"))
    if step["result"] == "uncheckable":
        return _cannot(tx, check, step)
    check_severities(body["step"], (one.get("severity") for one in body["problems"]))
    measure = body["measure"]["kind"] if body["measure"] else "none"
    rectification = _wanted(body["rectification"])
    check_follow_ups(step, rectification, None if measure == "none" else measure, body["transfer"].strip())
    if not step["opens"] and (rectification or measure != "none"):
        raise Refused("follow_up_unasked", "step", step_word=step["title"])
    _change(
        tx,
        check,
        "conclude",
        step=step["code"],
        result=step["result"],
        problems=body["problems"],
        note=body["note"],
        measure=measure,
        transfer=body["transfer"] or None,
        concluded_at=tx.at,
    )
    if rectification:
        _open_rectification(tx, check, rectification, campaign["term"])
    if measure != "none":
        _cite(tx, check, round_, measure, body["measure"]["existing"])


def _cannot(tx: Tx, check: dict[str, Any], step: Step) -> None:
    """无法检查 and 拒不配合 need their reason in the note and open nothing."""
    if not tx.op.body["note"].strip():
        raise Refused("reason_missing", "note")
    if _wanted(tx.op.body["rectification"]) or (tx.op.body["measure"] or {}).get("kind", "none") != "none":
        raise Refused("follow_up_unasked", "step", step_word=step["title"])
    _change(
        tx,
        check,
        "mark_uncheckable",
        step=step["code"],
        result=step["result"],
        problems=tx.op.body["problems"],
        note=tx.op.body["note"],
        measure="none",
        concluded_at=tx.at,
        checked_on=check["checked_on"] or local_day(tx.at).isoformat(),
    )


def _wanted(given: dict[str, Any] | None) -> dict[str, Any] | None:
    """A rectification counts as written once it has its last day or its term."""
    return given if given and (given["due_on"] or given["days"]) else None


def _open_rectification(tx: Tx, check: dict[str, Any], given: dict[str, Any], term: str) -> None:
    """The date set in the notice is kept; a term of days starts on service and shows no date before."""
    if given["due_on"] and date.fromisoformat(given["due_on"]) <= local_day(tx.at):
        raise Refused("due_too_early", "rectification", value=given["due_on"])
    followups.put_rectification(
        tx.connection,
        id=str(uuid.uuid5(uuid.UUID(check["id"]), "rectification")),
        spot_check_id=check["id"],
        organisation_id=check["organisation_id"],
        state="drafted",
        requirement=given["requirement"].strip() or DEFAULT_REQUIREMENT,
        term=None if given["due_on"] else f"{given['days']} {term.split()[1]}",
        due_on=given["due_on"],
        created_at=tx.at,
    )


def _cite(tx: Tx, check: dict[str, Any], round_: dict[str, Any], measure: str, existing: str | None) -> None:
    """Put the check under a draft of the same body, or under a new one of the city."""
    if existing:
        drafts = followups.list_open_drafts(tx.connection, check["id"])
        if not any((one["kind"], one["id"]) == (measure, existing) for one in drafts):
            raise Refused("draft_closed", "measure")
    paper = existing or str(uuid.uuid5(uuid.UUID(check["id"]), measure))
    common = {
        "id": paper,
        "organisation_id": check["organisation_id"],
        "body": check["body"],
        "approval_no": check["approval_no"],
        "state": "drafted",
        "content": "[]",
        "created_at": tx.at,
    }
    if measure == "reminder":
        if not existing:
            followups.put_reminder(tx.connection, round_id=check["round_id"], **common)
        followups.put_reminder_check(tx.connection, paper, check["id"])
    else:
        if not existing:
            followups.put_interview(tx.connection, campaign_id=round_["campaign_id"], **common)
        followups.put_interview_check(tx.connection, paper, check["id"])


def feed_back(tx: Tx) -> None:
    check, _ = _check(tx)
    _change(tx, check, "feed_back", fed_back_on=not_before(not_ahead(tx, tx.op.body["on"]), check["checked_on"]))


def complete(tx: Tx) -> None:
    """Refused while a follow-up that the step opens is missing (S36)."""
    check, round_ = _check(tx)
    state = SPOT_CHECK.step(check["state"], "complete")
    campaign = _campaign(tx, round_)
    step = find(check["step"], rulepack(campaign["rule_pack"]).value("spot_check.ladder"))
    rectification = followups.get_rectification_of(tx.connection, check["id"])
    check_follow_ups(step, rectification, store.measure_of(tx.connection, check["id"]), check["transfer"])
    store.change_spot_check(tx.connection, check["id"], state=state)


def replace(tx: Tx) -> None:
    """Another company comes for one that cannot be checked: the next of the reserve, never one that somebody chose.

    A company written down as 无法检查 has given its reason already; before that the reason is asked for. What was
    concluded of it stays in 附件 3.
    """
    check, _ = _check(tx)
    reason = tx.op.body["reason"].strip()
    if check["state"] != "uncheckable" and not reason:
        raise Refused("reason_missing", "reason")
    _change(tx, check, "replace", **({} if check["note"] or not reason else {"note": reason}))
    replace_by_next(tx, check)


def amend(tx: Tx) -> None:
    """Fill or mend one cell of 附件 3 that came from the register, or add a problem to a conclusion that has none.

    The register's own row stays as it was drawn from.
    """
    check, _ = _check(tx)
    field, value = tx.op.body["field"], tx.op.body["value"].strip()
    if field != "problems" and len(value) > SHORT:
        raise Refused("too_long", "value", limit=SHORT)
    store.change_spot_check(tx.connection, check["id"], **{field: AMENDED[field](check, value)})


def _day(check: dict[str, Any], value: str) -> str:
    try:
        day = date.fromisoformat(value).isoformat()
    except ValueError:
        raise Refused("bad_date", "value", value=value) from None
    if day > check["valid_to"]:
        raise Refused("dates_reversed", "value", value=check["valid_to"], before=day)
    return day


def _district(check: dict[str, Any], value: str) -> str:
    city = regions().city(check["city"])
    county = city.county(value) if city else None
    if county is None:
        raise Refused("bad_value", "value", value=value)
    return county.name


def _problems(check: dict[str, Any], value: str) -> list[dict[str, Any]]:
    return [*check["problems"], {"ref": None, "text": value}]


AMENDED = {
    "problems": _problems,
    "certificate_no": lambda check, value: normal_code(value),
    "approval_no": lambda check, value: normal_code(value),
    "valid_from": _day,
    "district": _district,
}
VERBS = {
    f"spot_check.{name}": Verb(subject_visit, handle)
    for name, handle in {
        "approve": approve,
        "notify": notify,
        "begin": begin,
        "conclude": conclude,
        "feed_back": feed_back,
        "complete": complete,
        "replace": replace,
        "amend": amend,
    }.items()
}
