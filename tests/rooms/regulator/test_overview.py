"""/regulator: numbers and pictures are those of the rows, by SQL of the test's own; a city sees itself alone."""

import re

from sqlalchemy import select
from werkzeug.test import Client

from audit_app.demo.script import known_id
from audit_app.rules import ids
from audit_app.store.tables import campaigns, city_rounds, rectifications, regulatory_interviews, reminders, spot_checks
from checklists import regions
from tests.rooms.conftest import SignedIn
from tests.rooms.regulator.kit import Campaign, send, words


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
        f"书面提醒 0 份，{told.count(reminders)} 份没有送达",
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


def things(page: str) -> list[tuple[str, str]]:
    """(address, text) of each thing in 先处理这些."""
    panel = page.split('id="todo"')[1].split('class="switch"')[0]
    found = re.findall(r'<li data-keys-item><a href="([^"]+)">(.*?)</a></li>', panel, re.S)
    return [(url, re.sub(r"<[^>]+>|\s+", " ", text)) for url, text in found]


def test_what_is_late_comes_first_and_leads_to_its_page(told: Campaign, signed_in: SignedIn) -> None:
    page = signed_in("zhoumin").get("/regulator").text
    found = things(page)
    assert found[0][0] == f"/regulator/rectify/{told.late}"
    assert "7.6 保密，未提交整改报告" in page and "逾期 12 天" in page
    assert f'<a class="btn main" href="{found[0][0]}">打开第一件' in page


def test_every_kind_of_thing_that_waits_is_listed(told: Campaign, signed_in: SignedIn) -> None:
    """One of each kind is put into the rows; each is there, leads to its page and is counted."""
    client = signed_in("zhoumin")
    city = told.round("320500")
    states = [
        (rectifications, told.going, {"state": "drafted"}, "整改通知还没有签发", f"/regulator/rectify/{told.going}"),
        (rectifications, told.going, {"state": "issued"}, "整改通知还没有送达", f"/regulator/rectify/{told.going}"),
        (rectifications, told.going, {"state": "responded"}, "整改报告待复查", f"/regulator/rectify/{told.going}"),
        (rectifications, told.going, {"state": "rechecked"}, "待关闭", f"/regulator/rectify/{told.going}"),
        (city_rounds, city, {"state": "returned", "reason": "第 1 行"}, "苏州的汇总表已退回", "city=320500"),
        (city_rounds, city, {"state": "reported"}, "接收苏州的汇总表", "city=320500"),
        (city_rounds, city, {"state": "drawn"}, "苏州抽取 4 家，没有封存", "/draw?city=320500"),
        (city_rounds, city, {"state": "frozen"}, "苏州的名录没有抽取", "/draw?city=320500"),
    ]
    for table, id, changed, said, url in states:
        before = told.row(table, id)
        told.change(table, id, **changed)
        found = [one for one in things(client.get("/regulator?all=1").text) if said in one[1]]
        assert len(found) == 1 and url in found[0][0], said
        told.change(table, id, **{name: before[name] for name in changed})
    whole = client.get("/regulator?all=1").text
    rest = " ".join(text for _, text in things(whole))
    for said in ("约谈：", "书面提醒：", "南通还有 1 家没有查完", "苏州查完了，没有报送", "无锡没有名录"):
        assert said in rest, said
    assert f"全部 {len(things(whole))} 件" in client.get("/regulator").text


def test_a_city_lists_what_waits_for_it(told: Campaign, signed_in: SignedIn) -> None:
    told.change(rectifications, told.going, state="drafted")
    found = things(signed_in("wuhao").get("/regulator?all=1").text)
    said = " ".join(text for _, text in found)
    assert "整改通知还没有签发" in said and "南通还有 1 家没有查完" in said and "苏州" not in said


def test_a_newer_campaign_takes_no_page_over(told: Campaign, signed_in: SignedIn) -> None:
    client = signed_in("zhoumin")
    pages = ("/regulator", "/regulator/rectify", "/regulator/talks")
    before = {url: client.get(url).text for url in pages}
    told.second()
    overview = client.get("/regulator").text
    assert numbers(overview) == numbers(before["/regulator"])
    assert things(overview)[0] == (things(before["/regulator"])[0][0], things(overview)[0][1])
    assert "2023 年度试点抽查" in things(overview)[0][1] and "2 个抽查任务" in overview
    for url in pages[1:]:
        page = client.get(url).text
        assert page.count("data-keys-item") == before[url].count("data-keys-item") > 0
        assert "全部任务" in page and client.get(f"{url}?campaign=T2").text.count("data-keys-item") == 0
    other = client.get("/regulator?campaign=T2").text
    assert numbers(other) == ["0/13市", "0/13市", "0/13市", "13/13市"] and "各市抽取" in other
    assert things(other)[0][0] == things(overview)[0][0]
    only = things(client.get("/regulator?all=1&of=T2").text)
    assert len(only) == 13 and all("没有名录" in text for _, text in only)


