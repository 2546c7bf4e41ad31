"""抽查记录 as a page: what the template reads is one view model, and nothing else of the record.

The routes are in `checks`, the form of the conclusion in `conclusion_form`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import g, request
from flask_babel import gettext as _
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from audit_app.annexes import checklist_of
from audit_app.ops.draws import free_after, next_of_reserve
from audit_app.ops.spot_checks import CORRECTABLE
from audit_app.regulator import coming, drafts, late, on_site, queries, questions, words
from audit_app.regulator.acting import Errors
from audit_app.regulator.check_access import Check, load_check, pack_of
from audit_app.regulator.conclusion_form import as_concluded, as_read, problem_rows
from audit_app.regulator.scope import title_of
from audit_app.regulator.written import OfCheck, told
from audit_app.rules import ids
from audit_app.rules.campaign import CITY_ROUND, ENDED, SPOT_CHECK, was_begun
from audit_app.rules.certificates import IN_FORCE
from audit_app.rules.ladder import SEVERITIES
from audit_app.rules.permits import may, why_not
from audit_app.rules.refusals import N_, Refused
from audit_app.rules.transition import outlived
from audit_app.rules.vocabulary import CHECK_METHODS
from audit_app.security import clock, database
from audit_app.sheets.register import COLUMNS
from audit_app.show import language, show
from audit_app.store import campaigns, followups, spot_checks
from checklists import rulepack
from checklists.annexes import layout
from checklists.rules import last_day_2013

NAMES = {**COLUMNS, "problems": N_("发现的问题")}
AMENDABLE = ("problems", "body", "approval_no", "certificate_no", "valid_from", "district")
SEEN_ON_VISIT = ("checked_on", "method", "inspectors")
"""What of notification and visit stands in 附件 3."""
OF_COMPANY = (*(one.key for one in layout(3).columns if one.group == 1 and one.key != "seq"), *SEEN_ON_VISIT)
"""Columns of 附件 3 that the panel of the company says."""
OPEN = ("sealed", "checking", "returned")
BARRED = ("not_sent", "recused")
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Rights:
    """What the reader may do with this record as it stands."""

    office: bool
    conclude: bool
    correct: bool
    measure: bool
    days: bool
    release: bool
    record: bool
    supplement: bool
    take_back: bool
    transfer: bool


@dataclass(frozen=True)
class Replacement:
    """The company that came for this one, the one it came for itself, and who would come next; or why nobody can."""

    came: Any = None
    came_for: Any = None
    next_company: Any = None
    off_list: str = ""
    no_next: str = ""
    short_staff: bool = False
    free_after: Any = None


@dataclass(frozen=True)
class CheckPage:
    """All that the record's template reads, besides what was typed and what is wrong with it."""

    check: dict[str, Any]
    campaign: Any
    campaign_title: str
    round: Any
    round_open: bool
    round_correctable: bool
    begun: bool
    word: str
    result: str
    step_title: str
    inspectors: Sequence[Any]
    rectification: Any
    rectification_word: str
    term: str
    standing: str
    measures: Rows
    drafts: Rows
    body_numbered: str
    history: Rows
    held: Rows
    unlisted: str
    unsettled: str
    site: dict[str, Any]
    after: Any
    replacement: Replacement
    may: Rights
    barred: str
    annex_words: str
    conclusion_now: str
    severities: list[tuple[str, str]]
    groups: list[Any]
    terms: list[tuple[int, str]]
    problems: list[dict[str, str]]
    clauses: list[tuple[str, str]]
    methods: list[tuple[str, str]]
    amendable: list[tuple[str, str]]
    in_form: frozenset[str]
    today_iso: str
    outlived: str
    columns_of_company: tuple[str, ...] = OF_COMPANY

    def clause_label(self, ref: str) -> str:
        """A clause of the certificate's standard, as a person reads it."""
        return words.clause_label(self.check["standard"], ref)


def show_check(check_id: str, errors: Errors, status: int = 200) -> Response:
    """The record with the one form its state asks for, and the cells of 附件 3 that are still empty."""
    with database().reading() as connection:
        page = page_of(connection, load_check(connection, check_id))
    given: Any = request.form
    if page.may.correct and request.method != "POST":
        kinds = [one["kind"] for one in page.measures if one["state"] != "withdrawn"]
        given = as_concluded(page.check, page.rectification, kinds)
    return show("regulator/check.html", status=status, errors=errors, new_op=ids.new_id, given=given, page=page)


