"""A day with the tablet beyond the numbered scenarios: photos to the local store, coming home, two people, taking back."""

import hashlib
import json
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from audit_app.demo.script import known_id
from e2e.conftest import ready
from e2e.taps import Taps
from e2e.test_field import CLAUSE, FACT, PACK, STORED, Tablet, heading, offline, result, row

PHOTOS = """async () => {
  const done = (asked) => new Promise((ok, no) => { asked.onsuccess = () => ok(asked.result); asked.onerror = no; });
  const db = await done(indexedDB.open('audit-field'));
  const store = (name) => db.transaction(name).objectStore(name);
  const all = await done(store('photos').getAll());
  const bytes = await Promise.all(all.map((photo) => done(store('bytes').get(photo.sha256))));
  db.close();
  return all.map((photo, at) => ({ ...photo, bytes: [...new Uint8Array(bytes[at])] }));
}"""
MODEL = """async () => {
  const { field } = await import('/static/field/state.js');
  return Object.fromEntries(Object.entries(field.model).map(([name, map]) => [name, [...map.values()]]));
}"""


def safe(page: Page) -> None:
    """Until all is on the server, also what was typed a moment ago: that is in the local store within a quarter of a second."""
    page.wait_for_timeout(600)
    expect(page.locator("[data-slot=pill]")).to_have_text(re.compile("^全部已存服务器"), timeout=20_000)


def online(page: Page) -> Page:
    page.context.set_offline(False)
    return page


OF_A1 = "visit_id = (SELECT id FROM audits WHERE code = 'A1')"


