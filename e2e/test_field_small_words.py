"""Small words and signs of the field pages that say the right thing in the case at hand."""

from playwright.sync_api import Page, expect

from e2e.conftest import Open
from e2e.taps import Taps
from e2e.test_field import CLAUSE, PACK, Tablet, offline


def found(page: Page, words: str) -> list[str]:
    """The clauses that the search of the list leaves for these words."""
    page.get_by_role("searchbox", name="查找条款").fill(words)
    rows = page.locator("nav.list .tree a:visible")
    expect(rows.first).to_be_visible()
    return [row.get_attribute("data-ref") or "" for row in rows.all()]


def test_the_search_finds_words_of_prompts_and_titles_of_the_other_edition(tablet: Tablet) -> None:
    """Neither is in a title of this edition; letters are typed with the keyboard of the language."""
    page = offline(tablet(path=f"{CLAUSE}5.1"))
    box = page.get_by_role("searchbox", name="查找条款")
    assert box.get_attribute("inputmode") in (None, "search", "text")
    refs = page.evaluate(PACK)["refs"]
    titles = " ".join(one["title"] for one in refs)
    also = next((one["ref"], word) for one in refs for word in one.get("also", ()) if word not in titles)
    assert also[0] in found(page, also[1])
    prompts = page.locator(f"[data-clause='{refs[0]['ref']}'] .hints").text_content() or ""
    prompt = next(part for part in prompts.replace("\n", "，").split("，") if len(part.strip()) > 5).strip()
    assert prompt not in titles and refs[0]["ref"] in found(page, prompt)


def test_a_name_before_a_post_is_pointed_out(tablet: Tablet) -> None:
    page = tablet()
    taps = Taps(page)
    taps.button("不符合")
    taps.button("一般")
    fact, hint = page.get_by_role("textbox", name="事实描述"), page.locator("[data-tick=post]")
    fact.fill("2023-10-27 在知识产权部，知识产权部经理许宁未监测")
    expect(hint).to_have_text("写职务，不写姓名")
    fact.fill("2023-10-27 在知识产权部，知识产权部经理说明未监测")
    expect(hint).to_have_text("岗位（不写姓名）")


def test_a_form_without_photos_counts_none_and_takes_a_first_one(tablet: Tablet) -> None:
    page = tablet(path=f"{CLAUSE}9.1")
    taps = Taps(page)
    taps.button("不符合")
    taps.button("一般")
    expect(page.locator("[data-slot=shoot]")).to_have_text("拍一张")
    expect(page.locator("[data-slot=n-chosen]")).to_have_text("")


def test_signs_are_those_of_their_acts(tablet: Tablet) -> None:
    """车间模式 is no magnifier, 清除判定 no arrow back; a failed photo keeps its colour in the dark."""
    page = tablet(path=f"{CLAUSE}9.1")
    page.emulate_media(color_scheme="dark")
    page.locator("[data-slot=more] summary").tap()
    signs = {
        act: page.locator(f"[data-slot=more] [data-act={act}] use").get_attribute("href") or ""
        for act in ("workshop", "clear")
    }
    others = [page.locator(f"{one} use").first.get_attribute("href") for one in (".search", ".back")]
    assert not set(signs.values()) & set(others), (signs, others)
    one = '<div class="shot"><span class="st bad">!</span></div><div class="strip"></div>'
    page.evaluate("(one) => document.body.insertAdjacentHTML('beforeend', one)", one)
    color = page.locator("body > .shot .st").evaluate("(one) => getComputedStyle(one).color")
    assert color == "rgb(179, 38, 30)"
    assert page.locator("body > .strip").evaluate("(one) => getComputedStyle(one).display") == "none"


def test_the_undo_bar_stands_in_the_middle_of_the_pane_above_the_bar(tablet: Tablet) -> None:
    page = tablet(path=f"{CLAUSE}9.1", size={"width": 1180, "height": 820})
    Taps(page).button("符合")
    bar = page.locator(".toast:visible")
    expect(bar).to_be_visible()
    place, section = bar.bounding_box(), page.locator("[data-clause='9.1']").bounding_box()
    bottom = page.locator(".bottom:visible").first.bounding_box()
    assert place and section and bottom
    assert place["y"] + place["height"] <= bottom["y"]
    assert abs(place["x"] + place["width"] / 2 - (section["x"] + section["width"] / 2)) <= 8, (place, section)


def test_a_day_without_work_says_what_comes_next(sign_in: Open) -> None:
    """Nobody planned anything for this person: the page says who plans, and leads to the help."""
    page = sign_in("linfan")
    empty = page.locator("main .empty:visible")
    expect(empty).to_have_text("今天没有审核任务。任务由计划人员安排，安排好后会出现在这里。")
    expect(page.locator("main").get_by_role("link", name="帮助")).to_be_visible()
