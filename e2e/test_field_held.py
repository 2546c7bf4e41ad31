"""What the server keeps without carrying it out: each reason met with real taps, said on the tablet, listed at the desk, and ended."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from audit_app.demo.build import config_of
from audit_app.demo.script import known_id
from audit_app.ops import SYSTEM, apply, make
from audit_app.store.db import Database
from audit_app.store.people import get_actor
from e2e.taps import Taps
from e2e.test_field import CLAUSE, FACT, Tablet, offline, result
from e2e.test_field_day import for_another, online, rows, safe
from e2e.test_field_opening import behind, line
from e2e.test_field_restored import back, meet, other
from e2e.test_field_sending import PILL, judged, until_there
from e2e.test_field_words_read import confirm

__all__ = ["behind", "line", "other"]
A1 = known_id("A1")
CLOCK = "2023-10-27T02:42:00.000Z"
KEPT = "服务器先保留 %s 项"
WHY = "SELECT why FROM held ORDER BY seq"


def tell(folder: Path, who: str, verb: str, body: dict[str, Any] | None = None) -> None:
    """Somebody else does this to the audit meanwhile."""
    database = Database(config_of(folder).database)
    with database.reading() as connection:
        actor = get_actor(connection, known_id(who))
    outcome = apply(database, make(f"audit.{verb}", A1, body or {}), actor, CLOCK)
    database.close()
    assert outcome.outcome == "done", outcome


def waits(page: Page, items: int = 1, words: str = "%s 项等待放行") -> None:
    """The tablet says that it waits, in the pill and in its list, and never that all is safe."""
    expect(page.locator(PILL)).to_have_text(words % items, timeout=20_000)
    expect(page.locator("[data-slot=n-held]")).to_have_text(str(items))


def listed(desk: Page, *words: str) -> None:
    """The body's page of the audit names what waits, with its content."""
    desk.goto("/review/audits/A1")
    for word in words:
        expect(desk.locator("#held")).to_contain_text(word)


def let_in(desk: Page) -> None:
    desk.locator("#held form button").first.click()  # 全部放行 where there are several
    desk.locator("#ask[open] .btn.main").click()
    expect(desk.locator("#held")).to_be_hidden()


def draft(page: Page) -> None:
    taps = Taps(page)
    page.goto(f"{CLAUSE}7.4.1")
    taps.button("不符合")
    taps.button("一般")
    page.get_by_role("textbox", name="事实描述").fill(FACT)
    safe(page)


def of_another_time(page: Page, kind: str, change: Callable[[dict[str, Any]], None]) -> None:
    """The tablet's ops of this kind are what an older or newer tablet would send."""

    def changed(route: Route) -> None:
        asked = json.loads(route.request.post_data or "{}")
        for op in asked.get("ops", []):
            if op["kind"] == kind:
                change(op)
        route.continue_(post_data=json.dumps(asked))

    page.route("**/field/sync", changed)


def test_work_of_somebody_who_was_removed_waits_for_the_leader(tablet: Tablet, sign_in: Any, folder: Path) -> None:
    page = offline(tablet("chenjing", f"{CLAUSE}7.4.2"))
    Taps(page).button("符合")
    tell(folder, "sunqian", "remove_member", {"user": known_id("chenjing")})
    online(page)
    waits(page)
    result(page, "符合")
    # said over the whole page, and at the thing itself, not in the list alone
    expect(page.locator("[data-slot=gone]")).to_contain_text("您已不在这次审核组")
    # and without a network, where no answer says it again; the pages can be read on
    offline(page)
    page.reload()
    expect(page.locator("[data-slot=gone]")).to_contain_text("您已不在这次审核组")
    result(page, "符合")
    online(page)
    saved = page.locator("[data-clause='7.4.2'] [data-slot=saved]")
    expect(saved).to_have_text("等待放行到服务器时您已不在审核组，等审核组长或计划人员放行。")
    assert rows(folder, WHY) == [("not_on_team",)] and judged(folder, "7.4.2") == []
    desk = sign_in("sunqian", "/review/audits/A1")
    listed(desk, "判定", "7.4.2", "符合", "陈静")
    let_in(desk)
    assert judged(folder, "7.4.2") == [("conforms",)] and rows(folder, WHY) == []