def rows(folder: Path, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with sqlite3.connect(f"file:{folder}/data/audit.db?mode=ro", uri=True) as connection:
        return connection.execute(sql, values).fetchall()


@pytest.mark.camera
def test_photo_bytes_are_the_same_on_tablet_op_and_shelf(tablet: Tablet, folder: Path) -> None:
    page = tablet()
    taps = Taps(page)
    taps.button("拍照")
    shutter = page.get_by_role("button", name="快门")
    expect(shutter).to_be_enabled()
    taps.tap(shutter)
    expect(page.locator("[data-slot=camera-said]")).to_have_text("4 张")
    page.wait_for_timeout(150)
    taps.tap(shutter)
    expect(page.locator("[data-slot=camera-said]")).to_have_text("5 张")
    taps.button("完成")
    safe(page)
    kept = page.evaluate(PHOTOS)
    ops = {op["body"]["sha256"]: op["body"]["size"] for op in page.evaluate(STORED, "photo.add")}
    assert len(kept) == 2 == len(ops)
    for photo in kept:
        there = bytes(photo["bytes"])
        digest = hashlib.sha256(there).hexdigest()
        shelf = next((folder / "data" / "evidence").rglob(digest))
        assert photo["sha256"] == digest and ops[digest] == len(there) and shelf.read_bytes() == there
        assert rows(folder, "SELECT state FROM photos WHERE sha256 = ?", digest) == [("kept",)]


def test_what_was_done_offline_comes_home(tablet: Tablet, folder: Path) -> None:
    page = offline(tablet(path=f"{CLAUSE}9.1"))
    taps = Taps(page)
    taps.button("符合")
    page.get_by_role("textbox", name="审核记录").fill("查内部审核计划和报告")
    taps.link("下一条 9.2", exact=False)
    taps.button("观察项")
    expect(page.locator("[data-slot=pill]")).to_have_text("离线 · 2 项已存本机")
    online(page)
    safe(page)
    judged = rows(folder, f"SELECT ref, value FROM judgements WHERE {OF_A1} AND ref IN ('9.1', '9.2') ORDER BY ref")
    assert judged == [("9.1", "conforms"), ("9.2", "observation")]
    assert rows(folder, f"SELECT text FROM records WHERE {OF_A1} AND ref = '9.1'") == [("查内部审核计划和报告",)]
    expect(page.locator("[data-clause='9.2'] .save")).to_have_text("已存服务器 10:42")


def for_another(page: Page, word: str) -> None:
    """Judge a clause that another person answers for: asked once per audit."""
    Taps(page).button(word)
    expect(page.get_by_role("dialog")).to_contain_text("由 陈静 负责")
    Taps(page).button("判定")


def test_two_people_disagree_and_nobody_loses(tablet: Tablet) -> None:
    first, second = offline(tablet("chenjing", f"{CLAUSE}7.5")), offline(tablet("liyan", f"{CLAUSE}7.5"))
    Taps(first).button("符合")
    for_another(second, "观察项")
    online(first)
    safe(first)
    online(second)
    expect(second.locator("[data-slot=pill]")).to_have_text("1 项待核对", timeout=20_000)
    expect(second.locator("[data-clause='7.5'] [data-slot=versions]")).to_contain_text("陈静")
    expect(row(second, "7.5").get_by_role("img", name="待核对")).to_be_visible()
    Taps(second).button("符合")
    safe(second)
    result(second, "符合")
    first.evaluate("() => window.dispatchEvent(new Event('focus'))")
    expect(first.locator("[data-clause='7.5'] [data-slot=versions]")).to_be_hidden()
    safe(first)


def test_the_fold_shows_what_the_server_shows(tablet: Tablet) -> None:
    page, other = offline(tablet("chenjing")), tablet("liyan", f"{CLAUSE}8.1")
    mine, theirs = Taps(page), Taps(other)
    theirs.button("符合")
    other.get_by_role("textbox", name="审核记录").fill("抽 2 个项目的立项评审")
    safe(other)
    mine.button("不符合")
    mine.button("严重")
    page.get_by_role("textbox", name="事实描述").fill(FACT)
    mine.tap(page.locator("[data-slot=departments] .opt", has_text="研发中心"))
    mine.tap(page.locator("[data-slot=evidence] .shot").first)
    mine.tap(page.locator(".opt", has_text="15 天"))
    online(page)
    safe(page)
    expect(row(page, "8.1").locator("[data-slot=word]")).to_have_text("符合 ")
    folded = page.evaluate(MODEL)
    page.goto(f"{CLAUSE}7.4.1")
    ready(page)
    fresh = page.evaluate(PACK)
    state = fresh["state"]
    assert shown(folded) == shown({**state, "judgements": list(state["judgements"].values())})
    assert rows_of(folded["judgements"])  # the comparison is not of two empty things


def rows_of(judgements: list[dict[str, Any]]) -> list[Any]:
    return sorted((max((head["stamp"], head["op"]) for head in one["heads"]), one["value"]) for one in judgements)


def form_of(one: dict[str, Any]) -> str:
    fields = ("number", "state", "severity", "fact", "clauses", "department", "photos", "term", "moved", "conflict")
    return json.dumps([one[name] for name in fields], ensure_ascii=False, sort_keys=True)


def shown(model: dict[str, Any]) -> dict[str, Any]:
    return {
        "judgements": rows_of(model["judgements"]),
        "records": sorted((one["subject"], one["text"]) for one in model["records"]),
        "photos": sorted((one["id"], one["number"], one["sha256"]) for one in model["photos"]),
        "samples": sorted(one["id"] for one in model["samples"]),
        "interviews": sorted(one["id"] for one in model["interviews"]),
        "nonconformities": sorted(form_of(one) for one in model["nonconformities"]),
    }


def test_the_auditee_confirms_with_a_typed_name(tablet: Tablet, folder: Path) -> None:
    page = tablet()
    taps = Taps(page)
    taps.button("不符合")
    taps.button("一般")
    page.get_by_role("textbox", name="事实描述").fill(FACT)
    taps.tap(page.locator("p.due").get_by_role("button"))
    taps.button("请对方确认")
    dialog = page.get_by_role("dialog", name="受审核方确认")
    expect(dialog).to_contain_text(FACT)
    expect(dialog).to_contain_text("2023 年 11 月 27 日")
    taps.button("确认事实")
    expect(page.locator("#c-name-err")).to_have_text("请写姓名")
    page.get_by_label("姓名").fill("高峰")
    page.get_by_label("职务").fill("管理者代表")
    taps.button("确认事实")
    expect(page.locator("[data-slot=sign-state]")).to_have_text("已确认 高峰 管理者代表 10:42")
    expect(page.get_by_role("textbox", name="事实描述")).to_be_disabled()
    expect(page.get_by_role("button", name="请对方确认")).to_be_hidden()
    safe(page)
    wanted = "state, due_on, moved, confirmed_by, confirmed_post, confirmed_how"
    found = rows(folder, f"SELECT {wanted} FROM nonconformities WHERE number = 'B-02'")
    assert found == [("confirmed", "2023-11-27", 1, "高峰", "管理者代表", "typed")]


def test_a_deleted_draft_comes_back_within_eight_seconds(tablet: Tablet, folder: Path) -> None:
    page = tablet()
    taps = Taps(page)
    taps.button("不符合")
    taps.button("一般")
    safe(page)
    taps.button("删除草稿")
    expect(page.locator("[data-clause='7.4.1'] .found")).to_be_empty()
    taps.button("撤销")
    expect(page.locator("[data-clause='7.4.1'] .found")).to_contain_text("B-02")
    safe(page)
    assert page.evaluate(STORED, "nonconformity.withdraw") == []
    assert rows(folder, "SELECT state FROM nonconformities WHERE number = 'B-02'") == [("draft",)]


def test_arrow_keys_move_the_focus_and_judge_nothing(tablet: Tablet) -> None:
    page = tablet(path=f"{CLAUSE}7.4.2")
    page.get_by_role("button", name="符合", exact=True).locator("visible=true").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="不符合", exact=True).locator("visible=true")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    assert page.evaluate(STORED, "judgement.set") == []
    page.keyboard.press("Enter")
    result(page, "符合")


