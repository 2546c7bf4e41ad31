"""Scenarios S35 to S38 of product.md section 7, on campaigns K1 and K2 of the demo."""

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from audit_app.demo.build import CLOCK
from audit_app.demo.script import known_id
from audit_app.ops import apply, make
from audit_app.rules.draw import draw as draw_again
from audit_app.store import registers
from audit_app.store.db import Database
from audit_app.store.people import get_actor
from audit_app.store.tables import (
    city_rounds,
    draws,
    rectifications,
    register_rows,
    reminders,
    spot_check_inspectors,
    spot_checks,
)
from checklists.annexes import layout
from e2e.taps import Taps

SignIn = Callable[..., Page]
NANTONG = "320600"
TRIANGLE = "use[href$='#late']"


def round_of(rows: Database, campaign: str) -> Any:
    with rows.reading() as connection:
        wanted = select(city_rounds).where(
            city_rounds.c.campaign_id == known_id(campaign), city_rounds.c.region == NANTONG
        )
        return connection.execute(wanted).mappings().one()


def count(rows: Database, table: Any) -> int:
    with rows.reading() as connection:
        return int(connection.scalar(select(func.count()).select_from(table)) or 0)


def done(rows: Database, who: str, kind: str, subject: str, **body: Any) -> None:
    """An op through the door, as given before the scenario starts."""
    with rows.reading() as connection:
        actor = get_actor(connection, known_id(who))
    outcome = apply(rows, make(kind, subject, body), actor, CLOCK)
    assert outcome.outcome == "done", outcome


def test_S35_three_taps_and_two_questions_draw_and_seal(sign_in: SignIn, rows: Database) -> None:
    recused = give_recusals(rows)
    page = sign_in("wuhao", "/regulator/campaigns/K2")
    taps = Taps(page)
    taps.link("检查名录")
    expect(page.get_by_text("412 行，有效 403 行，注销 9 行")).to_be_visible()
    taps.button("抽取")
    expect(page.locator("#ask h2")).to_have_text("抽取 30 家")
    taps.agree()
    expect(page.locator("#drawn tbody tr")).to_have_count(30)
    taps.button("封存")
    taps.agree()
    expect(page.get_by_text("已封存，名录和结果不能再改")).to_be_visible()
    assert taps.count == 5

    drawn = page.locator("#drawn tbody tr").evaluate_all("all => all.map(tr => [...tr.cells].map(td => td.innerText))")
    codes = [row[2] for row in drawn]
    in_force, register, draw = register_and_draw(rows)
    assert len(set(codes)) == 30 and set(codes) <= in_force
    sent = pairs(rows)
    assert set(map(len, sent.values())) == {2} and len(sent) == 30
    assert not [code for card, some in recused.items() for code in some if card in sent.get(code, ())]
    again = draw_again(
        register,
        draw["quota"],
        draw["seed"],
        datetime.fromisoformat(draw["drawn_on"]).date(),
        draw["strata"],
        staff(rows),
    )
    assert [one.uscc for one in again.drawn] == codes and again.register_digest == draw["register_digest"]
    record = page.locator("main").inner_text()
    assert draw["register_digest"] in record and draw["seed"] in record and "10-27 10:42，吴昊" in record


