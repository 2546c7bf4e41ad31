"""What is typed into a form of the desk and not sent survives a reload, a link and Back, a mistake; a sign-out leaves nothing."""

import sqlite3
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from audit_app.demo.people import PASSWORD
from e2e.conftest import Open
from e2e.test_field_check import BEGUN
from e2e.test_field_day import rows

NOTE, PROBLEM, LATER = "门禁登记当天已经补看，核对以后不列", "保密区门禁登记缺九月", "外发图纸没有审批记录"
LINE = "已放回没有提交的内容"
UNSURE, CHANGED = "上次可能已经提交，请先看这一页，再决定", "这一页后来有人改过"
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


def kept(page: Page, n: int) -> None:
    """Waits until so many forms are kept: the page may be there before its modules have run."""
    count = "Object.keys(sessionStorage).filter((one) => one.startsWith('keep:')).length"
    page.wait_for_function(f"() => {count} === {n}", timeout=20_000)


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
    kept(page, 0)
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
    kept(page, 0)


def sign_out(page: Page) -> Locator:
    """Ask to leave; the question that stops it."""
    page.locator("details.menu summary").click()
    page.get_by_role("button", name="退出登录").click()
    return page.get_by_role("dialog", name="还有没有提交的内容")


def test_a_sign_out_says_what_it_would_lose_and_leads_back(check: Check) -> None:
    page, path = check
    fill(page)
    question = sign_out(page)
    expect(question).to_contain_text("没有提交的表单：1 份")
    expect(question.get_by_role("link", name="先上传")).to_be_hidden()
    question.get_by_role("button", name="回去提交").click()
    expect(question).to_be_hidden()
    there(page)
    page.goto("/me")
    sign_out(page).get_by_role("button", name="回去提交").click()
    page.wait_for_url(f"**{path}")
    there(page)


def test_who_typed_nothing_signs_out_at_once(check: Check) -> None:
    page, _path = check
    expect(sign_out(page)).to_be_hidden()
    page.wait_for_url("**/login**")


def test_a_sign_out_leaves_nothing_for_whoever_comes_next(check: Check) -> None:
    page, path = check
    fill(page)
    kept(page, 1)
    sign_out(page).get_by_role("button", name="仍然退出").click()
    page.wait_for_url("**/login**")
    kept(page, 0)
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
    kept(page, 0)


def test_an_ended_session_keeps_what_was_typed_for_its_writer(check: Check) -> None:
    page, path = check
    fill(page)
    page.context.clear_cookies()
    page.get_by_role("button", name="完成").click()
    page.wait_for_load_state("networkidle")
    enter(page, "qianlei", path)
    there(page)


def test_the_reason_for_one_city_is_not_put_into_the_form_of_another(sign_in: Open, folder: Path) -> None:
    write(folder, "UPDATE city_rounds SET state = 'reported' WHERE region = '320300' AND state = 'checking'")
    page = sign_in("zhoumin", "/regulator/campaigns/K1/summary?city=320300")
    reason = page.locator("form[action$='/return'] [name=reason]")
    page.locator("summary", has_text="退回").click()
    reason.fill(NOTE)
    page.goto("/regulator/campaigns/K1/summary?city=320500")
    expect(reason).to_have_value("")
    page.goto("/regulator/campaigns/K1/summary?city=320300")
    expect(reason).to_have_value(NOTE)


def test_a_mistake_in_one_form_leaves_what_was_typed_into_another(check: Check, sign_in: Open) -> None:
    page, path = sign_in("wuhao", check[1]), check[1]
    page.get_by_text("更正其他栏目").click()
    one, other = two_amends(page)
    other.locator("[name^=reason_]").fill(NOTE)
    one.locator("input.inp").first.fill("320683")
    one.get_by_role("button", name="保存").click()
    page.wait_for_url("**/amend/**")
    expect(page.locator("#problems")).to_be_visible()
    expect(two_amends(page)[1].locator("[name^=reason_]")).to_have_value(NOTE)
    page.goto(path)
    expect(two_amends(page)[1].locator("[name^=reason_]")).to_have_value(NOTE)


