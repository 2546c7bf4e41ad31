"""Odd orders on the tablet: double taps, quick taps, two tabs, another person, a full tablet, an address without HTTPS."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from audit_app.demo.people import PASSWORD
from audit_app.demo.script import known_id
from e2e.conftest import ready
from e2e.taps import Taps
from e2e.test_field import CLAUSE, FACT, STORED, Tablet, offline, result, row
from e2e.test_field_day import MODEL, for_another, online, rows, safe

# what an address without HTTPS does not give
BARE = """
  Object.defineProperty(window, 'isSecureContext', { value: false });
  Object.defineProperty(Crypto.prototype, 'subtle', { value: undefined });
  Object.defineProperty(Crypto.prototype, 'randomUUID', { value: undefined });
  Object.defineProperty(Navigator.prototype, 'serviceWorker', { value: undefined });
  Object.defineProperty(Navigator.prototype, 'mediaDevices', { value: undefined });
  Object.defineProperty(Navigator.prototype, 'locks', { value: undefined });
"""
KEPT = """async () => {
  const done = (asked) => new Promise((ok, no) => { asked.onsuccess = () => ok(asked.result); asked.onerror = no; });
  const db = await done(indexedDB.open('audit-field'));
  const counts = await Promise.all(['packs', 'views'].map((name) => done(db.transaction(name).objectStore(name).count())));
  db.close();
  return counts[0] + counts[1];
}"""
SLOW_CAMERA = """() => {
  const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (asked) => {
    await new Promise((done) => { window.grant = done; });
    window.given = await real(asked);
    return window.given;
  };
}"""


def twice(target: Locator) -> None:
    """A finger that bounces: two taps on the same spot, one right after the other."""
    box = target.bounding_box()
    assert box
    for _ in range(2):
        target.page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def another_tab(page: Page, path: str) -> Page:
    other = page.context.new_page()
    other.goto(path)
    ready(other)
    return other


def until(page: Page, script: str, good: Callable[[Any], bool], *given: Any) -> Any:
    """What the script gives, once it is good; a promise itself would be truthy for `wait_for_function`."""
    for _ in range(200):
        found = page.evaluate(script, *given)
        if good(found):
            return found
        page.wait_for_timeout(50)
    raise AssertionError(str(found)[:500])


def sign_in_over(context: BrowserContext, account: str) -> None:
    """Another person signs in on the same tablet, in another tab."""
    page = context.new_page()
    page.goto("/login?next=/me")
    page.fill("[name=account]", account)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/me")
    page.close()


def test_a_bouncing_finger_opens_one_nonconformity(tablet: Tablet, folder: Path) -> None:
    page = offline(tablet())
    Taps(page).button("不符合")
    twice(page.get_by_role("button", name="一般", exact=True).locator("visible=true"))
    expect(page).to_have_url(re.compile("/nc/B-02$"))
    assert len(page.evaluate(STORED, "nonconformity.draft")) == 1
    page.get_by_role("textbox", name="事实描述").fill(FACT)
    Taps(page).button("请对方确认")
    page.get_by_label("姓名").fill("高峰")
    page.get_by_label("职务").fill("管理者代表")
    twice(page.get_by_role("button", name="确认事实"))
    expect(page.locator("[data-slot=sign-state]")).to_have_text("已确认 高峰 管理者代表 10:42")
    online(page)
    safe(page)
    assert rows(
        folder, "SELECT number, state FROM nonconformities WHERE number > 'B-01' AND visit_id = ?", known_id("A1")
    ) == [("B-02", "confirmed")]


def test_three_quick_ticks_choose_three_photos(tablet: Tablet) -> None:
    page = tablet()
    taps = Taps(page)
    taps.button("不符合")
    taps.button("一般")
    boxes = page.locator("[data-slot=evidence] .shot input")
    expect(boxes).to_have_count(3)
    page.evaluate("() => document.querySelectorAll('[data-slot=evidence] .shot input').forEach((one) => one.click())")
    expect(page.locator("[data-slot=n-chosen]")).to_have_text("已选 3 / 3")
    safe(page)
    expect(page.locator("[data-slot=form-versions]")).to_be_hidden()


def test_the_leader_settles_two_versions_by_a_tap_on_one(tablet: Tablet) -> None:
    owner, leader = offline(tablet("chenjing", f"{CLAUSE}7.5")), offline(tablet("liyan", f"{CLAUSE}7.5"))
    Taps(owner).button("符合")
    owner.get_by_role("textbox", name="审核记录").fill("抽 5 份合同，均有知识产权条款")
    for_another(leader, "观察项")
    online(leader)
    safe(leader)
    online(owner)
    shown = owner.locator("[data-clause='7.5'] .two-versions")
    expect(shown).to_contain_text("由组长 李岩 决定", timeout=20_000)
    expect(shown.get_by_role("button")).to_have_count(0)
    Taps(owner).button("不适用")  # her own version changes, the leader's stays
    expect(shown).to_contain_text("观察项")
    expect(shown).to_contain_text("不适用")
    expect(owner.locator("[data-slot=n-local]")).to_have_text("0", timeout=20_000)
    leader.evaluate("() => window.dispatchEvent(new Event('focus'))")
    taps = Taps(leader)
    taps.tap("details.sync summary")
    expect(leader.locator("[data-slot=reasons] a")).to_have_text("核对 7.5 合同管理")
    taps.tap("details.sync summary")
    versions = leader.locator("[data-clause='7.5'] .two-versions")
    expect(versions.locator(".version").filter(has_text="陈静")).to_contain_text("抽 5 份合同")
    taps.tap(versions.get_by_role("button").filter(has_text="用陈静的"))
    expect(versions).to_be_hidden()
    result(leader, "不适用")
    taps.button("撤销")
    expect(versions).to_be_visible()
    taps.tap(versions.get_by_role("button").filter(has_text="用李岩的"))
    result(leader, "观察项")
    safe(leader)
    owner.evaluate("() => window.dispatchEvent(new Event('focus'))")
    result(owner, "观察项")
    safe(owner)


def test_two_tabs_of_one_tablet_know_of_each_other(tablet: Tablet, folder: Path) -> None:
    page = tablet(path=f"{CLAUSE}9.1")
    other = another_tab(page, f"{CLAUSE}9.1")
    offline(page)
    Taps(page).button("符合")
    expect(row(other, "9.1").locator("[data-slot=word]")).to_have_text("符合 ")
    page.get_by_role("textbox", name="审核记录").fill("内审计划 1 份")
    expect(other.get_by_role("textbox", name="审核记录")).to_have_value("内审计划 1 份")
    other.get_by_role("textbox", name="审核记录").fill("内审计划 1 份，报告 1 份")
    expect(page.get_by_role("textbox", name="审核记录")).to_have_value("内审计划 1 份，报告 1 份")
    online(page)
    safe(page)
    safe(other)
    assert rows(folder, "SELECT text, conflict FROM records WHERE ref = '9.1' AND visit_id = ?", known_id("A1")) == [
        ("内审计划 1 份，报告 1 份", 0)
    ]
    sent = rows(folder, "SELECT COUNT(*), COUNT(DISTINCT id) FROM log WHERE subject LIKE ?", f"{known_id('A1')}/9.1%")
    assert sent[0][0] == sent[0][1] and sent[0][0] > 1


def test_nothing_is_sent_in_another_persons_name(tablet: Tablet, folder: Path) -> None:
    page = tablet(path=f"{CLAUSE}9.3")
    page.context.clear_cookies()
    sign_in_over(page.context, "liyan")
    Taps(page).button("符合")
    Taps(page).tap("details.sync summary")
    expect(page.locator("[data-slot=pill-note]")).to_contain_text("陈静 的记录都在本机")
    assert rows(folder, "SELECT value FROM judgements WHERE ref = '9.3' AND visit_id = ?", known_id("A1")) == []
    page.context.clear_cookies()
    sign_in_over(page.context, "chenjing")
    Taps(page).button("现在上传")
    safe(page)
    whose = (
        "SELECT u.account FROM judgements j JOIN users u ON u.id = j.author_id WHERE j.ref = '9.3' AND j.visit_id = ?"
    )
    assert rows(folder, whose, known_id("A1")) == [("chenjing",)]


def test_an_address_without_https_works_with_a_network(browser: Any, server: str, folder: Path, tmp_path: Path) -> None:
    context = browser.new_context(viewport={"width": 1180, "height": 820}, has_touch=True, base_url=server)
    context.add_init_script(BARE)
    page = context.new_page()
    page.goto(f"/login?next={CLAUSE}9.1")
    page.fill("[name=account]", "chenjing")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.locator("html[data-ready]").wait_for(state="attached")
    taps = Taps(page)
    taps.button("符合")
    picture = next(path for path in (folder / "data" / "evidence").rglob("*") if len(path.name) == 64)
    copy = tmp_path / "台账.jpg"
    copy.write_bytes(picture.read_bytes())
    taps.button("拍照")
    expect(page.locator("[data-slot=camera-why]")).to_have_text("相机现在打不开。可以改用系统相机。")
    with page.expect_file_chooser() as chooser:
        taps.button("用系统相机")
    chooser.value.set_files(copy)
    expect(page.locator("[data-clause='9.1'] .shot")).to_have_count(1)
    safe(page)
    assert rows(folder, "SELECT state FROM photos WHERE ref = '9.1' AND visit_id = ?", known_id("A1")) == [("kept",)]
    context.close()


@pytest.mark.camera
def test_a_camera_closed_before_it_opened_does_not_stay_on(tablet: Tablet) -> None:
    page = tablet()
    page.evaluate(SLOW_CAMERA)
    taps = Taps(page)
    taps.button("拍照")
    taps.button("完成")
    page.evaluate("() => { window.grant(); window.grant = null; }")
    page.wait_for_function("() => window.given?.getTracks().every((one) => one.readyState === 'ended')")
    taps.button("拍照")
    page.wait_for_function("() => window.grant")
    page.evaluate("() => { window.grant(); window.grant = null; }")
    expect(page.get_by_role("button", name="快门")).to_be_enabled()
    page.keyboard.press("Escape")
    taps.link("下一条 7.4.2", exact=False)
    taps.button("拍照")
    page.wait_for_function("() => window.grant")
    page.evaluate("() => window.grant()")
    expect(page.get_by_role("button", name="快门")).to_be_enabled()
    page.go_back()
    expect(page.get_by_role("dialog", name="拍照")).to_be_hidden()
    page.wait_for_function("() => window.given.getTracks().every((one) => one.readyState === 'ended')")


@pytest.mark.camera
def test_a_photo_that_could_not_be_kept_is_told_over_the_camera(tablet: Tablet) -> None:
    page = tablet()
    taps = Taps(page)
    taps.button("拍照")
    shutter = page.get_by_role("button", name="快门")
    expect(shutter).to_be_enabled()
    page.evaluate(
        """() => { IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError'); }; }"""
    )
    taps.tap(shutter)
    told = page.locator("[data-slot=trouble]")
    expect(told).to_contain_text("没有存下")
    box = told.bounding_box()
    assert box
    middle = [box["x"] + 30, box["y"] + box["height"] / 2]
    assert page.evaluate("([x, y]) => Boolean(document.elementFromPoint(x, y).closest('[data-slot=trouble]'))", middle)
    expect(page.locator("[data-slot=camera-said]")).to_have_text("3 张")


