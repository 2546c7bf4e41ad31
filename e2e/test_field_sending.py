"""One sender on every field page: what waits leaves by itself, whatever the network pretends, and nothing green is said over a hole."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from audit_app.demo.people import PASSWORD
from audit_app.demo.script import known_id
from e2e.taps import Taps
from e2e.test_field import CLAUSE, STORED, Tablet, offline
from e2e.test_field_day import online, rows, safe

PILL = "[data-slot=pill]"
VALUE = "SELECT value FROM judgements WHERE ref = ? AND visit_id = ?"
CLOSED = """() => {
  const real = IDBDatabase.prototype.transaction;
  window.shut = 0;
  IDBDatabase.prototype.transaction = function (names, mode, ...more) {
    if (mode === 'readwrite' && [names].flat().includes('ops') && !window.shut) { window.shut += 1; this.close(); }
    return real.call(this, names, mode, ...more);
  };
}"""
EMPTY = """() => new Promise((done, fail) => {
  const asked = indexedDB.deleteDatabase('audit-field');
  asked.onsuccess = () => done(true);
  asked.onerror = asked.onblocked = () => fail(new Error('not emptied'));
})"""


def judged(folder: Path, ref: str) -> list[tuple[str]]:
    return rows(folder, VALUE, ref, known_id("A1"))


def until_there(page: Page, folder: Path, ref: str, value: str) -> None:
    for _ in range(100):
        if judged(folder, ref) == [(value,)]:
            return
        page.wait_for_timeout(100)
    raise AssertionError(judged(folder, ref))


def kept(page: Page, kind: str) -> None:
    """Until the tablet has written it down: before that it asks whoever leaves the page."""
    for _ in range(100):
        if page.evaluate(STORED, kind):
            return
        page.wait_for_timeout(100)
    raise AssertionError(kind)


def shoot(page: Page, ref: str) -> None:
    taps = Taps(page)
    taps.button("拍照")
    shutter = page.get_by_role("button", name="快门")
    expect(shutter).to_be_enabled()
    taps.tap(shutter)
    expect(page.locator(f"[data-clause='{ref}'] .shot")).to_have_count(1)
    taps.button("完成")


@pytest.mark.camera
@pytest.mark.parametrize("path", ["/field", "/field/me", "/field/help"])
def test_photos_leave_from_every_page_after_a_restart(tablet: Tablet, folder: Path, path: str) -> None:
    page = offline(tablet(path=f"{CLAUSE}9.1"))
    shoot(page, "9.1")
    page.close()
    again = page.context.new_page()
    online(again)
    again.goto(path)
    safe(again)
    kept = "SELECT state FROM photos WHERE ref = '9.1' AND visit_id = ?"
    assert rows(folder, kept, known_id("A1")) == [("kept",)]


def test_what_may_still_be_taken_back_leaves_from_today(tablet: Tablet, folder: Path) -> None:
    page = tablet(path=f"{CLAUSE}7.4.1")
    taps = Taps(page)
    taps.button("不符合")
    taps.button("一般")
    safe(page)
    taps.button("删除草稿")
    kept(page, "nonconformity.withdraw")
    page.goto("/field")
    found = "SELECT state FROM nonconformities WHERE number = 'B-02' AND visit_id = ?"
    for _ in range(600):
        if rows(folder, found, known_id("A1")) == [("withdrawn",)]:
            break
        page.wait_for_timeout(100)
    assert rows(folder, found, known_id("A1")) == [("withdrawn",)]


def test_an_edit_before_a_reload_leaves_from_today(tablet: Tablet, folder: Path) -> None:
    page = tablet(path=f"{CLAUSE}9.2")
    page.route("**/field/sync", lambda route: route.abort())
    Taps(page).button("符合")
    assert len(page.evaluate(STORED, "judgement.set")) == 1
    page.unroute("**/field/sync")
    page.goto("/field")
    until_there(page, folder, "9.2", "conforms")


def test_what_the_server_puts_off_stays_and_is_sent_again_without_haste(tablet: Tablet, folder: Path) -> None:
    page = tablet(path=f"{CLAUSE}9.2")
    tries: list[int] = []

    def put_off(route: Route) -> None:
        asked = json.loads(route.request.post_data or "")
        ops, asked["ops"] = asked["ops"], []
        said = route.fetch(post_data=json.dumps(asked))
        if ops:
            tries.append(len(ops))
        route.fulfill(response=said, json={**said.json(), "later": [op["id"] for op in ops]})

    page.route("**/field/sync", put_off)
    Taps(page).button("符合")
    expect(page.locator(PILL)).to_have_text("1 项等待上传")
    page.wait_for_timeout(6000)
    assert tries == [1], "not asked again and again"
    assert [op["state"] for op in page.evaluate(STORED, "judgement.set")] == ["local"]
    page.unroute("**/field/sync")
    page.reload()
    until_there(page, folder, "9.2", "conforms")


def test_a_server_that_comes_back_is_noticed_although_the_network_never_changed(tablet: Tablet, folder: Path) -> None:
    page = tablet(path=f"{CLAUSE}9.1")
    down = {"status": 0}

    def answer(route: object) -> None:
        if down["status"]:
            route.fulfill(status=down["status"], body="<html>Bad Gateway</html>", content_type="text/html")  # type: ignore[attr-defined]
        else:
            route.continue_()  # type: ignore[attr-defined]

    page.route("**/field/sync", answer)
    down["status"] = 502
    Taps(page).button("符合")
    expect(page.locator(PILL)).to_have_text("1 项等待上传")
    Taps(page).tap("details.sync summary")
    expect(page.locator("[data-slot=pill-note]")).to_have_text("服务器暂时不能接收，会自动再试")
    page.wait_for_timeout(1500)
    down["status"] = 0
    until_there(page, folder, "9.1", "conforms")
    expect(page.locator(PILL)).to_have_text(re.compile("^全部已存服务器"), timeout=20_000)


def test_a_login_page_in_between_is_never_taken_for_an_answer(tablet: Tablet, folder: Path) -> None:
    page = tablet(path=f"{CLAUSE}9.1")
    portal = "<!doctype html><title>WiFi</title><form action=/wifi><input name=phone></form>"
    page.context.route("**/*", lambda route: route.fulfill(body=portal, content_type="text/html"))
    Taps(page).button("符合")
    expect(page.locator(PILL)).to_have_text("1 项等待上传")
    page.wait_for_timeout(2500)
    expect(page.locator(PILL)).to_have_text("1 项等待上传")
    page.context.unroute("**/*")
    until_there(page, folder, "9.1", "conforms")
    safe(page)


def test_a_request_that_hangs_is_given_up_and_tried_again(tablet: Tablet, folder: Path) -> None:
    page = tablet(path=f"{CLAUSE}9.1")
    page.evaluate(
        "() => { const real = AbortSignal.timeout; AbortSignal.timeout = () => real.call(AbortSignal, 700); }"
    )
    page.route("**/field/sync", lambda route: None)
    Taps(page).button("符合")
    expect(page.locator(PILL)).to_have_text("离线 · 1 项已存本机")
    page.unroute("**/field/sync")
    until_there(page, folder, "9.1", "conforms")
    safe(page)


def test_an_ended_session_asks_for_the_password_in_place(tablet: Tablet, folder: Path) -> None:
    page = tablet(path=f"{CLAUSE}9.3")
    page.context.clear_cookies()
    taps = Taps(page)
    taps.button("符合")
    expect(page.locator(PILL)).to_have_text("登录过期 · 1 项已存本机")
    taps.tap("details.sync summary")
    box = page.get_by_label("陈静的密码")
    box.fill("falsch-falsch-1")
    taps.button("继续上传")
    expect(page.locator("[data-slot=again-error]")).to_have_text("密码不对，请再试一次")
    box.fill(PASSWORD)
    taps.button("继续上传")
    until_there(page, folder, "9.3", "conforms")
    expect(page.locator(PILL)).to_have_text(re.compile("^全部已存服务器"))
    expect(page.locator("[data-slot=again]")).to_be_hidden()


def test_a_closed_store_is_opened_again_and_the_write_done(tablet: Tablet, folder: Path) -> None:
    page = offline(tablet(path=f"{CLAUSE}9.1"))
    page.evaluate(CLOSED)
    Taps(page).button("符合")
    expect(page.locator("[data-clause='9.1'] .save")).to_have_text("已存本机 10:42")
    assert page.evaluate("window.shut") == 1
    assert len(page.evaluate(STORED, "judgement.set")) == 1
    expect(page.locator("[data-slot=trouble]")).to_be_hidden()
    online(page)
    until_there(page, folder, "9.1", "conforms")


@pytest.mark.camera
def test_a_store_emptied_under_the_page_gets_back_what_the_page_knows(tablet: Tablet, folder: Path) -> None:
    page = offline(tablet(path=f"{CLAUSE}9.1"))
    Taps(page).button("符合")
    shoot(page, "9.1")
    for _ in range(100):  # a try to send has begun: the server may have heard of the picture
        if all(op.get("tries") for kind in ("judgement.set", "photo.add") for op in page.evaluate(STORED, kind)):
            break
        page.wait_for_timeout(100)
    page.evaluate(EMPTY)
    expect(page.locator(PILL)).to_have_text("离线 · 1 项已存本机", timeout=20_000)
    assert len(page.evaluate(STORED, "judgement.set")) == 1
    online(page)
    until_there(page, folder, "9.1", "conforms")
    expect(page.locator(PILL)).to_have_text("1 项丢失", timeout=20_000)  # the picture's bytes were in the store alone


def test_a_store_emptied_while_nobody_looked_names_what_is_lost(tablet: Tablet, folder: Path) -> None:
    page = offline(tablet(path=f"{CLAUSE}9.1"))
    taps = Taps(page)
    taps.button("符合")
    page.get_by_role("textbox", name="审核记录").fill("内审计划 1 份")
    taps.link("下一条 9.2", exact=False)
    taps.button("符合")
    expect(page.locator(PILL)).to_have_text("离线 · 2 项已存本机")
    page.goto("about:blank")
    wiper = page.context.new_page()
    online(wiper)
    wiper.goto("/static/seal.svg")  # our origin, and nothing on it that sends
    wiper.evaluate(EMPTY)
    wiper.close()
    page.goto("/field")
    expect(page.locator(PILL)).to_have_text("2 项丢失", timeout=20_000)
    Taps(page).tap("details.sync summary")
    expect(page.locator("[data-slot=reasons]")).to_contain_text("9.1 总则 的审核记录")
    expect(page.locator("[data-slot=reasons]")).to_contain_text("9.2 内部审核 的判定")
    Taps(page).link("没到服务器的内容")
    expect(page.get_by_role("heading", level=1)).to_have_text("2 项已丢失")
    lost = page.locator("[data-slot=lost-rows] li")
    expect(lost).to_have_count(2)
    expect(lost.first).to_contain_text("9.1 总则 的审核记录")
    expect(lost.first.get_by_role("link", name="去 9.1 重做")).to_have_attribute("href", f"{CLAUSE}9.1")
    for _ in range(2):
        Taps(page).tap(lost.first.get_by_role("button", name="勾掉"))
    safe(page)
