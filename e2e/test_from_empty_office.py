"""From an empty installation to an accepted 附件 3, without the demo: two offices, a register of 400, ten checks with each
result, what follows from them, and four things typed wrong and put right on the way.

The body's half is in `test_from_empty`.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect

from checklists.annexes import layout
from e2e.conftest import ready
from e2e.from_empty_office import Office, agreed, register_cells, register_file, staff_file
from e2e.from_empty_steps import OPERATOR, empty_installation
from e2e.taps import Taps

SET_UP, TOLD, ON_SITE = "2026-06-01T02:00:00Z", "2026-06-03T02:00:00Z", "2026-06-10T06:00:00Z"
PAPERS, ANSWERS, REPORT = "2026-06-15T02:00:00Z", "2026-06-25T08:00:00Z", "2026-07-20T02:00:00Z"
PROVINCE, CITY = "江苏省知识产权局", "南通市知识产权局"
TITLE = "2026 年度企业贯标质量抽查"
FACT = "技术图纸外发没有登记"
Drawn = dict[str, str]
"""What happens -> to which company."""


@pytest.fixture
def office(browser: Browser, tmp_path: Path, port: int) -> Iterator[Office]:
    with empty_installation(tmp_path / "empty", port, SET_UP) as installation:
        one = Office(browser, installation)
        yield one
        one.close()


def test_from_nothing_to_annex_3(office: Office, tmp_path: Path) -> None:
    two_offices(office)
    campaign_with_two_mistakes(office)
    drawn = register_and_draw(office)
    office.day(TOLD)
    tell_everybody(office, drawn)
    office.day(ON_SITE)
    ten_checks(office, drawn)
    office.day(PAPERS)
    papers(office, drawn)
    office.day(ANSWERS)
    answers(office, drawn)
    office.day(REPORT)
    report_and_accept(office)
    look_at_annex(office, drawn, tmp_path / "annex3.xlsx")


def two_offices(office: Office) -> None:
    operator = office.sign_in(*OPERATOR)
    office.add_organisation(operator, "province_office", "320000", PROVINCE, region="320000 江苏省")
    office.add_organisation(operator, "city_office", "320600", CITY, region="320600 南通市", parent=PROVINCE)
    office.add_person(operator, PROVINCE, "zhoumin", "周敏", ["省知识产权局监管人员"])
    office.add_person(operator, CITY, "wuhao", "吴昊", ["市知识产权局监管人员"])
    city = office.sign_in("wuhao")
    office.add_person(city, "", "qianlei", "钱磊", ["检查人员"])
    office.sign_in("qianlei")


def campaign_with_two_mistakes(office: Office) -> None:
    """名称 and 最低家数 were typed wrong; the cities may have read them, so a reason is asked for, and one for fewer than the rules."""
    province = office.sign_in("zhoumin")
    province.goto("/regulator")
    Taps(province).tap(province.get_by_role("link", name="抽查任务", exact=True).first)
    Taps(province).link("新建抽查任务")
    typed = {"code": "K1", "title": "2026 年度企业贯标质量抽察", "minimum": "100", "due_on": "2026-11-30"}
    for field, value in typed.items():
        province.fill(f"#f-{field}", value)
    Taps(province).button("新建")
    Taps(province).link("更正")
    fewer = {"minimum": "10", "because": "第一年试点，每市先查十家"}
    office.correct(province, "title", TITLE, "写错一个字，家数多打一个零", **fewer)
    expect(province.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(province.locator(".facts")).to_contain_text("10 家")


def register_and_draw(office: Office) -> Drawn:
    """The city imports the register (a first file has a wrong code), draws ten, seals and approves them."""
    rows = register_cells(400)
    wrong = [list(cells) for cells in rows]
    wrong[56][1] = wrong[56][1][:-1] + ("0" if rows[56][1][-1] != "0" else "1")
    city = office.back("wuhao")
    city.goto("/regulator")
    Taps(city).tap(city.get_by_role("link", name="抽查任务", exact=True).first)
    Taps(city).link(TITLE)
    office.upload(city, "register", register_file(wrong))
    expect(city.locator("#problems")).to_contain_text("有 1 处问题，没有写入任何内容")
    expect(city.get_by_role("row", name="58 统一社会信用代码")).to_contain_text("末位校验码应为")
    city.set_input_files("#f-register", files=[register_file(rows)])
    Taps(city).button("重新上传并检查")
    expect(city.locator("main")).to_contain_text("400 行都没有问题")
    with city.expect_navigation():
        Taps(city).button("确认导入")
    expect(city.locator("#register")).to_contain_text("400 行")
    office.upload(city, "inspectors", staff_file(["钱磊", "韩雪"]))
    expect(city.get_by_role("row", name="钱磊")).to_contain_text("qianlei")
    with city.expect_navigation():
        Taps(city).button("确认导入")
    Taps(city).link("检查名录")
    city.fill("#f-seed", "2026 年 6 月 1 日 南通")
    agreed(city, city.get_by_role("button", name="抽取", exact=True))
    expect(city.locator("#drawn tbody tr")).to_have_count(10)
    agreed(city, city.get_by_role("button", name="封存", exact=True))
    expect(city.get_by_text("已封存，名录和结果不能再改").first).to_be_visible()
    city.goto("/regulator/campaigns/K1")
    table = city.locator("#checks tbody tr")
    pairs = table.evaluate_all("all => all.map(tr => [tr.cells[1].innerText.trim(), tr.cells[2].innerText.trim()])")
    for name, _body in pairs:
        office.step(city, name, "批准", "已批准")
    return shared_out([(str(name), str(body)) for name, body in pairs])


def shared_out(pairs: list[tuple[str, str]]) -> Drawn:
    """Who will be found how: two companies of one body share a 书面提醒, two of the other an 约谈."""
    by_body = {body: [name for name, whose in pairs if whose == body] for _name, body in pairs}
    first, second = sorted(by_body, key=lambda body: -len(by_body[body]))
    found = dict(zip(("ordinary", "overdue"), by_body[first], strict=False))
    found |= dict(zip(("serious", "breach"), by_body[second], strict=False))
    rest = [name for name, _body in pairs if name not in found.values()]
    kinds = ("none", "fine", "slight", "stopped", "gone", "refused")
    found |= dict(zip(kinds, rest, strict=True))
    return found | {"reminded": first, "called": second}


def companies(drawn: Drawn) -> list[str]:
    return [name for what, name in drawn.items() if what not in ("reminded", "called")]


def tell_everybody(office: Office, drawn: Drawn) -> None:
    """One day was typed wrong; it is put right on the check's own page with a reason."""
    city = office.back("wuhao")
    for name in companies(drawn):
        office.step(city, name, "已通知", "已通知", on="2026-06-02" if name == drawn["slight"] else "2026-06-03")
    office.open_check(city, drawn["slight"])
    Taps(city).link("更正通知和抽查日期")
    office.correct(city, "notified_on", "2026-06-03", "通知书上写的是 6 月 3 日，登记时看错一行")
    expect(city.locator("#company")).to_contain_text("6 月 3 日")