def test_an_act_that_failed_loses_nothing(check: Check, complaints: list[str]) -> None:
    """A page that refuses, then a link of the desk that leads on by a redirect; no answer at all is said as such."""
    page, path = check
    fill(page)
    refuse = "**/conclude"
    page.route(refuse, lambda route: route.continue_(url=route.request.url.replace(path, "/regulator/checks/none")))
    page.get_by_role("button", name="完成").click()
    page.wait_for_url("**/conclude")
    expect(page.locator("main[data-failed]")).to_be_visible()
    page.unroute(refuse)
    with page.expect_navigation():
        page.get_by_role("link", name="返回首页").click()
    page.goto(path)
    there(page)
    expect(page.get_by_text(LINE)).to_be_visible()
    page.route(refuse, away)
    page.get_by_role("button", name="完成").click()
    expect(page.locator("#f-note")).to_have_count(0)
    page.unroute(refuse)
    page.goto(f"{path}/conclude")
    page.wait_for_url(f"**{path}")
    there(page)
    expect(page.get_by_text(UNSURE)).to_be_visible()
    complaints.clear()


def away(route: Route) -> None:
    route.abort("connectionrefused")


def test_what_somebody_changed_meanwhile_is_not_replaced(check: Check, sign_in: Open, folder: Path) -> None:
    page, path = sign_in("wuhao", check[1]), check[1]
    page.get_by_text("更正其他栏目").click()
    page.locator("[name=certificate_no]").fill("90222IP069999R0M")
    page.locator("[name=reason_certificate_no]").fill(NOTE)
    write(folder, "UPDATE spot_checks SET certificate_no = '90222IP060001R0M' WHERE id = ?", path.split("/")[-1])
    reason = page.locator("[name=reason_certificate_no]")
    for after in ("", PROBLEM):  # and what is typed then does not push it out
        page.goto(path)
        said = page.get_by_role("status").filter(has_text=CHANGED)
        said.locator("summary").click()
        for words in ("90222IP069999R0M", NOTE):
            expect(said.locator("dd", has_text=words)).to_be_visible()
        expect(page.locator("[name=certificate_no]")).to_have_value("90222IP060001R0M")
        expect(reason).to_have_value(after)
        reason.fill(PROBLEM)
    said.get_by_role("button", name="不要这些内容").click()
    kept(page, 0)


def test_what_other_parts_of_a_page_hang_on_is_not_kept(sign_in: Open) -> None:
    page = sign_in("sunqian", "/review/audits/new")
    edition = page.locator("[name=edition]")
    first = edition.input_value()
    other = next(
        one for one in edition.evaluate("one => [...one.options].map(({value}) => value)") if one not in ("", first)
    )
    page.locator("[name=code]").fill("N9")
    edition.select_option(other)
    page.goto("/review/audits/new")
    expect(page.locator("[name=code]")).to_have_value("N9")
    expect(edition).to_have_value(first)


@pytest.mark.parametrize(
    ("who", "path", "opens", "fields"),
    [
        ("wuhao", "/regulator/talks", "新起草一次约谈", {"body": "中元认证（示例）", "approval_no": "CNCA-R-2005-123"}),
        (
            "operator",
            "/admin/organisations",
            "",
            {"name": "苏中认证（示例）", "code": "suzhong", "approval_no": "CNCA-R-2006-1"},
        ),
        ("fengjie", "/admin/people/new", "", {"name": "顾一帆", "account": "guyifan", "post": "审核员"}),
        ("wuhao", "/regulator/campaigns/K1/supplement", "", {"count": "4"}),
    ],
)
def test_a_form_of_short_fields_comes_back(
    sign_in: Open, who: str, path: str, opens: str, fields: dict[str, str]
) -> None:
    page = sign_in(who, path)
    if opens:
        page.get_by_text(opens).click()
    for name, value in fields.items():
        page.locator(f"main [name={name}]").fill(value)
    page.reload()
    for name, value in fields.items():
        expect(page.locator(f"main [name={name}]")).to_have_value(value)
        expect(page.locator(f"main [name={name}]")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text=LINE)).to_be_visible()


