"""抽查记录 at the desk: one company's way from approval to completion, its conclusion, its missing cells.

What a conclusion opens is said by the ladder of the rule pack, and refused or written by `audit_app/ops`.
"""

import re
from itertools import zip_longest
from typing import Any

from flask import Response as Answer
from flask import g, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from audit_app.annexes import CHECKLISTS
from audit_app.ops.draws import next_of_reserve
from audit_app.photo_files import send_photo
from audit_app.regulator import on_site, queries, room, words
from audit_app.regulator.acting import FORM, Errors, carry_out, form_op, read_day, read_text
from audit_app.rules import ids
from audit_app.rules.campaign import SPOT_CHECK
from audit_app.rules.kinds import BY_PERSON, KIND_WORDS
from audit_app.rules.ladder import SEVERITIES
from audit_app.rules.permits import Thing, may
from audit_app.rules.permits import check as let_pass
from audit_app.rules.refusals import N_, Refused
from audit_app.security import clock, database
from audit_app.sheets.register import COLUMNS
from audit_app.show import language, show
from audit_app.store import campaigns, followups, held, people, photos, spot_checks, visits
from checklists import load, rulepack

METHODS = ("on_site", "documents", "both")
NAMES = {**COLUMNS, "problems": N_("发现的问题")}
AMENDABLE = ("problems", "certificate_no", "approval_no", "valid_from", "district")
FIELDS = {"rectification": "due_on", "body_measure": "measure", "value": FORM}
BLANKS = 3


@room.get("/checks/<s>")
def check(s: str) -> Response:
    return check_page(s, {})


def found(connection: Connection, s: str) -> tuple[dict[str, Any], Thing]:
    """A spot check the reader may see. Raises Refused("absent") for another office's, or none."""
    row = spot_checks.get_spot_check(connection, s)
    if row is None:
        raise Refused("absent")
    thing = visits.thing_of_visit(connection, s)
    let_pass(g.actor, "campaign.read", thing)
    return row, thing


def check_page(s: str, errors: Errors, status: int = 200) -> Response:
    """The record with the one form its state asks for, and the cells of 附件 3 that are still empty."""
    with database().reading() as connection:
        row, thing = found(connection, s)
        round_: Any = campaigns.get_round(connection, row["round_id"])
        campaign: Any = campaigns.get_campaign(connection, round_["campaign_id"])
        demand = followups.get_rectification_of(connection, s)
        page = {
            "check": row,
            "campaign": campaign,
            "round": round_,
            "word": _(SPOT_CHECK.word(row["state"])),
            "inspectors": spot_checks.list_check_inspectors(connection, [s]).get(s, []),
            "rectification": demand,
            "standing": words.standing(demand, clock().today()) if demand else "",
            "measures": measures(connection, campaign, row),
            "drafts": followups.list_open_drafts(connection, s),
            "history": history(connection, row),
            "held": waiting_of(connection, s),
            **replaced(connection, row, may(g.actor, "spot_check.replace", thing)),
            "site": on_site.recorded(connection, row),
        }
    pack = rulepack(campaign["rule_pack"])
    return show(
        "regulator/check.html",
        status=status,
        errors=errors,
        new_op=ids.new_id,
        given=request.form,
        may_office=may(g.actor, "spot_check.approve", thing),
        may_conclude=may(g.actor, "spot_check.conclude", thing),
        may_release=may(g.actor, "held.release", thing),
        may_record=may(g.actor, "visit.work", thing) and row["state"] != "drawn",
        severities=severities(pack.value("spot_check.ladder")),
        groups=step_groups(pack.value("spot_check.ladder")),
        step_title=words.step_title(pack.id, row["step"]),
        terms=[(n, _("送达后 %(n)s 天", n=n)) for n in pack.value("rectification.presets")],
        result=words.result_word(row["result"]),
        problems=problem_rows(row),
        clauses=clause_choices(row),
        methods=method_words(),
        amendable=amendable(row),
        clause_label=words.clause_label,
        today_iso=clock().today().isoformat(),
        **page,
    )


def amendable(row: dict[str, Any]) -> list[tuple[str, str]]:
    """The cells that may be filled or mended here; problems only where a failed check names none."""
    lacks = row["result"] == "not_met" and not row["problems"]
    return [(name, _(NAMES[name])) for name in AMENDABLE if name != "problems" or lacks]


