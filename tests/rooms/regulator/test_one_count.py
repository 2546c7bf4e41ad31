"""One word, one count: overview, 限期整改, 约谈与提醒 and 汇总表 say what SQL says, of two campaigns and of both at once."""

import json
import re
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.sql.elements import ColumnElement

from audit_app.demo.script import known_id
from audit_app.store.tables import (
    city_rounds,
    rectifications,
    regulatory_interview_checks,
    regulatory_interviews,
    reminder_checks,
    reminders,
    spot_checks,
)
from tests.rooms.conftest import SignedIn
from tests.rooms.regulator.kit import Campaign, words

TODAY = "2023-10-27"
OPEN, SERVED = ("served", "returned"), ("served", "responded", "returned", "rechecked", "closed")
HELD = json.dumps([{"verb": "hold", "on": "2023-10-20", "note": ""}])


@pytest.fixture
def two(told: Campaign) -> Campaign:
    """T1 with 南通 and T2 with 苏州: papers of every state, some of them withdrawn."""
    told.second()
    mine, its = told.round("320500"), known_id("T2 320500")
    with told.database.writing() as connection:
        connection.execute(city_rounds.delete().where(city_rounds.c.id == its))
        connection.execute(city_rounds.update().where(city_rounds.c.id == mine).values(campaign_id=known_id("T2")))
        at_suzhou = regulatory_interviews.c.organisation_id == known_id("320500")
        connection.execute(regulatory_interviews.update().where(at_suzhou).values(campaign_id=known_id("T2")))
    return told


def states(two: Campaign, table: Any, *wanted: str) -> None:
    """Give the papers of a kind these states, in the order in which they were written."""
    ids = two.values(table.c.id) if table is not regulatory_interviews else sorted(two.values(table.c.id))
    for id, state in zip(sorted(ids), wanted, strict=False):
        content = {"content": HELD} if table is regulatory_interviews and state == "held" else {}
        two.change(table, id, state=state, **content)


WORLDS = {
    "written only": (("drafted",) * 4, ("drafted",) * 2, ("drafted",) * 2),
    "served": (("served",) * 4, ("served",) * 2, ("held",) * 2),
    "mixed": (("closed", "drafted", "served", "issued"), ("issued", "served"), ("notified", "held")),
    "withdrawn": (("served", "closed", "drafted", "rechecked"), ("withdrawn", "served"), ("withdrawn", "withdrawn")),
    "nothing stands": (("issued",) * 4, ("withdrawn",) * 2, ("withdrawn", "held")),
}


def asked(two: Campaign, table: Any, link: Any, code: str | None, *conditions: ColumnElement[bool]) -> list[Any]:
    """Rows of papers by the campaign of their round, by SQL of this test's own."""
    wanted = select(table).where(*conditions)
    if code:
        wanted = wanted.where(link == known_id(code))
    if table is rectifications:
        wanted = wanted.join(spot_checks, spot_checks.c.id == rectifications.c.spot_check_id)
        wanted = wanted.join(city_rounds, city_rounds.c.id == spot_checks.c.round_id)
    if table is reminders:
        wanted = wanted.join(city_rounds, city_rounds.c.id == reminders.c.round_id)
    with two.database.reading() as connection:
        return list(connection.execute(wanted).mappings())


def truth(two: Campaign, code: str | None) -> dict[str, int]:
    """The figures of one campaign, or of both."""
    by_round, state = city_rounds.c.campaign_id, rectifications.c.state
    demands = asked(two, rectifications, by_round, code)
    served = asked(two, rectifications, by_round, code, state.in_(SERVED))
    late = asked(two, rectifications, by_round, code, state.in_(OPEN), rectifications.c.due_on < TODAY)
    letters = asked(two, reminders, by_round, code, reminders.c.state != "withdrawn")
    talks = asked(
        two,
        regulatory_interviews,
        regulatory_interviews.c.campaign_id,
        code,
        regulatory_interviews.c.state != "withdrawn",
    )
    return {
        "all": len(demands),
        "demanded": len(served),
        "waiting": len(demands) - len(served),
        "late": len(late),
        "done": sum(row["state"] == "closed" for row in demands),
        "bodies": len({row["body"] for row in [*letters, *talks]}),
        "interviews": len(talks),
        "held": sum(row["state"] == "held" for row in talks),
        "reminders": sum(row["state"] == "served" for row in letters),
        "unserved": sum(row["state"] != "served" for row in letters),
    }


