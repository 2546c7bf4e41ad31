"""Ops on the conclusion of a spot check: written, corrected, taken back. It writes what follows with it, or nothing.

Steps before and after it are in `spot_checks`.
"""

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from audit_app.ops import Tx
from audit_app.ops.corrections import EMPTY, was_of
from audit_app.ops.dates import not_ahead, not_before
from audit_app.ops.editions import edition_of, named_in
from audit_app.ops.followups import noted_withdrawn
from audit_app.ops.reasons import reasoned
from audit_app.ops.resources import on_visit
from audit_app.ops.spot_checks import CORRECTABLE, campaign_of, change, check_of
from audit_app.rules.agreement import check_agreed
from audit_app.rules.campaign import CITY_ROUND, SPOT_CHECK, was_begun, where_it_stood
from audit_app.rules.followup import (
    RECTIFICATION,
    REGULATORY_INTERVIEW,
    REMINDER,
    approval_of,
    check_follow_ups,
    other_body,
)
from audit_app.rules.instants import local_day
from audit_app.rules.ladder import Step, check_severities, check_written, find
from audit_app.rules.reasons import LEAST_REASON, check_said, is_reason
from audit_app.rules.refusals import N_, Refused
from audit_app.store import followups, judgements, registers, spot_checks
from checklists import rulepack
from schemas.fields import tidied

DEFAULT_REQUIREMENT = "按检查记录所列问题逐项整改，提交整改报告和证明材料。"
NAMED = {"spot_check.conclude": 4, "spot_check.correct_conclusion": 3, "spot_check.set_measure": 2}
"""The versions since which a drafted interview names the check that it was drafted for."""
MOST_TERM = 400
"""Days after the check in which a rectification is due at the latest: as many as a term or an extension may have."""
TRANSFERRED = ("transferred_on", "checked_on")
"""What a transfer is held against, as `ops.dates.DAYS` calls both."""
OF_ONE_NUMBER = {"spot_check.conclude": 5, "spot_check.correct_conclusion": 5, "spot_check.set_measure": 3}
"""The versions since which a check is put under no draft of another approval number."""
TAKEN_BACK = {"problems": N_("发现的问题"), "note": N_("备注"), "checked_on": N_("抽查时间")}
"""What 收回无法检查 takes away, in the words of the record; the day only where nobody began, for then it is the conclusion's own."""
REPLACED = {
    "note": N_("备注"),
    "transfer": N_("移交"),
    "transferred_on": N_("移交日期"),
    "checked_on": N_("抽查时间"),
    "fed_back_on": N_("反馈企业的日期"),
}
"""What a correction replaces beside the problems, which are compared with what it writes."""
PAPERS = {"reminder": (REMINDER, N_("书面提醒")), "interview": (REGULATORY_INTERVIEW, N_("约谈"))}


def _step_of(tx: Tx, round_: dict[str, Any], code: str) -> Step:
    return find(code, rulepack(campaign_of(tx, round_)["rule_pack"]).value("spot_check.ladder"))


# ---- written and corrected -------------------------------------------------------------------------------------------


def conclude(tx: Tx) -> None:
    """The step of the ladder gives the result; what it opens must be written with it (notice 001, item 23)."""
    check, round_ = check_of(tx)
    if tx.guarded(3):
        _problems_as_seen(tx, check)
    _conclude(tx, check, round_)


def correct_conclusion(tx: Tx) -> None:
    """Another conclusion in the place of one that was wrong, with a reason, until the round is accepted.

    What the first one drafted is taken back with it; once a paper of it has gone out the conclusion stands. Since
    version 2 无法检查 may come in its place, too, and what was withdrawn with a reason stays to be seen. Since version 3 it says
    no more than what was done: a company that nobody began to check has no other conclusion. Since version 4 nothing goes that its
    writer did not see.
    """
    check, round_ = check_of(tx, CORRECTABLE)
    SPOT_CHECK.step(check["state"], "correct_conclusion")
    reasoned(tx, tx.op.body["reason"])
    step = _step_of(tx, round_, tx.op.body["step"])
    cannot = step["result"] == "uncheckable"
    if cannot and tx.op.v < 2:
        raise Refused("bad_value", "step", value=tx.op.body["step"])
    if tx.guarded(2):
        _problems_as_seen(tx, check)
    if tx.guarded(3) and not cannot and not was_begun(check):
        raise Refused("never_begun", "step", step_word=step["title"])
    _take_back_drafts(tx, check)
    if tx.guarded(4):
        _conclusion_as_read(tx, check, round_, REPLACED)
    if cannot:
        gone = {"transferred_on": None} if tx.op.v >= 3 else {}
        spot_checks.change_spot_check(tx.connection, check["id"], transfer=None, fed_back_on=None, **gone)
    state = "begun" if tx.op.v < 3 else where_it_stood(check)
    _conclude(tx, {**check, "state": state}, round_)


