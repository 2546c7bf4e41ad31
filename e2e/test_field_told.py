"""What became of one's work is said where one looks for it: at the form, in the list of what is not there yet, behind the pill."""

from pathlib import Path

from playwright.sync_api import Page, expect

from audit_app.demo.script import known_id
from e2e.conftest import PHONE
from e2e.taps import Taps
from e2e.test_field import Tablet, offline
from e2e.test_field_credit import drafted
from e2e.test_field_day import online, rows, safe
from e2e.test_field_held import tell
from e2e.test_field_sending import PILL
from e2e.test_field_words_read import confirm

FORM = "/field/a/A1/nc/B-02"


def choose_department(page: Page, at: int = 1) -> str:
    label = page.locator("[data-slot=departments] label").nth(at)
    Taps(page).tap(label)
    return label.inner_text()


def test_what_stands_on_work_that_waits_for_a_person_waits_for_the_same_person(tablet: Tablet, folder: Path) -> None:
    owner = tablet("chenjing")
    drafted(owner)
    leader = tablet("liyan", FORM)
    offline(owner)
    department = choose_department(owner)
    confirm(owner)
    tell(folder, "sunqian", "remove_member", {"user": known_id("chenjing")})
    online(owner)
    state = owner.locator("[data-slot=sign-state]")
    expect(state).to_contain_text("等待放行", timeout=20_000)
    whys = [why for (why,) in rows(folder, "SELECT why FROM held ORDER BY seq")]
    assert whys == ["not_on_team", "base_not_here", "base_not_here"]
    expect(owner.locator(PILL)).to_have_text("1 项等待放行")
    leader.reload()
    expect(leader.locator("[data-slot=sign-state]")).to_contain_text("等待放行", timeout=20_000)
    owner.goto("/field/unsent")
    kept = owner.locator("[data-slot=kept-rows]")
    expect(kept).to_contain_text("不符合项 B-02")
    expect(kept).to_contain_text(f"责任部门：{department}")
    expect(kept).to_contain_text("管理者代表 高峰 确认")
    expect(kept).not_to_contain_text("到齐后")


def test_a_change_that_somebody_made_alike_is_no_failure(tablet: Tablet) -> None:
    owner = tablet("chenjing")
    drafted(owner)
    leader = offline(tablet("liyan", FORM))
    offline(owner)
    for page in (owner, leader):
        choose_department(page)
        confirm(page)
    online(owner)
    safe(owner)
    online(leader)
    expect(leader.locator("[data-slot=reasons]")).to_contain_text("内容相同", timeout=20_000)
    expect(leader.locator("[data-slot=n-failed]")).to_have_text("0")
    expect(leader.locator("[data-slot=reasons]")).not_to_contain_text("没有存到服务器")


def test_what_was_refused_is_named_at_its_field_and_over_the_form(tablet: Tablet) -> None:
    owner = tablet("chenjing")
    drafted(owner)
    leader = offline(tablet("liyan", FORM))
    offline(owner)
    Taps(leader).tap(leader.locator("label.v-ma"))
    confirm(owner)
    online(owner)
    safe(owner)
    online(leader)
    expect(leader.locator("[data-slot=form-saved]")).to_have_text("1 处没有存到服务器", timeout=20_000)
    field = leader.locator("#f-severity")
    expect(field).to_contain_text("没有收下的是：严重程度：严重")
    expect(field).not_to_contain_text("可以复制")
    leader.locator("details.sync summary").tap()
    leader.locator("[data-slot=reasons] button").tap()
    expect(field.locator(".not-taken")).to_be_hidden()
    expect(leader.locator("[data-slot=form-saved]")).to_contain_text("已存服务器")


def test_what_is_behind_the_pill_stays_on_a_phone(tablet: Tablet) -> None:
    for address in ("/field", "/field/me", FORM):
        phone = tablet("chenjing", address, size=PHONE)
        for size in ("", "xlarge"):
            phone.evaluate(
                "size => size ? document.documentElement.dataset.size = size : delete document.documentElement.dataset.size",
                size,
            )
            if not phone.locator("details.sync[open]").count():
                phone.locator("details.sync summary").tap()
            box = phone.locator("details.sync .pop").bounding_box()
            assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"], box
            assert box["y"] + box["height"] <= PHONE["height"], box
