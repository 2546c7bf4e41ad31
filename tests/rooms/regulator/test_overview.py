"""/regulator: numbers and pictures are those of the rows, by SQL of the test's own; a city sees itself alone."""

import re

from sqlalchemy import select

from audit_app.store.tables import city_rounds, rectifications, regulatory_interviews, reminders, spot_checks
from tests.rooms.conftest import SignedIn
from tests.rooms.regulator.kit import Campaign, words


def numbers(page: str) -> list[str]:
    return [re.sub(r"<[^>]+>|\s", "", one) for one in re.findall(r'<span class="n[ "].*?</small>', page, re.S)]


def test_an_office_without_campaigns_is_told_what_to_do(signed_in: SignedIn) -> None:
    assert "新建一个" in signed_in("zhoumin").get("/regulator").text
    page = signed_in("wuhao").get("/regulator")
    assert page.status_code == 200 and "新建一个" not in page.text and "还没有抽查任务" in page.text


def test_the_four_numbers_are_those_of_the_rows(told: Campaign, signed_in: SignedIn) -> None:
    page = signed_in("zhoumin").get("/regulator").text
    counted = spot_checks.c.result.in_(("meets", "not_met"))
    all_checked = told.count(spot_checks, spot_checks.c.state == "complete", counted)
    demands, closed = told.count(rectifications), told.count(rectifications, rectifications.c.state == "closed")
    late = told.count(rectifications, rectifications.c.state == "served", rectifications.c.due_on < "2023-10-27")
    assert (all_checked, demands, closed, late) == (8, 4, 1, 1)
    bodies = len(set(told.values(regulatory_interviews.c.body)))
    assert numbers(page) == ["2/13市", f"{demands}家", f"{late}家", f"{bodies}家机构"]
    for said in (
        f"{all_checked} 家 + 无法检查 1",
        f"{closed} 家已完成",
        "最长 12 天",
        f"书面提醒 {told.count(reminders)} 份",
    ):
        assert said in page


def test_tiles_dots_and_bars_add_up_to_the_numbers_beside_them(told: Campaign, signed_in: SignedIn) -> None:
    page = signed_in("zhoumin").get("/regulator").text
    tiles = {
        name: (int(count), int(late or 0))
        for name, late, count in re.findall(
            r'<a class="col-.*?<span class="nm">(\w+?)(?:<span class="late">.*?</svg>(\d+)<.*?)?</span>'
            r'<span class="v">(\d+)<',
            page,
        )
    }
    assert len(tiles) == 13 and sum(count for count, _ in tiles.values()) == 8
    with told.database.reading() as connection:
        by_region = dict(
            connection.execute(
                select(city_rounds.c.region, spot_checks.c.id)
                .join(spot_checks, spot_checks.c.round_id == city_rounds.c.id)
                .where(spot_checks.c.state == "complete")
            ).all()
        )
    assert set(by_region) == {"320600", "320500"} and tiles["南通"] == (4, 1) and tiles["苏州"] == (4, 0)
    shapes = {kind: len(re.findall(f'class="{kind}"', page)) for kind in ("d-ok", "d-go", "d-late")}
    assert shapes == {"d-ok": 1, "d-go": 2, "d-late": 1}
    assert sum(map(int, re.findall(r"</svg><b>(\d+)</b></li>", page))) == told.count(rectifications)


def test_what_is_late_comes_first_and_leads_to_its_page(told: Campaign, signed_in: SignedIn) -> None:
    page = signed_in("zhoumin").get("/regulator").text
    first = re.findall(r'<li data-keys-item><a href="([^"]+)".*?</a></li>', page, re.S)
    assert first[0] == f"/regulator/rectify/{told.late}"
    assert "7.6 保密，未提交整改报告" in page and "逾期 12 天" in page
    assert all("/regulator/talks/interview/" in url for url in first[1:]) and len(first) == 3


def test_a_tile_chooses_whose_annex_is_shown(told: Campaign, signed_in: SignedIn) -> None:
    page = signed_in("zhoumin").get("/regulator?city=320500").text
    assert "附件 3 汇总表 · 苏州市" in page and "4 家，显示需整改 1 家" in page
    assert "5 家，显示需整改 3 家" in signed_in("zhoumin").get("/regulator?city=320600").text
    assert signed_in("zhoumin").get("/regulator?city=999999").status_code == 404


def test_a_city_sees_itself_and_no_other(told: Campaign, signed_in: SignedIn) -> None:
    client = signed_in("wuhao")
    page = words(client.get("/regulator"))
    assert "已抽查 + 无法检查 1 4 / 3 家" in page and "各县（市、区）进度" in page and "苏州" not in page
    assert client.get("/regulator?city=320500").status_code == 404
    assert signed_in("qianlei").get("/regulator").status_code == 200


def test_others_do_not_come_in(told: Campaign, signed_in: SignedIn) -> None:
    assert signed_in("liyan").get("/regulator").status_code == 403


def test_english_says_the_same_numbers(told: Campaign, signed_in: SignedIn) -> None:
    client = signed_in("zhoumin")
    client.set_cookie("lang", "en")
    page = client.get("/regulator").text
    assert "Nantong" in page and numbers(page)[0].startswith("2/")
