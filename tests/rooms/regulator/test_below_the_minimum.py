"""A table below the minimum says so after it was reported, too; a draw below the minimum of its day names that minimum."""

import re

from audit_app.store.tables import campaigns
from tests.rooms.conftest import SignedIn
from tests.rooms.regulator.kit import Campaign, press, send, words

PAGE = "/regulator/campaigns/T1/summary"


def test_a_reported_table_says_it_and_so_does_the_question_of_accepting(told: Campaign, signed_in: SignedIn) -> None:
    told.of_the_draw("320500", 9)
    city, province = signed_in("suzhou"), signed_in("zhoumin")
    digest = city.get(f"{PAGE}?city=320500").text.split('name="digest" value="')[1].split('"')[0]
    assert send(city, f"{PAGE}/report", city="320500", digest=digest).status_code == 303
    short = 9 - len(told.checks["320500"])
    said = f"比最低家数少 {short} 家"
    for client in (city, province):
        assert said in words(client.get(f"{PAGE}?city=320500"))
    digest = province.get(f"{PAGE}?city=320500").text.split('name="digest" value="')[1].split('"')[0]
    assert said in words(press(province, f"{PAGE}/accept", city="320500", digest=digest))
    assert send(province, f"{PAGE}/accept", city="320500", digest=digest).status_code == 303
    assert said in words(province.get(f"{PAGE}?city=320500"))


def test_a_draw_names_the_minimum_of_its_day(told: Campaign, signed_in: SignedIn) -> None:
    told.change(campaigns, told.id, minimum=2)
    told.of_the_draw("320500", 9)
    page = words(signed_in("zhoumin").get("/regulator/campaigns/T1"))
    assert "少于抽取时的最低 9 家" in page and "少于最低家数" not in page
    assert "少于抽取时的最低 9 家" in words(signed_in("suzhou").get("/regulator/campaigns/T1"))


def test_what_is_drawn_counts_against_the_minimum_of_its_day(told: Campaign, signed_in: SignedIn) -> None:
    """Overview, campaign, table and the question of reporting agree; who has not drawn counts against today's."""
    told.change(campaigns, told.id, minimum=9)
    city, province = signed_in("wuhao"), signed_in("zhoumin")
    own = words(city.get("/regulator"))
    assert "/ 3 家 已达最低家数" in own and "还差" not in own
    assert "本市已经抽取，按抽取那天的最低 3 家" in words(city.get("/regulator/campaigns/T1"))
    for client in (city, province):
        assert "比最低家数少" not in words(client.get(f"{PAGE}?city=320600"))
    other = signed_in("suzhou")
    digest = other.get(f"{PAGE}?city=320500").text.split('name="digest" value="')[1].split('"')[0]
    question = words(press(other, f"{PAGE}/report", city="320500", digest=digest))
    assert "最低 3 家" in question and "比最低家数少" not in question
    every = words(province.get("/regulator"))
    assert "达到最低家数的市 2 / 13 市" in every and "抽查家数 / 各市抽取那天的最低家数" in every
    assert "南通 1 家逾期 4 /3" in every and "无锡 0 /9" in every
    assert re.search(r"南通市 检查中 \d+ 4 4 / 3", words(province.get("/regulator/campaigns/T1")))


def test_where_all_cities_count_alike_the_number_is_named(told: Campaign, signed_in: SignedIn) -> None:
    page = words(signed_in("zhoumin").get("/regulator"))
    assert "达到 3 家的市 2 / 13 市" in page and "抽查家数 / 最低 3 家" in page


def test_tiles_of_the_draw_count_against_the_minimum_of_its_day(opened: Campaign, signed_in: SignedIn) -> None:
    opened.draw("320600", 4, seal=False)
    opened.change(campaigns, opened.id, minimum=9)
    answer = signed_in("zhoumin").get("/regulator")
    page = words(answer)
    assert "4<small>/3</small>" in answer.text and "抽取 4 家，没有封存" in page and "抽取 4 家，少于" not in page