def test_S35_a_sealed_draw_has_no_way_to_change_it(sign_in: SignIn, rows: Database) -> None:
    page = sign_in("wuhao", "/regulator/campaigns/K1/draw")
    expect(page.get_by_text("已封存，名录和结果不能再改")).to_be_visible()
    assert page.locator("main form, main input, main select, main textarea").count() == 0
    before = register_and_draw(rows, "K1")[2]
    form = {
        "op": "01900000-0000-7000-8000-000000000001",
        "seed": "x",
        "on": "2023-10-27",
        "quota": "30",
        "strata": "district",
    }
    headers = {"Sec-Fetch-Site": "same-origin"}
    for path in ("draw", "seal", "freeze"):
        answer = page.request.post(f"/regulator/campaigns/K1/{path}", form=form, headers=headers)
        assert answer.status == 422, (path, answer.status)
    assert (
        "不能再改"
        in page.request.post(
            "/regulator/campaigns/K1/seal", form={**form, "op": form["op"][:-1] + "2"}, headers=headers
        ).text()
    )
    assert register_and_draw(rows, "K1")[2] == before
    page.emulate_media(media="print")
    assert page.locator("#drawn tbody tr").count() == 30
    assert page.locator("#drawn tbody tr:visible").count() == 30
    expect(page.locator(".top")).to_be_hidden()
    expect(page.get_by_text("抽取人签字")).to_be_visible()


def give_recusals(rows: Database) -> dict[str, set[str]]:
    """Given: two inspectors must stay away from companies that will be drawn; {card: codes}."""
    round_ = round_of(rows, "K2")
    with rows.reading() as connection:
        people = registers.list_inspectors(connection, round_["organisation_id"])
        newest = registers.list_registers(connection, round_["id"])[0]
        codes = [row["uscc"] for row in registers.list_register_rows(connection, newest["id"])]
    given = {people[0]["card_no"]: set(codes[:150]), people[1]["card_no"]: set(codes[100:300])}
    body = [
        {
            "id": one["id"],
            "name": one["name"],
            "card_no": one["card_no"],
            "unit": one["unit"],
            "user": one["user_id"],
            "recusals": sorted(given.get(one["card_no"], ())),
        }
        for one in people
    ]
    done(rows, "wuhao", "inspectors.import", round_["organisation_id"], inspectors=body)
    return given


def register_and_draw(rows: Database, campaign: str = "K2") -> tuple[set[str], list[Any], Any]:
    """Companies in force by SQL of the test's own, the register's rows, and the draw."""
    round_ = round_of(rows, campaign)
    with rows.reading() as connection:
        draw = connection.execute(select(draws).where(draws.c.round_id == round_["id"])).mappings().one()
        wanted = select(register_rows.c.uscc).where(
            register_rows.c.register_id == draw["register_id"], register_rows.c.status == "有效"
        )
        in_force = set(connection.scalars(wanted))
        register = registers.list_register_rows(connection, draw["register_id"])
        return in_force, register, registers.get_draw(connection, round_["id"])


def staff(rows: Database) -> list[dict[str, Any]]:
    with rows.reading() as connection:
        return registers.list_inspectors(connection, round_of(rows, "K2")["organisation_id"])


def pairs(rows: Database) -> dict[str, set[str]]:
    """Card numbers by company of K2."""
    cards = {one["id"]: one["card_no"] for one in staff(rows)}
    found: dict[str, set[str]] = {}
    with rows.reading() as connection:
        wanted = (
            select(spot_checks.c.uscc, spot_check_inspectors.c.inspector_id)
            .join(spot_check_inspectors, spot_check_inspectors.c.spot_check_id == spot_checks.c.id)
            .where(spot_checks.c.round_id == round_of(rows, "K2")["id"])
        )
        for code, inspector in connection.execute(wanted):
            found.setdefault(code, set()).add(cards[inspector])
    return found


def ruifeng(rows: Database) -> Any:
    with rows.reading() as connection:
        return (
            connection.execute(select(spot_checks).where(spot_checks.c.name == "海门锐锋模具有限公司")).mappings().one()
        )


