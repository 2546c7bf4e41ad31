"""Photos that the company has read as evidence: those on the screen are those that are confirmed, and they stay."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from audit_app.demo.script import known_id
from e2e.taps import Taps
from e2e.test_field import CLAUSE, FACT, Tablet, offline
from e2e.test_field_credit import drafted, news
from e2e.test_field_day import online, rows, safe
from e2e.test_field_words_read import confirm, picture

FORM = "/field/a/A1/nc/B-02"
STATE = "SELECT state, photos, confirmed_by FROM nonconformities WHERE number = 'B-02' AND visit_id = ?"
READ = """async () => (await import('/static/field/state.js')).field.ops.values()
  .filter((op) => op.kind === 'nonconformity.confirm').map((op) => op.body.read.photos).toArray()"""
MODEL = """async () => { const { field } = await import('/static/field/state.js');
  return [...field.model.nonconformities.values()].find((one) => one.number === 'B-02').photos; }"""

GONE = """async () => { const { act, field } = await import('/static/field/state.js');
  const [subject] = [...field.model.nonconformities.values()].find((one) => one.number === 'B-02').photos;
  await act([{ kind: 'photo.withdraw', subject, body: { reason: '' } }]); }"""


def choose(page: Page, *which: int) -> None:
    for at in which:
        Taps(page).tap(page.locator("[data-slot=evidence] label").nth(at))
        page.wait_for_timeout(200)


def view_at_home(page: Page) -> None:
    """The first own photo of 7.4.1 in full."""
    page.goto(f"{CLAUSE}7.4.1")
    Taps(page).tap(page.locator("[data-clause='7.4.1'] [data-act=view]").first)


def test_another_photo_chosen_meanwhile_is_shown_anew_and_what_was_painted_is_confirmed(
    tablet: Tablet, folder: Path
) -> None:
    owner = tablet("chenjing")
    drafted(owner)
    choose(owner, 0)
    safe(owner)
    leader = tablet("liyan", FORM)
    taps = Taps(owner)
    taps.button("请对方确认")
    dialog = owner.get_by_role("dialog")
    shown = dialog.locator("[data-slot=c-pictures] figcaption")
    expect(shown).to_have_count(1)
    expect(dialog.locator("[data-slot=c-pictures] img")).to_be_visible()
    before = shown.inner_text()
    picture(owner, "confirm-1180")
    choose(leader, 0, 2)
    safe(leader)
    [(_state, chosen, _by)] = rows(folder, STATE, known_id("A1"))
    news(owner)
    owner.wait_for_function(f"async (wanted) => JSON.stringify(await ({MODEL})()) === wanted", arg=chosen)
    dialog.get_by_label("姓名").fill("高峰")
    dialog.get_by_label("职务").fill("管理者代表")
    taps.button("确认事实")
    expect(dialog.locator("[data-slot=c-changed]")).to_be_visible()
    assert shown.inner_text() != before
    assert owner.evaluate(READ) == []
    taps.button("确认事实")
    expect(dialog).to_be_hidden()
    safe(owner)
    assert rows(folder, STATE, known_id("A1")) == [("confirmed", chosen, "高峰")]


def test_the_focus_is_where_something_is_to_be_written(tablet: Tablet) -> None:
    page = tablet("chenjing")
    drafted(page)
    Taps(page).button("请对方确认")
    expect(page.locator("#c-name")).to_be_focused()
    expect(page.locator("[data-slot=c-ask-department]")).to_be_visible()  # asked for, and may be left


def test_a_photo_of_a_confirmed_nonconformity_cannot_be_deleted_and_says_why(tablet: Tablet, folder: Path) -> None:
    page = tablet("chenjing")
    drafted(page)
    choose(page, 0)
    confirm(page)
    safe(page)
    expect(page.locator("[data-slot=n-chosen]")).to_have_text("1 张")
    view_at_home(page)
    expect(page.locator("[data-slot=photo-evidence]")).to_contain_text(
        re.compile(r"这是不符合项 B-02 的证据，对方（高峰）.*\d\d:\d\d 已经确认，不能删除")
    )
    expect(page.locator("[data-act=withdraw-photo]")).to_be_hidden()
    picture(page, "evidence-1180")


def test_a_confirmed_form_without_photos_says_so_plainly(tablet: Tablet) -> None:
    page = tablet("chenjing")
    drafted(page)
    confirm(page)
    safe(page)
    expect(page.locator("[data-slot=n-chosen]")).to_have_text("没有照片")


def test_a_deletion_that_comes_after_the_confirmation_is_given_back(tablet: Tablet, folder: Path) -> None:
    owner = tablet("chenjing")
    drafted(owner)
    choose(owner, 0)
    safe(owner)
    leader = offline(tablet("liyan", FORM))
    offline(owner)
    view_at_home(owner)
    Taps(owner).tap(owner.locator("[data-act=withdraw-photo]"))
    owner.wait_for_timeout(8_500)
    confirm(leader)
    online(leader)
    safe(leader)
    online(owner)
    safe(owner)
    [(state, photos, by)] = rows(folder, STATE, known_id("A1"))
    assert (state, by) == ("confirmed", "高峰") and photos != "[]"
    expect(owner.locator("[data-slot=trouble]")).to_contain_text(
        re.compile(r"对方（高峰）已经确认，没有删除。确认时间：.*\d\d:\d\d。需要说明的")
    )
    expect(owner.locator("[data-clause='7.4.1'] [data-act=view]")).to_have_count(3)
    expect(owner.locator("[data-slot=n-failed]")).to_have_text("0")
    picture(owner, "given-back-1180")


def test_a_photo_deleted_before_the_confirmation_came_is_named_beside_the_fact(tablet: Tablet) -> None:
    owner = tablet("chenjing")
    drafted(owner)
    choose(owner, 0)
    safe(owner)
    name = owner.locator("[data-slot=evidence] label .cap").first.inner_text()
    leader = tablet("liyan", FORM)
    offline(owner)
    confirm(owner)
    leader.evaluate(GONE)
    safe(leader)
    online(owner)
    changed = owner.locator("[data-slot=changed]")
    expect(changed).to_contain_text("对方确认以后，内容改了", timeout=20_000)
    expect(changed.locator("[data-slot=ch-valid]")).to_contain_text(f"去掉了 {name}；现在是 0 张")
    expect(changed).to_contain_text(FACT)
    picture(owner, "photo-gone-1180")
    owner.reload()  # named also where the pack no longer has the photo
    expect(changed.locator("[data-slot=ch-valid]")).to_contain_text(f"去掉了 {name}", timeout=20_000)


def test_two_of_the_company_confirm_without_a_network_and_nobody_has_to_mend_anything(
    tablet: Tablet, folder: Path
) -> None:
    owner = tablet("chenjing")
    drafted(owner)
    leader = offline(tablet("liyan", FORM))
    offline(owner)
    confirm(owner)
    confirm(leader, name="许宁")
    online(owner)
    safe(owner)
    online(leader)
    safe(leader)
    expect(leader.locator("[data-slot=sign-state]")).to_contain_text("已确认 高峰")
    told = leader.locator("[data-slot=trouble]")
    expect(told).to_contain_text("已经确认 B-02，内容相同；许宁的确认留在历史里，不用再做什么")
    expect(told).to_contain_text("高峰")
    picture(leader, "two-confirmed-1180")
    leader.goto("/field/unsent")
    expect(leader.locator("[data-slot=unsent-title]")).to_have_text("没有还没上传的内容")
    expect(leader.locator("[data-slot=refused]")).to_be_hidden()