def test_a_person_who_was_added_is_not_put_back(sign_in: Open) -> None:
    """The act ends in a page with the initial password, not in a redirect."""
    page = sign_in("fengjie", "/admin/people/new")
    page.locator("[name=name]").fill("顾一帆")
    page.locator("[name=account]").fill("guyifan")
    page.locator("[name=roles]").first.check(force=True)
    kept(page, 1)
    page.get_by_role("button", name="添加人员").click()
    expect(page.get_by_role("heading", name="顾一帆")).to_be_visible()
    kept(page, 0)
    page.goto("/admin/people/new")
    expect(page.locator("[name=name]")).to_have_value("")


def test_every_row_comes_back(check: Check) -> None:
    page, path = check
    n = page.locator("[name=problem]").count()
    for _ in range(2):
        before = page.locator("[name=problem]").count()
        for at in range(before):
            page.locator("[name=problem]").nth(at).fill(LATER)
        with page.expect_navigation():
            page.get_by_role("button", name="再加一条").click()
    page.locator("[name=problem]").last.fill(LATER)
    more = page.locator("[name=problem]").count()
    assert more > n + 1
    page.goto(path)
    expect(page.locator("[name=problem]")).to_have_count(more)
    expect(page.locator("[name=problem]").last).to_have_value(LATER)


def test_a_number_that_the_link_brings_is_not_overridden(sign_in: Open) -> None:
    page = sign_in("wuhao", "/regulator/campaigns/K1/supplement?count=2")
    page.locator("[name=count]").fill("7")
    page.locator("[name=reason]").fill(NOTE)
    page.goto("/regulator/campaigns/K1/supplement?count=3")
    expect(page.locator("[name=reason]")).to_have_value(NOTE)
    expect(page.locator("[name=count]")).to_have_value("3")


def test_a_conclusion_is_not_put_into_the_form_for_what_cannot_be_checked(check: Check, folder: Path) -> None:
    page, path = check
    page.locator("#f-note").fill(NOTE)
    write(folder, "UPDATE spot_checks SET state = 'notified' WHERE id = ?", path.split("/")[-1])
    page.goto(path)
    expect(page.locator("form[action$='/conclude'] [name=note]")).to_have_value("")


def two_amends(page: Page) -> tuple[Locator, Locator]:
    return page.locator("form[action$='/amend/district']"), page.locator("form[action$='/amend/certificate_no']")


def write(folder: Path, sql: str, *values: str) -> None:
    """Somebody else's act meanwhile."""
    with sqlite3.connect(f"{folder}/data/audit.db") as connection:
        connection.execute(sql, values)


def enter(page: Page, account: str, path: str) -> None:
    page.goto(f"/login?next={path}")
    page.fill("[name=account]", account)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(f"**{path}")


def test_what_was_typed_where_the_form_itself_is_gone_stands_on_the_page(check: Check, sign_in: Open) -> None:
    """A colleague concludes meanwhile: the form is not offered any more, and the words are there to be copied."""
    page, path = check
    fill(page)
    other = sign_in("wuhao", path)
    fill(other)
    other.get_by_role("button", name="完成").click()
    other.locator("#ask").get_by_role("button", name="写下结论").click()
    other.wait_for_url(f"**{path}")
    page.goto(path)
    said = page.get_by_role("status").filter(has_text=CHANGED)
    expect(said).to_contain_text(NOTE)
    expect(said).to_contain_text(PROBLEM)
    page.goto("/regulator")
    expect(page.get_by_text(CHANGED)).to_have_count(0)
    page.goto(path)
    said.get_by_role("button", name="不要这些内容").click()
    page.reload()
    expect(page.get_by_text(CHANGED)).to_have_count(0)
    kept(page, 0)
