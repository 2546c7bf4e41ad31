"""No text leaves a box unsaved or unsaid: what is pasted comes in tidy, what is refused stays in its box until it is mended."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from audit_app.demo.script import known_id
from e2e.conftest import ready
from e2e.taps import Taps
from e2e.test_field import CLAUSE, FACT, STORED, Tablet, offline
from e2e.test_field_day import online, rows, safe

RECORD = "SELECT text FROM records WHERE ref = ? AND author_id = ? AND text != ''"
FROM_WORD = "查《风险监测台账》。\x0b3 月至 9 月未见记录。\x0c\x07已问经理。\u2028完e\u0301"
TIDY = "查《风险监测台账》。\n3 月至 9 月未见记录。\n已问经理。\n完é"

# the answer comes, and the page hears it only when `go` is called
SLOW_ANSWER = """() => {
  const real = window.fetch;
  window.slow = true;
  window.fetch = async (...asked) => {
    const answer = await real(...asked);
    if (window.slow && String(asked[1]?.body).includes('record.set')) await new Promise((go) => { window.go = go; });
    return answer;
  };
}"""


def paste(page: Page, box: object, text: str) -> None:
    """As from another app: through the clipboard."""
    page.context.grant_permissions(["camera", "clipboard-read", "clipboard-write"])
    page.evaluate("(text) => navigator.clipboard.writeText(text)", text)
    box.click()  # type: ignore[attr-defined]
    page.keyboard.press("ControlOrMeta+v")


def record(page: Page) -> object:
    return page.get_by_role("textbox", name="审核记录").locator("visible=true")


def said(page: Page) -> object:
    return page.locator("[data-clause]:not([hidden]) .err.of-box")


def test_text_pasted_from_word_is_kept_and_typing_goes_on(tablet: Tablet, folder: Path) -> None:
    page = offline(tablet(path=f"{CLAUSE}7.4.2"))
    box = record(page)
    paste(page, box, FROM_WORD)
    expect(box).to_have_value(TIDY)
    page.keyboard.type("。再写")
    expect(box).to_have_value(f"{TIDY}。再写")
    page.keyboard.press("ControlOrMeta+Home")
    page.evaluate("() => navigator.clipboard.writeText('甲\\x0b')")
    page.keyboard.press("ControlOrMeta+v")
    page.keyboard.type("乙")  # the caret stayed behind what was pasted
    expect(box).to_have_value(f"甲\n乙{TIDY}。再写")
    online(page)
    safe(page)
    assert rows(folder, RECORD, "7.4.2", known_id("chenjing")) == [(f"甲\n乙{TIDY}。再写",)]
    page.reload()
    ready(page)
    expect(record(page)).to_have_value(f"甲\n乙{TIDY}。再写")


def test_what_is_too_long_to_paste_stays_out_whole_with_its_count(tablet: Tablet) -> None:
    page = tablet(path=f"{CLAUSE}7.4.2")
    box = record(page)
    box.fill("先写的")
    paste(page, box, "长" * 20_000)
    expect(said(page)).to_contain_text("要粘贴的有 20000 个字，这里最多 20000 个，还能写 19997 个")
    expect(box).to_have_value("先写的")
    page.keyboard.type("，接着写")
    expect(said(page)).to_be_hidden()
    safe(page)
    assert page.evaluate(STORED, "record.set")[-1]["body"]["text"].endswith("接着写")


def test_a_refused_text_stays_marked_and_goes_again_when_mended(tablet: Tablet, folder: Path) -> None:
    page = tablet(path=f"{CLAUSE}7.4.2")
    box = record(page)
    page.evaluate(
        "() => document.querySelectorAll('[data-slot=record]').forEach((one) => one.removeAttribute('maxlength'))"
    )
    long = "字" * 20_001
    box.fill(long)
    expect(said(page)).to_contain_text("「审核记录」没有存到服务器：最多 20000 个字，现在有 20001 个", timeout=20_000)
    expect(said(page)).to_contain_text("改好后自动再上传")
    expect(box).to_have_value(long)
    page.reload()
    ready(page)
    expect(box).to_have_value(long)
    expect(said(page)).to_be_visible()
    taps = Taps(page)
    taps.tap(page.locator("[data-slot=more] summary"))
    taps.button("历史")
    expect(page.locator("#d-history")).to_contain_text(long)
    taps.tap(page.locator("#d-history [data-act=close]"))
    box.fill("短了")
    safe(page)
    expect(said(page)).to_be_hidden()
    assert rows(folder, RECORD, "7.4.2", known_id("chenjing")) == [("短了",)]
    expect(page.locator("[data-slot=n-failed]")).to_have_text("0")


def test_what_was_typed_upon_a_refused_text_is_not_held_for_ever(tablet: Tablet, folder: Path) -> None:
    page = tablet(path=f"{CLAUSE}7.4.2")
    page.evaluate(
        "() => document.querySelectorAll('[data-slot=record]').forEach((one) => one.removeAttribute('maxlength'))"
    )
    page.evaluate(SLOW_ANSWER)
    box = record(page)
    box.fill("字" * 20_001)
    page.wait_for_function("() => window.go")
    box.fill("改短")
    page.wait_for_timeout(400)
    page.evaluate("() => { window.slow = false; window.go(); }")
    safe(page)
    assert rows(folder, RECORD, "7.4.2", known_id("chenjing")) == [("改短",)]
    expect(page.locator("[data-slot=pill]")).to_have_text(re.compile("^全部已存服务器"))
    assert rows(folder, "SELECT count(*) FROM held") == [(0,)]


SLOW_STORE = """() => {
  const real = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (names, mode, ...more) {
    const tx = real.call(this, names, mode, ...more);
    if (mode !== 'readwrite') return tx;
    const store = tx.objectStore([names].flat()[0]);
    const until = performance.now() + 300;
    const again = () => { if (performance.now() < until) store.count().onsuccess = again; };
    again();
    return tx;
  };
}"""


@pytest.mark.parametrize(
    ("ways", "label"),
    [
        ([], "审核记录"),
        (["面谈"], "岗位"),
        (["抽样"], "抽样方法"),
        (["不符合", "一般"], "事实描述"),
        (["不符合", "一般", "其他"], "其他部门"),
    ],
)
def test_the_last_letters_survive_a_reload_before_the_store_answers(
    tablet: Tablet, ways: list[str], label: str
) -> None:
    """Each write takes 300 ms here, as on a busy tablet; letters come faster, and the reload with the last of them."""
    page = offline(tablet(path=f"{CLAUSE}7.4.2"))
    taps = Taps(page)
    for way in ways:
        taps.button(way)
    box = page.get_by_label(label, exact=True).locator("visible=true")
    box.focus()
    page.evaluate(SLOW_STORE)
    page.keyboard.type("合同评审记录", delay=15)
    page.reload()
    ready(page)
    if label == "其他部门":
        expect(page.get_by_role("radio", name="合同评审记录")).to_be_checked()
        return
    if "一般" not in ways:
        for way in ways:  # the button says beside its name that something there is not added
            taps.tap(page.get_by_role("button", name=re.compile(f"^{way}")).locator("visible=true"))
    expect(box).to_have_value("合同评审记录")


def test_a_draft_never_comes_over_what_is_typed_at_once(tablet: Tablet) -> None:
    page = offline(tablet(path=f"{CLAUSE}7.4.2"))
    taps = Taps(page)
    taps.button("面谈")
    page.get_by_label("谈了什么").fill("争议怎么处理")
    taps.tap(page.locator("#d-interviews [data-act=close]"))
    page.evaluate("() => document.querySelector('[data-clause]:not([hidden]) [data-act=interviews]').click()")
    page.evaluate(  # the first letter comes as soon as the box can take it
        """() => new Promise((done) => { const look = () => {
          if (!document.getElementById('d-interviews').open) { requestAnimationFrame(look); return; }
          document.getElementById('i-post').focus();
          document.execCommand('insertText', false, '法');
          done();
        }; look(); })"""
    )
    expect(page.get_by_label("谈了什么")).to_have_value("争议怎么处理")
    expect(page.get_by_label("岗位")).to_have_value("法")


def test_an_interview_half_written_stays_with_its_clause(tablet: Tablet, folder: Path) -> None:
    page = offline(tablet(path=f"{CLAUSE}7.4.2"))
    taps = Taps(page)
    taps.button("面谈")
    expect(page.get_by_label("岗位")).to_be_focused()
    page.keyboard.type("法务经理")
    page.get_by_label("谈了什么").fill("争议怎么处理")
    page.reload()
    taps.button("面谈 没加")
    expect(page.get_by_label("岗位")).to_have_value("法务经理")
    expect(page.get_by_label("谈了什么")).to_have_value("争议怎么处理")
    taps.tap(page.locator("#d-interviews [data-act=close]"))
    taps.link("下一条", exact=False)
    taps.button("面谈")
    expect(page.get_by_label("岗位")).to_have_value("")
    page.keyboard.type("外贸主管")
    taps.tap(page.locator("#d-interviews [data-act=close]"))
    taps.link("上一条", exact=False)
    taps.button("面谈 没加")
    taps.button("加一次面谈")
    online(page)
    # what was typed at the next clause is not added, so nothing is called safe over it
    expect(page.locator("[data-slot=pill]")).to_have_text("1 段没加的文字", timeout=20_000)
    found = rows(
        folder,
        "SELECT ref, post, topic FROM interviews WHERE author_id = ? AND post = ?",
        known_id("chenjing"),
        "法务经理",
    )
    assert found == [("7.4.2", "法务经理", "争议怎么处理")]


def test_a_nonconformity_a_sample_and_an_interview_in_their_taps(tablet: Tablet) -> None:
    page = offline(tablet(path=f"{CLAUSE}7.4.2"))
    taps = Taps(page)
    taps.button("不符合")
    taps.button("严重")
    expect(page.get_by_role("textbox", name="事实描述")).to_be_focused()
    page.keyboard.type(FACT)
    assert taps.count == 2
    taps.link("返回条款")
    assert taps.count == 3
    taps = Taps(page)
    taps.button("抽样")
    expect(page.get_by_label("总体", exact=True)).to_be_focused()
    page.keyboard.type("９")
    page.keyboard.press("Enter")
    page.keyboard.type("９")
    taps.button("加一条")
    assert taps.count == 2
    expect(page.locator("#d-samples [data-slot=rows]")).to_contain_text("抽取 9，总体 9")
    taps.tap(page.locator("#d-samples [data-act=close]"))
    taps = Taps(page)
    taps.button("面谈")
    expect(page.get_by_label("岗位")).to_be_focused()
    page.keyboard.type("法务经理")
    taps.button("加一次面谈")
    assert taps.count == 2
    expect(page.locator("#d-interviews [data-slot=rows]")).to_contain_text("法务经理")


def test_a_department_can_be_unselected(tablet: Tablet, folder: Path) -> None:
    page = tablet(path=f"{CLAUSE}7.4.2")
    taps = Taps(page)
    taps.button("不符合")
    taps.button("一般")
    chosen = page.locator("[data-slot=departments] label").first
    taps.tap(chosen)
    expect(chosen.locator("input")).to_be_checked()
    safe(page)
    taps.tap(chosen)
    expect(chosen.locator("input")).not_to_be_checked()
    safe(page)
    assert rows(folder, "SELECT department FROM nonconformities WHERE number = 'B-02'") == [("",)]


def test_a_nonconformity_from_the_list_finds_its_clause_by_number(tablet: Tablet) -> None:
    page = tablet(path="/field/a/A1/nc")
    taps = Taps(page)
    taps.button("开不符合项")
    expect(page.locator("[data-slot=pick-search]")).to_be_focused()
    page.keyboard.type("742")
    expect(page.locator("#d-clause [data-pick]").locator("visible=true")).to_have_text(["7.4.2 争议处理"])
    page.keyboard.press("Enter")
    expect(page.locator("[data-slot=clauses]")).to_contain_text("7.4.2 争议处理")


def without_limits(page: Page) -> None:
    page.evaluate("() => document.querySelectorAll('[maxlength]').forEach((one) => one.removeAttribute('maxlength'))")


def test_typing_into_a_full_box_says_so(tablet: Tablet) -> None:
    page = tablet(path=f"{CLAUSE}7.4.2")
    box = record(page)
    box.fill("字" * 19_999)
    box.press("End")
    page.keyboard.type("一")
    expect(said(page)).to_be_hidden()
    page.keyboard.type("二")
    expect(said(page)).to_contain_text("这里最多 20000 个字，已经写满，再打的没有写进去")
    expect(box).to_have_value("字" * 19_999 + "一")
    page.keyboard.press("Backspace")
    expect(said(page)).to_be_hidden()


def test_a_refused_fact_stays_in_its_box_until_it_is_mended(tablet: Tablet, folder: Path) -> None:
    page = tablet(path=f"{CLAUSE}7.4.2")
    taps = Taps(page)
    taps.button("不符合")
    taps.button("一般")
    without_limits(page)
    box = page.get_by_role("textbox", name="事实描述")
    box.fill("长" * 5_001)
    line = page.locator("[data-place=form] .err.of-box")
    expect(line).to_contain_text("「事实描述」没有存到服务器：最多 5000 个字，现在有 5001 个", timeout=20_000)
    page.reload()
    ready(page)
    expect(box).to_have_value("长" * 5_001)
    expect(line).to_be_visible()
    box.fill(FACT)
    safe(page)
    expect(line).to_be_hidden()
    assert rows(folder, "SELECT fact FROM nonconformities WHERE number = 'B-02'") == [(FACT,)]


@pytest.mark.parametrize(
    ("button", "name", "label", "most", "first"),
    [("面谈", "interviews", "谈了什么", 2000, "岗位"), ("抽样", "samples", "抽样方法", 200, "总体")],
)
def test_a_refused_row_goes_back_into_its_form_to_be_mended(
    tablet: Tablet, folder: Path, button: str, name: str, label: str, most: int, first: str
) -> None:
    page = tablet(path=f"{CLAUSE}7.4.2")
    taps = Taps(page)
    taps.button(button)
    without_limits(page)
    dialog = page.locator(f"#d-{name}")
    box = dialog.get_by_label(first, exact=True)
    box.fill("9")
    dialog.get_by_label(label, exact=True).fill("长" * (most + 1))
    taps.tap(dialog.locator("[type=submit]"))
    refused = dialog.locator("[data-slot=refused] li")
    expect(page.locator("[data-slot=n-failed]")).to_have_text("1", timeout=20_000)
    taps.tap(dialog.locator("[data-act=close]"))
    taps.button(button)
    expect(refused).to_contain_text(f"最多 {most} 个字，现在有 {most + 1} 个")
    taps.tap(refused.get_by_role("button", name="改好再加"))
    expect(dialog.get_by_label(label, exact=True)).to_have_value("长" * (most + 1))
    dialog.get_by_label(label, exact=True).fill("短了")
    taps.tap(dialog.locator("[type=submit]"))
    expect(refused).to_have_count(0)
    safe(page)
    column = {"interviews": "topic", "samples": "method"}[name]
    assert rows(folder, f"SELECT {column} FROM {name} WHERE ref = '7.4.2' AND {column} = '短了'") == [("短了",)]
