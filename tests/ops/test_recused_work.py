"""held.release on a spot check: nothing goes in that its author wrote after he was recused (回避) from the company."""

from typing import Any

import pytest

from audit_app.demo.script import known_id
from audit_app.ops import Outcome, apply, apply_all, make
from audit_app.ops.checking import check
from audit_app.rules.instants import milliseconds
from audit_app.store.db import Database
from tests.ops.office_kit import CITY, NOW, Office, staff

KIND = "held.release"
EARLIER, LATER = "2023-10-27T01:42:00.000Z", "2023-10-27T03:42:00.000Z"


def written_at(at: str, nth: int = 0) -> str:
    """An id as a tablet gives it at that time."""
    head = f"{milliseconds(at):012x}"
    return f"{head[:8]}-{head[8:]}-7000-8000-{nth:012x}"


def begun(database: Database) -> tuple[Office, str]:
    office = Office(database)
    step = office.until("spot_check.begin")
    office.take(step)
    return office, step.subject


def listed(office: Office, check_id: str, *off: str, card: str = "") -> list[dict[str, Any]]:
    """The list of the office in which 钱磊 is kept from these companies, perhaps by another card."""
    user = known_id("qianlei")
    mine = next(one for one in staff() if one["user"] == user)
    mine = {**mine, "recusals": list(off), **({"id": known_id("T second card"), "card_no": card} if card else {})}
    return [*(one for one in staff() if one["user"] != user), mine]


def sent(office: Office, check_id: str, at: str, ref: str = "7.6") -> str:
    """A judgement written at that time, which comes in later and waits; gives its id."""
    body = {"visit": check_id, "ref": ref, "value": "conforms"}
    op = make("judgement.set", f"{check_id}/{ref}", body, id=written_at(at))
    said = apply(office.database, op, office.actor("qianlei"), LATER)
    assert (said.outcome, said.why) == ("held", "not_on_team")
    return said.id


def released(office: Office, op: str, v: int | None = None) -> Outcome:
    act = make(KIND, op, {})
    return apply(office.database, {**act, "v": v or act["v"]}, office.actor("wuhao"), LATER)


def is_sound(database: Database) -> bool:
    found = check(database)
    return found.problem is None and found.differences == []


@pytest.mark.parametrize("card", ["", "苏F0999"], ids=["the same card", "a new card"])
def test_what_was_written_after_the_recusal_is_not_let_in(database: Database, card: str) -> None:
    office, visit = begun(database)
    company = office.row("spot_checks", visit)
    office.new_list(listed(office, visit, company["uscc"], card=card))
    late = sent(office, visit, NOW)
    said = released(office, late)
    assert (said.outcome, said.why) == ("refused", "recused_since")
    assert "回避" in str(said.sentence) and company["name"] in str(said.sentence) and "qianlei" in str(said.sentence)
    assert office.rows("judgements") == [] and [one["op_id"] for one in office.rows("held")] == [late]
    assert is_sound(database)


def test_what_was_written_before_it_is_the_offices_to_let_in(database: Database) -> None:
    office, visit = begun(database)
    office.new_list(listed(office, visit, office.row("spot_checks", visit)["uscc"]))
    late = sent(office, visit, EARLIER)
    assert released(office, late).outcome == "done"
    assert [one["value"] for one in office.rows("judgements")] == ["conforms"]
    assert is_sound(database)


def test_a_list_that_says_it_again_moves_no_day(database: Database) -> None:
    """The first list with the recusal counts; one before it that was ended since does not."""
    office, visit = begun(database)
    uscc = office.row("spot_checks", visit)["uscc"]
    for at, off in (
        ("2023-10-26T01:00:00.000Z", [uscc]),
        ("2023-10-26T02:00:00.000Z", []),
        (NOW, [uscc]),
        (LATER, [uscc]),
    ):
        rows = listed(office, visit, *off)
        agreed = [{"card_no": one["card_no"], "what": "recusal", "was": uscc} for one in rows if one["user"]]
        body = {"inspectors": rows, "agreed": agreed, "reason": "名单写错了企业，核对后更正"}
        said = apply(database, make("inspectors.import", CITY, body), office.actor("wuhao"), at)
        assert said.outcome == "done", said
    assert released(office, sent(office, visit, EARLIER)).outcome == "done"
    assert released(office, sent(office, visit, NOW, "7.5")).why == "recused_since"
    assert is_sound(database)


def test_whose_recusal_has_ended_is_let_in(database: Database) -> None:
    office, visit = begun(database)
    office.new_list(listed(office, visit, office.row("spot_checks", visit)["uscc"]))
    late = sent(office, visit, NOW)
    office.new_list(listed(office, visit), reason="名单写错了企业，核对后更正")
    assert released(office, late).outcome == "done"
    assert is_sound(database)


def test_the_list_may_come_in_the_same_passage(database: Database) -> None:
    office, visit = begun(database)
    late_on = office.row("spot_checks", visit)["uscc"]
    office.new_list(listed(office, visit, late_on))
    late = sent(office, visit, NOW)
    ops = [make("inspectors.import", CITY, {"inspectors": listed(office, visit, late_on)}), make(KIND, late, {})]
    assert [one.why for one in apply_all(database, ops, office.actor("wuhao"), LATER)] == [None, "recused_since"]
    assert is_sound(database)


@pytest.mark.usefixtures("of_before")
def test_a_release_of_before_is_replayed_as_it_was(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    office, visit = begun(database)
    office.new_list(listed(office, visit, office.row("spot_checks", visit)["uscc"]))
    late = sent(office, visit, NOW)
    monkeypatch.setattr("audit_app.ops.recused_work.is_since", lambda *_of: False)
    assert released(office, late, v=2).outcome == "done"
    monkeypatch.undo()
    assert is_sound(database)