def test_S36_a_failed_check_needs_two_follow_ups(sign_in: SignIn, rows: Database) -> None:
    papers, demands = count(rows, reminders), count(rows, rectifications)
    page = sign_in("wuhao", "/regulator/campaigns/K1")
    taps = Taps(page)
    taps.link("海门锐锋模具有限公司")
    taps.tap(page.get_by_role("radio", name="一般", exact=True))
    expect(page.get_by_label("企业整改期限")).to_be_visible()
    page.get_by_label("企业整改期限").fill("2023-11-27")
    page.get_by_label("第 1 个问题", exact=True).fill("外发图纸没有登记")
    taps.button("完成")
    summary = page.locator("#problems")
    expect(summary).to_be_focused()
    expect(summary.get_by_role("link")).to_have_text(["还要写对认证机构的处理"])
    assert ruifeng(rows)["state"] == "begun"
    assert (count(rows, reminders), count(rows, rectifications)) == (papers, demands)

    taps.tap(page.get_by_role("radio", name="书面提醒 华衡认证（示例）", exact=True))
    taps.button("完成")
    taps.agree()
    expect(page.get_by_text("已完成 · 未达标准（一般）")).to_be_visible()
    assert ruifeng(rows)["state"] == "complete"
    assert (count(rows, reminders), count(rows, rectifications)) == (papers + 1, demands + 1)
    taps.link("限期整改")
    expect(page.get_by_role("link", name="全部 7")).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("海门锐锋模具有限公司.*还没有签发"))).to_be_visible()
    taps.link("约谈与提醒")
    expect(page.locator(".todo li")).to_have_count(3 + 1)  # three interviews of the province, and the new reminder
    expect(page.get_by_role("heading", name="华衡认证（示例）")).to_be_visible()


def test_S36_names_the_one_that_is_missing(sign_in: SignIn, rows: Database) -> None:
    page = sign_in("wuhao", f"/regulator/checks/{ruifeng(rows)['id']}")
    taps = Taps(page)
    taps.tap(page.get_by_role("radio", name="较严重", exact=True))
    page.get_by_label("第 1 个问题", exact=True).fill("外发图纸没有登记")
    taps.button("完成")
    expect(page.locator("#problems").get_by_role("link")).to_have_text(["还要写企业整改期限", "还要写对认证机构的处理"])
    taps.tap(page.get_by_role("radio", name="约谈 华衡认证（示例）", exact=True))
    taps.button("完成")
    expect(page.locator("#problems").get_by_role("link")).to_have_text(["还要写企业整改期限"])
    assert ruifeng(rows)["state"] == "begun"


def test_S37_the_province_reads_without_a_tap(sign_in: SignIn) -> None:
    page = sign_in("zhoumin", "/regulator")
    taps = Taps(page)
    numbers = page.locator(".kpi a").evaluate_all("all => all.map(a => a.innerText.replace(/\\s+/g, ' ').trim())")
    assert [re.sub(r" ", "", one) for one in numbers] == [
        "达到30家的市4/13市共抽查324家",
        "限期整改56家31家已完成",
        "整改逾期4家最长11天",
        "约谈和书面提醒3家机构约谈3次，已开0次；书面提醒6份",
    ]
    tile = page.locator(".tiles a", has_text="南通")
    assert tile.evaluate("a => a.textContent.replace(/\\s+/g, '')") == "南通2家逾期28/30"
    expect(tile.locator(TRIANGLE)).to_have_count(1)
    assert tile.locator(".late").evaluate("e => getComputedStyle(e).color") == "rgb(179, 38, 30)"
    assert taps.count == 0

    taps.tap(page.locator(".tiles a", has_text="泰州"))
    expect(page.locator("#table h2")).to_contain_text("泰州市")
    expect(page.locator(".tiles a[aria-current]")).to_contain_text("泰州")
    taps.tap(page.locator(".tiles a", has_text="南通"))
    expect(page.locator("#table h2")).to_contain_text("南通市")
    expect(page.locator("#table tbody tr")).to_have_count(6)
    expect(page.locator("#table header")).to_contain_text("28 家，显示需整改 6 家")


