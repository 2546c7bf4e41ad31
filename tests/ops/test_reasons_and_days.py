"""What no reason and no day falls outside of, whatever the kind: two letters, and the years that the shapes name."""

import re

import pytest
from marshmallow import ValidationError

from audit_app.rules import ids
from audit_app.store.db import Database
from schemas.fields import INSTANT, Day, DayText, Many, Part, Shape, Text
from schemas.ops import SHAPES
from schemas.spans import AS_READ, CODES, check_spans
from tests.ops.office_kit import Office
from tests.ops.people_kit import World
from tests.ops.test_held_release import replays
from tests.ops.test_spot_check_take_back import CLOSED

EMPTY_WORDS = (".", "。。。", "——", "1", "2023-10-27", "错", "a.")


def test_an_audit_is_not_cancelled_for_no_reason(database: Database) -> None:
    world = World(database)
    audit = world.to("ready")
    for word in EMPTY_WORDS:
        assert world.why("sunqian", "audit.cancel", audit, {"reason": word}) == "reason_says_nothing:reason"
    world.did("sunqian", "audit.cancel", audit, {"reason": "停产"})


def test_a_notified_company_is_not_replaced_amended_or_uncheckable_for_no_reason(database: Database) -> None:
    office = Office(database)
    check = office.until("spot_check.begin").subject
    amended = {
        "field": "certificate_no",
        "value": "90123IP9",
        "was": office.row("spot_checks", check)["certificate_no"],
    }
    for word in EMPTY_WORDS:
        for kind, body in (
            ("spot_check.replace", {"reason": word}),
            ("spot_check.amend", {**amended, "reason": word}),
            ("spot_check.conclude", {**CLOSED, "note": word}),
        ):
            assert office.do("wuhao", kind, check, body).why == "reason_says_nothing", (kind, word)
    office.did("wuhao", "spot_check.amend", check, {**amended, "reason": "补证"})


def test_a_table_is_not_returned_for_no_reason(database: Database) -> None:
    office = Office(database)
    step = office.until("city_round.return")
    assert office.take(step, reason="。。").why == "reason_says_nothing"
    assert office.take(step).outcome == "done"


def test_the_reason_of_an_op_from_the_site_may_be_left_out_but_not_be_a_dot(database: Database) -> None:
    world = World(database)
    audit, sample = world.to("open"), ids.new_id()
    body = {
        "visit": audit,
        "ref": "7.5",
        "department": "",
        "population": 12,
        "drawn": 3,
        "method": "随机",
        "result": "",
    }
    world.did("chenjing", "sample.add", sample, body)
    assert (
        world.why("chenjing", "sample.withdraw", sample, {"visit": audit, "reason": "."})
        == "reason_says_nothing:reason"
    )
    world.did("chenjing", "sample.withdraw", sample, {"visit": audit, "reason": ""})


def test_lots_do_not_fall_on_a_day_to_come(database: Database) -> None:
    office = Office(database)
    step = office.until("city_round.draw")
    assert office.take(step, on="2023-10-28").why == "date_ahead"
    assert office.take(step, on="2023-10-27").outcome == "done"
    again = {**step.body, "on": "2023-10-28", "reason": "抽取时没有同事在场，当着同事重抽"}
    assert office.do("wuhao", "city_round.redraw", step.subject, again).why == "date_ahead"


def test_an_audit_is_planned_within_the_years_of_the_shapes(database: Database) -> None:
    world = World(database)
    plan = world.plan()
    for day in ("9999-12-31", "1989-12-31", "2101-01-01"):
        body = {**plan, "starts_on": day, "ends_on": day}
        assert world.why("sunqian", "audit.plan", world.audit, body) == "bad_shape:starts_on"
    assert world.why("sunqian", "audit.plan", world.audit, {**plan, "ends_on": "9999-12-31"}) == "bad_shape:ends_on"


