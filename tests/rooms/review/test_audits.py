"""The list of projects: whose audits, with counts that are those of the rows."""

import re

import pytest

from audit_app.demo.script import Script
from tests.rooms.conftest import SignedIn
from tests.rooms.review.conftest import plan
from tests.rooms.screen import on_screen


@pytest.mark.parametrize("account", ["sunqian", "zhaoweidong", "fengjie", "liyan", "chenjing"])
def test_it_names_company_days_leader_and_how_far_it_is(story: Script, signed_in: SignedIn, account: str) -> None:
    page = on_screen(signed_in(account).get("/review/audits").text)
    assert "江苏启衡精密仪器有限公司" in page and "初次认证 · 第二阶段" in page and "李岩" in page
    assert re.search(r">4 / 45<", page) and "审核中" in page and "10-26 – 10-27" in page
    assert page.count("<th ") <= 7


def test_auditors_see_those_of_their_teams_only(story: Script, signed_in: SignedIn) -> None:
    from audit_app.demo.script import known_id

    story.do(
        "fengjie",
        "user.set_roles",
        known_id("heming"),
        {"roles": ["auditor"], "was": ["expert"], "reason": "岗位有变动，管理员改的角色"},
    )
    story.flush()
    assert "启衡" not in signed_in("heming").get("/review/audits").text


def test_another_bodys_projects_are_its_own(story: Script, signed_in: SignedIn) -> None:
    for account in ("linfan", "gaoyuan"):
        page = on_screen(signed_in(account).get("/review/audits").text)
        assert "还没有项目" in page and "启衡" not in page


def test_only_who_may_plan_is_offered_a_new_one(story: Script, signed_in: SignedIn) -> None:
    assert "新建审核" in signed_in("sunqian").get("/review/audits").text
    assert "新建审核" not in signed_in("liyan").get("/review/audits").text


def test_the_newest_is_first(story: Script, signed_in: SignedIn) -> None:
    plan(story, "C2", "后来有限公司", "后来", "gbt-29490-2023", "2024-01-10", "2024-01-10")
    story.flush()
    page = signed_in("sunqian").get("/review/audits").text
    assert page.index("后来有限公司") < page.index("江苏启衡")
