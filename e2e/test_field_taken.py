"""What a colleague deleted is told on the page that is open: 今日, 我的, the audit; until it is ticked off."""

import pytest
from playwright.sync_api import Page, expect

from e2e.conftest import ready
from e2e.taps import Taps
from e2e.test_field import FACT, Tablet
from e2e.test_field_credit import drafted, news
from e2e.test_field_day import safe

SAID = "李岩 删除了草稿 B-02，您写的内容还在，可以恢复"


def deleted(leader: Page) -> None:
    """李岩 deletes B-02, in which 陈静 wrote."""
    taps = Taps(leader)
    taps.button("删除草稿")
    taps.tap(leader.get_by_role("dialog").get_by_role("button", name="删除", exact=True))
    leader.wait_for_timeout(8_500)
    safe(leader)


@pytest.mark.parametrize("path", ["/field", "/field/me"])
def test_who_wrote_it_is_told_on_the_page_that_is_open(tablet: Tablet, path: str) -> None:
    owner = tablet("chenjing")
    drafted(owner)
    owner.goto(path)
    ready(owner)
    strip = owner.locator("[data-slot=taken]")
    expect(strip).to_be_hidden()
    deleted(tablet("liyan", "/field/a/A1/nc/B-02"))
    news(owner)
    expect(strip).to_contain_text(SAID, timeout=20_000)
    owner.goto("/field/help")
    ready(owner)
    expect(strip).to_contain_text(SAID)
    Taps(owner).tap(strip.get_by_role("link", name=SAID))
    expect(owner.locator("[data-slot=trouble]")).to_contain_text(SAID)  # once over everything
    Taps(owner).tap(owner.locator("[data-act=trouble-seen]"))
    Taps(owner).button("恢复")
    expect(owner.get_by_role("textbox", name="事实描述")).to_have_value(FACT)
    safe(owner)
    owner.goto(path)
    ready(owner)
    expect(strip).to_be_hidden()


def test_a_sample_that_another_deleted_is_told_on_the_audit_and_ticked_off(tablet: Tablet) -> None:
    owner = tablet("chenjing")
    owner.locator("[data-act=samples]:visible").tap()
    form = owner.get_by_role("dialog")
    form.locator("[name=population]").fill("20")
    form.locator("[name=drawn]").fill("3")
    Taps(owner).button("加一条")
    owner.keyboard.press("Escape")
    safe(owner)
    sample = owner.evaluate(
        """async () => { const { field } = await import('/static/field/state.js'); return [...field.model.samples.keys()].at(-1); }"""
    )
    leader = tablet("liyan", "/field/a/A1/c/7.4.1")
    leader.evaluate(
        """async (subject) => { const { act } = await import('/static/field/state.js');
        await act([{ kind: 'sample.withdraw', subject, body: { reason: '' } }]); }""",
        sample,
    )
    safe(leader)
    news(owner)
    said = "李岩 删除了您的抽样：7.4.1 风险管理 · 抽取 3，总体 20"
    expect(owner.locator("[data-slot=trouble]")).to_contain_text(said, timeout=20_000)
    owner.goto("/field")
    ready(owner)
    strip = owner.locator("[data-slot=taken]")
    expect(strip).to_contain_text(said)
    Taps(owner).tap(strip.get_by_role("button", name="知道了"))
    expect(strip).to_be_hidden()
    owner.reload()
    ready(owner)
    expect(strip).to_be_hidden()
