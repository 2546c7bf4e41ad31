"""What nobody chose is not recorded: a likely department is offered first. The button that confirms is whole on the screen."""

from pathlib import Path

from playwright.sync_api import Page, expect

from audit_app.demo.script import known_id
from e2e.conftest import TABLET
from e2e.taps import Taps
from e2e.test_field import FACT, Tablet
from e2e.test_field_credit import drafted
from e2e.test_field_day import rows, safe
from e2e.test_field_evidence import choose
from e2e.test_field_words_read import picture

DEPARTMENT = "SELECT department FROM nonconformities WHERE number = 'B-02' AND visit_id = ?"
OWN = """async () => { const { field } = await import('/static/field/state.js');
  return [...field.model.records.values()].find((one) => one.ref === '7.4.1' && one.author === field.pack.me.id).department; }"""


def test_a_likely_department_is_offered_first_and_not_recorded(tablet: Tablet, folder: Path) -> None:
    page = tablet("chenjing")
    likely = page.evaluate(OWN)
    assert likely
    drafted(page)
    offered = page.locator("[data-slot=departments] label")
    expect(offered.first).to_have_text(likely)
    expect(page.locator("[name=department]:checked")).to_have_count(0)
    safe(page)
    assert rows(folder, DEPARTMENT, known_id("A1")) == [(None,)]
    Taps(page).button("历史")
    expect(page.locator("#d-history")).not_to_contain_text("责任部门")
    Taps(page).button("关闭")
    Taps(page).tap(offered.first)
    safe(page)
    assert rows(folder, DEPARTMENT, known_id("A1")) == [(likely,)]


def test_an_interview_has_no_department_that_nobody_chose(tablet: Tablet, folder: Path) -> None:
    page = tablet("chenjing")
    likely = page.evaluate(OWN)
    taps = Taps(page)
    taps.button("面谈", exact=False)
    page.get_by_label("岗位", exact=True).fill("专利主管")
    select = page.locator("#i-department")
    expect(select).to_have_value("")
    expect(select.locator("option").nth(1)).to_have_text(likely)
    taps.button("加一次面谈")
    expect(page.locator("#d-interviews [data-slot=rows] li", has_text="专利主管")).to_have_count(1)
    taps.button("关闭")
    safe(page)
    assert rows(folder, "SELECT department FROM interviews WHERE post = '专利主管'") == [("",)]


def inside(page: Page, name: str) -> None:
    box = page.get_by_role("dialog").get_by_role("button", name=name, exact=True).bounding_box()
    sheet = page.get_by_role("dialog").bounding_box()
    assert box and sheet
    assert box["y"] + box["height"] <= min(sheet["y"] + sheet["height"], TABLET["height"]) - 8, (box, sheet)


def test_the_button_that_confirms_is_whole_on_the_screen(tablet: Tablet) -> None:
    page = tablet("chenjing")
    drafted(page)
    page.get_by_role("textbox", name="事实描述").fill(f"{FACT}\n第二行\n第三行\n第四行")
    choose(page, 0)
    Taps(page).tap(page.locator("[data-slot=departments] label").first)
    chosen = page.locator("[data-slot=evidence] .cap").first.inner_text()
    for lines in (0, 4):
        page.get_by_role("textbox", name="事实描述").fill(f"{FACT}\n第二行\n第三行\n第四行" + "\n再一行" * lines)
        Taps(page).button("请对方确认")
        expect(page.locator("#d-confirm")).to_be_visible()
        expect(page.locator("[data-slot=c-pictures] img")).to_be_visible()
        inside(page, "确认事实")
        expect(page.locator("[data-slot=c-pictures] figcaption")).to_have_text(chosen)
        picture(page, f"confirm-whole-{lines}")
        Taps(page).tap(page.locator("#d-confirm [data-act=close]"))
