"""抽查记录 at the desk: one company's way from approval to completion, its conclusion, its missing cells.

What a conclusion opens is said by the ladder of the rule pack, and refused or written by `audit_app/ops`.
"""

from collections.abc import Collection
from typing import Any

from flask import Response as Answer
from flask import g, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from audit_app.annexes import checklist_of
from audit_app.asking import Ask
from audit_app.forms import all_mistakes, unnamed
from audit_app.ops.draws import free_after, next_of_reserve
from audit_app.ops.spot_checks import CORRECTABLE
from audit_app.photo_files import send_photo
from audit_app.regulator import (
    acting,
    bp,
    coming,
    conclusion_questions,
    drafts,
    known_bodies,
    late,
    on_site,
    queries,
    questions,
    words,
)
from audit_app.regulator.acting import FORM, Errors, carry_out, form_op, read_day, read_text
from audit_app.regulator.concluding import (
    as_concluded,
    as_read,
    conclusion,
    conclusion_read,
    lacks_measure,
    made_sound,
    measure,
    read_problems,
    seen_of,
    steps_for,
)
from audit_app.regulator.scope import title_of
from audit_app.regulator.written import OfCheck, told
from audit_app.rules import ids
from audit_app.rules.campaign import CITY_ROUND, ENDED, SPOT_CHECK, was_begun
from audit_app.rules.ladder import SEVERITIES
from audit_app.rules.permits import Resource, may, require, why_not
from audit_app.rules.refusals import N_, Refused
from audit_app.rules.vocabulary import CHECK_METHODS
from audit_app.security import clock, database
from audit_app.sheets.register import COLUMNS
from audit_app.show import language, show
from audit_app.store import campaigns, followups, photos, spot_checks, visits
from checklists import rulepack
from checklists.annexes import layout

NAMES = {**COLUMNS, "problems": N_("发现的问题")}
AMENDABLE = ("problems", "body", "approval_no", "certificate_no", "valid_from", "district")
SEEN_ON_VISIT = ("checked_on", "method", "inspectors")
OF_COMPANY = (*(one.key for one in layout(3).columns if one.group == 1 and one.key != "seq"), *SEEN_ON_VISIT)
"""Columns of 附件 3 that the panel of the company says."""
FIELDS = {"rectification": "due_on", "body_measure": "measure", "value": FORM}
OPEN = ("sealed", "checking", "returned")
"""What of notification and visit stands in 附件 3."""
BLANKS = 3
BARRED = ("not_sent", "recused")


@bp.get("/checks/<s>")
def check(s: str) -> Response:
    return check_page(s, {})


def found(connection: Connection, s: str) -> tuple[dict[str, Any], Resource]:
    """A spot check the reader may see. Raises Refused("absent") for another office's, or none."""
    row = spot_checks.get_spot_check(connection, s)
    if row is None:
        raise Refused("absent")
    resource = visits.resource_of_visit(connection, s)
    require(g.actor, "campaign.read", resource)
    return row, resource


