"""Campaigns of one year and one title: no page lists two that read alike, and the form proposes a title that is free."""

import re

import pytest

from audit_app.regulator.words import campaign_short, campaign_title
from audit_app.show import as_read, told_apart
from audit_app.store.tables import campaigns
from tests.rooms.conftest import SignedIn
from tests.rooms.regulator.kit import Campaign, words

SAME = "2023 年度试点抽查"
PAGES = {
    "/regulator": r'<nav class="switch".*?</nav>',
    "/regulator/talks": r'<nav class="chips cities.*?</nav>',
    "/regulator/rectify": r'<nav class="chips cities.*?</nav>',
    "/regulator/summary": r"<table.*?</table>",
}


def row(code: str, title: str) -> dict[str, str]:
    return {"id": code, "code": code, "title": title}


@pytest.mark.parametrize(
    "titles",
    [
        ("2026 年度企业贯标质量抽查", "2026 年度企业贯标质量抽查"),
        ("2026 年度企业贯标质量抽查", "2026年度 企业贯标质量抽查"),
        ("2026 年度企业贯标质量抽查", "2026 年度"),
        ("企业贯标质量抽查", "企业贯标质量抽查"),
        ("甲", "甲", "甲 · K1"),
        ("甲 · K2", "乙", "甲 · K2"),
    ],
)
def test_no_two_campaigns_read_alike(titles: tuple[str, ...]) -> None:
    known = [row(f"K{n}", title) for n, title in enumerate(titles, 1)]
    for name in (campaign_short, campaign_title):
        names = told_apart(known, name)
        assert len({as_read(one) for one in names.values()}) == len(known), names


def test_what_differs_already_stays_as_it_is() -> None:
    known = [row("K1", "2026 年度企业贯标质量抽查"), row("K2", "2026 年度企业贯标质量抽查（第二批）")]
    assert list(told_apart(known, campaign_short).values()) == ["2026 年度", "2026 年度（第二批）"]


@pytest.mark.parametrize("account", ["zhoumin", "wuhao"])
def test_every_list_tells_two_of_one_title_apart(told: Campaign, signed_in: SignedIn, account: str) -> None:
    told.second(SAME)
    client = signed_in(account)
    for url, part in PAGES.items():
        found = re.search(part, client.get(url).text, re.S)
        assert found and f"{SAME} · T1" in found[0] and f"{SAME} · T2" in found[0], url
    for url in ("/regulator/talks?campaign=T2", "/regulator/rectify?campaign=T2", "/regulator/campaigns/T2/summary"):
        assert f"{SAME} · T2" in words(client.get(url)), url
    tags = re.findall(r'<span class="k" lang="zh-CN">(.*?)</span>', client.get("/regulator?all=1").text)
    assert set(tags) == {f"{SAME} · T1", f"{SAME} · T2"}


def test_the_form_proposes_a_title_that_is_free(opened: Campaign, signed_in: SignedIn) -> None:
    client = signed_in("zhoumin")
    plain = "2023 年度企业贯标质量抽查"
    for taken, proposed in (
        ("别的", plain),
        (plain, f"{plain}（第二批）"),
        ("2023年度企业贯标质量抽查", f"{plain}（第二批）"),
    ):
        opened.change(campaigns, opened.id, title=taken)
        assert f'value="{proposed}"' in client.get("/regulator/campaigns/new").text, taken


def test_a_campaign_without_a_basis_ends_with_no_dot(opened: Campaign, signed_in: SignedIn) -> None:
    opened.change(campaigns, opened.id, basis="")
    assert "T1 ·" not in words(signed_in("zhoumin").get("/regulator/campaigns/T1"))


def test_only_what_is_not_accepted_is_due(told: Campaign, signed_in: SignedIn) -> None:
    told.second()
    province, city = signed_in("zhoumin"), signed_in("wuhao")
    assert "11 月 20 日前报送，还有 24 天" in words(city.get("/regulator"))
    told.accept("T2", "320600")
    assert "11 月 30 日前报送，还有 34 天" in words(city.get("/regulator"))
    assert "11 月 20 日前报送，还有 24 天" in words(province.get("/regulator"))
    told.accept("T1", "320600")
    page = words(city.get("/regulator"))
    assert "附件 3 都已接收，没有要报送的" in page and "前报送，" not in page