def _problems_as_seen(tx: Tx, check: dict[str, Any]) -> None:
    """A conclusion replaces the problems: none of them that the person has not seen."""
    was, now = was_of(tx, "was_problems"), check["problems"]
    if tidied(was) != tidied(now):
        shown = {name: _told(some) for name, some in (("was", was), ("now", now), ("yours", tx.op.body["problems"]))}
        raise Refused("changed_since", "conclusion", **shown)


def _conclusion_as_read(tx: Tx, check: dict[str, Any], round_: dict[str, Any], words: Mapping[str, str]) -> None:
    """Nothing of a conclusion goes that was not on the screen of whoever takes it away. Raises Refused at `conclusion`."""
    was = tx.op.body.get("was") or {}
    if was.get("step") != check["step"]:
        titles = (_step_of(tx, round_, code)["title"] if code else EMPTY for code in (was.get("step"), check["step"]))
        raise Refused("step_changed", "conclusion", **dict(zip(("was_word", "now_word"), titles, strict=True)))
    seen = {**was, "problems": tx.op.body.get("was_problems")}
    for name, word in words.items():
        if name == "checked_on" and was_begun(check):
            continue
        if tidied(seen.get(name) or None) != tidied(check[name] or None):
            shown = {"was": _told(seen.get(name)), "now": _told(check[name])}
            raise Refused("conclusion_changed", "conclusion", what_word=word, **shown)


def _told(kept: Any) -> str:
    """A text, or a list of problems, as a sentence shows it."""
    return ("；".join(one["text"] for one in kept) if isinstance(kept, list) else kept) or EMPTY


def _newer(tx: Tx) -> bool:
    """Whether the op is of the version since which a conclusion says no more than what was done."""
    return tx.op.v >= (4 if tx.op.kind == "spot_check.conclude" else 3)


def _guarded(tx: Tx) -> bool:
    return tx.guarded(4 if tx.op.kind == "spot_check.conclude" else 3)


def _conclude(tx: Tx, check: dict[str, Any], round_: dict[str, Any]) -> None:
    body, campaign = tx.op.body, campaign_of(tx, round_)
    step = _step_of(tx, round_, body["step"])
    if step["result"] == "uncheckable":
        return _cannot(tx, check, step)
    check_severities(body["step"], (one.get("severity") for one in body["problems"]))
    measure = body["measure"]["kind"] if body["measure"] else "none"
    rectification = _wanted(body["rectification"])
    check_follow_ups(step, rectification, None if measure == "none" else measure, body["transfer"].strip())
    if not step["opens"] and (rectification or measure != "none"):
        raise Refused("follow_up_unasked", "step", step_word=step["title"])
    if tx.guarded(2):
        check_written(step, body["problems"], body["note"])
    if tx.guarded(6):
        _judged_is_listed(tx, check)
    if tx.guarded(7):
        check_agreed(step, body["problems"], body["note"])
    change(
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
        **_transferred(tx, check),
    )
    if rectification:
        _open_rectification(tx, check, rectification, campaign["term"])
    if measure != "none":
        cite(tx, check, round_, measure, body["measure"]["existing"])


def _judged_is_listed(tx: Tx, check: dict[str, Any]) -> None:
    """What was judged 不符合 on site is a problem of the conclusion, or its note says why it is none. Since version 7 a version that
    nobody has settled counts, whichever of them is shown.
    """
    listed = {one["ref"] for one in tx.op.body["problems"]}
    read = judgements.list_nonconforming if tx.guarded(7) else judgements.list_shown_nonconforming
    refs = [ref for ref in read(tx.connection, check["id"]) if ref not in listed]
    if refs and not is_reason(tx.op.body["note"]):
        unsettled = judgements.list_unsettled(tx.connection, check["id"]).keys() >= set(refs)
        code = "version_not_listed" if unsettled else "judged_not_listed"
        raise Refused(code, "note", clauses=named_in(edition_of(tx.connection, check["id"]), refs), least=LEAST_REASON)


def _transferred(tx: Tx, check: dict[str, Any]) -> dict[str, Any]:
    """The day on which the matter was handed over; without it the transfer is meant, not done."""
    if not _newer(tx):
        return {}
    on = tx.op.body["transferred_on"] if tx.op.body["transfer"].strip() else None
    return {
        "transferred_on": on
        and not_before(not_ahead(tx, on, "transferred_on"), check["checked_on"], TRANSFERRED, "transferred_on")
    }


