"""收尾检查 where nothing is left: said there, on the cover and in the question before submitting; one thing more is counted again."""

from playwright.sync_api import expect

from e2e.conftest import Open
from e2e.taps import Taps
from e2e.test_field import Tablet, offline
from e2e.test_field_closing import JUDGE_ALL
from e2e.test_field_day import online, safe

AUDIT = "/field/a/A2"
NOTHING = "没有要补的"


def begun(sign_in: Open) -> None:
    """The second audit is opened: nothing is written in it yet."""
    desk = sign_in("liyan", "/review/audits/A2")
    desk.get_by_role("button", name="开始审核", exact=True).click()
    Taps(desk).agree()
    expect(desk.locator(".stages .here")).to_have_text("审核中")


def test_when_all_is_judged_and_sent_nothing_is_left_and_one_thing_more_is_counted_again(
    tablet: Tablet, sign_in: Open
) -> None:
    begun(sign_in)
    page = tablet("liyan", f"{AUDIT}/close")
    said, submit = page.locator("[data-slot=left-said]"), page.locator("[data-slot=submit]")
    expect(said).to_have_text("提交前还有 67 处")
    offline(page)
    page.evaluate(JUDGE_ALL, "conforms")
    expect(page.locator("[data-slot=left] h2")).to_have_text(["还没到服务器"])
    online(page)
    safe(page)
    expect(said).to_have_text(NOTHING)
    expect(page.locator("[data-slot=left] section")).to_have_count(0)
    Taps(page).tap(submit.get_by_role("button", name="提交"))
    asked = page.locator("#d-submit")
    expect(asked.locator("[data-slot=s-judged]")).to_have_text("67 / 67 条")
    expect(asked.locator("[data-slot=s-left]")).to_have_text("没有")
    page.keyboard.press("Escape")
    page.goto(AUDIT)
    expect(page.locator("[data-slot=n-closing]")).to_have_text(NOTHING)
    # a reason that is missing is one place again
    page.goto(f"{AUDIT}/c/7.1")
    Taps(page).button("不适用")
    page.goto(AUDIT)
    expect(page.locator("[data-slot=n-closing]")).to_have_text("提交前还有 1 处")