def check_page(s: str, errors: Errors, status: int = 200) -> Response:
    """The record with the one form its state asks for, and the cells of 附件 3 that are still empty."""
    with database().reading() as connection:
        row, resource = found(connection, s)
        round_: Any = campaigns.get_round(connection, row["round_id"])
        campaign: Any = campaigns.get_campaign(connection, round_["campaign_id"])
        demand = followups.get_rectification_of(connection, s)
        page = {
            "check": row,
            "campaign": campaign,
            "campaign_title": title_of(connection, campaign),
            "round": round_,
            "word": _(SPOT_CHECK.word(row["state"])),
            "inspectors": spot_checks.list_check_inspectors(connection, [s]).get(s, []),
            "rectification": demand,
            "term": words.term_of(demand) if demand else "",
            "demand_word": words.state_word("rectification", demand["state"]) if demand else "",
            "standing": words.standing(demand, clock().today()) if demand else "",
            "measures": drafts.measures(connection, campaign, row),
            "drafts": drafts.offered(connection, row),
            "history": history(connection, row),
            "held": late.waiting_of(connection, row),
            "unlisted": late.unlisted(connection, row),
            "unsettled": late.unsettled(connection, row),
            **replaced(connection, row, round_["state"] in OPEN and may(g.actor, "spot_check.replace", resource)),
            "may_supplement": CITY_ROUND.may(round_["state"], "supplement")
            and may(g.actor, "city_round.supplement", resource),
            "site": on_site.recorded(connection, row),
            "after": next_check(connection, row),
        }
        sent = paper_sent(connection, s, demand)
    pack = rulepack(campaign["rule_pack"])
    correctable = (
        not sent and may_correct(row, round_["state"]) and may(g.actor, "spot_check.correct_conclusion", resource)
    )
    may_office, may_transfer = (
        may(g.actor, "spot_check.approve", resource),
        bool(row["transfer"] and not row["transferred_on"])
        and round_["state"] in CORRECTABLE
        and may(g.actor, "spot_check.transfer", resource),
    )
    in_form = {name for name, _label in amendable(row) if may_office and round_["state"] in OPEN}
    in_form |= (
        {"problems", "transfer", "note"} if correctable and was_begun(row) else {"note"} if correctable else set()
    )
    in_form |= {"transfer"} if may_transfer else set()
    given: Any = request.form
    if correctable and request.method != "POST":
        given = as_concluded(row, demand, [one["kind"] for one in page["measures"] if one["state"] != "withdrawn"])
    return show(
        "regulator/check.html",
        status=status,
        errors=errors,
        new_op=ids.new_id,
        given=given,
        correctable=correctable,
        may_measure=lacks_measure(row, pack, page["measures"]) and may(g.actor, "spot_check.set_measure", resource),
        conclusion_now=as_read(row),
        may_days=bool(row["notified_on"] or row["checked_on"])
        and round_["state"] in CORRECTABLE
        and may(g.actor, "spot_check.correct", resource),
        may_office=may_office,
        may_conclude=may(g.actor, "spot_check.conclude", resource),
        barred=no.in_words(_)
        if (no := why_not(g.actor, "spot_check.conclude", resource)) and no.code in BARRED
        else "",
        may_release=may(g.actor, "held.release", resource),
        may_record=may(g.actor, "visit.work", resource) and row["state"] != "drawn",
        severities=severities(pack.value("spot_check.ladder")),
        groups=steps_for(step_groups(pack.value("spot_check.ladder")), row),
        begun=was_begun(row),
        round_open=round_["state"] in OPEN,
        round_correctable=round_["state"] in CORRECTABLE,
        annex_words=questions.annex_words(round_["state"]),
        may_take_back=row["state"] == "uncheckable"
        and round_["state"] in OPEN
        and may(g.actor, "spot_check.take_back", resource),
        may_transfer=may_transfer,
        step_title=words.step_title(pack.id, row["step"]),
        terms=[(n, _("送达后 %(n)s 天", n=n)) for n in pack.value("rectification.presets")],
        result=words.result_word(row["result"]),
        problems=problem_rows(row),
        clauses=clause_choices(row),
        methods=method_words(),
        amendable=amendable(row),
        columns_of_company=OF_COMPANY,
        in_form=in_form,
        clause_label=words.clause_label,
        body_numbered=words.body_numbered(row),
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
    return [(name, _(word)) for name, word in CHECK_METHODS.items()]


def clause_choices(row: dict[str, Any]) -> list[tuple[str, str]]:
    """The clauses of the standard the certificate names."""
    edition = checklist_of(row["standard"])
    return [(item.ref, words.clause_label(row["standard"], item.ref)) for item in edition.leaves]


def replaced(connection: Connection, row: dict[str, Any], may_replace: bool) -> dict[str, Any]:
    """`came_for` and `came` link a company and the one that came for it; `next_company` is who would, where one is missing."""
    pairs = queries.list_replacements(connection, row["round_id"])
    known = {one["id"]: one for pair in pairs for one in pair}
    after = {old["id"]: new["id"] for old, new in pairs}
    before = {new: old for old, new in after.items()}
    page: dict[str, Any] = {"came": known.get(after.get(row["id"])), "came_for": known.get(before.get(row["id"]))}
    if row["state"] == "uncheckable" and may_replace:
        try:
            page["next_company"] = next_of_reserve(connection, row)
            page["off_list"] = questions.off_list(connection, row, page["next_company"].inspectors)
        except Refused as refusal:
            page["no_next"], page["short_staff"] = refusal.in_words(_), refusal.code == "inspectors_of_draw"
            page["free_after"] = free_after(connection, row) if page["short_staff"] else None
    return page


def problem_rows(row: dict[str, Any]) -> list[dict[str, str]]:
    """What the form shows of the problems: what was sent, with some empty rows, and one more where it was asked for."""
    given = read_problems() if request.method == "POST" else row["problems"]
    wanted = len(request.form.getlist("problem")) + ("more" in request.form) - len(given)
    return [*given, *({"ref": "", "text": ""} for _n in range(max(BLANKS, wanted)))]


def history(connection: Connection, row: dict[str, Any]) -> list[dict[str, Any]]:
    """What was done to a check, with what each act wrote and what that replaced, and what the office let in."""
    acts = [one for one in queries.list_history(connection, row["id"]) if one["kind"].startswith("spot_check.")]
    columns = {name: _(NAMES[name]) for name in AMENDABLE if name != "problems"}
    walk = OfCheck(row, pack_of(connection, row), dict(method_words()), columns)
    lines = told(walk, acts, lambda act: words.act_word(SPOT_CHECK, act["kind"]))
    return sorted([*lines, *late.let_in(connection, row)], key=lambda one: str(one["at"]))


@bp.get("/checks/<s>/photos/<sha256>/<any(thumb, screen, original):size>")
def check_photo(s: str, sha256: str, size: str) -> Answer:
    """A photo taken on this spot check, for those who may read its record."""
    with database().reading() as connection:
        row, _resource = found(connection, s)
        if s not in photos.visits_showing(connection, row["organisation_id"], sha256):
            raise Refused("absent")
    return send_photo(row["organisation_id"], sha256, size)


@bp.post("/checks/<s>/<any(approve, notify, begin, feed_back):act>")
def check_step(s: str, act: str) -> Response:
    """One step of the record with its day (and, on beginning, the way of checking)."""
    with database().reading() as connection:
        found(connection, s)
    errors: Errors = {}
    body: dict[str, Any] = {} if act == "approve" else {"on": read_day("on", errors)}
    if act == "notify":
        body["because"] = read_text("because", errors, most=300)
    if act == "begin":
        body["method"] = request.form.get("method", "")
        if body["method"] not in CHECK_METHODS:
            errors["method"] = _("还没有选抽查方式")
    if errors:
        return check_page(s, errors, 422)
    ask = questions.approving(s) if act == "approve" else questions.stepping(s, act, body.get("because", ""))
    return asked(s, form_op(f"spot_check.{act}", s, body), ask=ask)


def asked(s: str, *ops: dict[str, Any], ask: Ask, fields: dict[str, str] | None = None) -> Response:
    """An act on the record that is asked about once."""
    return acting.act(
        *ops,
        ask=ask,
        done=url_for("regulator.check", s=s),
        failed=lambda errors: check_page(s, errors, 422),
        fields=fields,
    )


@bp.post("/checks/<s>/conclude")
def conclude(s: str) -> Response:
    """完成: conclusion, feedback and completion together, or none (S36); 无法检查 ends with its conclusion."""
    with database().reading() as connection:
        row, _resource = found(connection, s)
        pack = pack_of(connection, row)
        seen = [one["ref"] for one in on_site.recorded(connection, row)["issues"]]
    errors: Errors = {}
    if "more" in request.form:
        return check_page(s, errors)
    problems = [*on_site.read_taken(seen, errors), *read_problems()]
    step = chosen_step(row, pack, problems, errors)
    body = {**conclusion(step, problems, errors), "was_problems": seen_of(conclusion_read())["was_problems"]}
    return written(s, "spot_check.conclude", body, step, conclusion_questions.concluding(s, pack), errors)


def chosen_step(row: dict[str, Any], pack: str, problems: list[dict[str, Any]], errors: Errors) -> Any:
    """The step of the form; where none is chosen that is a mistake, and the rest is judged by the mildest step that the problems
    allow.
    """
    ladder = rulepack(pack).value("spot_check.ladder")
    codes = {one["code"]: one for one in ladder}
    if (step := codes.get(request.form.get("step", ""))) is not None:
        return step
    errors["step"] = _("还没有选结论")
    if not was_begun(row):
        return next(one for one in ladder if one["result"] == "uncheckable")
    marked = [one["severity"] for one in problems if one.get("severity") in codes]
    return codes[max(marked, key=SEVERITIES.index)] if marked else ladder[0]


def written(s: str, kind: str, body: dict[str, Any], step: Any, ask: Ask, errors: Errors) -> Response:
    """A conclusion with its feedback and completion asked about, or everything that is wrong with them in one answer."""
    fields, ends = fields_of(step), step["result"] != "uncheckable"
    on = read_day("fed_back_on", errors) if ends else None

    def ops(bad: Collection[str] = ()) -> list[dict[str, Any]]:
        told = clock().today().isoformat() if "fed_back_on" in bad else on
        first = form_op(kind, s, made_sound(body, bad))
        more = [form_op("spot_check.feed_back", s, {"on": told}, at=1), form_op("spot_check.complete", s, {}, at=2)]
        return [first, *(more if ends else [])]

    def wrong(errors: Errors) -> Response:
        told = all_mistakes(errors, ops, lambda outcome: acting.errors_of(outcome, fields))
        return check_page(s, told, 422)

    if errors:
        return wrong(errors)
    return acting.act(*ops(), ask=ask, done=url_for("regulator.check", s=s), failed=wrong, fields=fields)


def fields_of(step: Any) -> dict[str, str]:
    """The form's field for `on`: of the feedback, or of the day on which it was known that a company cannot be checked."""
    return {**FIELDS, "on": "known_on" if step["result"] == "uncheckable" else "fed_back_on"}


def pack_of(connection: Connection, row: dict[str, Any]) -> str:
    """The rule pack of the campaign that a spot check belongs to."""
    round_: Any = campaigns.get_round(connection, row["round_id"])
    campaign: Any = campaigns.get_campaign(connection, round_["campaign_id"])
    return str(campaign["rule_pack"])


@bp.post("/checks/<s>/measure")
def set_measure(s: str) -> Response:
    """Another 书面提醒 or 约谈 where the one that the conclusion opened was withdrawn."""
    with database().reading() as connection:
        _row, resource = found(connection, s)
        require(g.actor, "spot_check.set_measure", resource)
    errors: Errors = {}
    chosen = measure()
    if chosen is None:
        errors["measure"] = _("还没有选约谈或书面提醒")
    body = {**(chosen or {}), "reason": read_text("reason_measure", errors, _("还没有写理由"), most=1000)}
    if not errors:
        errors = carry_out(form_op("spot_check.set_measure", s, body), fields={"reason": "reason_measure"})
    if errors:
        return check_page(s, errors, 422)
    return redirect(url_for("regulator.check", s=s, _anchor="conclusion"), 303)


@bp.post("/checks/<s>/complete")
def complete(s: str) -> Response:
    """完成 of a record whose conclusion stands: feedback (when it is not yet) and completion together."""
    with database().reading() as connection:
        row, _resource = found(connection, s)
        pack = pack_of(connection, row)
    errors: Errors = {}
    ops = [form_op("spot_check.complete", s, {}, at=1)]
    if row["state"] == "concluded":
        ops.insert(0, form_op("spot_check.feed_back", s, {"on": read_day("fed_back_on", errors)}))
    if errors:
        return check_page(s, errors, 422)
    return asked(s, *ops, ask=conclusion_questions.concluding(s, pack), fields={**FIELDS, "on": "fed_back_on"})


@bp.post("/checks/<s>/correct-conclusion")
def correct_conclusion(s: str) -> Response:
    """更正结论: another conclusion with its reason; then feedback and completion follow again."""
    with database().reading() as connection:
        row, resource = found(connection, s)
        require(g.actor, "spot_check.correct_conclusion", resource)
        pack, before = pack_of(connection, row), conclusion_questions.papers_of(connection, s)
    errors: Errors = {}
    if "more" in request.form:
        return check_page(s, errors)
    problems = read_problems()
    step = chosen_step(row, pack, problems, errors)
    read = conclusion_read()
    body = {
        **conclusion(step, problems, errors),
        "reason": read_text("reason", errors, _("还没有写理由")),
        **seen_of(read),
    }
    ask = conclusion_questions.concluding(s, pack, before, read)
    return written(s, "spot_check.correct_conclusion", body, step, ask, errors)


def next_check(connection: Connection, row: dict[str, Any]) -> Any:
    """The next spot check of the round, in drawn order and then from the start, that has not ended; None when all have."""
    open_ = [one for one in spot_checks.list_spot_checks(connection, row["round_id"]) if one["state"] not in ENDED]
    later = [one for one in open_ if one["position"] > row["position"]]
    others = [one for one in [*later, *open_] if one["id"] != row["id"]]
    return coming.of_check(others[0]) if others else None


def paper_sent(connection: Connection, check_id: str, demand: Any) -> bool:
    """Whether a paper of the conclusion has left the house; then the conclusion stands."""
    papers = [row["state"] for _kind, row in followups.list_citing(connection, check_id)]
    return bool(demand and demand["state"] != "drafted") or bool(set(papers) - {"drafted", "withdrawn"})


def may_correct(row: dict[str, Any], round_state: str) -> bool:
    """Whether a conclusion can still be put right: until the province has accepted the table."""
    return SPOT_CHECK.may(row["state"], "correct_conclusion") and round_state in CORRECTABLE


@bp.post("/checks/<s>/held/<op>/release")
def release(s: str, op: str) -> Response:
    """Let what came too late into the record; it is then carried out as what its author sent."""
    with database().reading() as connection:
        row, _resource = found(connection, s)
        waiting = next((one for one in late.waiting_of(connection, row) if one["op"] == op), None)
    if waiting is None:
        raise Refused("absent")
    return asked(
        s, form_op("held.release", op, {}), ask=questions.releasing(waiting["what"], waiting["who"], waiting["why"])
    )


@bp.post("/checks/<s>/amend/<any(certificate_no, approval_no, body, valid_from, district, problems):field>")
def amend(s: str, field: str) -> Response:
    """Fill or mend one cell that came from the register, with the reason; the register itself stays."""
    with database().reading() as connection:
        row, _resource = found(connection, s)
        bodies = known_bodies.known(connection, [row["round_id"]]) if field in ("approval_no", "body") else []
    errors: Errors = {}
    value = read_text(field, errors, _("还没有填「%(column)s」", column=_(NAMES[field])), most=1000)
    reason = read_text(f"reason_{field}", errors, _("还没有写理由"), most=300)
    op = form_op(
        "spot_check.amend",
        s,
        {"field": field, "value": value, "reason": reason, "was": request.form.get(f"was_{field}") or None},
    )
    fields = {"value": field, "reason": f"reason_{field}"}
    typed = {"body": row["body"], "approval_no": row["approval_no"], field: value}
    if field in ("body", "approval_no", "certificate_no"):
        errors |= unnamed(request.form, field)
    odd = known_bodies.doubts(bodies, typed) if bodies and not errors else []
    if odd:
        heading = _("补正批准号") if field == "approval_no" else _("补正机构名称")
        return asked(s, op, ask=known_bodies.asking(heading, _("保存"), typed, odd), fields=fields)
    if not errors:
        errors = carry_out(op, fields=fields)
    return (
        check_page(s, errors, 422) if errors else redirect(url_for("regulator.check", s=s, _anchor=f"f-{field}"), 303)
    )