def test_typing_without_a_rest_is_kept_all_the_time(tablet: Tablet) -> None:
    page = offline(tablet(path=f"{CLAUSE}9.1"))
    area = page.get_by_role("textbox", name="审核记录")
    Taps(page).tap(area)
    page.evaluate("""() => { window.seen = []; window.typed = setInterval(() => {
      const area = document.querySelector("[data-clause='9.1'] textarea");
      area.value += '字';
      area.dispatchEvent(new InputEvent('input', { bubbles: true }));
    }, 60); }""")
    until(page, STORED, lambda ops: any(len(op["body"]["text"]) > 2 for op in ops), "record.set")
    assert len(page.evaluate(STORED, "record.set")) == 1
    page.evaluate("() => clearInterval(window.typed)")
    expect(page.locator("[data-clause='9.1'] .save")).to_have_text("已存本机 10:42")


def test_half_a_sign_and_emoji_go_through(tablet: Tablet, folder: Path) -> None:
    page = tablet(path=f"{CLAUSE}9.1")
    page.evaluate("""() => { const area = document.querySelector("[data-clause='9.1'] textarea");
      area.value = '看板 👍🏽\\ud83d 齐全\\u0000'; area.dispatchEvent(new InputEvent('input', { bubbles: true })); }""")
    expect(page.locator("[data-clause='9.1'] .save")).to_have_text("已存服务器 10:42")
    safe(page)
    assert rows(folder, "SELECT text FROM records WHERE ref = '9.1' AND visit_id = ?", known_id("A1")) == [
        ("看板 👍🏽 齐全",)
    ]