def thirty_done(rows: Database) -> None:
    """Given: all 30 of 南通 are complete, two of them without a certificate number."""
    with rows.reading() as connection:
        wanted = select(spot_checks).where(
            spot_checks.c.round_id == round_of(rows, "K1")["id"], spot_checks.c.state != "complete"
        )
        left = list(connection.execute(wanted).mappings())
    for check in left:
        if check["state"] == "notified":
            done(rows, "wuhao", "spot_check.begin", check["id"], on="2023-10-27", method="on_site")
        done(
            rows,
            "wuhao",
            "spot_check.conclude",
            check["id"],
            step="none",
            problems=[],
            note="",
            rectification=None,
            measure=None,
        )
        done(rows, "wuhao", "spot_check.feed_back", check["id"], on="2023-10-27")
        done(rows, "wuhao", "spot_check.complete", check["id"])


def test_S38_annex_3_names_its_blanks_and_is_exported(sign_in: SignIn, rows: Database, tmp_path: Path) -> None:
    thirty_done(rows)
    page = sign_in("wuhao", "/regulator")
    taps = Taps(page)
    taps.link("导出附件 3")
    blanks = page.locator("#problems a", has_text="缺「认证证书编号」")
    unheld = page.locator("#problems li", has_text="缺「对认证机构处理措施」")
    expect(blanks).to_have_count(2)
    expect(unheld).to_have_count(6)
    expect(unheld.first).to_contain_text("约谈还没有开")
    for number in ("90223IP199901R0M", "90223IP199902R0M"):
        taps.tap(blanks.first)
        field = page.locator("#f-certificate_no")
        expect(field).to_be_in_viewport()
        field.fill(number)
        page.locator("#f-reason_certificate_no").fill("证书原件核对")
        taps.button("保存")
        taps.link("汇总表")
        taps.tap(page.locator("main a[href='/regulator/campaigns/K1/summary']").first)
        taps.link("导出附件 3")
    expect(blanks).to_have_count(0)
    expect(unheld).to_have_count(6)
    with page.expect_download() as download:
        taps.link("XLSX 表格")
    path = tmp_path / "annex.xlsx"
    download.value.save_as(path)
    assert "附件3" in download.value.suggested_filename and "南通市" in download.value.suggested_filename
    look_at_workbook(path)


def test_a_file_that_cannot_be_had_is_answered_by_a_page(sign_in: SignIn, rows: Database) -> None:
    """A sign without a glyph: the page names it; an ended session: one signs in, and nothing is saved meanwhile."""
    thirty_done(rows)
    with rows.writing() as connection:
        done = spot_checks.update().where(spot_checks.c.result.is_not(None))
        connection.execute(done.values(name="南通\U00030abf有限公司"))
    page = sign_in("wuhao", "/regulator/campaigns/K1/export")
    saved: list[Any] = []
    page.on("download", lambda file: saved.append(file))
    page.get_by_role("link", name="PDF 文件").click()
    expect(page.locator("#problems").first).to_contain_text("服务器上的字体没有这个字")
    page.context.clear_cookies()
    page.get_by_role("link", name="XLSX 表格").click()
    page.wait_for_url("**/login?**")
    assert saved == []


def look_at_workbook(path: Path) -> None:
    """30 rows, the columns in the order of the template, real dates in the columns of dates."""
    sheet = load_workbook(path).worksheets[0]
    columns = layout(3).columns
    headers = [one.header for one in columns]
    top = next(row for row in sheet.iter_rows() if [cell.value for cell in row][: len(headers)] == headers)
    table = [row for row in sheet.iter_rows(min_row=top[0].row + 1) if isinstance(row[0].value, int)]
    assert [row[0].value for row in table] == list(range(1, 31))
    certificates = [row[headers.index("认证证书编号")].value for row in table]
    assert all(certificates) and {"90223IP199901R0M", "90223IP199902R0M"} <= set(certificates)
    for header in ("证书有效期止", "抽查时间"):
        cells = [row[headers.index(header)] for row in table]
        assert all(isinstance(cell.value, datetime) and cell.is_date for cell in cells), header


