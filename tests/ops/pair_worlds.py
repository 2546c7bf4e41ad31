"""The moments in which two people may meet: an audit on site from its plan to its review, a campaign, an office's papers."""

import itertools
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from audit_app.demo.script import known_id
from audit_app.ops import SYSTEM
from audit_app.rules import ids
from audit_app.store.db import Database
from tests.ops.office_kit import (
    CAMPAIGN,
    CITY,
    INTERVIEW,
    LATER,
    ROUND,
    Office,
    conclusion,
    failing,
    later_city,
)
from tests.ops.office_kit import Step as Life
from tests.ops.pairs import Doing, State
from tests.ops.site_kit import TEAM, Site

REF, OTHER_REF, DEPARTMENT = "7.6", "7.5", "知识产权部"
THINGS = ("sample", "interview", "photo", "nonconformity")
REASON = "建立时抄错了，照原件更正"
COMPANY = {"post": "管理者代表", "how": "typed"}
ON_SITE: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "sample.add": ({"drawn": 1}, {"drawn": 2}),
    "sample.withdraw": ({"reason": "记错了"}, {"reason": "重复"}),
    "interview.add": ({"topic": "监测"}, {"topic": "台账"}),
    "interview.withdraw": ({"reason": "记错了"}, {"reason": "重复"}),
    "photo.add": ({"label": "台账"}, {"label": "登记表"}),
    "photo.file": ({"ref": REF}, {"ref": OTHER_REF}),
    "photo.use": ({"ref": OTHER_REF, "used": True}, {"ref": OTHER_REF, "used": False}),
    "photo.withdraw": ({"reason": "记错了"}, {"reason": "重复"}),
    "nonconformity.draft": ({"number": "B-07"}, {"number": "A-07"}),
    "nonconformity.set": ({"fact": "陈静写的事实"}, {"fact": "李岩写的事实"}),
    "nonconformity.raise": ({}, {}),
    "nonconformity.confirm": ({"name": "高峰", **COMPANY}, {"name": "许宁", **COMPANY}),
    "nonconformity.withdraw": ({"reason": "记错了"}, {"reason": "重复"}),
    "nonconformity.restore": ({}, {}),
}
"""What each kind says, once as 陈静 does it and once as 李岩 does."""
PLAIN: dict[str, dict[str, Any]] = {
    "sample.add": {"ref": REF, "department": DEPARTMENT, "population": 9, "method": "随机", "result": ""},
    "interview.add": {"ref": REF, "department": DEPARTMENT, "post": "经理"},
    "nonconformity.draft": {"ref": REF, "severity": "minor"},
}
ON_PHOTOS = ("nonconformity.set", "nonconformity.raise", "nonconformity.confirm")
AUDIT_ACTS = ("prepare", "open", "submit", "review", "return", "cancel")