def _cannot(tx: Tx, check: dict[str, Any], step: Step) -> None:
    """无法检查 and 拒不配合 need their reason in the note and open nothing."""
    if not tx.op.body["note"].strip():
        raise Refused("reason_missing", "note")
    if not tx.replaying:
        check_said(tx.op.body["note"], "note")
    if _wanted(tx.op.body["rectification"]) or (tx.op.body["measure"] or {}).get("kind", "none") != "none":
        raise Refused("follow_up_unasked", "step", step_word=step["title"])
    if _guarded(tx):
        _known_on(tx, check, step)
    found = check["checked_on"] or local_day(tx.at).isoformat()
    if _newer(tx) and not was_begun(check):
        found = tx.op.body["on"]
    change(
        tx,
        check,
        "mark_uncheckable",
        step=step["code"],
        result=step["result"],
        problems=tx.op.body["problems"],
        note=tx.op.body["note"],
        measure="none",
        concluded_at=tx.at,
        checked_on=found,
    )


def _known_on(tx: Tx, check: dict[str, Any], step: Step) -> None:
    """Who was never told cannot refuse; where nobody began to check, the day on which it was known is typed."""
    on = tx.op.body.get("on")
    if step["code"] == "refused" and not check["notified_on"] and not was_begun(check):
        raise Refused("refused_untold", "step", step_word=step["title"])
    if was_begun(check):
        return
    if not on:
        raise Refused("day_missing", "on")
    not_ahead(tx, on)
    drawn: Any = registers.get_draw(tx.connection, check["round_id"])
    if on < drawn["drawn_on"]:
        raise Refused("known_before_draw", "on", value=on, drawn=drawn["drawn_on"])
    if step["code"] == "refused":
        not_before(on, check["notified_on"], ("known_on", "notified_on"))


# ---- taken back ------------------------------------------------------------------------------------------------------


def take_back(tx: Tx) -> None:
    """无法检查 that was written of the wrong company: the check stands again where it stood, with a reason."""
    check, round_ = check_of(tx)
    SPOT_CHECK.step(check["state"], f"back_to_{where_it_stood(check)}")
    reasoned(tx, tx.op.body["reason"])
    if tx.guarded(2):
        _conclusion_as_read(tx, check, round_, TAKEN_BACK)
    spot_checks.change_spot_check(
        tx.connection,
        check["id"],
        state=SPOT_CHECK.step(check["state"], f"back_to_{where_it_stood(check)}"),
        step=None,
        result=None,
        problems=[],
        note=None,
        measure=None,
        concluded_at=None,
        checked_on=check["checked_on"] if was_begun(check) else None,
    )


def _take_back_drafts(tx: Tx, check: dict[str, Any]) -> None:
    """Take back the drafts that a conclusion wrote; Refused("paper_sent") when one of them is no draft any more.

    Since version 3 a paper that this conclusion alone rests on is withdrawn and stays to be seen; one that was drafted by hand,
    or that cites others, goes on without this company.
    """
    rectification = followups.get_rectification_of(tx.connection, check["id"])
    if rectification and rectification["state"] != "drafted":
        raise Refused("paper_sent", paper_word="限期整改", state_word=RECTIFICATION.word(rectification["state"]))
    for kind, row in followups.list_citing(tx.connection, check["id"]):
        machine, word = PAPERS[kind]
        if row["state"] not in ("drafted", "withdrawn"):
            raise Refused("paper_sent", paper_word=word, state_word=machine.word(row["state"]))
        if row["state"] == "withdrawn" and tx.op.v >= 2:
            continue
        if tx.op.v >= 3 and _rests_on_this_alone(tx, kind, row, check["id"]):
            _withdraw(tx, kind, row)
        else:
            followups.remove_citation(tx.connection, kind, row["id"], check["id"])
    followups.remove_rectification_of(tx.connection, check["id"])


def _rests_on_this_alone(tx: Tx, kind: str, row: Any, check_id: str) -> bool:
    """Whether a conclusion drafted the paper, and no other company is under it. Earlier versions named the paper by the check."""
    drafted = kind == "reminder" or row["drafted_for"] or row["id"] == str(uuid.uuid5(uuid.UUID(check_id), kind))
    return bool(drafted) and len(followups.list_cited_checks(tx.connection, kind, row["id"])) == 1


def _withdraw(tx: Tx, kind: str, row: Any) -> None:
    machine, _word = PAPERS[kind]
    write = followups.change_reminder if kind == "reminder" else followups.change_interview
    write(
        tx.connection,
        row["id"],
        state=machine.step(row["state"], "withdraw"),
        content=noted_withdrawn(tx, row["content"]),
    )


# ---- what follows ----------------------------------------------------------------------------------------------------


def _wanted(given: dict[str, Any] | None) -> dict[str, Any] | None:
    """A rectification counts as written once it has its last day or its term."""
    return given if given and (given["due_on"] or given["days"]) else None


def _open_rectification(tx: Tx, check: dict[str, Any], given: dict[str, Any], term: str) -> None:
    """The date set in the notice is kept; a term of days starts on service and shows no date before."""
    if _guarded(tx):
        _one_term(tx, given, check["checked_on"])
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


