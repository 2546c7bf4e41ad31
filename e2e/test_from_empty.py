"""From an empty installation to a review, without the demo, with what was typed wrong corrected on the way.

The office's half is in `test_from_empty_office`.
"""

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from audit_app.rules.instants import SITE
from e2e.conftest import ready
from e2e.from_empty_steps import OPERATOR, OWN, Story, empty_installation
from e2e.taps import Taps

BODY, WRONG = "江信认证（示例）", "江新认证（示例）"
COMPANY = "江苏启衡精密仪器有限公司"
WHY = "建立时打错了字，营业执照上不是这样"


@pytest.fixture
def story(browser: Browser, tmp_path: Path, port: int) -> Iterator[Story]:
    with empty_installation(tmp_path / "empty", port) as installation:
        one = Story(browser, installation.url)
        yield one
        one.close()


def test_from_nothing_to_a_review(story: Story) -> None:
    today = datetime.datetime.now(SITE).date().isoformat()
    operator = story.sign_in(*OPERATOR)
    story.add_organisation(operator, "body", "JX", WRONG)
    operator.get_by_role("row", name=WRONG).get_by_role("link", name="更正").click()
    story.correct(operator, "name", BODY)
    expect(operator.get_by_role("cell", name=BODY, exact=True)).to_be_visible()
    story.add_person(operator, BODY, "fengjie", "冯洁", ["机构管理员"])

    admin = story.sign_in("fengjie")
    admin.goto("/review")
    expect(admin.locator("main")).to_contain_text("从这里开始")
    expect(admin.locator("main .now")).to_contain_text("人员")
    for account, name, roles in (
        ("liyan", "李炎", ["审核组长", "审核员"]),
        ("sunqian", "孙倩", ["计划人员"]),
        ("zhaoweidong", "赵卫东", ["认证决定人员"]),
    ):
        story.add_person(admin, "", account, name, roles)
    admin.goto("/admin/people")
    admin.get_by_role("link", name="李炎").click()
    admin.get_by_role("link", name="更正", exact=True).click()
    story.correct(admin, "name", "李岩")
    expect(admin.get_by_role("heading", name="李岩")).to_be_visible()

    planner = story.sign_in("sunqian")
    planner.goto("/review")
    expect(planner.locator("main .now")).to_contain_text("企业")
    planner.get_by_role("link", name="新建审核").click()
    for field, value in (
        ("client_name", "江苏启横精密仪器有限公司"), ("departments", "知识产权部\n研发中心"),
        ("starts_on", today), ("ends_on", today), ("code", "A1"),
    ):  # fmt: skip
        planner.fill(f"#f-{field}", value)
    planner.select_option("#f-type", "surveillance_1")
    planner.get_by_role("group", name="审核组").get_by_label("李岩").select_option("lead")
    planner.get_by_role("button", name="建立审核").click()
    planner.get_by_role("link", name="更正企业").click()
    story.correct(planner, "name", COMPANY)
    planner.get_by_role("link", name="更正审核").click()
    planner.select_option("#f-edition", "gbt-29490-2013.2")
    planner.get_by_role("button", name="更正").click()
    expect(planner.locator("#problems")).to_contain_text("按 GB/T 29490—2013 的认证到 2025-12-31 为止")
    planner.select_option("#f-edition", "gbt-29490-2023.2")
    planner.select_option("#f-type", "surveillance_2")
    planner.get_by_role("button", name="更正").click()
    expect(planner.locator("h1")).to_have_text(COMPANY)
    expect(planner.locator("main")).to_contain_text("第二次监督审核 · GB/T 29490—2023")
    planner.get_by_role("button", name="备好", exact=True).click()
    Taps(planner).agree()
    expect(planner.locator(".stages .here")).to_have_text("已备好")
    planner.goto("/review")
    expect(planner.locator("main")).to_contain_text("接下来")

    leader = story.sign_in("liyan")
    leader.goto("/review/audits/A1")
    leader.get_by_role("button", name="开始审核", exact=True).click()
    Taps(leader).agree()
    expect(leader.locator(".stages .here")).to_have_text("审核中")
    leader.goto("/field/a/A1/c/7.4.1")
    ready(leader)
    Taps(leader).button("符合")
    expect(leader.locator("html")).to_contain_text("全部已存服务器")
    planner.goto("/review/audits/A1")
    planner.get_by_role("link", name="更正企业").click()
    story.correct(planner, "contact", "高峰", WHY)
    expect(planner.locator("main")).to_contain_text("高峰")
    leader.goto("/review/audits/A1")
    leader.get_by_role("button", name="提交", exact=True).click()
    Taps(leader).agree()
    expect(leader.locator(".stages .here")).to_have_text("已提交")

    decider = story.sign_in("zhaoweidong")
    decider.goto("/review")
    decider.get_by_role("link", name=COMPANY).click()
    decider.goto("/review/audits/A1")
    decider.get_by_role("button", name="开始复核", exact=True).click()
    Taps(decider).agree()
    expect(decider.locator(".stages .here")).to_have_text("复核中")
    expect(decider.locator("main")).to_contain_text("要补充就退回")
    assert story.sign_in("liyan", OWN)