class Moment:
    """One audit in one moment: the ids of what lies there, and everything that may be tried with it."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.things = {name: ids.new_id() for name in THINGS}
        self.further = [ids.new_id(), ids.new_id()]
        self.sha = ids.new_id().replace("-", "") * 2
        self.held: str | None = None

    def heads(self, subject: str) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for row in self.site.rows("heads"):
            if row["subject"] == subject:
                found.setdefault(row["field"], []).append(row["op_id"])
        return found

    def doing(self, who: str, kind: str, subject: str, **body: Any) -> Doing:
        op = self.site.op(kind, subject, self.heads(subject), **body)
        named = self.things["photo"] if kind in ON_PHOTOS else self.sha if kind.startswith("photo") else subject
        return Doing(kind, subject, op["body"], self.site.actors[who], frozenset({self.site.visit, named}), op["base"])

    def doings(self) -> Iterator[tuple[Doing, Doing]]:
        both = ("chenjing", "liyan")
        visit = self.site.visit
        one, other = (
            self.doing(who, "judgement.set", f"{visit}/{REF}", ref=REF, value=value)
            for who, value in zip(both, ("conforms", "observation"), strict=True)
        )
        yield one, other
        forms = [[self.things["nonconformity"], further] for further in self.further]
        one, other = (
            self.doing(who, "judgement.keep_both", f"{visit}/{REF}", ref=REF, forms=ids_)
            for who, ids_ in zip(both, forms, strict=True)
        )
        yield one, other
        author = self.site.users["chenjing"]
        one, other = (
            self.doing("chenjing", "record.set", f"{visit}/{REF}//{author}", ref=REF, department="", text=text)
            for text in ("平板 03 上写的", "平板 01 上写的")
        )
        yield one, other
        for kind, bodies in ON_SITE.items():
            subject = self.things[kind.split(".")[0]]
            plain = self.site.photo(subject, sha256=self.sha)["body"] if kind == "photo.add" else PLAIN.get(kind, {})
            one, other = (
                self.doing(who, kind, subject, **{**plain, **body}) for who, body in zip(both, bodies, strict=True)
            )
            yield one, other
        yield from self._house()
        yield from self._acts()

    def _house(self) -> Iterator[tuple[Doing, Doing]]:
        organisation = self.site.organisations["JX"]
        received = {**self.site.received(self.sha)["body"]}
        yield (Doing("photo.received", self.sha, received, SYSTEM),) * 2
        bodies = ({"problem": None, "phash": "0f" * 8}, {"problem": "打不开", "phash": None})
        one, other = (
            Doing("photo.checked", self.sha, {"organisation": organisation, **body}, SYSTEM) for body in bodies
        )
        yield one, other
        body = {"organisation": organisation, "size": 10, "through": self.site.rows("log")[-1]["seq"]}
        yield (Doing("photo.swept", self.sha, body, SYSTEM),) * 2

    def _acts(self) -> Iterator[tuple[Doing, Doing]]:
        site = self.site
        for verb in AUDIT_ACTS:
            who = "liyan" if verb == "submit" else "sunqian"
            bodies: tuple[dict[str, Any], ...] = ({}, {})
            if verb in ("return", "cancel"):
                bodies = ({"reason": "补照片"}, {"reason": "补记录"})
            one, other = (Doing(f"audit.{verb}", site.visit, body, site.actors[who]) for body in bodies)
            yield one, other
        one, other = (
            Doing("audit.remove_member", site.visit, {"user": site.users[who]}, site.actors["sunqian"])
            for who in ("qinyu", "chenjing")
        )
        yield one, other
        yield from self._corrections()
        if self.held:
            about = frozenset({site.visit})
            one, other = (Doing("held.release", self.held, {}, site.actors[who], about) for who in ("sunqian", "liyan"))
            yield one, other
            yield (Doing("held.retry", self.held, {}, SYSTEM, about),) * 2
            yield (Doing("held.remove", self.held, {"reason": "已经离组，内容另行补录"}, SYSTEM, about),) * 2

    def _corrections(self) -> Iterator[tuple[Doing, Doing]]:
        """Type and team of the audit put right, each as it was planned when the form was opened."""
        site, planner = self.site, self.site.actors["sunqian"]
        team = [{"user": site.users[who], "role": role} for who, role in TEAM]
        fewer = [[one for one in team if one["user"] != site.users[who]] for who in ("qinyu", "chenjing")]
        for field, was, nows in (
            ("type", "initial_stage_2", ("surveillance", "recertification")),
            ("team", team, fewer),
        ):
            one, other = (
                Doing(
                    "audit.correct", site.visit, {"was": {field: was}, "now": {field: now}, "reason": REASON}, planner
                )
                for now in nows
            )
            yield one, other

    # -- moments

    def lay(self) -> None:
        """Everything is there once, each made by 陈静; the form is complete and has its photo."""
        made = {doing.kind: doing for doing, _ in self.doings()}
        for kind in ("judgement.set", "record.set", *(f"{name}.add" for name in THINGS[:3]), "nonconformity.draft"):
            doing = made[kind]
            self.site.done({**doing.op(), "base": {}})
        for number, further in enumerate(self.further, 80):
            self.site.done({**self.site.draft(f"B-{number}"), "subject": further})
        words = {"fact": "原来的事实", "photos": [self.things["photo"]]}
        self.site.done(
            self.site.op("nonconformity.set", self.things["nonconformity"], {name: [] for name in words}, **words)
        )

    def on_form(self, *verbs: str) -> None:
        for verb in verbs:
            made = {doing.kind: doing for doing, _ in self.doings()}
            doing = made[f"nonconformity.{verb}"]
            self.site.done(doing.op())

    def act(self, *verbs: str) -> None:
        for verb in verbs:
            made = {doing.kind: doing for doing, _ in self.doings()}
            doing = made[f"audit.{verb}"]
            self.site.done(doing.op(), "liyan" if verb == "submit" else "sunqian")


def audit_states(database: Database) -> Iterator[State]:
    """An audit in every state of its machine, and on site everything not yet there, there, raised, confirmed, withdrawn."""

    count = itertools.count()
    verbs: tuple[str, ...]

    def fresh() -> Moment:
        return Moment(Site(database, f"S{next(count)}-"))

    for name, verbs in (("已计划", ()), ("已备好", ("prepare",))):
        moment = fresh()
        moment.site.visit = moment.site.plan("A7")
        moment.act(*verbs)
        yield State(name, list(moment.doings()), _one_acts)
    yield State("审核中，还没有", list(fresh().doings()), lambda one, other: _makes(one) or _makes(other))
    for name, verbs in (
        ("审核中", ()),
        ("审核中，已开具", ("raise",)),
        ("审核中，已确认", ("raise", "confirm")),
        ("审核中，已删除草稿", ("withdraw",)),
        ("审核中，已撤回", ("raise", "withdraw")),
    ):
        moment = fresh()
        moment.lay()
        moment.on_form(*verbs)
        yield State(name, [pair for pair in moment.doings() if not verbs or _of_form(pair[0])])
    for name, verbs in (("已提交", ("submit",)), ("复核中", ("submit", "review")), ("已退回", ("submit", "return"))):
        moment = fresh()
        moment.lay()
        moment.act(*verbs)
        yield State(name, list(moment.doings()), _one_acts)
    yield _with_held(fresh())


def _makes(doing: Doing) -> bool:
    return doing.kind.endswith((".add", ".draft", ".received"))


def _one_acts(one: Doing, other: Doing) -> bool:
    """Where an audit is not worked on, two people's work waits alike; what matters is what an act does to it."""
    return one.kind.startswith("audit") or other.kind.startswith("audit")