def _one_term(tx: Tx, given: dict[str, Any], checked_on: str) -> None:
    """A last day or a term from service, not both; a last day lies after the check, however late it is written down, and since
    version 6 no further ahead than a term may be.
    """
    if given["due_on"] and given["days"]:
        raise Refused("due_twice", "rectification")
    if given["due_on"] and given["due_on"] <= checked_on:
        raise Refused("due_before_check", "rectification", value=given["due_on"], checked=checked_on)
    if given["due_on"] and tx.guarded(6):
        ahead = (date.fromisoformat(given["due_on"]) - date.fromisoformat(checked_on)).days
        if ahead > MOST_TERM:
            raise Refused(
                "due_too_far", "rectification", value=given["due_on"], checked=checked_on, days=ahead, most=MOST_TERM
            )


def set_measure(tx: Tx) -> None:
    """Another paper for the body in the place of a withdrawn one: without it the check could not be completed.

    It changes no line that was reported; so it is free in every state of the round.
    """
    check, round_ = check_of(tx, CITY_ROUND.states)
    step = _step_of(tx, round_, check["step"] or "")
    if "body_measure" not in step["opens"]:
        raise Refused("measure_unasked", "measure", step_word=step["title"])
    standing = spot_checks.measure_of(tx.connection, check["id"])
    if standing:
        raise Refused("measure_there", "measure", paper_word="书面提醒" if standing == "reminder" else "约谈")
    reasoned(tx, tx.op.body["reason"])
    kind = tx.op.body["kind"]
    cite(tx, check, round_, kind, tx.op.body["existing"])
    spot_checks.change_spot_check(tx.connection, check["id"], measure=kind)


def _new_paper(tx: Tx, check_id: str, measure: str) -> str:
    """The id of a new paper: the check's own, so that a replay gives the same; by the op where an earlier one stays to be seen."""
    own = str(uuid.uuid5(uuid.UUID(check_id), measure))
    first = tx.op.kind == "spot_check.conclude" or (tx.op.kind, tx.op.v) == ("spot_check.correct_conclusion", 1)
    read = followups.get_reminder if measure == "reminder" else followups.get_interview
    if first and read(tx.connection, own) is None:
        return own
    return str(uuid.uuid5(uuid.UUID(tx.op.id), measure))


def cite(tx: Tx, check: dict[str, Any], round_: dict[str, Any], measure: str, existing: str | None) -> None:
    """Put the check under a draft of the same body, or under a new one of the city."""
    if existing:
        _of_one_body(tx, check, measure, existing)
    paper = existing or _new_paper(tx, check["id"], measure)
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
            named = {} if tx.op.v < NAMED[tx.op.kind] else {"drafted_for": check["id"]}
            followups.put_interview(tx.connection, campaign_id=round_["campaign_id"], **named, **common)
        followups.put_interview_check(tx.connection, paper, check["id"])


def _of_one_body(tx: Tx, check: dict[str, Any], measure: str, existing: str) -> None:
    """A draft that is open and of the check's own body, told by its approval number where both have one. A draft without a
    number takes that of the check which is put under it: whoever chose it has said that they are one.
    """
    drafts = followups.list_open_drafts(tx.connection, check["id"])
    draft = next((one for one in drafts if (one["kind"], one["id"]) == (measure, existing)), None)
    if draft is None:
        raise Refused("draft_closed", "measure")
    since = OF_ONE_NUMBER[tx.op.kind]
    if tx.guarded(since) and other_body(check, draft):
        raise Refused("draft_other_number", "measure", yours=check["approval_no"], theirs=draft["approval_no"])
    if tx.op.v >= since and not approval_of(draft) and approval_of(check):
        write = followups.change_reminder if measure == "reminder" else followups.change_interview
        write(tx.connection, existing, approval_no=check["approval_no"])


# ---- 移交 ------------------------------------------------------------------------------------------------------------


def transfer(tx: Tx) -> None:
    """The day on which a matter that a conclusion hands over was handed over: only then it is done."""
    check, _ = check_of(tx, CORRECTABLE)
    if not check["transfer"]:
        raise Refused("nothing_to_transfer", "on")
    if check["transferred_on"]:
        raise Refused("transfer_there", "on", value=check["transferred_on"])
    on = not_before(not_ahead(tx, tx.op.body["on"]), check["checked_on"], TRANSFERRED)
    spot_checks.change_spot_check(tx.connection, check["id"], transferred_on=on)


VERBS = on_visit(
    "spot_check",
    {
        "conclude": conclude,
        "correct_conclusion": correct_conclusion,
        "take_back": take_back,
        "set_measure": set_measure,
        "transfer": transfer,
    },
)
