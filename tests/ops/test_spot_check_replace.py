"""spot_check.replace: the next of the reserve comes for a company that cannot be checked; nobody chooses who."""

from collections import Counter
from datetime import date

import pytest

from audit_app.rules.draw import draw
from audit_app.store.db import Database
from tests.ops.office_kit import CITY, ROUND, Office, conclusion, rows, staff

KIND = "spot_check.replace"


def order_of_reserve(office: Office, stratum: str) -> list[str]:
    """Whom anybody who has the file and the seed expects next: the stratum's first, then the others."""
    again = draw(rows(), 3, "公证 0827", date(2023, 8, 28), ["district"], staff())
    return [one.uscc for one in sorted(again.reserve, key=lambda one: one.stratum != stratum)]


def test_the_next_of_the_stratum_comes_with_two_inspectors(database: Database) -> None:
    office = Office(database, 3)
    step = office.until(KIND)
    gone, before = office.row("spot_checks", step.subject), office.rows("spot_check_inspectors")
    assert office.changed(step) >= {"spot_checks", "visits", "spot_check_inspectors"}
    came = office.row("spot_checks", office.checks()[3])
    assert came["uscc"] == order_of_reserve(office, gone["stratum"])[0]
    assert (came["state"], came["position"], came["stratum"], came["round_id"]) == ("drawn", 4, gone["stratum"], ROUND)
    after = office.row("spot_checks", step.subject)
    assert (after["state"], after["result"], after["note"]) == ("replaced", "uncheckable", gone["note"])
    # the two who had fewest so far go
    load = Counter(one["inspector_id"] for one in before)
    sent = [row["inspector_id"] for row in office.rows("spot_check_inspectors", spot_check_id=came["id"])]
    others = [one["id"] for one in office.rows("inspectors") if one["id"] not in sent]
    assert len(sent) == 2 and max(load[one] for one in sent) <= min(load[one] for one in others)
    linked = {one["id"] for one in office.rows("inspectors") if one["user_id"]}
    assert len(office.rows("audit_team", visit_id=came["id"])) == len(linked & set(sent))


def test_the_reserve_is_used_in_its_order_to_its_end(database: Database) -> None:
    office = Office(database)
    office.until("spot_check.approve")
    first = office.row("spot_checks", office.checks()[0])
    expected = order_of_reserve(office, first["stratum"])
    check, came = first["id"], []
    for _uscc in expected:
        office.did("wuhao", KIND, check, {"reason": "注销"})
        check = office.checks()[-1]
        came.append(office.row("spot_checks", check)["uscc"])
        if office.row("spot_checks", check)["stratum"] != first["stratum"]:
            break
    assert came == expected[: len(came)] and len(came) > 2
    for _left in range(len(expected) - len(came)):
        office.did("wuhao", KIND, check, {"reason": "注销"})
        check = office.checks()[-1]
    before = office.all()
    assert office.do("wuhao", KIND, check, {"reason": "注销"}).why == "reserve_empty"
    assert office.all() == before
    drawn = office.rows("spot_checks")
    assert len({one["uscc"] for one in drawn}) == len(drawn) == 3 + len(expected)


def test_only_the_city_replaces_and_only_once(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    said = office.turned_away(step, "wuhao")
    assert said == {"zhoumin": "not_permitted", "qianlei": "not_permitted", "taoran": "absent", "liyan": "absent"}
    office.is_once(step)


@pytest.mark.parametrize("state", ["drawn", "approved", "notified"])
def test_before_it_is_called_uncheckable_a_reason_is_asked_for(database: Database, state: str) -> None:
    office = Office(database)
    kinds = {"drawn": "spot_check.approve", "approved": "spot_check.notify", "notified": "spot_check.begin"}
    check = office.until(kinds[state]).subject
    assert office.do("wuhao", KIND, check, {"reason": " "}).why == "reason_missing"
    office.did("wuhao", KIND, check, {"reason": "证书已被撤销"})
    row = office.row("spot_checks", check)
    assert (row["state"], row["result"], row["note"]) == ("replaced", None, "证书已被撤销")


def test_a_check_that_has_begun_or_ended_is_not_replaced(database: Database) -> None:
    office = Office(database)
    check = office.until("spot_check.conclude").subject
    assert office.do("wuhao", KIND, check, {"reason": "不想查"}).why == "wrong_state"
    office.did("qianlei", "spot_check.conclude", check, conclusion("none"))
    for verb, body in (("feed_back", {"on": "2023-09-15"}), ("complete", {})):
        assert office.do("wuhao", KIND, check, {"reason": "结论不好"}).why == "wrong_state"
        office.did("qianlei", f"spot_check.{verb}", check, body)
    assert office.do("wuhao", KIND, check, {"reason": "结论不好"}).why == "wrong_state"


def test_inspectors_who_must_not_go_do_not_go(database: Database) -> None:
    office = Office(database, 3)
    step = office.until(KIND)
    stratum = office.row("spot_checks", step.subject)["stratum"]
    coming = order_of_reserve(office, stratum)[0]
    known = [
        {"id": one["id"], "name": one["name"], "card_no": one["card_no"], "unit": one["unit"], "user": one["user_id"]}
        for one in office.rows("inspectors")
    ]
    recused = [{**one, "recusals": [coming] if place < 2 else []} for place, one in enumerate(known)]
    office.did("wuhao", "inspectors.import", CITY, {"inspectors": recused})
    before = office.all()
    assert office.take(step).why == "inspectors_of_draw"
    assert office.all() == before
    recused[1]["recusals"] = []
    office.new_list(recused, reason="该企业已经注销，原来的利害关系不存在")
    assert office.take(step).outcome == "done"
    sent = [one["inspector_id"] for one in office.rows("spot_check_inspectors", spot_check_id=office.checks()[3])]
    assert known[0]["id"] not in sent and len(sent) == 2


def test_the_round_is_reported_only_when_who_came_is_checked(database: Database) -> None:
    office = Office(database)
    assert office.take(office.until(KIND)).outcome == "done"
    assert office.do("wuhao", "city_round.report", ROUND, office.table_read()).why == "checks_open"
    fourth = office.checks()[3]
    office.did("wuhao", "spot_check.approve", fourth, {"note": ""})
    office.did("qianlei", "spot_check.conclude", fourth, conclusion("uncheckable", note="企业已搬迁", on="2023-09-20"))
    assert office.do("wuhao", "city_round.report", ROUND, office.table_read()).outcome == "done"
    assert office.do("wuhao", KIND, fourth, {"reason": ""}).why == "round_closed"
