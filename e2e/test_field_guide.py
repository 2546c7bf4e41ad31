"""Beside the questions of a clause: how, where, which records to look for, and when it may not apply."""

import pytest
from playwright.sync_api import Page, expect

from e2e.conftest import PHONE, Open, ready
from e2e.taps import Taps

CLAUSE = "/field/a/A1/c/"


def look(page: Page, ref: str) -> None:
    expect(page.locator(f"[data-clause='{ref}']")).to_be_visible()


def test_records_are_folded_and_the_fold_is_remembered_on_every_clause(tablet: Open) -> None:
    page = tablet(path=f"{CLAUSE}7.4.1")
    clause = page.locator("[data-clause='7.4.1']")
    expect(clause.locator(".how")).to_contain_text("抽样")
    records = clause.locator("[data-guide] li")
    assert records.count() > 1
    expect(records.first).to_be_hidden()
    Taps(page).tap(clause.locator("[data-guide] summary"))
    expect(records.first).to_be_visible()
    Taps(page).link("下一条", exact=False)
    look(page, "7.4.2")
    expect(page.locator("[data-clause='7.4.2'] [data-guide] li").first).to_be_visible()
    page.reload()
    ready(page)
    expect(page.locator("[data-clause='7.4.2'] [data-guide] li").first).to_be_visible()
    Taps(page).tap(page.locator("[data-clause='7.4.2'] [data-guide] summary"))
    page.context.set_offline(True)
    page.goto(f"{CLAUSE}7.4.1")
    look(page, "7.4.1")
    expect(page.locator("[data-clause='7.4.1'] [data-guide] li").first).to_be_hidden()


def test_another_person_on_the_tablet_has_a_fold_of_his_own(tablet: Open) -> None:
    page = tablet(path=f"{CLAUSE}7.4.1")
    Taps(page).tap(page.locator("[data-clause='7.4.1'] [data-guide] summary"))
    expect(page.locator("[data-clause='7.4.1'] [data-guide] li").first).to_be_visible()
    names = page.evaluate("() => Object.keys(localStorage).filter((name) => name.startsWith('guide:'))")
    assert len(names) == 1 and names[0] != "guide:"


@pytest.mark.parametrize("path", [f"{CLAUSE}7.4.3"])
def test_a_clause_that_may_not_apply_says_when_on_a_phone_too(tablet: Open, path: str) -> None:
    page = tablet(path=path, size=PHONE)
    clause = page.locator("[data-clause='7.4.3']")
    expect(clause.locator(".how")).to_be_hidden()
    Taps(page).tap(clause.locator("[data-guide] summary"))
    told = clause.locator("[data-guide] dl")
    expect(told).to_contain_text("可以判不适用")
    expect(told).to_contain_text("产品或技术出口")
    expect(told).to_contain_text("方法")
    expect(told).to_contain_text("部门")


def test_no_form_number_of_a_single_company_is_shown(tablet: Open) -> None:
    page = tablet()
    shown = page.locator("[data-guide] li").all_text_contents()
    assert len(shown) > 100 and not [one for one in shown if one[:1].isdigit()]
    assert "管理评审报告" in shown


SECOND = "/field/a/A2/c/"


def test_topics_of_2023_stand_under_their_parts_and_say_what_was_concluded(tablet: Open) -> None:
    page = tablet(path=f"{SECOND}comp.review")
    clause = page.locator("[data-clause='comp.review']")
    expect(clause.locator("h1 .mark")).to_have_text("推断")
    expect(page.locator("nav.list .part h4")).to_have_text(["知识产权基础管理", "知识产权经营管理", "知识产权合规管理"])
    Taps(page).tap(clause.locator("[data-guide] summary"))
    expect(clause.locator("[data-guide]")).to_contain_text("参照 ISO 37301 推断")
    page.locator("nav.list input[type=search]").fill("合规审查")
    expect(page.locator("nav.list .part h4:visible")).to_have_text(["知识产权合规管理"])


def test_a_photo_of_2023_bears_the_title_and_no_unproven_number(tablet: Open) -> None:
    page = tablet(path=f"{SECOND}biz.rnd")
    named = "async (ref) => (await import('/static/field/photo.js')).nextPhotoNumber(ref)"
    found = [page.evaluate(named, ref) for ref in ("biz.rnd", "plan.general", "resources")]
    assert [one.split("-", 1)[1][:-3] for one in found] == ["研究开发-", "通则（策划）-", "资源-"]


def test_a_number_that_waits_for_its_proof_is_said_once(tablet: Open) -> None:
    page = tablet(path=f"{SECOND}context")
    look(page, "context")
    expect(page.get_by_text("编号待核").locator("visible=true")).to_have_count(1)
    page.set_viewport_size(PHONE)
    expect(page.get_by_text("编号待核").locator("visible=true")).to_have_count(1)
    assert not [one for one in page.locator("nav.list h3").all_text_contents() if "编号待核" in one]