def severities(ladder: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """How bad a problem may be said to be: the ladder's own words, mildest first."""
    english = language() == "en"
    return [(one["code"], one["title_en"] if english else one["title"]) for one in ladder if one["code"] in SEVERITIES]


def step_groups(ladder: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """The steps of the ladder under the result they lead to."""
    results = dict.fromkeys(step["result"] for step in ladder)
    english = language() == "en"
    return [
        (
            words.result_word(result),
            [
                {**step, "word": step["title_en"] if english else step["title"]}
                for step in ladder
                if step["result"] == result
            ],
        )
        for result in results
    ]


def method_words() -> list[tuple[str, str]]:
    return list(zip(METHODS, (_("现场"), _("书面"), _("现场加档案")), strict=True))


def clause_choices(row: dict[str, Any]) -> list[tuple[str, str]]:
    """The clauses of the standard the certificate names."""
    edition = load(CHECKLISTS.get(row["standard"], CHECKLISTS["GB/T 29490-2013"]))
    return [(item.ref, words.clause_label(row["standard"], item.ref)) for item in edition.leaves]


def replaced(connection: Connection, row: dict[str, Any], may_replace: bool) -> dict[str, Any]:
    """`came_for` and `came` link a company and the one that came for it; `next_one` is who would, where one is missing."""
    pairs = queries.list_replacements(connection, row["round_id"])
    known = {one["id"]: one for pair in pairs for one in pair}
    after = {old["id"]: new["id"] for old, new in pairs}
    before = {new: old for old, new in after.items()}
    page: dict[str, Any] = {"came": known.get(after.get(row["id"])), "came_for": known.get(before.get(row["id"]))}
    if row["state"] == "uncheckable" and may_replace:
        try:
            page["next_one"] = next_of_reserve(connection, row)
        except Refused as refusal:
            page["no_next"] = refusal.in_words(_)
    return page


def problem_rows(row: dict[str, Any]) -> list[dict[str, str]]:
    """What the form shows of the problems: what was sent, with some empty rows."""
    given = read_problems() if request.method == "POST" else row["problems"]
    return [*given, *({"ref": "", "text": ""} for _n in range(BLANKS))]


def read_problems() -> list[dict[str, Any]]:
    """The problems written by hand; what was taken over from the tablet is read by `on_site`."""
    columns = (request.form.getlist(name) for name in ("ref", "problem", "severity"))
    return [
        {"ref": ref or None, "text": text.strip(), **({"severity": severity} if severity in SEVERITIES else {})}
        for ref, text, severity in zip_longest(*columns, fillvalue="")
        if ref or text.strip()
    ]


def measures(connection: Connection, campaign: Any, row: dict[str, Any]) -> list[dict[str, Any]]:
    """What was done about the body: kind, state in words, and a link where the paper is the reader's to open."""
    known = {
        "reminder": {
            one["id"]: one for one in queries.list_reminders(connection, campaign["id"], g.actor.organisation)
        },
        "interview": {
            one["id"]: one for one in queries.list_interviews(connection, campaign["id"], g.actor.organisation)
        },
    }
    return [
        {**one, "word": words.state_word(one["kind"], one["state"]), "open": one["id"] in known[one["kind"]]}
        for one in queries.list_measures(connection, row["id"])
    ]


def history(connection: Connection, row: dict[str, Any]) -> list[dict[str, Any]]:
    verbs = SPOT_CHECK.verb_words
    found_ = queries.list_history(connection, row["id"])
    return [
        {**one, "verb": _verb(one["kind"].partition(".")[2], verbs)}
        for one in found_
        if one["kind"].startswith("spot_check.")
    ]


def _verb(verb: str, words_: Any) -> str:
    return _("补正名录栏目") if verb == "amend" else _(words_.get(verb, verb))


@room.get("/checks/<s>/photos/<sha256>/<any(thumb, screen, original):size>")
def check_photo(s: str, sha256: str, size: str) -> Answer:
    """A photo taken on this spot check, for those who may read its record."""
    with database().reading() as connection:
        row, _thing = found(connection, s)
        if s not in photos.visits_showing(connection, row["organisation_id"], sha256):
            raise Refused("absent")
    return send_photo(row["organisation_id"], sha256, size)


@room.post("/checks/<s>/<any(approve, notify, begin, feed_back):act>")
def check_step(s: str, act: str) -> Response:
    """One step of the record with its day (and, on beginning, the way of checking)."""
    with database().reading() as connection:
        found(connection, s)
    errors: Errors = {}
    body: dict[str, Any] = {} if act == "approve" else {"on": read_day("on", errors)}
    if act == "begin":
        body["method"] = request.form.get("method", "")
        if body["method"] not in METHODS:
            errors["method"] = _("还没有选抽查方式")
    if not errors:
        errors = carry_out(form_op(f"spot_check.{act}", s, body))
    return check_page(s, errors, 422) if errors else redirect(url_for("regulator.check", s=s), 303)


@room.post("/checks/<s>/conclude")
def conclude(s: str) -> Response:
    """完成: conclusion, feedback and completion together, or none (S36); 无法检查 ends with its conclusion."""
    with database().reading() as connection:
        row, _thing = found(connection, s)
        ladder = ladder_of(connection, row)
        seen = [one["ref"] for one in on_site.recorded(connection, row)["issues"]]
    errors: Errors = {}
    step = next((one for one in ladder if one["code"] == request.form.get("step")), None)
    if step is None:
        errors["step"] = _("还没有选结论")
        return check_page(s, errors, 422)
    problems = [*on_site.read_taken(seen, errors), *read_problems()]
    body = conclusion(step, problems, errors)
    ops = [form_op("spot_check.conclude", s, body)]
    if step["result"] != "uncheckable":
        on = read_day("fed_back_on", errors)
        ops += [form_op("spot_check.feed_back", s, {"on": on}, at=1), form_op("spot_check.complete", s, {}, at=2)]
    if not errors:
        errors = carry_out(*ops, fields={**FIELDS, "on": "fed_back_on"})
    return check_page(s, errors, 422) if errors else redirect(url_for("regulator.check", s=s), 303)


def ladder_of(connection: Connection, row: dict[str, Any]) -> list[dict[str, Any]]:
    round_: Any = campaigns.get_round(connection, row["round_id"])
    campaign: Any = campaigns.get_campaign(connection, round_["campaign_id"])
    return list(rulepack(campaign["rule_pack"]).value("spot_check.ladder"))


def conclusion(step: dict[str, Any], problems: list[dict[str, Any]], errors: Errors) -> dict[str, Any]:
    """The body of the conclusion; what the chosen step does not ask for is left out, whatever was typed before."""
    if any(not one["text"] for one in read_problems()):
        errors["problems"] = _("选了条款的一行还没有写问题")
    asks = step["opens"]
    return {
        "step": step["code"],
        "problems": problems,
        "note": read_text("note", errors),
        "transfer": read_text("transfer", errors, most=500) if "transfer" in asks else "",
        "rectification": demand(errors) if "rectification" in asks else None,
        "measure": measure() if "body_measure" in asks else None,
    }


def demand(errors: Errors) -> dict[str, Any] | None:
    """A last day, or a term of days from service; None while neither is written."""
    days = request.form.get("days", "")
    due_on = read_day("due_on", errors) if request.form.get("due_on", "").strip() else None
    counted = int(days) if days.isdecimal() and 0 < int(days) <= 400 and not due_on else None
    if not due_on and not counted:
        return None
    return {"due_on": due_on, "days": counted, "requirement": read_text("requirement", errors)}


def measure() -> dict[str, Any] | None:
    """`reminder` or `interview`, alone or followed by `:id` of a draft it is put under."""
    given = re.fullmatch(r"(reminder|interview)(?::([0-9a-f-]{36}))?", request.form.get("measure", ""))
    return {"kind": given[1], "existing": given[2]} if given else None


@room.post("/checks/<s>/replace")
def replace(s: str) -> Response:
    """The next of the reserve comes for a company that cannot be checked; whoever asks cannot choose which."""
    with database().reading() as connection:
        found(connection, s)
    errors = carry_out(form_op("spot_check.replace", s, {"reason": ""}))
    return check_page(s, errors, 422) if errors else redirect(url_for("regulator.check", s=s), 303)


@room.post("/checks/<s>/complete")
def complete(s: str) -> Response:
    """完成 of a record whose conclusion stands: feedback (when it is not yet) and completion together."""
    with database().reading() as connection:
        row, _thing = found(connection, s)
    errors: Errors = {}
    ops = [form_op("spot_check.complete", s, {}, at=1)]
    if row["state"] == "concluded":
        ops.insert(0, form_op("spot_check.feed_back", s, {"on": read_day("fed_back_on", errors)}))
    if not errors:
        errors = carry_out(*ops, fields={**FIELDS, "on": "fed_back_on"})
    return check_page(s, errors, 422) if errors else redirect(url_for("regulator.check", s=s), 303)


def waiting_of(connection: Connection, s: str) -> list[dict[str, Any]]:
    """What was recorded on site and waits for a person: what, whose, since when, why."""
    rows = [row for row in held.list_held(connection, s) if row["why"] in BY_PERSON]
    names = people.names_of(connection, {row["actor"] for row in rows})
    return [
        {
            "op": row["op_id"],
            "what": _(KIND_WORDS.get(row["kind"], row["kind"])),
            "who": names.get(row["actor"], ""),
            "at": row["received_at"],
            "why": Refused(row["why"]).in_words(_),
        }
        for row in rows
    ]


@room.post("/checks/<s>/held/<op>/release")
def release(s: str, op: str) -> Response:
    """Let what came too late into the record; it is then carried out as what its author sent."""
    with database().reading() as connection:
        found(connection, s)
        if op not in {one["op"] for one in waiting_of(connection, s)}:
            raise Refused("absent")
    errors = carry_out(form_op("held.release", op, {}))
    return check_page(s, errors, 422) if errors else redirect(url_for("regulator.check", s=s), 303)


@room.post("/checks/<s>/amend/<any(certificate_no, approval_no, valid_from, district, problems):field>")
def amend(s: str, field: str) -> Response:
    """Fill or mend one cell that came from the register, with the reason; the register itself stays."""
    with database().reading() as connection:
        found(connection, s)
    errors: Errors = {}
    value = read_text(field, errors, _("还没有填「%(column)s」", column=_(NAMES[field])), most=1000)
    reason = read_text(f"reason_{field}", errors, _("还没有写理由"), most=300)
    if not errors:
        body = {"field": field, "value": value, "reason": reason}
        errors = carry_out(form_op("spot_check.amend", s, body), fields={"value": field, "reason": f"reason_{field}"})
    return (
        check_page(s, errors, 422) if errors else redirect(url_for("regulator.check", s=s, _anchor=f"f-{field}"), 303)
    )