def test_sampling_and_interviews_are_counted_beside_the_record(tablet: Tablet) -> None:
    page = tablet(path=f"{CLAUSE}7.4.2")
    taps = Taps(page)
    taps.button("抽样")
    for name, number in (("总体", "12"), ("抽取数", "13")):
        box = page.get_by_label(name, exact=True)
        taps.tap(page.get_by_label(f"{name} 加一"))
        page.touchscreen.tap(box.bounding_box()["x"] + 4, box.bounding_box()["y"] + 10)
        page.keyboard.type(number)
        expect(box).to_have_value(number)
    taps.button("加一条")
    expect(page.locator("#s-drawn-err")).to_have_text("抽取数不能大于总体 12")
    for _ in range(4):
        taps.button("抽取数 减一")
    taps.button("加一条")
    expect(page.locator("#d-samples li")).to_contain_text("抽取 9，总体 12")
    taps.tap(page.locator("#d-samples [data-act=close]"))
    expect(page.locator("[data-clause='7.4.2'] [data-slot=n-samples]")).to_have_text("抽样 9 / 12")
    taps.button("面谈")
    page.get_by_label("岗位").fill("采购部经理")
    taps.button("加一次面谈")
    taps.tap(page.locator("#d-interviews [data-act=close]"))
    expect(page.locator("[data-clause='7.4.2'] [data-slot=n-interviews]")).to_have_text("面谈 1 人")


def test_a_session_that_ended_keeps_the_work_and_says_what_to_do(tablet: Tablet) -> None:
    page = tablet(path=f"{CLAUSE}9.3")
    page.context.clear_cookies()
    Taps(page).button("符合")
    expect(page.locator("[data-slot=pill]")).to_have_text("登录过期 · 1 项已存本机")
    Taps(page).tap("details.sync summary")
    expect(page.locator("[data-slot=pill-note]")).to_have_text("登录过期。记录都在本机，输入密码后继续上传")
    expect(page.get_by_label("陈静的密码")).to_be_visible()
    assert [op["state"] for op in page.evaluate(STORED, "judgement.set")] == ["local"]


def test_a_file_that_is_no_picture_is_named_and_harms_nothing(tablet: Tablet, tmp_path: Path) -> None:
    page = tablet(path=f"{CLAUSE}7.4.2")
    trap = tmp_path / "台账.jpg"
    trap.write_text("这不是图片")
    with page.expect_file_chooser() as chooser:
        Taps(page).button("文件")
    chooser.value.set_files(trap)
    told = page.locator("[data-clause='7.4.2'] .not-picked")
    expect(told).to_contain_text("台账.jpg", timeout=20_000)
    expect(page.locator("[data-slot=pill]")).to_have_text(re.compile("^全部已存服务器"))
    Taps(page).tap(told.get_by_role("button", name="知道了"))
    expect(told).to_be_hidden()
    Taps(page).button("符合")
    expect(page.locator("[data-clause='7.4.2'] .seg [aria-pressed=true]")).to_have_text("符合")


def test_an_audit_is_prepared_today_and_opened_offline(sign_in: Callable[..., Page]) -> None:
    page = sign_in("chenjing", "/field")
    card = page.locator("[data-card]", has_text="常州恒拓材料有限公司")
    expect(card.get_by_role("button")).to_have_text(re.compile(r"准备离线 \d+\.\d MB"))
    Taps(page).tap(card.get_by_role("button"))
    expect(card.get_by_text("可离线使用")).to_be_visible(timeout=20_000)
    offline(page)
    page.reload()
    Taps(page).link("常州恒拓材料有限公司", exact=False)
    page.locator("html[data-ready]").wait_for(state="attached")
    expect(page.get_by_role("heading", level=1).locator("visible=true")).to_have_text("常州恒拓材料有限公司")
    Taps(page).link("检查表", exact=False)
    expect(page.locator("[data-clause]:not([hidden]) .path")).to_contain_text("GB/T 29490—2023")


