"""A small province for the tests of the regulator's ops: one campaign, two cities, its whole life as a list of steps.

`Office(database).until(kind)` lives it up to the first step of that kind; what the step does is the test's business.
"""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from audit_app import annexes
from audit_app.demo import companies
from audit_app.demo.people import OPERATOR
from audit_app.demo.script import known_id
from audit_app.ops import Outcome, apply, make
from audit_app.ops.step_undoing import READ, last_step
from audit_app.rules.inspectors import changes, lifted
from audit_app.rules.permits import Actor
from audit_app.store import people
from audit_app.store.db import Database
from audit_app.store.registers import list_inspectors
from audit_app.store.tables import metadata, spot_checks
from checklists import regions
from tests.once import begin_with, once
from tests.ops.all_rows import everything

NOW = "2023-10-27T02:42:00.000Z"
BEFORE_THE_DRAW = "2023-08-28T01:00:00.000Z"
"""When the campaign is opened and its registers come in."""
DAY = date(2023, 10, 27)
BESIDE = {"log", "head", "effects"}
CITY, OTHER, PROVINCE = known_id("320600"), known_id("320500"), known_id("320000")
CAMPAIGN, ROUND, OTHER_ROUND = known_id("T campaign"), known_id("T round"), known_id("T other round")
REGISTER, INTERVIEW, LATER = known_id("T register"), known_id("T interview"), known_id("T later city")
STAFF = (
    ("zhoumin", "320000", ["province"]),
    ("wuhao", "320600", ["city"]),
    ("qianlei", "320600", ["inspector"]),
    ("taoran", "320500", ["city"]),
    ("liyan", "JX", ["lead", "body_admin"]),
)
PASSED: dict[tuple[str, int, int], list[str]] = {}
"""The kinds of the steps of every life that was lived, up to the one that it was lived for."""
SERVED, TERM_ENDS = "2023-09-15", "2023-10-16"
"""30 days from 09-15 end on Sunday 10-15, so the last day is Monday (民法典 203)."""


@dataclass(frozen=True)
class Step:
    """One thing somebody does in the life of the campaign."""

    kind: str
    who: str
    subject: str
    body: dict[str, Any]