def _of_form(doing: Doing) -> bool:
    return doing.kind.startswith(("nonconformity", "photo", "audit"))


def _with_held(moment: Moment) -> State:
    """Somebody was removed while offline; what he sent waits for a person."""
    site = moment.site
    moment.lay()
    site.remove("qinyu")
    late = site.op(
        "record.set", f"{site.visit}/{REF}//{site.users['qinyu']}", ref=REF, department="", text="离组前写的"
    )
    assert site.apply(late, "qinyu").outcome == "held"
    moment.held = late["id"]
    return State("审核中，有等待放行", [pair for pair in moment.doings() if pair[0].kind.startswith(("audit", "held"))])


# ---- the office ------------------------------------------------------------------------------------------------------


def office_states(database: Database, told: Database) -> Iterator[State]:
    """The province's life, stopped before each kind's first time; `told` lives it beforehand, so that every act of it is known."""
    beforehand, office = Office(told), Office(database)
    for one in (beforehand, office):
        later_city(one)
    steps = []
    for step in beforehand.life():
        steps.append(step)
        assert beforehand.take(step).outcome == "done", step
    seen, met = set[str](), set[tuple[str, str, bool]]()
    known = {
        (step.kind, step.subject, step.body.get("field")): step
        for step in reversed([*steps, *_everywhere(beforehand, steps)])
    }

    def anew(one: Doing, other: Doing) -> bool:
        pair = (one.label, other.label, one.subject == other.subject)
        new = pair not in met
        met.add(pair)
        return new

    def now() -> list[tuple[Doing, Doing]]:
        return [both_ways(office, _as_read(office, one)) for one in known.values()]

    for lived in office.life():
        step = (
            replace(lived, subject=ANEW)
            if lived.subject == reminder_of(steps) and "reminder.withdraw" in seen
            else lived
        )
        if step.kind not in seen:
            yield State(f"{step.kind} 之前", now(), anew)
        if step.kind == "reminder.issue" and "reminder.withdraw" not in seen:
            seen.add("reminder.withdraw")
            office.did("wuhao", "reminder.withdraw", step.subject, {"reason": REASON})
            yield State("书面提醒已撤回", now(), anew)
            check = next(one.subject for one in steps if one.kind == "spot_check.conclude")
            office.did("qianlei", "spot_check.set_measure", check, {"kind": "reminder", "reason": REASON}, AGAIN)
            step = replace(step, subject=ANEW)
        if step.kind == "spot_check.replace":
            _breach(office, step.subject)
            yield State("结论写了移交", now(), anew)
            away = {**conclusion("uncheckable", note="停产"), **office.as_read(step.subject), "reason": REASON}
            office.did("wuhao", "spot_check.correct_conclusion", step.subject, away)
        seen.add(step.kind)
        assert office.take(step).outcome == "done", step