def test_what_the_operator_takes_off_the_list_is_said_and_its_text_stays(tablet: Tablet, folder: Path) -> None:
    page, text = offline(tablet("chenjing", f"{CLAUSE}7.4.2")), "离组前写的台账核对"
    page.get_by_role("textbox", name="审核记录").fill(text)
    tell(folder, "sunqian", "remove_member", {"user": known_id("chenjing")})
    online(page)
    waits(page)
    ((late,),) = rows(folder, "SELECT op_id FROM held")
    database = Database(config_of(folder).database)
    op = make("held.remove", late, {"reason": "内容已由李岩另行补录，这一项不用了"})
    assert apply(database, op, SYSTEM, CLOCK).outcome == "done"
    database.close()
    meet(page)
    expect(page.locator(PILL)).to_have_text("1 项上传失败", timeout=20_000)
    taps = Taps(page)
    taps.tap("details.sync summary")
    reason = page.locator("[data-slot=reasons] li")
    expect(reason).to_contain_text("运维人员已取消处理，不再等待")
    expect(reason).to_contain_text("内容已由李岩另行补录，这一项不用了")
    expect(reason).to_contain_text("写的全文在历史里，可以复制。")
    taps.button("知道了")
    taps.tap("details.sync summary")
    taps.tap(page.locator("[data-slot=more] summary"))
    taps.button("历史")
    expect(page.locator("#d-history")).to_contain_text(text)
    page.goto("/field/unsent")
    expect(page.locator("[data-slot=unsent-lead]")).to_have_text(
        "其余都已经在服务器上；1 项服务器没有收，您已经看过，只在这台平板的历史里"
    )
    expect(page.locator("[data-slot=lights]")).to_contain_text("1 项没有收，您已经看过：只在这台平板的历史里")
    expect(page.locator("[data-slot=lights]")).not_to_contain_text("没有只在这台平板上的内容")


def test_work_after_hand_in_waits_and_is_safe_once_it_is_let_in(tablet: Tablet, sign_in: Any, folder: Path) -> None:
    page = offline(tablet("chenjing", f"{CLAUSE}7.4.2"))
    Taps(page).button("符合")
    tell(folder, "liyan", "submit")
    online(page)
    waits(page)
    assert rows(folder, WHY) == [("visit_closed",)] and judged(folder, "7.4.2") == []
    page.goto("/field")
    card = page.locator("article.visit [data-slot=kept]")
    expect(card).to_have_text("1 项等待放行 · 7.4.2 争议处理")
    expect(card.get_by_role("link")).to_have_attribute("href", f"{CLAUSE}7.4.2")
    page.goto(f"{CLAUSE}7.4.2")
    desk = sign_in("sunqian", "/review/audits/A1")
    listed(desk, "判定", "7.4.2", "符合", "陈静")
    let_in(desk)
    assert judged(folder, "7.4.2") == [("conforms",)]
    back(page)
    result(page, "符合")


@pytest.mark.parametrize(
    ("why", "newer"), [("newer_version", {"v": 99}), ("unknown_kind", {"kind": "judgement.weigh"})]
)
def test_what_a_newer_tablet_sends_is_kept_and_said(
    tablet: Tablet, folder: Path, why: str, newer: dict[str, Any]
) -> None:
    page = tablet("chenjing", f"{CLAUSE}7.4.2")
    of_another_time(page, "judgement.set", lambda op: op.update(newer))
    Taps(page).button("符合")
    waits(page, words=KEPT)
    assert rows(folder, WHY) == [(why,)] and judged(folder, "7.4.2") == []
    result(page, "符合")
    page.unroute("**/field/sync")
    page.reload()
    waits(page, words=KEPT)
    result(page, "符合")