def rows(count: int = 12) -> list[dict[str, Any]]:
    """A good register of 南通 in two counties."""
    return companies.register(
        regions().city("320600"), {"崇川区": count // 2, "海门区": count - count // 2}, unnumbered=0
    )


def staff(count: int = 2) -> list[dict[str, Any]]:
    """Inspectors, 钱磊 first of them; of two both are sent everywhere."""
    city = regions().city("320600")
    people_of = companies.inspectors(city, count, [("钱磊", known_id("qianlei"))])
    return [{"id": known_id(f"T {one['card_no']}"), **one} for one in people_of]


def conclusion(step: str, **more: Any) -> dict[str, Any]:
    return {"step": step, "problems": [], "note": "", "rectification": None, "measure": None, **more}


PROBLEMS = [{"ref": "7.6", "text": "涉密图纸外发没有登记"}]


def failing(measure: str, existing: str | None = None, **more: Any) -> dict[str, Any]:
    """A conclusion 一般 with a term of 30 days and the measure."""
    return conclusion(
        "ordinary",
        problems=PROBLEMS,
        rectification={"due_on": None, "days": 30, "requirement": "补齐登记"},
        measure={"kind": measure, "existing": existing},
        **more,
    )


class Office:
    """The world of a test, and its people."""

    def __init__(self, database: Database, inspectors: int = 2) -> None:
        self.database, self.inspectors = database, inspectors
        once(database, "office", self._people)

    def _people(self) -> None:
        for code, kind, parent in (
            ("320000", "province_office", None),
            ("320600", "city_office", PROVINCE),
            ("320500", "city_office", PROVINCE),
            ("JX", "body", None),
        ):
            body = {"kind": kind, "code": code, "name": f"单位 {code}", "parent": parent}
            body["region"] = code if code.isdigit() else None
            self.did(OPERATOR, "organisation.create", known_id(code), body)
        for account, office, roles in STAFF:
            body = {"organisation": known_id(office), "account": account, "name": account, "roles": roles}
            self.did(OPERATOR, "user.create", known_id(account), body)

    # -- doing

    def actor(self, account: str) -> Actor:
        with self.database.reading() as connection:
            return people.get_actor(connection, known_id(account))

    def do(self, who: Actor | str, kind: str, subject: str, body: dict[str, Any], id: str | None = None) -> Outcome:
        actor = who if isinstance(who, Actor) else self.actor(who)
        at = BEFORE_THE_DRAW if kind in ("campaign.create", "register.import") else NOW
        return apply(self.database, make(kind, subject, body, id=id), actor, at)

    def did(self, who: Actor | str, kind: str, subject: str, body: dict[str, Any], id: str | None = None) -> Outcome:
        outcome = self.do(who, kind, subject, body, id)
        assert outcome.outcome == "done", (kind, outcome)
        return outcome

    def new_list(self, inspectors: list[dict[str, Any]], **more: Any) -> Outcome:
        """Import a list whose differences from who is known have been read and agreed to."""
        with self.database.reading() as connection:
            known = list_inspectors(connection, CITY, active=False)
        seen = [*changes(known, inspectors), *lifted(known, inspectors)]
        agreed = [{"card_no": one.card_no, "what": one.what, "was": one.was} for one in seen]
        return self.did("wuhao", "inspectors.import", CITY, {"inspectors": inspectors, "agreed": agreed, **more})

    def take(self, step: Step, /, **changed: Any) -> Outcome:
        """Do a step of the life, its body changed where the test says so."""
        return self.do(step.who, step.kind, step.subject, {**step.body, **changed})

    def until(self, kind: str, nth: int = 1) -> Step:
        """Live up to the nth step of this kind; returns that step, not yet done."""
        return once(self.database, (kind, nth, self.inspectors), lambda: self._live(kind, nth))

    def _live(self, kind: str, nth: int) -> Step:
        passed: list[str] = []
        done = self._begin(kind, nth)
        for at, step in enumerate(self.life()):
            passed.append(step.kind)
            if step.kind == kind and passed.count(kind) == nth:
                PASSED[kind, nth, self.inspectors] = passed
                return step
            if at >= done:
                assert self.take(step).outcome == "done", (step, self.take(step))
        raise LookupError(kind)

    def _begin(self, kind: str, nth: int) -> int:
        """How many steps a shorter life of before has taken already, the longest that does not reach the step that is wanted."""
        shorter = [name for name in PASSED if name[2] == self.inspectors and PASSED[name].count(kind) < nth]
        for name in sorted(shorter, key=lambda name: -len(PASSED[name])):
            if begin_with(self.database, name):
                return len(PASSED[name]) - 1
        return 0

    # -- looking

    def rows(self, table: str, **where: Any) -> list[dict[str, Any]]:
        it = metadata.tables[table]
        wanted = select(it).where(*(it.c[name] == value for name, value in where.items())).order_by(*it.primary_key)
        with self.database.reading() as connection:
            return [dict(row) for row in connection.execute(wanted).mappings()]

    def row(self, table: str, id: str) -> dict[str, Any]:
        return self.rows(table, id=id)[0]

    def all(self) -> dict[str, list[dict[str, Any]]]:
        return everything(self.database, BESIDE)

    def changed(self, step: Step, /, **body: Any) -> set[str]:
        """Do the step and name the tables whose rows it changed."""
        before = self.all()
        outcome = self.take(step, **body)
        assert outcome.outcome == "done", outcome
        after = self.all()
        return {name for name in after if after[name] != before[name]}

    def checks(self) -> list[str]:
        with self.database.reading() as connection:
            wanted = select(spot_checks.c.id).where(spot_checks.c.round_id == ROUND).order_by(spot_checks.c.position)
            return list(connection.scalars(wanted))

    def table_read(self) -> dict[str, str]:
        """What a report says of 附件 3 as somebody reads it now."""
        with self.database.reading() as connection:
            campaign = annexes.find_campaign(connection, "T1")
            return {"digest": annexes.frozen(annexes.live_rows(connection, campaign, "320600", DAY))[1]}

    def reported(self) -> str:
        """The digest of the table that was reported last."""
        return str(max(self.rows("issued_documents"), key=lambda one: one["ordinal"])["digest"])

    def as_read(self, check: str) -> dict[str, Any]:
        """What an act that replaces a conclusion or takes it back says of what stood on the screen: all that stands now."""
        row = self.row("spot_checks", check)
        names = ("step", "note", "transfer", "transferred_on", "checked_on", "fed_back_on")
        return {"was_problems": json.loads(row["problems"]), "was": {name: row[name] for name in names}}

    def last_read(self, resource: str, paper: str) -> dict[str, Any]:
        """What taking back the last step of a paper says of it, as it stands on the screen; nothing where there is none."""
        with self.database.reading() as connection:
            row = READ[resource](connection, paper)
            last = last_step(connection, resource, row) if row else None
        return {"step": last.verb, "on": last.on, "note": last.note} if last else {}

    def sent(self, check: str) -> str:
        """Who records a check: 钱磊 where the draw has sent him, else the office."""
        return "qianlei" if self.rows("audit_team", visit_id=check, user_id=known_id("qianlei")) else "wuhao"

    # -- manners every op has

    def turned_away(self, step: Step, *allowed: str) -> dict[str, str | None]:
        """Everybody but the allowed tries the step: account -> code of the refusal. Nothing may have changed."""
        before = self.all()
        said = {}
        for account in {row[0] for row in STAFF} - set(allowed):
            outcome = self.do(account, step.kind, step.subject, step.body)
            assert outcome.outcome == "refused", (account, outcome)
            said[account] = outcome.why
        assert self.all() == before
        return said

    def is_once(self, step: Step) -> None:
        """The same op twice is one change and gets the same answer; the same act under a new id is refused."""
        op = make(step.kind, step.subject, step.body)
        first = apply(self.database, op, self.actor(step.who), NOW)
        assert first.outcome == "done", first
        after = self.all()
        assert apply(self.database, op, self.actor(step.who), NOW) == first
        again = self.take(step)
        assert again.outcome == "refused", again
        assert self.all() == after

    # -- the life

    def life(self) -> Any:
        yield from _until_sealed(staff(self.inspectors))
        one, two, three = self.checks()[:3]  # one more where a longer life is gone on with
        yield from _check(one, failing("reminder"), self.sent(one))
        yield Step(
            "spot_check.amend",
            "wuhao",
            one,
            {
                "field": "certificate_no",
                "value": "90123ip990001r0m",
                "reason": "企业补交证书",
                "was": self.row("spot_checks", one)["certificate_no"],
            },
        )
        yield Step("spot_check.complete", self.sent(one), one, {})
        yield from _rectification(self.rows("rectifications", spot_check_id=one)[0]["id"])
        reminder = self.rows("reminders")[0]["id"]
        yield Step("reminder.issue", "wuhao", reminder, issued("2023-09-20", "通知标醒〔2023〕1 号"))
        yield Step("reminder.serve", "wuhao", reminder, dated("2023-09-21"))
        yield Step("reminder.close", "wuhao", reminder, dated("2023-10-20"))
        yield from _draft(self.rows("spot_checks", id=two)[0])
        yield from _check(two, failing("interview", INTERVIEW), self.sent(two))
        yield Step("spot_check.complete", self.sent(two), two, {})
        yield from _interview()
        yield from _check(three, conclusion("uncheckable", note="企业已停产，现场无人"), self.sent(three))
        yield Step("spot_check.replace", "wuhao", three, {"reason": ""})
        came = self.checks()[3]
        yield from _check(came, conclusion("uncheckable", note="企业已搬迁"), self.sent(came))
        yield Step("city_round.report", "wuhao", ROUND, self.table_read())
        yield Step("city_round.return", "zhoumin", ROUND, {"reason": "第 1 行缺处理时间"})
        yield Step("city_round.report", "wuhao", ROUND, self.table_read())
        yield Step("city_round.accept", "zhoumin", ROUND, {"digest": self.reported()})


def later_city(office: Office) -> None:
    """A city office that is set up after the others."""
    body = {"kind": "city_office", "code": "320400", "name": "单位 320400", "region": "320400", "parent": PROVINCE}
    office.did(OPERATOR, "organisation.create", LATER, body)


def dated(on: str, number: str | None = None) -> dict[str, Any]:
    return {"on": on, "number": number, "note": ""}


LATE = "纸质文书在先，事后一并补登记"


def issued(on: str, number: str | None = None) -> dict[str, Any]:
    """A paper that went out before its conclusion was entered here."""
    return {**dated(on, number), "because": LATE}


def _until_sealed(inspectors: list[dict[str, Any]]) -> Any:
    rounds = [{"id": ROUND, "organisation": CITY}, {"id": OTHER_ROUND, "organisation": OTHER}]
    yield Step(
        "campaign.create",
        "zhoumin",
        CAMPAIGN,
        {
            "code": "T1",
            "title": "质量抽查",
            "year": 2023,
            "basis": "通知",
            "minimum": 3,
            "because": "城市试点，全市只抽三家企业",
            "due_on": "2023-11-30",
            "rule_pack": "jiangsu-2023",
            "term": {"unit": "day", "n": 30},
            "rounds": rounds,
        },
    )
    yield Step("inspectors.import", "wuhao", CITY, {"inspectors": inspectors})
    yield Step("register.import", "wuhao", REGISTER, {"round": ROUND, "file_name": "名录.xlsx", "rows": rows()})
    yield Step("city_round.freeze", "wuhao", ROUND, {"register": REGISTER})
    yield Step(
        "city_round.draw", "wuhao", ROUND, {"seed": "公证 0827", "on": "2023-08-28", "quota": 3, "strata": ["district"]}
    )
    yield Step("city_round.seal", "wuhao", ROUND, {})


def until_concluded(check: str, concluded: dict[str, Any], who: str = "qianlei") -> Any:
    yield Step("spot_check.approve", "wuhao", check, {"note": ""})
    yield Step("spot_check.notify", "wuhao", check, {"on": "2023-09-11", "because": LATE})
    yield Step("spot_check.begin", who, check, {"on": "2023-09-14", "method": "on_site"})
    yield Step("spot_check.conclude", who, check, concluded)


def _check(check: str, concluded: dict[str, Any], who: str) -> Any:
    yield from until_concluded(check, concluded, who)
    if concluded["step"] != "uncheckable":
        yield Step("spot_check.feed_back", who, check, {"on": "2023-09-15"})


def _rectification(id: str) -> Any:
    yield Step("rectification.issue", "wuhao", id, issued("2023-09-15", "通知标改〔2023〕1 号"))
    yield Step("rectification.serve", "wuhao", id, dated(SERVED))
    yield Step("rectification.extend", "wuhao", id, {"until": "2023-11-25", "reason": "设备停机检修，企业申请延期"})
    yield Step("rectification.respond", "wuhao", id, dated("2023-10-12"))
    yield Step("rectification.return", "wuhao", id, {"reason": "缺少登记台账"})
    yield Step("rectification.respond", "wuhao", id, dated("2023-10-19"))
    yield Step("rectification.recheck", "wuhao", id, dated("2023-10-23"))
    yield Step("rectification.close", "wuhao", id, dated("2023-10-24"))


def _draft(check: dict[str, Any]) -> Any:
    yield Step(
        "regulatory_interview.draft",
        "zhoumin",
        INTERVIEW,
        {
            "campaign": CAMPAIGN,
            "body": check["body"],
            "approval_no": check["approval_no"],
        },
    )


def _interview() -> Any:
    at = {"at": "2023-10-20T14:00", "place": "三楼会议室", "number": "苏知标谈〔2023〕1 号"}
    yield Step("regulatory_interview.notify", "zhoumin", INTERVIEW, at)
    for verb, on in (
        ("hold", "2023-10-20"),
        ("sign_minutes", "2023-10-20"),
        ("await_commitments", "2023-10-21"),
        ("verify", "2023-10-25"),
        ("close", "2023-10-26"),
    ):
        yield Step(f"regulatory_interview.{verb}", "zhoumin", INTERVIEW, dated(on))