def test_S38_annex_3_prints_wide_with_its_header_and_without_colour(sign_in: SignIn, rows: Database) -> None:
    thirty_done(rows)
    page = sign_in("wuhao", "/regulator/campaigns/K1/summary")
    page.emulate_media(media="print")
    sheet = page.locator("#table")
    assert sheet.locator("thead").evaluate("e => getComputedStyle(e).display") == "table-header-group"
    assert sheet.locator("tfoot").evaluate("e => getComputedStyle(e).display") == "table-footer-group"
    expect(sheet.locator("tfoot")).to_contain_text("数据截至 2023-10-27 10:42")
    assert page.locator("button:visible, .btn:visible, nav:visible").count() == 0
    colours = sheet.locator("td, td *").evaluate_all("all => [...new Set(all.map(e => getComputedStyle(e).color))]")
    assert colours == ["rgb(0, 0, 0)"]
    assert sheet.locator("tbody tr:visible").count() == 30
    pdf = page.pdf(prefer_css_page_size=True)
    boxes = {
        tuple(float(one) for one in box) for box in re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", pdf)
    }
    assert len(boxes) == 1
    width, height = boxes.pop()
    assert width == pytest.approx(842, abs=2) and height == pytest.approx(595, abs=2)


@pytest.mark.parametrize(
    ("name", "certificate"),
    [("A" * 200, "80024IP00243R0M"), ("长" * 200, "C" * 60), ("甲公司", "49822IP00012R0M/49822IP00013R0M")],
)
def test_a_record_of_a_draw_stays_on_its_page(sign_in: SignIn, name: str, certificate: str) -> None:
    page = sign_in("wuhao", "/regulator/campaigns/K1/draw")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 986, "height": 650})
    found = page.locator("#drawn table").evaluate(
        """(table, [name, certificate]) => {
            for (const row of table.tBodies[0].rows) { row.cells[1].textContent = name; row.cells[4].textContent = certificate }
            const over = [...table.querySelectorAll("th, td")].filter((cell) => cell.scrollWidth > cell.clientWidth + 1)
            const lines = (cell) => {
              const text = document.createRange()
              text.selectNodeContents(cell)
              return new Set([...text.getClientRects()].map((box) => box.top)).size
            }
            const codes = [...table.tBodies[0].rows].map((row) => lines(row.cells[2]))
            return [table.getBoundingClientRect().right <= innerWidth, over.length, Math.max(...codes)]
        }""",
        [name, certificate],
    )
    assert found == [True, 0, 1]


def test_what_was_judged_on_site_becomes_a_problem_with_one_tap(sign_in: SignIn, rows: Database) -> None:
    check = ruifeng(rows)["id"]
    for ref, value in (("7.6", "nonconforming"), ("7.5", "observation")):
        done(rows, "qianlei", "judgement.set", f"{check}/{ref}", visit=check, ref=ref, value=value)
    page = sign_in("qianlei", f"/regulator/checks/{check}")
    taps = Taps(page)
    page.get_by_label("「7.6 保密」的问题").fill("外发图纸没有审批记录")
    taps.tap(page.get_by_role("radiogroup", name="「7.6 保密」列为问题").get_by_role("radio", name="一般"))
    assert taps.count == 1
    steps = page.locator("#f-step")
    taps.tap(steps.get_by_role("radio", name="轻微"))
    taps.button("完成")
    expect(page.locator("#problems").get_by_role("link")).to_have_text([re.compile("有的问题比处理档次重")])
    taps.tap(steps.get_by_role("radio", name="一般"))
    page.get_by_label("企业整改期限").fill("2023-11-27")
    taps.tap(page.get_by_role("radio", name="书面提醒 华衡认证（示例）", exact=True))
    taps.button("完成")
    taps.agree()
    expect(page.locator("#conclusion li")).to_have_text([re.compile("7.6 保密：外发图纸没有审批记录 +一般")])