def ten_checks(office: Office, drawn: Drawn) -> None:
    """Each result once at least. One conclusion was written wrong and is corrected; who stopped working is replaced."""
    inspector = office.back("qianlei")
    office.cannot(inspector, drawn["stopped"], "无法检查", "停产，厂房已腾空，现场和电话都没有人", "2026-06-10")
    for name in companies(drawn):
        if name != drawn["stopped"]:
            office.step(inspector, name, "开始检查", "检查中")
    for what in ("none", "fine"):
        office.conclude(inspector, drawn[what], "未发现问题", "达到标准")
    office.conclude(inspector, drawn["slight"], "轻微", "达到标准", problem="一份记录没有写日期", note="企业当场补上")
    more = {"problem": "培训没有记录", "days": "30", "requirement": "补做培训并留下记录"}
    office.conclude(inspector, drawn["ordinary"], "一般", "未达标准", measure="书面提醒", **more)
    office.conclude(inspector, drawn["overdue"], "一般", "未达标准", measure="并入已起草的书面提醒", **more)
    on_the_tablet(office, inspector, drawn["serious"])
    breach = {"problem": "标注已经失效的专利号", "transfer": "南通市市场监督管理局，涉嫌假冒专利", "days": "15"}
    breach["transferred_on"] = "2026-06-10"
    office.conclude(inspector, drawn["breach"], "涉嫌违法", "未达标准", measure="并入已起草的约谈", **breach)
    office.conclude(inspector, drawn["gone"], "无法检查", "无法检查", note="已办理注销登记")
    office.conclude(inspector, drawn["refused"], "未发现问题", "达到标准")
    wrong_conclusion(office, inspector, drawn["refused"])
    city = office.back("wuhao")
    office.open_check(city, drawn["stopped"])
    agreed(city, city.get_by_role("button", name="用下一家替换", exact=True))
    came = city.locator("#replace").get_by_role("link").inner_text()
    for button, after in (("批准", "已批准"), ("已通知", "已通知"), ("开始检查", "检查中")):
        office.step(city, came, button, after)
    office.conclude(city, came, "未发现问题", "达到标准")
    drawn["instead"] = came


