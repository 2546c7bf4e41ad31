"""Two tablets, any order, repeats, losses: all tables end alike; replaying the log gives them again;
last-write-wins is found out.
"""

import json
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select

from audit_app.demo.script import known_id
from audit_app.ops import SYSTEM, OpBatch, apply, heads, make
from audit_app.ops.handlers import HANDLERS
from audit_app.ops.op import read_all
from audit_app.ops.replay import replay
from audit_app.rules import ids
from audit_app.rules.merge import Head
from audit_app.store.db import Database
from audit_app.store.migrate import migrate
from audit_app.store.tables import metadata
from checklists import load
from tests.conftest import fresh_postgres
from tests.ops.office_kit import (
    CAMPAIGN,
    LATER,
    ROUND,
    Office,
    Step,
    conclusion,
    failing,
    later_city,
    until_concluded,
)
from tests.ops.site_kit import NOW, OPERATOR, Site
from tests.ops.tablets import KINDS, OFTEN, History, Sent, badly

NOT_COMPARED = {
    "log",
    "head",  # the order of arrival itself
    "effects",  # numbered as they came
}
WITHOUT_AN_OP = {
    "credentials",
    "sessions",
    "rate_windows",
    "access_log",
    "uploads",
    "effects",
    "search",
    "digests",
    "known_devices",
}
EXAMPLES, STEPS = 40, 30
Tables = dict[str, list[dict[str, Any]]]


@dataclass
class Met:
    """What a run met: without conflicts and held ops it would show nothing."""

    conflicts: int = 0
    held: int = 0
    kinds: Counter[str] = field(default_factory=Counter)


def tables(connection: Connection, but: set[str]) -> Tables:
    found = {}
    for name, table in metadata.tables.items():
        if name not in but:
            rows = connection.execute(select(table).order_by(*table.primary_key)).mappings()
            found[name] = [dict(row) for row in rows]
    return found


class Undo(Exception):
    """Ends a transaction without keeping anything."""


def delivered(database: Database, batches: list[list[Sent]], met: Met) -> Tables:
    """All tables after these batches have come; nothing is kept."""
    found: Tables = {}
    try:
        with database.writing() as connection:
            for batch in batches:
                _deliver(connection, batch, met)
            found = tables(connection, NOT_COMPARED)
            raise Undo
    except Undo:
        return found


def _deliver(connection: Connection, batch: list[Sent], met: Met) -> None:
    ops, come = OpBatch(connection, NOW), read_all([sent.op for sent in batch])
    ops.prefetch(come)
    for sent, one in zip(batch, come, strict=True):
        outcome = ops.apply_one(one, sent.actor)
        assert outcome.outcome != "refused", (sent.op, outcome)
        met.held += outcome.outcome == "held"
        met.kinds[sent.op["kind"]] += 1
    ops.flush()


def told(site: Site, same_person: bool, seed: int, steps: list[tuple[int, str]]) -> History:
    history = History(site, same_person, seed)
    for at, kind in steps:
        history.step(at, kind)
    return history


def shown_alike(site: Site, history: History, chance: random.Random, met: Met) -> None:
    """The order in which it was done and a bad delivery give the same tables, and nothing is left waiting."""
    plain = delivered(site.database, [[sent] for sent in history.sent], Met())
    mixed = delivered(site.database, badly(history.sent, chance), met)
    met.conflicts += sum(
        row["conflict"] for name in ("judgements", "records", "nonconformities") for row in mixed[name]
    )
    assert mixed["held"] == []
    for name in plain:
        assert mixed[name] == plain[name], name