def test_an_address_without_https_says_so(browser: Any, server: str, complaints: list[str]) -> None:
    context = browser.new_context(viewport={"width": 1180, "height": 820}, has_touch=True)
    page = context.new_page()
    page.add_init_script("Object.defineProperty(window, 'isSecureContext', { value: false })")
    page.goto(f"{server}/login?next=/field")
    page.fill("[name=account]", "chenjing")
    page.fill("[name=password]", "yanshi-2023-1027")
    page.press("[name=password]", "Enter")
    expect(page.get_by_text("此地址不能离线使用")).to_be_visible()
    context.close()


def test_the_phone_shows_the_list_over_the_clause(tablet: Tablet) -> None:
    page = tablet(size={"width": 390, "height": 844})
    taps = Taps(page)
    expect(page.locator("nav.list[aria-label=条款]")).to_be_hidden()
    taps.button("条款列表")
    taps.tap(row(page, "7.6"))
    heading(page, "7.6 保密")
    expect(page.locator("nav.list[aria-label=条款]")).to_be_hidden()


def test_the_demo_counts_reconcile(tablet: Tablet, folder: Path) -> None:
    page = tablet()
    Taps(page).tap("details.sync summary")
    expect(page.locator("[data-slot=n-server]")).to_have_text("61")
    expect(page.locator("[data-slot=n-local]")).to_have_text("0")
    judged = rows(folder, "SELECT COUNT(*) FROM judgements WHERE visit_id = ? AND value IS NOT NULL", known_id("A1"))
    assert judged == [(33,)]


def test_what_the_server_has_is_one_number_on_every_page(tablet: Tablet) -> None:
    page = tablet(path=f"{CLAUSE}9.3")
    counted = [page.locator(f"[data-slot=n-{name}]") for name in ("server", "local")]

    def numbers(server: str, local: str) -> None:
        for where, number in zip(counted, (server, local), strict=True):
            expect(where).to_have_text(number, timeout=20_000)

    numbers("61", "0")
    offline(page)
    Taps(page).button("符合")
    numbers("61", "1")
    for way in ("返回 概况", "返回 今日"):
        Taps(page).link(way)
        numbers("61", "1")
    online(page)
    numbers("62", "0")
    page.goto(page.url.replace("/field", "/field/me", 1))
    numbers("62", "0")


def test_today_never_says_all_is_safe_while_it_is_not(tablet: Tablet) -> None:
    page = tablet(path=f"{CLAUSE}9.3")
    page.context.clear_cookies()
    Taps(page).button("符合")
    expect(page.locator("[data-slot=pill]")).to_have_text("登录过期 · 1 项已存本机")
    offline(page)
    taps = Taps(page)
    taps.link("返回 概况")
    taps.link("返回 今日")
    expect(page.get_by_role("heading", level=1)).to_have_text("今日")
    expect(page.locator("[data-slot=pill]")).to_have_text("离线 · 1 项已存本机")


def test_two_facts_of_one_nonconformity_wait_for_a_person(tablet: Tablet) -> None:
    first, second = tablet("chenjing"), tablet("liyan", f"{CLAUSE}7.4.1")
    taps = Taps(first)
    taps.button("不符合")
    taps.button("一般")
    safe(first)
    second.evaluate("() => window.dispatchEvent(new Event('focus'))")
    Taps(second).link("B-02", exact=False)
    for page, text in ((offline(first), "三月至九月未见记录"), (offline(second), "九个月里只有两个月有记录")):
        page.get_by_role("textbox", name="事实描述").fill(text)
        expect(page.locator("[data-slot=form-saved]")).to_have_text("草稿已存本机 10:42")
    online(first)
    safe(first)
    online(second)
    versions = second.locator("[data-slot=form-versions]")
    expect(versions).to_contain_text("三月至九月未见记录", timeout=20_000)
    expect(second.locator("[data-slot=pill]")).to_have_text("1 项待核对")
    second.get_by_role("textbox", name="事实描述").fill("九个月里只有一月二月有记录")
    expect(versions).to_contain_text("九个月里只有一月二月有记录")
    expect(versions).to_contain_text("三月至九月未见记录")
    Taps(second).tap(versions.get_by_role("button").filter(has_text="用李岩的"))
    expect(versions).to_be_hidden()
    safe(second)
