"""What is typed into a form of the desk and not sent survives a reload, a link and Back, a mistake; a sign-out leaves nothing."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from audit_app.demo.people import PASSWORD
from e2e.conftest import Open
from e2e.test_field_check import BEGUN
from e2e.test_field_day import rows

NOTE, PROBLEM, LATER = "门禁登记当天已经补看，核对以后不列", "保密区门禁登记缺九月", "外发图纸没有审批记录"
LINE = "已放回没有提交的内容"
Check = tuple[Page, str]


@pytest.fixture
def check(sign_in: Open, folder: Path) -> Check:
    ((id, _edition),) = rows(folder, BEGUN)
    path = f"/regulator/checks/{id}"
    return sign_in("qianlei", path), path


def fill(page: Page) -> None:
    page.locator("[name=problem]").nth(1).fill(PROBLEM)
    page.locator("[name=severity]").nth(1).select_option("slight")
    page.locator("[name=step][value=slight]").check(force=True)
    page.locator("#f-note").fill(NOTE)


def there(page: Page, at: int = 1) -> None:
    expect(page.locator("[name=problem]").nth(at)).to_have_value(PROBLEM)
    expect(page.locator("[name=severity]").nth(at)).to_have_value("slight")
    expect(page.locator("[name=step][value=slight]")).to_be_checked()
    expect(page.locator("#f-note")).to_have_value(NOTE)


def kept(page: Page) -> int:
    return int(page.evaluate("() => Object.keys(sessionStorage).filter((one) => one.startsWith('keep:')).length"))


def test_a_reload_and_a_link_and_back_lose_nothing(check: Check) -> None:
    page, path = check
    expect(page.get_by_text(LINE)).to_have_count(0)
    fill(page)
    page.reload()
    there(page)
    expect(page.get_by_role("status").filter(has_text=LINE)).to_be_visible()
    page.get_by_role("link", name="在平板上打开").click()
    page.wait_for_url("**/field/s/**")
    page.go_back()
    page.wait_for_url(f"**{path}")
    there(page)
    page.goto("/regulator")
    page.goto(path)
    there(page)
    page.get_by_role("button", name="不要这些内容").click()
    expect(page.get_by_text(LINE)).to_have_count(0)
    expect(page.locator("#f-note")).to_have_value("")
    assert kept(page) == 0
    page.reload()
    expect(page.locator("#f-note")).to_have_value("")
    expect(page.locator("[name=step][value=slight]")).not_to_be_checked()


def test_more_rows_and_a_mistake_are_kept_and_the_act_clears_them(check: Check) -> None:
    page, path = check
    fill(page)
    page.get_by_role("button", name="再加一条").click()
    page.wait_for_url("**/conclude")
    expect(page.locator("[name=problem]").nth(0)).to_have_value(PROBLEM)
    last = page.locator("[name=problem]").last
    last.fill(LATER)
    n = page.locator("[name=problem]").count()
    assert n > 3
    page.goto(path)
    expect(page.locator("[name=problem]")).to_have_count(n)
    there(page, at=0)
    expect(page.locator("[name=problem]").last).to_have_value(LATER)
    page.locator("#f-note").fill("")
    page.get_by_role("button", name="完成").click()
    page.wait_for_url("**/conclude")
    expect(page.locator("#problems")).to_be_visible()
    page.goto(path)
    there_but_note = page.locator("[name=problem]")
    expect(there_but_note.nth(0)).to_have_value(PROBLEM)
    page.locator("#f-note").fill(NOTE)
    page.get_by_role("button", name="完成").click()
    page.locator("#ask").get_by_role("button", name="写下结论").click()
    page.wait_for_url(f"**{path}")
    expect(page.locator("#conclusion")).to_contain_text(PROBLEM)
    assert kept(page) == 0


def test_a_sign_out_leaves_nothing_for_whoever_comes_next(check: Check) -> None:
    page, path = check
    fill(page)
    assert kept(page) == 1
    page.locator("details.menu summary").click()
    page.get_by_role("button", name="退出登录").click()
    page.wait_for_url("**/login**")
    assert kept(page) == 0
    enter(page, "wuhao", path)
    expect(page.locator("#f-note")).to_have_value("")


def test_what_one_person_typed_is_not_put_back_for_another(check: Check) -> None:
    """The session ended otherwise: the tab still has the words, and the next person's first page throws them away."""
    page, path = check
    fill(page)
    page.context.clear_cookies()
    enter(page, "wuhao", path)
    expect(page.locator("#f-note")).to_have_value("")
    expect(page.get_by_text(LINE)).to_have_count(0)
    assert kept(page) == 0


def test_an_ended_session_keeps_what_was_typed_for_its_writer(check: Check) -> None:
    page, path = check
    fill(page)
    page.context.clear_cookies()
    page.get_by_role("button", name="完成").click()
    page.wait_for_load_state("networkidle")
    enter(page, "qianlei", path)
    there(page)


def enter(page: Page, account: str, path: str) -> None:
    page.goto(f"/login?next={path}")
    page.fill("[name=account]", account)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(f"**{path}")