def run(site: Site, met: Met, phases: tuple[Phase, ...] = (Phase.explicit, Phase.generate, Phase.shrink)) -> None:
    step = st.tuples(st.integers(0, 1), st.sampled_from(OFTEN))

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=phases,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    @example(False, 7, [(at, kind) for kind in KINDS * 2 for at in (0, 1)])
    @given(st.booleans(), st.integers(0, 2**32), st.lists(step, min_size=STEPS // 2, max_size=STEPS))
    def histories(same_person: bool, seed: int, steps: list[tuple[int, str]]) -> None:
        history = told(site, same_person, seed, steps)
        shown_alike(site, history, random.Random(seed), met)

    histories()


def test_any_order_with_repeats_and_losses_ends_in_the_same_tables(database: Database) -> None:
    met = Met()
    run(Site(database), met)
    print(f"\n{EXAMPLES} histories, {met.kinds.total()} deliveries: {met.conflicts} conflicts, {met.held} held ops")
    assert met.conflicts > 0 and met.held > 0
    assert set(met.kinds) == set(KINDS) - {"hear"} | {"photo.checked"}


def test_a_build_in_which_the_last_to_come_wins_is_found_out(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def last_wins(before: Any, op: str, base: Any, value: Any, stamp: str) -> tuple[Head, ...]:
        return (Head(op, value, stamp),)

    monkeypatch.setattr(heads, "settle", last_wins)
    with pytest.raises(AssertionError):
        run(Site(database), Met(), (Phase.generate,))


@pytest.fixture
def empty(request: pytest.FixtureRequest, database: Database, tmp_path: Any) -> Iterator[Database]:
    """A second, empty database on the same engine."""
    url = (
        f"sqlite:///{tmp_path}/again.db" if database.is_sqlite else fresh_postgres(request.getfixturevalue("postgres"))
    )
    again = Database(url)
    migrate(again)
    yield again
    again.close()


def test_every_kind_there_is_comes_out_of_the_log_again(database: Database, empty: Database) -> None:
    office, seen = Office(database), set[str]()
    later_city(office)
    for step in office.life():
        _beside(office, step, step.kind not in seen)
        read = office.table_read() if step.kind == "city_round.report" else {}
        assert office.take(step, **read).outcome == "done", step
        seen.add(step.kind)
    site = Site(database, "S-")
    _the_rest(site)
    _two_long_days(site)
    with database.reading() as connection:
        log = metadata.tables["log"]
        done = set(connection.scalars(select(log.c.kind).where(log.c.outcome == "done")))
        outcomes = set(connection.scalars(select(log.c.outcome)))
        before = tables(connection, WITHOUT_AN_OP)
    assert done == set(HANDLERS)
    assert outcomes == {"done", "held", "refused"}
    count = replay(database, empty)
    with empty.reading() as connection:
        after = tables(connection, WITHOUT_AN_OP)
    assert count == len(before["log"])
    for name in before:
        assert after[name] == before[name], name


WHY = "建立时抄错了，照原件更正"


def _beside(office: Office, step: Step, first: bool) -> None:
    """What an office does now and then, told before the first step of a kind: corrections, numbers, a withdrawal, more lots."""
    paper = {"rectification.serve", "reminder.serve", "regulatory_interview.hold"}
    if first and step.kind in paper:
        numbered = f"{step.kind.split('.')[0]}.set_number"
        number = office.row(f"{step.kind.split('.')[0]}s", step.subject)["number"]
        office.did(step.who, numbered, step.subject, {"number": "登记簿 7 号", "reason": WHY, "was": number})
    if first and step.kind in ("rectification.respond", "reminder.close"):
        resource = step.kind.split(".")[0]
        day = office.row(f"{resource}s", step.subject)["served_on"]
        body = {"was": {"served_on": day}, "now": {"served_on": "2023-09-22"}, "reason": WHY}
        office.did(step.who, f"{resource}.correct_dates", step.subject, body)
    if first and step.kind in ("rectification.respond", "reminder.close", "regulatory_interview.sign_minutes"):
        resource = step.kind.split(".")[0]
        assert office.take(step).outcome == "done"
        office.did(
            step.who, f"{resource}.undo_step", step.subject, {**office.last_read(resource, step.subject), "reason": WHY}
        )
    if first and step.kind == "regulatory_interview.hold":
        body = {"was": {"place": "三楼会议室"}, "now": {"place": "二楼会议室"}, "reason": WHY}
        office.did(step.who, "regulatory_interview.correct_dates", step.subject, body)
    if first and step.kind in BESIDE:
        BESIDE[step.kind](office, step)


def _campaign(office: Office, step: Step) -> None:
    body = {"was": {"title": "质量抽查"}, "now": {"title": "质量监督抽查"}, "reason": WHY}
    office.did("zhoumin", "campaign.correct", CAMPAIGN, body)
    joins = {"id": known_id("T later round"), "organisation": LATER}
    office.did("zhoumin", "campaign.add_city", CAMPAIGN, joins)


def _redraw(office: Office, step: Step) -> None:
    body = {"seed": "公证 0828", "on": "2023-08-28", "quota": 3, "strata": ["district"], "reason": WHY}
    office.did("wuhao", "city_round.redraw", ROUND, body)


def _days(office: Office, step: Step) -> None:
    body = {"was": {"notified_on": "2023-09-11"}, "now": {"notified_on": "2023-09-12"}, "reason": WHY}
    office.did("wuhao", "spot_check.correct", step.subject, body)


def _interview(office: Office, step: Step) -> None:
    draft, subject = office.rows("regulatory_interviews")[0], known_id("T not meant")
    body = {name: draft[name] for name in ("body", "approval_no")}
    office.did("zhoumin", "regulatory_interview.draft", subject, {"campaign": CAMPAIGN, **body})
    office.did("zhoumin", "regulatory_interview.withdraw", subject, {"reason": WHY})


def _one_more(office: Office, step: Step) -> None:
    """A company more, its conclusion wrong at first."""
    office.did("wuhao", "city_round.supplement", ROUND, {"count": 1, "reason": WHY})
    check = office.checks()[-1]
    papers = {row["id"] for row in office.rows("reminders")}
    for its in until_concluded(check, failing("reminder")):
        office.did(its.who, its.kind, its.subject, its.body)
    fed_back = {"on": "2023-09-15"}
    office.did("qianlei", "spot_check.feed_back", check, fed_back)
    office.did("qianlei", "spot_check.complete", check, {})
    (paper,) = {row["id"] for row in office.rows("reminders")} - papers
    office.did("wuhao", "reminder.withdraw", paper, {"reason": WHY})
    office.did("qianlei", "spot_check.set_measure", check, {"kind": "reminder", "reason": WHY})
    closed = {**conclusion("uncheckable", note="停产"), "reason": WHY}
    office.did("wuhao", "spot_check.correct_conclusion", check, {**closed, **office.as_read(check)})
    office.did("wuhao", "spot_check.take_back", check, {"reason": WHY, **office.as_read(check)})
    breach = {**failing("reminder", transfer="移交市执法支队"), "step": "suspected_breach", "was_problems": []}
    office.did("qianlei", "spot_check.conclude", check, breach)
    office.did("wuhao", "spot_check.transfer", check, {"on": "2023-09-20"})
    fine = {**conclusion("none"), "reason": WHY}
    office.did("wuhao", "spot_check.correct_conclusion", check, {**fine, **office.as_read(check)})
    office.did("qianlei", "spot_check.feed_back", check, fed_back)
    office.did("qianlei", "spot_check.complete", check, {})


BESIDE = {
    "inspectors.import": _campaign,
    "city_round.seal": _redraw,
    "spot_check.complete": _days,
    "regulatory_interview.notify": _interview,
    "city_round.report": _one_more,
}


def _two_long_days(site: Site) -> None:
    """A long history kept in the log: by hand, badly delivered, with what waits at its end."""
    chance = random.Random(7)
    steps = [(chance.randint(0, 1), kind) for kind in KINDS * 4]
    with site.database.writing() as connection:
        for batch in badly(told(site, False, 7, steps).sent, chance):
            _deliver(connection, batch, Met())
    site.apply(site.judge("7.6", None, {"value": [site.judge("7.6", None)["id"]]}))
    site.apply(site.judge("9.9", None))


def _the_rest(site: Site) -> None:
    """The kinds that neither the province's life nor the two tablets tell."""
    planner = site.actors["sunqian"]
    site.raised()
    draft = site.draft("B-90")
    site.done(draft)
    site.done(site.op("nonconformity.withdraw", draft["subject"], reason="重复"))
    site.done(site.op("nonconformity.restore", draft["subject"]))
    subject, raised = site.raised()
    both = {"ref": "7.6", "forms": [draft["subject"], subject]}
    site.done(site.op("judgement.keep_both", f"{site.visit}/7.6", **both))
    site.done(
        site.op("nonconformity.confirm", subject, {"state": [raised]}, name="高峰", post="管理者代表", how="typed")
    )
    site.done(site.received("5e" * 32), "house")
    named_by_nobody = {"organisation": site.organisations["JX"], "size": 10, "through": site.rows("log")[-1]["seq"]}
    _act(site, SYSTEM, "photo.swept", "5e" * 32, named_by_nobody)
    wangwu, organisation = site.users["wangwu"], site.organisations["JX"]
    edition = load("gbt-29490-2013")
    rows = [{"ref": item.ref, "number": item.number, "title": item.title} for item in edition.leaves]
    for kind, about, body in (
        ("organisation.correct", organisation, _right("name", "JX 认证", "江信认证")),
        ("user.correct", wangwu, _right("name", "wangwu", "王五")),
        ("credential.set", wangwu, {"credential": "password"}),
        (
            "user.set_roles",
            wangwu,
            {"roles": ["auditor", "trainee"], "was": ["auditor"], "reason": "岗位有变动，管理员改的角色"},
        ),
        ("user.disable", wangwu, {}),
        ("user.enable", wangwu, {}),
        ("setting.set", organisation, {"name": "default_edition", "value": "gbt-29490-2023"}),
        (
            "edition.publish",
            ids.new_id(),
            {"organisation": organisation, "based_on": "gbt-29490-2013", "source": "本机构目录", "rows": rows},
        ),
    ):
        _act(site, OPERATOR, kind, about, body)
    cancelled = site.plan("A9")
    _act(site, planner, "audit.cancel", cancelled, {"reason": "企业推迟"})
    other = site.plan("A8")
    _act(site, planner, "audit.correct", other, _right("type", "initial_stage_2", "surveillance"))
    _act(site, planner, "client.correct", site.client, _right("name", "江苏启衡精密仪器有限公司", "江苏启恒"))
    for kind in ("audit.prepare", "audit.open"):
        _act(site, planner, kind, other, {})
    for kind, actor in (
        ("audit.submit", site.actors["liyan"]),
        ("audit.review", planner),
        ("audit.return", planner),
        ("audit.submit", site.actors["liyan"]),
    ):
        _act(site, actor, kind, other, {"reason": "补照片"} if kind == "audit.return" else {})
    _act(site, planner, "audit.remove_member", site.visit, {"user": site.users["qinyu"]})
    late = site.op(
        "record.set", f"{site.visit}/7.5//{site.users['qinyu']}", ref="7.5", department="", text="离组前写的"
    )
    assert site.apply(late, "qinyu").outcome == "held"
    _act(site, SYSTEM, "held.retry", late["id"], {})
    _act(site, planner, "held.release", late["id"], {})
    over = site.op("record.set", f"{site.visit}/7.6//{site.users['qinyu']}", ref="7.6", department="", text="重复写的")
    assert site.apply(over, "qinyu").outcome == "held"
    _act(site, SYSTEM, "held.remove", over["id"], {"reason": "秦羽已离组，内容由陈静另行补录"})


def _right(field: str, was: str, now: str) -> dict[str, Any]:
    return {"was": {field: was}, "now": {field: now}, "reason": WHY}


def _act(site: Site, actor: Any, kind: str, subject: str, body: dict[str, Any]) -> None:
    outcome = apply(site.database, make(kind, subject, body), actor, NOW)
    assert outcome.outcome == "done", (kind, outcome)


def test_the_log_of_the_replay_is_the_same_to_the_last_chain_value(database: Database, empty: Database) -> None:
    site = Site(database)
    _two_long_days(site)
    replay(database, empty)
    with database.reading() as one, empty.reading() as two:
        log = metadata.tables["log"]
        chains = [list(c.scalars(select(log.c.chain).order_by(log.c.seq))) for c in (one, two)]
        bodies = [[json.loads(b) for b in c.scalars(select(log.c.body).order_by(log.c.seq))] for c in (one, two)]
    assert chains[0] == chains[1] and bodies[0] == bodies[1] and len(chains[0]) > 40
