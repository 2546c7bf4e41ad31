"""Office pages on paper: everything that they say, nothing that can only be pressed, and as of when."""

from playwright.sync_api import Page, expect

from e2e.conftest import Open


def on_paper(page: Page) -> None:
    page.emulate_media(media="print")
    assert page.locator("button:visible, .btn:visible, .top:visible, .backlink:visible").count() == 0
    expect(page.locator(".printed")).to_contain_text("数据截至 2023 年 10 月 27 日")


def test_a_nonconformity_prints_with_its_fact_its_deadline_and_its_history(sign_in: Open) -> None:
    page = sign_in("sunqian", "/review/nc")
    page.locator("td.num a").first.click()
    page.wait_for_url("**/review/nc/*")
    on_paper(page)
    for words in ("涉密人员清单", "7.6 保密", "11 月 27 日", "还没有确认", "一般", "已开具"):
        expect(page.locator("main")).to_contain_text(words)
        expect(page.get_by_text(words).first).to_be_visible()


def test_a_project_prints_with_its_days_and_its_team(sign_in: Open) -> None:
    page = sign_in("sunqian", "/review/audits/A1")
    on_paper(page)
    for words in ("10 月 26 日", "南京市江宁区示例大道", "李岩"):
        expect(page.get_by_text(words).first).to_be_visible()


def test_a_list_prints_as_a_table_with_all_its_columns(sign_in: Open) -> None:
    page = sign_in("sunqian", "/review/audits")
    page.set_viewport_size({"width": 590, "height": 840})  # what an upright A4 sheet leaves
    on_paper(page)
    assert page.locator("thead th:visible").count() == 7
