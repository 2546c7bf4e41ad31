"""A table below the minimum says so after it was reported, too; a draw below the minimum of its day names that minimum."""

from audit_app.store.tables import campaigns, draws
from tests.rooms.conftest import SignedIn
from tests.rooms.regulator.kit import Campaign, press, send, words

PAGE = "/regulator/campaigns/T1/summary"


def test_a_reported_table_says_it_and_so_does_the_question_of_accepting(told: Campaign, signed_in: SignedIn) -> None:
    told.change(campaigns, told.id, minimum=9)
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
    with told.database.writing() as connection:
        connection.execute(draws.update().where(draws.c.round_id == told.round("320500")).values(minimum=9))
    page = words(signed_in("zhoumin").get("/regulator/campaigns/T1"))
    assert "少于抽取时的最低 9 家" in page and "少于最低家数" not in page
    assert "少于抽取时的最低 9 家" in words(signed_in("suzhou").get("/regulator/campaigns/T1"))