def test_today_shows_what_this_tablet_knows(tablet: Tablet) -> None:
    page = offline(tablet(path=f"{CLAUSE}9.1"))
    taps = Taps(page)
    taps.button("观察项")
    taps.link("返回 概况")
    taps.link("返回 今日")
    card = page.locator("[data-card]").first
    expect(card).to_contain_text("34 / 45 条")
    expect(card).to_contain_text("观察项 3")
    expect(page.locator("[data-slot=as-of]")).to_have_text("任务列表是 10-27 10:42 的，联网后更新")
    expect(page.locator("[data-slot=pill]")).to_have_text("离线 · 1 项已存本机")


def test_what_another_audit_still_holds_is_counted_and_sent(tablet: Tablet, folder: Path) -> None:
    page = tablet(path=f"{CLAUSE}9.1")
    offline(page)
    Taps(page).button("符合")
    page.route("**/field/sync", lambda route: route.abort())
    online(page)
    page.goto("/field")
    url = page.locator("[data-card]").nth(1).get_attribute("data-url")
    page.goto(f"{url}")
    ready(page)
    expect(page.locator("[data-slot=pill]")).to_have_text("离线 · 1 项已存本机")
    page.unroute("**/field/sync")
    page.evaluate("() => window.dispatchEvent(new Event('focus'))")
    safe(page)
    assert rows(folder, "SELECT value FROM judgements WHERE ref = '9.1' AND visit_id = ?", known_id("A1")) == [
        ("conforms",)
    ]