def _breach(office: Office, check: str) -> None:
    """A matter that is to be handed over, and was not yet."""
    breach = {**failing("reminder", transfer="移交市执法支队"), "step": "suspected_breach"}
    office.did("wuhao", "spot_check.correct_conclusion", check, {**breach, **office.as_read(check), "reason": REASON})


AGAIN = "018b0000-0000-7000-8000-000000000001"
ANEW = str(uuid.uuid5(uuid.UUID(AGAIN), "reminder"))
"""The reminder that is drafted in the place of a withdrawn one."""
NUMBERS = {
    "rectification": "通知标改〔2023〕1 号",
    "reminder": "通知标醒〔2023〕1 号",
    "regulatory_interview": "苏知标谈〔2023〕1 号",
}


def reminder_of(steps: list[Life]) -> str:
    return next(one.subject for one in steps if one.kind == "reminder.issue")


def _as_read(office: Office, step: Life) -> Life:
    """The table that is reported or accepted, and the conclusion that is replaced, are those of this world at this moment."""
    if step.kind == "city_round.report" and office.rows("campaigns"):
        return replace(step, body=office.table_read())
    if step.kind == "city_round.accept" and office.rows("issued_documents"):
        return replace(step, body={"digest": office.reported()})
    if step.kind.endswith(".undo_step"):
        return replace(step, body={**step.body, **office.last_read(step.kind.partition(".")[0], step.subject)})
    if step.kind in ("spot_check.correct_conclusion", "spot_check.take_back") and office.rows(
        "spot_checks", id=step.subject
    ):
        return replace(step, body={**step.body, **office.as_read(step.subject)})
    return step


def _everywhere(office: Office, steps: list[Life]) -> Iterator[Life]:
    """What life does to one spot check or one paper, done to the others, too; the problem added later is one more kind of 更正."""
    for kind in sorted({step.kind for step in steps}):
        like = [step for step in steps if step.kind.split(".")[0] == kind.split(".")[0]]
        example = next(step for step in like if step.kind == kind)
        if kind.startswith(("spot_check", "rectification", "reminder")):
            for subject in sorted({step.subject for step in like} | ({ANEW} if kind.startswith("reminder") else set())):
                yield Life(kind, example.who, subject, {**example.body, **_as_drawn(office, kind, subject)})
    drawn = next(step for step in steps if step.kind == "city_round.draw")
    yield Life(
        "city_round.redraw", "wuhao", ROUND, {**drawn.body, "seed": "公证 0828", "reason": "公证人没有到场，抽取无效"}
    )
    yield Life("city_round.supplement", "wuhao", ROUND, {"count": 1, "reason": "两家企业已经注销，数量不足"})
    yield from _put_right(steps)
    yield from _papers(steps)
    added = {"field": "problems", "value": "后来补写的问题", "reason": "漏写"}
    for subject in sorted({step.subject for step in steps if step.kind == "spot_check.conclude"}):
        yield Life("spot_check.amend", "wuhao", subject, added)


def _as_drawn(office: Office, kind: str, check: str) -> dict[str, Any]:
    """The certificate number that a check was drawn with, as its correction names it."""
    if kind != "spot_check.amend":
        return {}
    rows = {row["uscc"]: row["certificate_no"] for row in office.rows("register_rows")}
    return {"was": rows[office.row("spot_checks", check)["uscc"]]}


def _put_right(steps: list[Life]) -> Iterator[Life]:
    """What was written wrong of a campaign, of a check's days, of its conclusion; a city that joins late."""
    body = {"was": {"title": "质量抽查"}, "now": {"title": "质量监督抽查"}, "reason": REASON}
    yield Life("campaign.correct", "zhoumin", CAMPAIGN, body)
    yield Life("campaign.add_city", "zhoumin", CAMPAIGN, {"id": known_id("T later round"), "organisation": LATER})
    days = {"was": {"notified_on": "2023-09-11"}, "now": {"notified_on": "2023-09-12"}, "reason": REASON}
    for subject in sorted({step.subject for step in steps if step.kind == "spot_check.conclude"}):
        yield Life("spot_check.correct", "wuhao", subject, days)
        yield Life("spot_check.correct_conclusion", "wuhao", subject, {**conclusion("none"), "reason": REASON})
        yield Life("spot_check.set_measure", "qianlei", subject, {"kind": "reminder", "reason": REASON})
        yield Life("spot_check.take_back", "qianlei", subject, {"reason": REASON})
        yield Life("spot_check.transfer", "wuhao", subject, {"on": "2023-09-20"})