def test_a_confirmation_by_an_older_tablet_waits_until_the_company_confirms_anew(tablet: Tablet, folder: Path) -> None:
    page = tablet("chenjing")
    draft(page)

    def older(op: dict[str, Any]) -> None:
        op["v"] = 1
        op["body"].pop("read")

    of_another_time(page, "nonconformity.confirm", older)
    confirm(page)
    expect(page.locator("[data-slot=sign-state]")).to_contain_text("要对方重新确认", timeout=20_000)
    waits(page, words="%s 项要对方重新确认")
    assert rows(folder, WHY) == [("words_unproven",)]
    page.unroute("**/field/sync")
    confirm(page, button="请对方重新确认")
    safe(page)
    assert rows(folder, WHY) == []
    state = "SELECT state, confirmed_by FROM nonconformities WHERE number = 'B-02' AND visit_id = ?"
    assert rows(folder, state, A1) == [("confirmed", "高峰")]


def test_what_stands_on_another_tablets_work_waits_until_that_one_is_back(
    behind: Callable[..., Page], line: Any, folder: Path, tmp_path: Path, other: Any
) -> None:
    """The server was rolled back; the second tablet comes home before the one whose work it stands upon."""
    target = tmp_path / "other"
    shutil.copytree(folder, target)
    first = behind("chenjing", f"{CLAUSE}7.4.2")
    Taps(first).button("符合")
    until_there(first, folder, "7.4.2", "conforms")
    draft(first)
    second = behind("liyan", f"{CLAUSE}7.4.2")
    for_another(second, "观察项")
    second.goto("/field/a/A1/nc/B-02")
    Taps(second).tap(second.locator("[data-slot=evidence] label.shot").first)
    safe(second)
    offline(first)
    other(line, target)
    meet(second)
    expect(second.locator(PILL)).to_have_text("服务器先保留 2 项", timeout=20_000)
    assert set(rows(target, WHY)) == {("base_not_here",), ("subject_not_here",)}
    assert judged(target, "7.4.2") == []
    online(first)
    back(first)
    back(second)
    assert rows(target, WHY) == [] and judged(target, "7.4.2") == judged(folder, "7.4.2")
    form = "SELECT fact, photos FROM nonconformities WHERE number = 'B-02' AND visit_id = ?"
    ((fact, photos),) = rows(target, form, A1)
    assert fact == FACT and len(json.loads(photos)) == 1 and rows(folder, form, A1) == [(fact, photos)]


def test_a_confirmation_after_hand_in_says_the_true_reason_and_is_not_asked_twice(
    tablet: Tablet, sign_in: Any, folder: Path
) -> None:
    page = tablet("chenjing")
    draft(page)
    offline(page)
    confirm(page)
    tell(folder, "liyan", "submit")
    online(page)
    waits(page)
    expect(page.locator("[data-slot=changed]")).to_be_hidden()
    expect(page.locator("[data-slot=sign-who]")).to_contain_text("审核已经提交")
    expect(page.locator("[data-slot=ask]")).to_be_hidden()
    page.locator("[data-slot=sync] summary").click()
    page.locator("[data-slot=reasons] a").first.click()
    kept = page.locator("[data-slot=kept]")
    expect(kept).to_contain_text("B-02")
    expect(kept).to_contain_text("审核已经提交")
    expect(page.locator("[data-slot=unsent-lead]")).to_contain_text("服务器先保留 1 项")
    if os.environ.get("PICTURES"):
        page.screenshot(path=f"{os.environ['PICTURES']}/kept.png")
    page.goto("/field")
    card = page.locator("article.visit [data-slot=kept]")
    expect(card).to_have_text("1 项等待放行 · 不符合项")  # the words of the pill, beside its sign
    sign, words = (card.locator(one).bounding_box() for one in ("svg", "span"))
    assert sign and words and abs(sign["y"] - words["y"]) < 10 and sign["x"] < words["x"]
    second = tablet("liyan", "/field/a/A1/nc")
    expect(second.locator("[data-slot=forms]")).to_contain_text("等待放行")
    second.goto("/field/a/A1/nc/B-02")
    expect(second.locator("[data-slot=sign-state]")).to_contain_text("高峰")
    expect(second.locator("[data-slot=ask]")).to_be_hidden()
    if os.environ.get("PICTURES"):
        second.screenshot(path=f"{os.environ['PICTURES']}/second.png")
