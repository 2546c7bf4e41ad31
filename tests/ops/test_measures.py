"""What a replay does not ask again (decision 0027): the measure of a reason, and nothing that decides what is written."""

import ast
from pathlib import Path

import pytest

from audit_app.ops.checking import check
from audit_app.rules import reasons
from audit_app.store.db import Database
from tests.ops.office_kit import CAMPAIGN, ROUND, Office, Step
from tests.ops.people_kit import World
from tests.ops.test_spot_check_take_back import CLOSED

OPS = Path(__file__).parents[2] / "audit_app" / "ops"
NOT_ASKED_AGAIN = {
    "reasons.reasoned": "the measure itself",
    "reasons.said": "the measure itself, of every kind",
    "conclusions._cannot": "the note of 无法检查 and 拒不配合, as long as a reason",
    "corrections.explained": "a reason where somebody else has had it in hand",
    "dates.not_before_record": "a reason for a day before the record of what it rests on",
    "campaigns._least": "a reason for a draw below the minimum",
    "campaigns._says": "a reason for a draw before its register",
    "followups._numbered.handle": "a reason for changing a number that stands",
    "coded.coded": "a row of an earlier version that waited, and whose number would be another one once folded",
    "draws.replace_by_next": "a row of version 1 that waited, where today's list would send others than the draw's",
    "people.disable": "no rule: sessions stand beside the log",
}
SHORT = "错"


def asking(source: str, module: str) -> set[str]:
    """Functions, by their dotted names, that ask whether the log is being replayed."""
    found = set()

    def walk(node: ast.AST, name: str) -> None:
        for child in ast.iter_child_nodes(node):
            inside = f"{name}.{child.name}" if isinstance(child, ast.FunctionDef | ast.ClassDef) else name
            if isinstance(child, ast.Attribute) and child.attr == "replaying":
                found.add(inside)
            walk(child, inside)

    walk(ast.parse(source), module)
    return found


def test_handlers_ask_whether_it_is_a_replay_only_where_it_is_said_why() -> None:
    found = {
        one
        for path in OPS.glob("*.py")
        if path.stem not in ("model", "batch", "replay")
        for one in asking(path.read_text(encoding="utf-8"), path.stem)
    }
    assert found == set(NOT_ASKED_AGAIN), "a rule added to a kind raises its version: tx.guarded(n)"
    assert asking("def rule(tx):\n    return tx.replaying", "planted") == {"planted.rule"}


@pytest.fixture
def lenient(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A day on which one letter was reason enough."""
    monkeypatch.setattr(reasons, "LEAST_REASON", 1)
    monkeypatch.setattr(reasons, "LEAST_SAID", 1)
    return monkeypatch


def sound(database: Database) -> bool:
    found = check(database)
    return found.problem is None and found.differences == []


def test_what_an_office_wrote_under_a_lower_measure_is_a_sound_log(
    database: Database, lenient: pytest.MonkeyPatch
) -> None:
    office = Office(database)
    drawing = office.until("city_round.draw")
    office.did(drawing.who, drawing.kind, drawing.subject, {**drawing.body, "quota": 2, "because": SHORT})
    again = {"seed": "公证 0828", "on": "2023-08-28", "quota": 3, "strata": ["district"], "reason": SHORT}
    office.did("wuhao", "city_round.redraw", ROUND, {**again, "because": SHORT})
    renamed = {"was": {"title": "质量抽查"}, "now": {"title": "质量监督抽查"}, "reason": SHORT}
    office.did("zhoumin", "campaign.correct", CAMPAIGN, renamed)
    lenient.undo()
    assert office.do("wuhao", "city_round.redraw", ROUND, again).outcome == "refused", "the measure is today's again"
    assert sound(database)


def test_papers_and_conclusions_of_a_lower_measure_are_a_sound_log(
    database: Database, lenient: pytest.MonkeyPatch
) -> None:
    office = Office(database)
    first = office.until("spot_check.conclude")
    closed = Step("spot_check.conclude", "qianlei", first.subject, {**CLOSED, "note": SHORT})
    lenient.undo()
    assert office.take(closed).outcome == "refused"
    lenient.setattr(reasons, "LEAST_REASON", 1)
    lenient.setattr(reasons, "LEAST_SAID", 1)
    assert office.take(closed).outcome == "done"
    lenient.undo()
    assert sound(database)


def test_a_changed_number_of_a_lower_measure_is_a_sound_log(database: Database, lenient: pytest.MonkeyPatch) -> None:
    office = Office(database)
    paper = office.until("rectification.serve").subject
    number = office.row("rectifications", paper)["number"]
    assert number
    office.did(
        "wuhao", "rectification.set_number", paper, {"was": number, "number": "通知〔2023〕99 号", "reason": SHORT}
    )
    lenient.undo()
    assert sound(database)


def test_an_audit_cancelled_under_a_lower_measure_is_a_sound_log(
    database: Database, lenient: pytest.MonkeyPatch
) -> None:
    world = World(database)
    audit = world.to("ready")
    world.did("sunqian", "audit.cancel", audit, {"reason": SHORT})
    lenient.undo()
    assert sound(database)