def test_a_day_that_was_once_taken_is_corrected_and_replays(
    database: Database, tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(database)
    edition = {"edition": "gbt-29490-2023", "chapters": []}
    plan = {**world.plan(), **edition, "starts_on": "9999-12-30", "ends_on": "9999-12-31"}
    with monkeypatch.context() as once:
        once.setattr("audit_app.ops.op.check_spans", lambda kind, v, body: None)
        world.did("sunqian", "audit.plan", world.audit, plan)
    was = {"starts_on": "9999-12-30", "ends_on": "9999-12-31"}
    now = {"starts_on": "2024-01-09", "ends_on": "2024-01-10"}
    world.did(
        "sunqian", "audit.correct", world.audit, {"was": was, "now": now, "reason": "年份写错了，应当是二〇二四年"}
    )
    replays(database, tmp_path)


def days(shape: Shape, into: str = "") -> list[tuple[str, bool]]:
    """Every field of a day in a shape by its path, and whether it says what was on the screen."""
    found = []
    for name, field in shape.fields.items():
        inner = field.inner if isinstance(field, Many) else field
        here = f"{into}{name}"
        if isinstance(inner, Day | DayText):
            found.append((here, any(part in AS_READ for part in here.split("."))))
        if isinstance(inner, Part):
            found += days(inner.schema, f"{here}{'[]' if isinstance(field, Many) else ''}.")
    return found


def filled(path: str, value: str) -> dict:
    name, _dot, rest = path.partition(".")
    inside = filled(rest, value) if rest else value
    return {name.removesuffix("[]"): [inside] if name.endswith("[]") else inside}


EVERY = [(kind, v, path, read) for (kind, v), shape in SHAPES.items() for path, read in days(shape())]


def test_every_field_of_a_day_in_every_kind_has_the_span() -> None:
    assert len({kind for kind, *_ in EVERY}) > 30
    for kind, v, path, read in EVERY:
        check_spans(kind, v, filled(path, "2023-10-27T14:00"[: 10 if path.split(".")[-1] != "at" else 16]))
        try:
            check_spans(kind, v, filled(path, "9999-10-27"))
            refused = False
        except ValidationError:
            refused = True
        assert refused is not read, (kind, v, path)


NAMED_LIKE_DAYS = re.compile(r"on|at|(.+_)?(on|at|from|to|until|day|days|due)")
NO_DAYS = {("edition.publish", "based_on")}


def texts(shape: Shape) -> list[str]:
    """The names of all plain texts in a shape, whatever it is inside."""
    found = []
    for name, field in shape.fields.items():
        inner = field.inner if isinstance(field, Many) else field
        if isinstance(inner, Part):
            found += texts(inner.schema)
        elif (
            isinstance(inner, Text)
            and not isinstance(inner, Day | DayText)
            and getattr(inner, "pattern", None) != INSTANT
        ):
            found.append(name)
    return found


def test_nothing_that_is_named_like_a_day_is_a_plain_text() -> None:
    loose = {(kind, name) for (kind, _v), shape in SHAPES.items() for name in texts(shape())}
    assert {one for one in loose if NAMED_LIKE_DAYS.fullmatch(one[1])} == NO_DAYS


@pytest.mark.parametrize("day", ["0001-01-01", " 1989-12-31", "19891231", "2101-01-01"])
def test_a_cell_that_is_a_day_has_the_span_too(day: str) -> None:
    body = {"field": "valid_from", "value": day, "reason": "证书原件核对", "was": "1950-01-01"}
    with pytest.raises(ValidationError):
        check_spans("spot_check.amend", 3, body)
    check_spans("spot_check.amend", 3, {**body, "value": "1990-01-01"})
    check_spans("spot_check.amend", 3, {**body, "field": "problems"})


@pytest.mark.parametrize("written", ["B-٠١", "B-०१", "В-01", "Β-01", "B-𝟎𝟏", "B-①"])
def test_a_code_has_no_signs_that_only_look_like_others(written: str) -> None:
    """In every field that is a code, and in the cell of a check that is one; full-width signs are kept as ASCII."""
    met = set()
    for (kind, v), shape in SHAPES.items():
        for path in codes(shape()):
            met.add(path)
            with pytest.raises(ValidationError):
                check_spans(kind, v, filled(path, written))
            check_spans(kind, v, filled(path, "国认B-０１（2023）"))
    assert {path.split(".")[-1] for path in met} == CODES
    for name in ("approval_no", "certificate_no"):
        with pytest.raises(ValidationError):
            check_spans("spot_check.amend", 3, {"field": name, "value": written})


def codes(shape: Shape, into: str = "") -> list[str]:
    found = []
    for name, field in shape.fields.items():
        inner = field.inner if isinstance(field, Many) else field
        if name in CODES:
            found.append(f"{into}{name}")
        if isinstance(inner, Part) and name not in AS_READ:
            found += codes(inner.schema, f"{into}{name}{'[]' if isinstance(field, Many) else ''}.")
    return found