def page_of(connection: Connection, check: Check) -> CheckPage:
    row = check.row
    round_: Any = campaigns.get_round(connection, row["round_id"])
    campaign: Any = campaigns.get_campaign(connection, round_["campaign_id"])
    pack, rectification = rulepack(campaign["rule_pack"]), followups.get_rectification_of(connection, check.id)
    ladder, measures = pack.value("spot_check.ladder"), drafts.measures(connection, campaign, row)
    sent, is_open = paper_sent(connection, check.id, rectification), round_["state"] in OPEN
    rights = rights_of(check, round_["state"], sent=sent, lacks=lacks_measure(row, ladder, measures))
    no = why_not(g.actor, "spot_check.conclude", check.resource)
    return CheckPage(
        check=row,
        campaign=campaign,
        campaign_title=title_of(connection, campaign),
        round=round_,
        round_open=is_open,
        round_correctable=round_["state"] in CORRECTABLE,
        begun=was_begun(row),
        word=_(SPOT_CHECK.word(row["state"])),
        result=words.result_word(row["result"]),
        step_title=words.step_title(pack.id, row["step"]),
        inspectors=spot_checks.list_check_inspectors(connection, [check.id]).get(check.id, []),
        rectification=rectification,
        rectification_word=words.state_word("rectification", rectification["state"]) if rectification else "",
        term=words.term_of(rectification) if rectification else "",
        standing=words.standing(rectification, clock().today()) if rectification else "",
        measures=measures,
        drafts=drafts.offered(connection, row),
        body_numbered=words.body_numbered(row),
        history=history(connection, row),
        held=late.waiting_of(connection, row),
        unlisted=late.unlisted(connection, row),
        unsettled=late.unsettled(connection, row),
        site=on_site.recorded(connection, row),
        after=next_check(connection, row),
        replacement=replacement_of(connection, row, is_open and may(g.actor, "spot_check.replace", check.resource)),
        may=rights,
        barred=no.in_words(_) if no and no.code in BARRED else "",
        annex_words=questions.annex_words(round_["state"]),
        conclusion_now=as_read(row),
        severities=severities(ladder),
        groups=steps_for(step_groups(ladder), row),
        terms=[(n, _("送达后 %(n)s 天", n=n)) for n in pack.value("rectification.presets")],
        problems=problem_rows(row),
        clauses=clause_choices(row),
        methods=method_words(),
        amendable=amendable(row),
        in_form=frozenset(in_form(row, rights, is_open)),
        today_iso=clock().today().isoformat(),
        outlived=outlived_words(row),
    )


def outlived_words(row: dict[str, Any]) -> str:
    """What is to be found against the body where the certificate's edition was over on the day of the check (today, before it)."""
    day, last = row["checked_on"] or clock().today().isoformat(), last_day_2013()
    if not outlived(row["standard"], IN_FORCE, day, last):
        return ""
    return _(
        "抽取时还是有效，%(last)s 以后应当已经换版、暂停或者撤销（认监委、国家知识产权局公告 2023 年第 27 号）。"
        "核实没有换版的，列为认证机构的问题。",
        last=last,
    )


def rights_of(check: Check, round_state: str, *, sent: bool, lacks: bool) -> Rights:
    """`sent`: a paper of the conclusion has gone out; `lacks`: the conclusion asks for a measure and none stands."""
    row = check.row

    def able(verb: str) -> bool:
        return may(g.actor, verb, check.resource)

    is_open, correctable = round_state in OPEN, round_state in CORRECTABLE
    waits_for_transfer = bool(row["transfer"] and not row["transferred_on"]) and correctable
    return Rights(
        office=able("spot_check.approve"),
        conclude=able("spot_check.conclude"),
        correct=not sent and may_correct(row, round_state) and able("spot_check.correct_conclusion"),
        measure=lacks and able("spot_check.set_measure"),
        days=bool(row["notified_on"] or row["checked_on"]) and correctable and able("spot_check.correct"),
        release=able("held.release"),
        record=able("visit.work") and row["state"] != "drawn",
        supplement=CITY_ROUND.may(round_state, "supplement") and able("city_round.supplement"),
        take_back=row["state"] == "uncheckable" and is_open and able("spot_check.take_back"),
        transfer=waits_for_transfer and able("spot_check.transfer"),
    )