def drafted(page: Page) -> Taps:
    """A minor nonconformity with its fact, begun at the open clause and on the server."""
    taps = Taps(page)
    taps.button("不符合")
    taps.button("一般")
    page.get_by_role("textbox", name="事实描述").fill(FACT)
    safe(page)
    return taps


def test_what_was_refused_can_be_read_and_put_away(tablet: Tablet) -> None:
    page, other = tablet(), tablet("liyan")
    taps = drafted(page)
    other.evaluate("() => window.dispatchEvent(new Event('focus'))")
    Taps(other).link("B-02", exact=False)
    offline(other)
    other.get_by_role("textbox", name="事实描述").fill("三月至九月没有监测记录")
    taps.button("请对方确认")
    page.get_by_label("姓名").fill("高峰")
    page.get_by_label("职务").fill("管理者代表")
    taps.button("确认事实")
    safe(page)
    online(other)
    expect(other.locator("[data-slot=pill]")).to_have_text("1 项上传失败", timeout=20_000)
    expect(other.get_by_role("textbox", name="事实描述")).to_have_value(FACT)
    theirs = Taps(other)
    theirs.tap("details.sync summary")
    reason = other.locator("[data-slot=reasons] li")
    expect(reason).to_contain_text("三月至九月没有监测记录")
    expect(reason).to_contain_text("已由高峰确认，没有改")
    theirs.button("知道了")
    safe(other)
    theirs.tap("details.sync summary")
    theirs.button("历史")
    expect(other.locator("#d-history")).to_contain_text("服务器没有收下")


def test_signing_out_is_stopped_by_unsent_work_and_leaves_no_pages(tablet: Tablet) -> None:
    page = tablet(path=f"{CLAUSE}9.3")
    page.route("**/field/sync", lambda route: route.abort())
    taps = Taps(page)
    taps.button("符合")
    page.goto("/me")
    taps.tap("details.menu summary")
    taps.button("退出登录")
    expect(page.get_by_role("dialog", name="还有内容没有上传")).to_contain_text("1 项")
    taps.button("仍然退出")
    page.wait_for_url("**/login")
    assert page.evaluate("async () => (await caches.keys()).filter((name) => !name.startsWith('static-'))") == []
    assert page.evaluate(KEPT) == 0
    kept = page.evaluate(STORED, "judgement.set")
    assert [op["state"] for op in kept] == ["local"]


def test_a_changed_fact_is_read_again_before_it_is_confirmed(tablet: Tablet, folder: Path) -> None:
    page, other = tablet(), tablet("liyan")
    taps = drafted(page)
    taps.button("请对方确认")
    other.evaluate("() => window.dispatchEvent(new Event('focus'))")
    Taps(other).link("B-02", exact=False)
    other.get_by_role("textbox", name="事实描述").fill("三月至九月没有监测记录")
    arrived = "SELECT fact FROM nonconformities WHERE number = 'B-02' AND visit_id = ?"
    until(other, "() => 1", lambda _: rows(folder, arrived, known_id("A1")) == [("三月至九月没有监测记录",)])
    page.evaluate("() => window.dispatchEvent(new Event('focus'))")
    until(page, MODEL, lambda model: any(one["fact"].startswith("三月") for one in model["nonconformities"]))
    page.get_by_label("姓名").fill("高峰")
    page.get_by_label("职务").fill("管理者代表")
    taps.button("确认事实")
    dialog = page.get_by_role("dialog", name="受审核方确认")
    expect(dialog).to_contain_text("内容刚刚被改过")
    expect(dialog.locator(".quote")).to_have_text("三月至九月没有监测记录")
    taps.button("确认事实")
    expect(page.locator("[data-slot=sign-state]")).to_have_text("已确认 高峰 管理者代表 10:42")