def on_the_tablet(office: Office, page: Page, name: str) -> None:
    """较严重: judged and written down on site, taken over at the desk with one tap."""
    office.open_check(page, name)
    desk = page.url
    Taps(page).link("在平板上打开")
    ready(page)
    page.goto(f"{page.url.split('/c/')[0]}/c/7.6")
    Taps(page).button("不符合")
    page.get_by_role("textbox", name="审核记录").fill(FACT)
    page.wait_for_timeout(600)
    expect(page.locator("[data-slot=pill]")).to_contain_text("全部已存服务器", timeout=20_000)
    page.goto(desk)
    expect(page.get_by_label("「7.6 保密」的问题")).to_have_value(FACT)
    Taps(page).tap(page.get_by_role("radiogroup", name="「7.6 保密」列为问题").get_by_role("radio", name="较严重"))
    more = {"due_on": "2026-07-31", "measure": "约谈"}
    office.conclude(page, name, "较严重", "未达标准", **more)


def wrong_conclusion(office: Office, page: Page, name: str) -> None:
    """未发现问题 was written on the wrong company's page: it had shut its gate."""
    details = page.locator("#correct-conclusion")
    Taps(page).tap(details.locator("> summary"))
    Taps(page).tap(details.get_by_role("radio", name="拒不配合", exact=True))
    details.locator("[name=reason]").fill("结论写到了另一家企业的页面上")
    details.locator("[name=note]").fill("两次到场，企业不让进门")
    agreed(page, details.get_by_role("button", name="更正结论", exact=True))
    expect(page.locator(".ttl")).to_contain_text("拒不配合")


def papers(office: Office, drawn: Drawn) -> None:
    """限期整改 issued and served, 书面提醒 issued and served, the notice of the 约谈."""
    city = office.back("wuhao")
    for at, what in enumerate(("ordinary", "overdue", "serious", "breach"), 1):
        path = office.paper_of(city, drawn[what], "rectify")
        office.act(city, path, "签发整改通知", "已签发", number=f"通知〔2026〕{at}号")
        office.act(city, path, "登记送达", "已送达")
    letter = office.paper_of(city, drawn["overdue"], "talks/reminder")
    assert letter == office.paper_of(city, drawn["ordinary"], "talks/reminder")
    office.act(city, letter, "签发提醒", "已签发", number="提醒〔2026〕1号")
    office.act(city, letter, "登记送达", "已送达")
    talk = office.paper_of(city, drawn["serious"], "talks/interview")
    assert talk == office.paper_of(city, drawn["breach"], "talks/interview")
    office.act(city, talk, "发通知", "已通知", at="2026-06-25T14:00", place="三楼会议室", number="约谈〔2026〕1号")
    expect(city.locator("main")).to_contain_text("涉及企业")


def answers(office: Office, drawn: Drawn) -> None:
    """The interview is held; one company has answered well, one not well enough, one asks for time, one says nothing."""
    city = office.back("wuhao")
    talk = office.paper_of(city, drawn["serious"], "talks/interview")
    office.act(city, talk, "登记约谈", "已约谈", note_hold="认证机构负责人到场，说明了审核过程")
    office.act(city, talk, "登记笔录", "笔录已签")
    good = office.paper_of(city, drawn["ordinary"], "rectify")
    office.act(city, good, "登记企业回复", "已回复", note_respond="补做培训，附签到表")
    office.act(city, good, "登记复查", "已复查")
    office.act(city, good, "复查通过，关闭", "已关闭")
    poor = office.paper_of(city, drawn["serious"], "rectify")
    office.act(city, poor, "登记企业回复", "已回复", note_respond="已经整改")
    office.act(city, poor, "退回补充", "退回补充", reason_return="没有写怎样整改，也没有附材料")
    office.act(
        city,
        office.paper_of(city, drawn["breach"], "rectify"),
        "延期",
        "已送达",
        until="2026-08-31",
        reason_extend="案件移交后产品下架需要时间",
    )


