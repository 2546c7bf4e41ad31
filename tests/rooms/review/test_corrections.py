"""An audit and its company are corrected on the page: dates, team, chapters, with the old beside the new in the history."""

import re

import pytest
from sqlalchemy import select

from audit_app.demo.script import known_id
from audit_app.rules import ids
from audit_app.store import visits
from audit_app.store.db import Database
from audit_app.store.tables import users
from audit_app.store.tables import visits as visits_table
from tests.rooms.conftest import SignedIn
from tests.rooms.pressing import send
from tests.rooms.reasons import reason_as_said
from tests.rooms.review.test_new_audit import AT, form

AUDIT = "/review/audits/2023-001"
LIYAN, CHENJING = known_id("liyan"), known_id("chenjing")


def inputs(page: str) -> dict[str, str]:
    """What the form would send untouched."""
    sent = {n: v.replace("&#34;", '"') for n, v in re.findall(r'name="([\w.-]+)"[^>]*? value="([^"]*)"', page)}
    for name, options in re.findall(r'<select[^>]*name="([\w.-]+)"[^>]*>(.*?)</select>', page, re.S):
        sent[name] = next(iter(re.findall(r'value="([^"]*)" selected', options)), "")
    areas = re.findall(r'<textarea[^>]*name="([\w.-]+)"[^>]*>(.*?)</textarea>', page, re.S)
    return sent | dict(areas) | {"op": ids.new_id()}


def test_days_team_and_chapters_are_corrected_together(signed_in: SignedIn, database: Database) -> None:
    client = signed_in("sunqian")
    client.post(AT, data=form(**{"chapter-gbt-29490-2013.2-8.2": CHENJING}))
    page = client.get(f"{AUDIT}/correct").text
    assert "更正审核" in page and "李岩（审核组长）A" in page and re.search("8.2 [^：<]+：陈静", page)
    untouched = client.post(f"{AUDIT}/correct", data=inputs(page))
    assert untouched.status_code == 422 and "没有改任何一处" in untouched.text
    sent = inputs(page) | {"starts_on": "2023-11-05", f"team-{CHENJING}": "", f"team-{known_id('heming')}": "expert"}
    sent |= {name: LIYAN for name, user in sent.items() if name.startswith("chapter-") and user == CHENJING}
    assert client.post(f"{AUDIT}/correct", data=sent).location == AUDIT
    page = client.get(f"{AUDIT}/correct").text
    assert "开始日期：2023-11-06 → 2023-11-05" in page and "何明（技术专家）C" in page
    with database.reading() as connection:
        audit = visits.find_audit(connection, known_id("JX"), "2023-001")
        assert set(visits.get_owners(connection, audit["id"]).values()) == {LIYAN}


def test_a_refusal_keeps_what_was_typed(signed_in: SignedIn) -> None:
    client = signed_in("sunqian")
    client.post(AT, data=form())
    sent = inputs(client.get(f"{AUDIT}/correct").text) | {"ends_on": "2023-11-01"}
    page = client.post(f"{AUDIT}/correct", data=sent)
    assert page.status_code == 422 and 'href="#f-ends_on"' in page.text and 'value="2023-11-01"' in page.text


@pytest.mark.parametrize("seen", [False, True])
def test_a_reason_is_asked_for_where_the_act_asks(signed_in: SignedIn, seen: bool) -> None:
    client = signed_in("sunqian")
    client.post(AT, data=form())
    if seen:
        for who, verb in (("sunqian", "prepare"), ("liyan", "open")):
            assert send(signed_in(who), f"{AUDIT}/{verb}").status_code == 303
    fill = lambda client, path: inputs(client.get(path).text)  # noqa: E731
    assert reason_as_said(client, f"{AUDIT}/correct", fill, starts_on="2023-11-05") is seen
    assert reason_as_said(client, f"{AUDIT}/company", fill, address="示例路 16 号") is seen