def in_form(row: dict[str, Any], rights: Rights, is_open: bool) -> set[str]:
    """The columns of 附件 3 that a form of this page fills now."""
    names = {name for name, _label in amendable(row) if rights.office and is_open}
    if rights.correct:
        names |= {"problems", "transfer", "note"} if was_begun(row) else {"note"}
    return names | ({"transfer"} if rights.transfer else set())


def replacement_of(connection: Connection, row: dict[str, Any], may_replace: bool) -> Replacement:
    """Who came for whom, and who would come, where one is missing."""
    pairs = queries.list_replacements(connection, row["round_id"])
    known = {one["id"]: one for pair in pairs for one in pair}
    after = {old["id"]: new["id"] for old, new in pairs}
    before = {new: old for old, new in after.items()}
    came, came_for = known.get(after.get(row["id"])), known.get(before.get(row["id"]))
    if row["state"] != "uncheckable" or not may_replace:
        return Replacement(came, came_for)
    try:
        company = next_of_reserve(connection, row)
    except Refused as refusal:
        short = refusal.code == "inspectors_of_draw"
        free = free_after(connection, row) if short else None
        return Replacement(came, came_for, no_next=refusal.in_words(_), short_staff=short, free_after=free)
    return Replacement(came, came_for, company, questions.off_list(connection, row, company.inspectors))


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


def steps_for(groups: list[Any], row: dict[str, Any]) -> list[Any]:
    """The steps that a company allows: where nobody began only 无法检查; nobody refuses who was never told."""
    begun, known = was_begun(row), row["notified_on"] or was_begun(row)
    kept = []
    for title, steps in groups:
        some = [
            one for one in steps if (begun or one["result"] == "uncheckable") and (known or one["code"] != "refused")
        ]
        kept += [(title, some)] if some else []
    return kept


def method_words() -> list[tuple[str, str]]:
    return [(name, _(word)) for name, word in CHECK_METHODS.items()]


def clause_choices(row: dict[str, Any]) -> list[tuple[str, str]]:
    """The clauses of the standard the certificate names."""
    edition = checklist_of(row["standard"])
    return [(item.ref, words.clause_label(row["standard"], item.ref)) for item in edition.leaves]


def lacks_measure(row: dict[str, Any], ladder: Rows, papers: Rows) -> bool:
    """Whether the conclusion asks for a measure against the body and none stands any more."""
    asked = any(one["code"] == row["step"] and "body_measure" in one["opens"] for one in ladder)
    return asked and all(one["state"] == "withdrawn" for one in papers)


def history(connection: Connection, row: dict[str, Any]) -> list[dict[str, Any]]:
    """What was done to a check, with what each act wrote and what that replaced, and what the office let in."""
    acts = [one for one in queries.list_history(connection, row["id"]) if one["kind"].startswith("spot_check.")]
    columns = {name: _(NAMES[name]) for name in AMENDABLE if name != "problems"}
    walk = OfCheck(row, pack_of(connection, row), dict(method_words()), columns)
    lines = told(walk, acts, lambda act: words.act_word(SPOT_CHECK, act["kind"]))
    return sorted([*lines, *late.let_in(connection, row)], key=lambda one: str(one["at"]))


def next_check(connection: Connection, row: dict[str, Any]) -> Any:
    """The next spot check of the round, in drawn order and then from the start, that has not ended; None when all have."""
    open_ = [one for one in spot_checks.list_spot_checks(connection, row["round_id"]) if one["state"] not in ENDED]
    later = [one for one in open_ if one["position"] > row["position"]]
    others = [one for one in [*later, *open_] if one["id"] != row["id"]]
    return coming.of_check(others[0]) if others else None


def paper_sent(connection: Connection, check_id: str, rectification: Any) -> bool:
    """Whether a paper of the conclusion has gone out; then the conclusion stands."""
    papers = [row["state"] for _kind, row in followups.list_citing(connection, check_id)]
    return bool(rectification and rectification["state"] != "drafted") or bool(set(papers) - {"drafted", "withdrawn"})


def may_correct(row: dict[str, Any], round_state: str) -> bool:
    """Whether a conclusion can still be put right: until the province has accepted the table."""
    return SPOT_CHECK.may(row["state"], "correct_conclusion") and round_state in CORRECTABLE