def test_the_summary_of_several_campaigns_is_chosen(told: Campaign, signed_in: SignedIn) -> None:
    client = signed_in("zhoumin")
    assert client.get("/regulator/summary").headers["Location"].endswith("/campaigns/T1/summary")
    told.second()
    page = client.get("/regulator/summary").text
    assert "/campaigns/T1/summary" in page and "/campaigns/T2/summary" in page


def test_an_interview_of_several_campaigns_names_its_own(told: Campaign, signed_in: SignedIn) -> None:
    client = signed_in("zhoumin")
    told.second()
    assert 'name="campaign"' in client.get("/regulator/talks").text
    form = {"body": "华衡认证（示例）", "approval_no": ""}
    answer = send(client, "/regulator/talks/new", subject=ids.new_id(), **form)
    assert answer.status_code == 422 and "还没有选抽查任务" in answer.text
    subject = ids.new_id()
    assert send(client, "/regulator/talks/new", subject=subject, campaign="T2", **form).status_code == 303
    assert told.row(regulatory_interviews, subject)["campaign_id"] == known_id("T2")


def test_where_cities_stand_with_the_table_adds_up(told: Campaign, signed_in: SignedIn) -> None:
    told.change(city_rounds, told.round("320500"), state="returned", reason="补")
    told.change(city_rounds, told.round("320100"), state="accepted")
    page = signed_in("zhoumin").get("/regulator").text.split('class="sums"')[1].split("</ul>")[0]
    figures = [int(one) for one in re.findall(r"<b>(\d+)", page)]
    assert figures == [1, 0, 1, 11, 13]


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
    assert "Nantong" in page and numbers(page)[0].startswith("2of13")


def test_a_campaign_under_way_is_opened_before_a_dormant_older_one(told: Campaign, signed_in: SignedIn) -> None:
    """And the day at the top says whose it is."""
    told.second("2023 年度补充抽查")
    told.change(campaigns, known_id("T2"), created_at="2020-01-01T00:00:00.000Z", due_on="2023-11-20")
    answer = signed_in("zhoumin").get("/regulator")
    page = answer.text
    on = re.search(r'class="on"[^>]*>\s*<b[^>]*>([^<]*)', page)
    assert on and on[1] == "2023 年度试点抽查"
    assert re.search(r"2023 年度补充抽查\s*：.{0,12}11\D{1,3}20", words(answer)), words(answer)[150:500]


def test_of_several_under_way_the_oldest_is_opened_until_it_is_accepted(told: Campaign, signed_in: SignedIn) -> None:
    told.second("2023 年度补充抽查")
    for city in regions().cities:
        told.change(city_rounds, known_id(f"T2 {city.code}"), state="sealed")

    def opened() -> str:
        on = re.search(r'class="on"[^>]*>\s*<b[^>]*>([^<]*)', signed_in("zhoumin").get("/regulator").text)
        return on[1] if on else ""

    assert opened() == "2023 年度试点抽查"
    for city in regions().cities:
        told.accept("T1", city.code)
    assert opened() == "2023 年度补充抽查"


def switch(client: Client) -> str:
    """What the switch between campaigns says of the one."""
    return client.get("/regulator").text.partition('<nav class="switch"')[2].partition("</nav>")[0]


def test_the_switch_says_how_far_the_cities_are(opened: Campaign, signed_in: SignedIn) -> None:
    """No register, a register, drawn, sealed, checking."""
    province, city = signed_in("zhoumin"), signed_in("wuhao")
    assert "还没有名录" in switch(province)
    opened.bring("320500")
    assert "还没有抽取，有名录 1 / 13 市" in switch(province)
    opened.draw("320600", 6, seal=False)
    assert "抽取中，已封存 0 / 13 市" in switch(province) and "抽取中，已封存 0 / 1 市" in switch(city)
    opened.change(city_rounds, opened.round("320600"), state="sealed")
    assert "抽取中，已封存 1 / 13 市" in switch(province)
    assert "已全部封存，还没有开始检查" in switch(city) and "抽取中" not in switch(city)
    opened.change(city_rounds, opened.round("320600"), state="checking")
    assert "检查中，已抽查 0 家" in switch(city)