def _papers(steps: list[Life]) -> Iterator[Life]:
    """A paper's number put right, a draft withdrawn."""
    for resource in ("rectification", "reminder", "regulatory_interview"):
        here = {step.subject for step in steps if step.kind.split(".")[0] == resource}
        for subject in sorted(here | ({ANEW} if resource == "reminder" else set())):
            who = "zhoumin" if subject == INTERVIEW else "wuhao"
            yield Life(
                f"{resource}.set_number",
                who,
                subject,
                {"number": "通知〔2023〕7 号", "reason": REASON, "was": NUMBERS[resource]},
            )
            if resource in ISSUED:
                days = {"was": {"issued_on": ISSUED[resource]}, "now": {"issued_on": "2023-09-14"}, "reason": REASON}
                yield Life(f"{resource}.correct_dates", who, subject, days)
            else:
                days = {"was": {"place": "三楼会议室"}, "now": {"place": "二楼会议室"}, "reason": REASON}
                yield Life(f"{resource}.correct_dates", who, subject, days)
            if resource != "rectification":
                yield Life(f"{resource}.withdraw", who, subject, {"reason": REASON})
            yield Life(
                f"{resource}.undo_step", who, subject, {"step": "serve", "on": None, "note": None, "reason": REASON}
            )


ISSUED = {"rectification": "2023-09-15", "reminder": "2023-09-20"}
OTHER_NOW = {"campaign.correct": {"title": "专项抽查"}, "spot_check.correct": {"notified_on": "2023-09-13"}} | {
    **{f"{resource}.correct_dates": {"issued_on": "2023-09-14"} for resource in ISSUED},
    "regulatory_interview.correct_dates": {"place": "一楼会议室"},
}


def other_way(step: Life) -> Life:
    """The same act as another person would write it: another day, another reason, another problem."""
    body: dict[str, Any] = dict(step.body)
    changes: Mapping[str, Any] = {
        "note": "另一人写的",
        "reason": "另一人写的、足够长的理由",
        "number": "通知另〔2023〕9 号",
    }
    for name, value in changes.items():
        if name == "note" and step.kind.endswith(".undo_step"):
            continue  # what was on the screen, not what somebody writes
        if name in body and isinstance(body[name], str | None):
            body[name] = value
    if step.kind == "spot_check.amend":
        body["value"] = "90123IP990009R0M" if body["field"] == "certificate_no" else "另一人补写的问题"
    if step.kind == "campaign.add_city":
        body["id"] = known_id("T another round")
    if step.kind == "spot_check.transfer":
        body["on"] = "2023-09-21"
    if step.kind in OTHER_NOW:
        body["now"] = OTHER_NOW[step.kind]
    return Life(step.kind, step.who, step.subject, body)


def both_ways(office: Office, step: Life) -> tuple[Doing, Doing]:
    one, other = (
        Doing(way.kind, way.subject, way.body, office.actor(way.who), lies_under(way))
        for way in (step, other_way(step))
    )
    return one, other


def lies_under(step: Life) -> frozenset[str]:
    """A check and its papers lie under their round, a paper under what it cites; a draw is made with the city's inspectors."""
    resource = step.kind.split(".")[0]
    above = {
        "city_round": {CAMPAIGN, CITY},
        "spot_check": {ROUND, follows(step.subject, "rectification"), follows(step.subject, "reminder"), ANEW},
        "rectification": {ROUND},
        "reminder": {ROUND},
        "regulatory_interview": {CAMPAIGN, ROUND},
    }.get(resource, set())
    cited = (step.body.get("measure") or {}).get("existing") if step.kind == "spot_check.conclude" else None
    named = {value for value in step.body.values() if isinstance(value, str)}
    return frozenset({*above, *named, *([cited] if cited else [])})


def follows(check: str, paper: str) -> str:
    """The id of the paper that a conclusion of this check opens."""
    return str(uuid.uuid5(uuid.UUID(check), paper))