def companies_of(two: Campaign, code: str, table: Any, links: Any, column: Any, state: str) -> int:
    """How many companies papers in this state cite, in one campaign."""
    wanted = (
        select(links.c.spot_check_id)
        .join(table, table.c.id == column)
        .join(spot_checks, spot_checks.c.id == links.c.spot_check_id)
        .join(city_rounds, city_rounds.c.id == spot_checks.c.round_id)
        .where(city_rounds.c.campaign_id == known_id(code), table.c.state == state)
    )
    with two.database.reading() as connection:
        return len(set(connection.scalars(wanted)))


def figures(pattern: str, text: str) -> list[int]:
    found = re.search(pattern, text)
    assert found, (pattern, text[:3000])
    return [int(one or 0) for one in found.groups()]


@pytest.mark.parametrize("world", WORLDS)
def test_every_page_says_what_the_rows_say(two: Campaign, signed_in: SignedIn, world: str) -> None:
    for table, wanted in zip((rectifications, reminders, regulatory_interviews), WORLDS[world], strict=True):
        states(two, table, *wanted)
    client = signed_in("zhoumin")
    for code in ("T1", "T2", None):
        of, query = truth(two, code), f"?campaign={code}" if code else ""
        said = words(client.get(f"/regulator/rectify{query}"))
        assert figures(r"全部 (\d+)", said) == [of["all"]], (code, of)
        assert figures(r"逾期 (\d+) 整改中 (\d+) 已完成 (\d+)", said) == [
            of["late"], of["demanded"] - of["late"] - of["done"], of["done"],
        ], (code, of)  # fmt: skip
        assert ("没有送达" in said.split("整改情况")[0]) == bool(of["waiting"])
        page = client.get(f"/regulator/talks{query}")
        if of["interviews"] + of["reminders"] + of["unserved"]:
            heading = r"(\d+) 家机构，约谈 (\d+) 次，已开 (\d+) 次；书面提醒 (\d+) 份(?:，(\d+) 份没有送达)?"
            assert figures(heading, words(page)) == [
                of[one] for one in ("bodies", "interviews", "held", "reminders", "unserved")
            ], (code, of)
        standing = sum(int(n) for n in re.findall(r"</h2><span class=\"muted\">(\d+) 件", page.text))
        assert standing == of["interviews"] + of["reminders"] + of["unserved"]
        if code:
            overview_and_table(two, client, code, of)


def overview_and_table(two: Campaign, client: Any, code: str, of: dict[str, int]) -> None:
    said = words(client.get(f"/regulator?campaign={code}"))
    demanded = r"限期整改 (\d+) 家 (\d+) 家已完成(?:，(\d+) 家没有送达)? 整改逾期 (\d+) 家"
    assert figures(demanded, said) == [of[one] for one in ("demanded", "done", "waiting", "late")], (code, of)
    papers = r"约谈和书面提醒 (\d+) 家机构 约谈 (\d+) 次，已开 (\d+) 次；书面提醒 (\d+) 份(?:，(\d+) 份没有送达)?"
    assert figures(papers, said) == [of[one] for one in ("bodies", "interviews", "held", "reminders", "unserved")], of
    foot = words(client.get(f"/regulator/campaigns/{code}/summary"))
    letters, talks = reminder_checks, regulatory_interview_checks
    assert figures(r"限期整改：?\s?(\d+).*?约谈涉及企业：?\s?(\d+).*?书面提醒涉及企业：?\s?(\d+)", foot) == [
        of["demanded"],
        companies_of(two, code, regulatory_interviews, talks, talks.c.interview_id, "held"),
        companies_of(two, code, reminders, letters, letters.c.reminder_id, "served"),
    ], (code, of)


def test_what_was_withdrawn_stays_to_be_seen_and_is_counted_apart(two: Campaign, signed_in: SignedIn) -> None:
    states(two, reminders, "withdrawn", "served")
    page = signed_in("zhoumin").get("/regulator/talks")
    assert "已撤回 1 件" in words(page)
    assert page.text.count("data-keys-item") == two.count(reminders) + two.count(regulatory_interviews)


def test_the_list_names_each_paper_with_its_state_and_leads_to_it(two: Campaign, signed_in: SignedIn) -> None:
    """A served reminder says when, how many companies it speaks of, and 已送达."""
    one = two.paper("reminder", "320600")
    two.change(reminders, one, state="served", issued_on="2023-10-20", served_on="2023-10-23", number="提醒 7 号")
    page = signed_in("zhoumin").get("/regulator/talks").text
    line = next(line for line in re.findall(r"<li data-keys-item>.*?</li>", page, re.S) if one in line)
    said = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", line))
    assert f'href="/regulator/talks/reminder/{one}"' in line
    for part in ("书面提醒 提醒 7 号", "涉及企业 1 家", "已送达", "10-23"):
        assert part in said, (part, said)
    assert two.count(reminders) == page.count('href="/regulator/talks/reminder/')