def report_and_accept(office: Office) -> None:
    """The province finds the table wanting once; the city reports it again."""
    city, province = office.back("wuhao"), office.back("zhoumin")
    summary = "/regulator/campaigns/K1/summary"
    for said in ("企业名称和公章再核对一遍", ""):
        city.goto(summary)
        agreed(city, city.get_by_role("button", name="报送", exact=True))
        province.goto(f"{summary}?city=320600")
        expect(province.locator("#table")).to_contain_text("南通市")
        if not said:
            continue
        form = province.locator("details", has_text="退回的理由")
        Taps(province).tap(form.locator("summary"))
        form.locator("[name=reason]").fill(said)
        agreed(province, form.get_by_role("button", name="退回", exact=True))
        city.goto(summary)
        expect(city.locator("main")).to_contain_text(said)
    agreed(province, province.get_by_role("button", name="接收", exact=True))
    expect(province.locator("main")).to_contain_text("已接收")
    city.goto(summary)
    expect(city.locator(".ttl")).to_contain_text("第 2 次报送")
    province.goto("/regulator")
    expect(province.locator(".kpi a", has_text="整改逾期")).to_contain_text("1家")
    expect(province.locator("#cities")).to_contain_text("8/10")


def look_at_annex(office: Office, drawn: Drawn, path: Path) -> None:
    """The file that the province downloads says exactly what was done, company by company."""
    province = office.back("zhoumin")
    province.goto("/regulator/campaigns/K1/export?city=320600")
    expect(province.locator("main")).to_contain_text("没有空格，可以导出")
    with province.expect_download() as download:
        Taps(province).link("XLSX 表格")
    download.value.save_as(path)
    rows = {row["企业名称"]: row for row in annex_rows(path)}
    assert set(rows) == set(companies(drawn)) and len(rows) == 11
    columns = ("抽查结论", "发现的主要问题", "整改完成情况", "对认证机构处理措施", "处理时间", "文号", "备注")
    letter, talk = ("书面提醒", "2026-06-15", "提醒〔2026〕1号"), ("约谈", "2026-06-25", "约谈〔2026〕1号")
    no, met, not_met = ("无", "", ""), "达到标准要求", "未达到标准要求"
    assert {what: tuple(rows[drawn[what]][one] for one in columns) for what in RESULTS} == {
        "none": (met, "", "", *no, ""),
        "fine": (met, "", "", *no, ""),
        "instead": (met, "", "", *no, ""),
        "slight": (met, "一份记录没有写日期", "", *no, "企业当场补上"),
        "ordinary": (not_met, "培训没有记录", "已完成", *letter, ""),
        "overdue": (not_met, "培训没有记录", "逾期未改", *letter, ""),
        "serious": (not_met, f"7.6 保密：{FACT}", "整改中", *talk, ""),
        "breach": (not_met, "标注已经失效的专利号", "整改中", *talk, ""),
        "stopped": ("无法检查", "", "", *no, "停产，厂房已腾空，现场和电话都没有人"),
        "gone": ("无法检查", "", "", *no, "已办理注销登记"),
        "refused": ("无法检查（拒不配合）", "", "", *no, "两次到场，企业不让进门"),
    }
    last_days = {what: rows[drawn[what]]["限期整改要求及期限"][-14:] for what in ("ordinary", "serious", "breach")}
    assert last_days == {"ordinary": "（2026-07-15 前）", "serious": "（2026-07-31 前）", "breach": "（2026-08-31 前）"}
    assert rows[drawn["breach"]]["移交综合执法情况"] == "南通市市场监督管理局，涉嫌假冒专利（2026-06-10）"
    assert {row["抽查时间"] for row in rows.values()} == {"2026-06-10"}
    codes = {cells[0]: cells[1] for cells in register_cells(400)}
    assert {name: row["统一社会信用代码"] for name, row in rows.items()} == {name: codes[name] for name in rows}


RESULTS = (
    "none",
    "fine",
    "instead",
    "slight",
    "ordinary",
    "overdue",
    "serious",
    "breach",
    "stopped",
    "gone",
    "refused",
)


def annex_rows(path: Path) -> list[dict[str, str]]:
    """The rows of the table under their headers, days as YYYY-MM-DD."""
    headers = [one.header for one in layout(3).columns]
    sheet = load_workbook(path).worksheets[0]
    rows = [[cell.value for cell in row][: len(headers)] for row in sheet.iter_rows()]
    table = [row for row in rows[rows.index(headers) + 1 :] if isinstance(row[0], int)]
    return [
        {
            name: str(value)[:10] if hasattr(value, "year") else str(value or "")
            for name, value in zip(headers, row, strict=True)
        }
        for row in table
    ]