def test_the_company_is_corrected(signed_in: SignedIn) -> None:
    client = signed_in("sunqian")
    client.post(AT, data=form())
    none = client.post(f"{AUDIT}/company", data=inputs(client.get(f"{AUDIT}/company").text) | {"name": "同上"})
    assert none.status_code == 422 and "这里写的是「同上」" in none.text
    sent = inputs(client.get(f"{AUDIT}/company").text) | {"address": "示例路 16 号", "name": "苏州澄光光电有限公司"}
    assert client.post(f"{AUDIT}/company", data=sent).location == AUDIT
    page = client.get(AUDIT).text
    assert "苏州澄光光电有限公司" in page and "示例路 16 号" in page and "更正企业" in page
    assert "更正企业" not in signed_in("liyan").get(AUDIT).text


def test_the_form_counts_the_clauses_of_each_group(signed_in: SignedIn) -> None:
    page = signed_in("sunqian").post(AT, data=form(refresh="1")).text
    assert "分得更细" in page and 'name="chapter-gbt-29490-2013.2-8.2"' in page and "= <b>45 条</b>" in page


def test_an_audit_names_what_its_company_was_called_before(signed_in: SignedIn) -> None:
    """One company for many audits: who finds another name on an audit is told since when."""
    client = signed_in("sunqian")
    client.post(AT, data=form())
    assert "企业原名" not in client.get(AUDIT).text
    sent = inputs(client.get(f"{AUDIT}/company").text)
    client.post(
        f"{AUDIT}/company", data=sent | {"name": "苏州澄光股份有限公司", "reason": "企业于本月办理了名称变更登记"}
    )
    facts = client.get(AUDIT).text.split("企业原名</dt>")[1].split("</dd>")[0]
    assert sent["was-name"] in facts and "2023 年 10 月 27 日" in facts.replace("\xa0", " ")


@pytest.mark.parametrize("how", ["disabled", "without a role"])
def test_who_can_audit_no_more_stays_on_the_team_until_taken_off(
    signed_in: SignedIn, database: Database, how: str
) -> None:
    client = signed_in("sunqian")
    client.post(AT, data=form(**{"chapter-gbt-29490-2013.2-8.2": CHENJING}))
    with database.writing() as connection:
        gone = {"active": 0} if how == "disabled" else {"roles": '["planner"]'}
        connection.execute(users.update().where(users.c.id == CHENJING).values(**gone))
    page = client.get(f"{AUDIT}/correct").text
    assert f"陈静（{'已停用' if how == 'disabled' else '没有审核角色'}）（审核员）B" in page
    sent = inputs(page) | {"ends_on": "2023-11-09"}
    assert client.post(f"{AUDIT}/correct", data=sent).location == AUDIT
    page = client.get(f"{AUDIT}/correct").text
    assert (
        "结束日期：2023-11-07 → 2023-11-09" in page and "审核组：" not in page.split("结束日期：")[1].split("</li>")[0]
    )
    with database.reading() as connection:
        audit = visits.find_audit(connection, known_id("JX"), "2023-001")
        team = {row["user_id"]: row["removed_at"] for row in visits.list_team(connection, audit["id"])}
        assert team[CHENJING] is None and CHENJING in visits.get_owners(connection, audit["id"]).values()
    sent = inputs(page) | {f"team-{CHENJING}": ""}
    sent |= {name: LIYAN for name, user in sent.items() if name.startswith("chapter-") and user == CHENJING}
    assert client.post(f"{AUDIT}/correct", data=sent).location == AUDIT, "and can be taken off"


def test_an_audit_planned_with_the_earlier_words_keeps_them(signed_in: SignedIn, database: Database) -> None:
    """The form for a new audit does not offer them any more."""
    client = signed_in("sunqian")
    assert client.post(AT, data=form(edition="gbt-29490-2013")).status_code == 303
    page = client.get(f"{AUDIT}/correct").text
    assert '<option value="gbt-29490-2013" selected>GB/T 29490—2013（原来的审核要点）' in page
    assert '<option value="gbt-29490-2013.2">GB/T 29490—2013</option>' in page
    assert (
        client.post(
            f"{AUDIT}/correct",
            data=inputs(page) | {"starts_on": "2023-11-05", "reason": "录入的时候日期选错了，现在更正"},
        ).status_code
        == 303
    )
    with database.reading() as connection:
        assert {row.edition_id for row in connection.execute(select(visits_table.c.edition_id))} >= {"gbt-29490-2013"}
    assert 'value="gbt-29490-2013"' not in client.get(AT).text
