"""No bare key performs an act: Enter opens, an act in law asks once, a question presses nothing, a double press is one act."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Table, func, select

from audit_app.demo.build import config_of
from audit_app.demo.people import PASSWORD
from audit_app.store.db import Database
from audit_app.store.tables import log, rectifications, spot_checks

SignIn = Callable[..., Page]
KEYS = ("Enter", " ", "j", "k", "Enter", "Escape", "Enter")
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def rows(folder: Path) -> Iterator[Database]:
    """The database under the server of this test, for what is read before and after."""
    database = Database(config_of(folder).database)
    yield database
    database.close()


def acts(rows: Database) -> int:
    with rows.reading() as connection:
        return int(connection.scalar(select(func.count()).select_from(log)) or 0)


def one_of(rows: Database, table: Table, state: str) -> str:
    with rows.reading() as connection:
        return str(connection.scalar(select(table.c.id).where(table.c.state == state).limit(1)))


def pages(rows: Database) -> list[str]:
    return [
        f"/regulator/checks/{one_of(rows, spot_checks, 'begun')}",
        f"/regulator/checks/{one_of(rows, spot_checks, 'notified')}",
        f"/regulator/rectify/{one_of(rows, rectifications, 'served')}",
        "/regulator/campaigns/K2/draw",
        "/regulator/campaigns/K1/summary",
    ]


def test_bare_keys_act_on_no_page(sign_in: SignIn, rows: Database) -> None:
    page = sign_in("wuhao", "/regulator")
    before = acts(rows)
    for path in pages(rows):
        page.goto(path)
        for key in KEYS:
            page.keyboard.press(key)
        page.wait_for_load_state("networkidle")
        assert acts(rows) == before, path


def test_enter_in_a_field_opens_the_question_and_presses_nothing_in_it(sign_in: SignIn, rows: Database) -> None:
    paper = one_of(rows, rectifications, "served")
    page = sign_in("wuhao", f"/regulator/rectify/{paper}")
    before = acts(rows)
    page.locator("#f-on_respond").press("Enter")
    question = page.locator("#ask[open]")
    expect(question).to_be_visible()
    expect(question.locator("h2")).to_be_focused()
    for key in ("Enter", " ", "Enter"):
        page.keyboard.press(key)
    expect(question).to_be_visible()
    assert acts(rows) == before
    page.keyboard.press("Escape")
    expect(question).to_have_count(0)
    assert acts(rows) == before
    page.get_by_role("button", name="登记企业回复").click()
    expect(page.locator("#ask[open] h2")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#ask").get_by_role("link", name="取消")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("已回复").first).to_be_visible()
    assert acts(rows) == before + 1


@pytest.mark.parametrize("size", [PHONE, {"width": 1180, "height": 820}])
def test_the_bodys_desk_asks_and_the_button_has_the_focus_again(
    sign_in: SignIn, rows: Database, size: dict[str, int]
) -> None:
    page = sign_in("liyan", "/review/audits/A1")
    page.set_viewport_size(size)
    before = acts(rows)
    button = page.get_by_role("button", name="提交", exact=True)
    button.focus()
    page.keyboard.press("Enter")
    question = page.locator("#ask[open]")
    expect(question).to_contain_text("审核组不能再改判定")
    expect(question.locator("h2")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Space")
    page.keyboard.press("Escape")
    expect(question).to_have_count(0)
    expect(button).to_be_focused()
    assert acts(rows) == before
    page.keyboard.press("Enter")
    question.get_by_role("link", name="取消").press("Enter")
    expect(button).to_be_focused()
    assert acts(rows) == before


def test_a_double_press_is_one_act(sign_in: SignIn, rows: Database) -> None:
    page = sign_in("wuhao", "/regulator/campaigns/K2/draw")
    before = acts(rows)
    page.get_by_role("button", name="抽取", exact=True).dblclick()
    expect(page.locator("#ask[open]")).to_be_visible()
    assert acts(rows) == before
    page.locator("#ask .btn.main").dblclick()
    expect(page.locator("#drawn tbody tr")).to_have_count(30)
    assert acts(rows) == before + 2  # the register is fixed and drawn from


def test_an_error_that_was_mended_does_not_stay_behind_the_question(sign_in: SignIn, rows: Database) -> None:
    page = sign_in("wuhao", "/regulator/campaigns/K2/draw")
    page.locator("#f-quota").fill("3")
    page.get_by_role("button", name="抽取", exact=True).click()
    expect(page.locator("#problems")).to_be_visible()
    expect(page.locator(".fld.bad .err")).not_to_have_count(0)
    page.locator("#f-quota").fill("30")
    page.get_by_role("button", name="抽取", exact=True).click()
    expect(page.locator("#ask[open]")).to_be_visible()
    expect(page.locator("#problems, .err, .fld.bad, [aria-invalid]")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.get_by_text("还差")).to_have_count(0)


def test_a_field_called_like_a_property_of_forms_hides_no_question(sign_in: SignIn, rows: Database) -> None:
    """The form that begins a check has a field `method`: it is asked over the page and sent once like every other."""
    path = f"/regulator/checks/{one_of(rows, spot_checks, 'notified')}"
    page = sign_in("wuhao", path)
    before = acts(rows)
    page.get_by_role("button", name="开始检查", exact=True).dblclick()
    expect(page.locator("#ask[open]")).to_contain_text("抽查日期")
    assert page.url.endswith(path) and acts(rows) == before
    page.locator("#ask .btn.main").dblclick()
    expect(page.locator(".ttl")).to_contain_text("检查中")
    assert acts(rows) == before + 1


def test_without_script_the_question_is_a_page(browser: Browser, server: str, rows: Database) -> None:
    context = browser.new_context(base_url=server, java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    page.goto("/login?next=/regulator")
    page.fill("[name=account]", "wuhao")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.goto(f"/regulator/rectify/{one_of(rows, rectifications, 'served')}")
    before = acts(rows)
    page.get_by_role("button", name="登记企业回复").click()
    expect(page.locator(".ask h2")).to_contain_text("登记企业回复：")
    page.get_by_role("link", name="取消").click()
    assert acts(rows) == before
    page.get_by_role("button", name="登记企业回复").click()
    page.locator(".ask .btn.main").click()
    assert acts(rows) == before + 1
    context.close()
