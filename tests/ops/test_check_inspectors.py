"""Who may act on a spot check: of the inspectors only the two that the draw has sent, and nobody who is recused (回避) from it."""

from typing import Any

import pytest

from audit_app.demo.people import OPERATOR
from audit_app.demo.script import known_id
from audit_app.ops import apply, make
from audit_app.store.db import Database
from tests.ops import office_kit
from tests.ops.office_kit import CITY, NOW, Office, Step, conclusion, staff

LATE = known_id("renjie")
WRONG = "企业其实没有停产，现场有人"


def with_a_stranger(database: Database) -> Office:
    """The office, with one more inspector in the list once the lots have fallen."""
    office = Office(database)
    body = {"organisation": CITY, "account": "renjie", "name": "任杰", "roles": ["inspector"]}
    office.did(OPERATOR, "user.create", LATE, body)
    office.until("city_round.seal")
    one = {
        "id": known_id("T late"),
        "name": "任杰",
        "card_no": "3206009999",
        "unit": "市局",
        "recusals": [],
        "user": LATE,
    }
    office.did("wuhao", "inspectors.import", CITY, {"inspectors": [*staff(), one]})
    return office


def recuse(office: Office, account: str, uscc: str) -> None:
    """A new list says that this person is recused from the company."""
    user, rows = known_id(account), staff()
    mine: dict[str, Any] = next((one for one in rows if one["user"] == user), {}) or {
        "id": known_id(f"T {account}"), "name": account, "card_no": "3206008888", "unit": "市局", "user": user,
    }  # fmt: skip
    list_now = [one for one in rows if one["id"] != mine["id"]] + [{**mine, "recusals": [uscc]}]
    office.did("wuhao", "inspectors.import", CITY, {"inspectors": list_now})


def acts(office: Office, check: str) -> list[Step]:
    """Every act on a check that an inspector may do, in the order of its life."""
    read = office.as_read(check)
    return [
        Step("spot_check.begin", "", check, {"on": "2023-09-14", "method": "on_site"}),
        Step("spot_check.conclude", "", check, conclusion("none", note="", was_problems=[])),
        Step("spot_check.feed_back", "", check, {"on": "2023-09-15"}),
        Step("spot_check.complete", "", check, {}),
        Step("spot_check.correct", "", check, {"was": {}, "now": {"checked_on": "2023-09-13"}, "reason": WRONG}),
        Step("spot_check.correct_conclusion", "", check, {**conclusion("none"), **read, "reason": WRONG}),
        Step("spot_check.take_back", "", check, {**read, "reason": WRONG}),
        Step("spot_check.set_measure", "", check, {"kind": "reminder", "existing": None, "reason": WRONG}),
    ]


def test_an_inspector_whom_the_draw_did_not_send_touches_nothing(database: Database) -> None:
    office = with_a_stranger(database)
    for step in acts(office, office.checks()[0]):
        before = office.all()
        assert office.do("renjie", step.kind, step.subject, step.body).why == "not_sent", step.kind
        assert office.all() == before


def test_the_control_whoever_was_sent_and_the_office_may(database: Database) -> None:
    office = Office(database)
    begin = office.until("spot_check.begin")
    office.did("qianlei", begin.kind, begin.subject, begin.body)
    office.did("qianlei", "spot_check.conclude", begin.subject, conclusion("none", was_problems=[]))
    changed = {**conclusion("slight", note="当场自行整改"), **office.as_read(begin.subject), "reason": WRONG}
    office.did("wuhao", "spot_check.correct_conclusion", begin.subject, changed)


@pytest.mark.parametrize("account", ["qianlei", "wuhao"])
def test_whoever_is_recused_since_the_draw_does_nothing_more_on_it(database: Database, account: str) -> None:
    office = Office(database)
    check = office.until("spot_check.begin").subject
    recuse(office, account, office.row("spot_checks", check)["uscc"])
    for step in acts(office, check):
        assert office.do(account, step.kind, step.subject, step.body).why == "recused", step.kind
    other = office.checks()[1]
    assert office.do(account, "spot_check.begin", other, {"on": "2023-09-14", "method": "on_site"}).why != "recused"


def test_what_a_recused_inspector_sends_from_the_site_waits_for_the_office(database: Database) -> None:
    office = Office(database)
    begin = office.until("spot_check.begin")
    office.take(begin)
    recuse(office, "qianlei", office.row("spot_checks", begin.subject)["uscc"])
    body = {"visit": begin.subject, "ref": "judged", "value": "conforms"}
    said = apply(database, make("judgement.set", f"{begin.subject}/judged", body), office.actor("qianlei"), NOW)
    assert (said.outcome, said.why) == ("held", "not_on_team")
    assert office.rows("judgements") == []


def test_whoever_gets_the_card_of_another_was_not_sent(database: Database) -> None:
    office = with_a_stranger(database)
    known, other = sorted(staff(), key=lambda one: one["user"] is None)
    office.new_list([known, {**other, "name": "任杰", "user": LATE}])
    check = office.checks()[0]
    office.did("wuhao", "city_round.seal", office.row("spot_checks", check)["round_id"], {})
    office.did("wuhao", "spot_check.approve", check, {"note": ""})
    office.did("wuhao", "spot_check.notify", check, {"on": "2023-09-11", "because": office_kit.LATE})
    begin = {"on": "2023-09-14", "method": "on_site"}
    assert office.do("renjie", "spot_check.begin", check, begin).why == "not_sent"
    office.did("qianlei", "spot_check.begin", check, begin)


def test_an_account_given_to_a_card_after_the_draw_counts_as_sent(database: Database) -> None:
    office = with_a_stranger(database)
    first, second = staff()
    other = next(one for one in (first, second) if one["user"] is None)
    known = next(one for one in (first, second) if one["user"])
    office.new_list([known, {**other, "user": LATE}])
    check = office.checks()[0]
    office.did("wuhao", "city_round.seal", office.row("spot_checks", check)["round_id"], {})
    office.did("wuhao", "spot_check.approve", check, {"note": ""})
    office.did("wuhao", "spot_check.notify", check, {"on": "2023-09-11", "because": office_kit.LATE})
    office.did("renjie", "spot_check.begin", check, {"on": "2023-09-14", "method": "on_site"})
