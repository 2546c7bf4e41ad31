"""What waits next: one link in the same words and place on every page of the office that has acts."""

import re

from audit_app.demo.script import known_id
from audit_app.store.tables import city_rounds, regulatory_interviews, reminders
from tests.rooms.conftest import SignedIn
from tests.rooms.regulator.kit import Campaign, send
from tests.rooms.screen import on_screen


def coming(page: str) -> tuple[str, str]:
    """Where the link leads and what it says; it stands above the history, once."""
    found = re.findall(
        r'<p class="next-one"><a class="inline alone" data-keys-main href="([^"]*)">(.*?)</a></p>', page, re.S
    )
    assert len(found) == 1, found
    return found[0][0].replace("&amp;", "&"), " ".join(re.sub(r"<[^>]*>", "", on_screen(found[0][1])).split())


def test_a_paper_leads_to_the_next_of_its_kind_then_to_the_other_then_to_what_else_waits(
    told: Campaign, signed_in: SignedIn
) -> None:
    client, papers = signed_in("wuhao"), told.values(reminders.c.id, reminders.c.organisation_id == known_id("320600"))
    talk = told.paper("interview", "320600")
    at = [f"/regulator/talks/reminder/{one}" for one in papers]
    if len(at) > 1:
        assert coming(client.get(at[0]).text)[0] in at[1:]
    for paper in papers:
        for act in ("issue", "serve", "close"):
            assert (
                send(client, f"/regulator/talks/reminder/{paper}/{act}", **{f"on_{act}": "2023-10-27"}).status_code
                == 303
            )
    page = client.get(at[-1]).text
    url, said = coming(page)
    assert url == f"/regulator/talks/interview/{talk}" and said.startswith("下一件：约谈：") and "已起草" in said
    assert page.index("next-one") < page.index("<h2>历史</h2>")
    told.change(regulatory_interviews, talk, state="closed")
    url, said = coming(client.get(at[-1]).text)
    assert url.startswith("/regulator/campaigns/T1") and said.startswith("下一件：南通还有 1 家没有查完")


def test_a_paper_never_leads_to_one_of_another_office(told: Campaign, signed_in: SignedIn) -> None:
    talk = told.paper("interview", "320600")
    told.change(regulatory_interviews, talk, state="closed")
    mine = told.values(reminders.c.id, reminders.c.organisation_id == known_id("320600"))
    assert coming(signed_in("wuhao").get(f"/regulator/talks/interview/{talk}").text)[0].rpartition("/")[2] in mine


def test_after_a_table_is_accepted_or_returned_the_next_reported_one_is_a_press_away(
    told: Campaign, signed_in: SignedIn
) -> None:
    client, page = signed_in("zhoumin"), "/regulator/campaigns/T1/summary"
    for region in ("320600", "320500"):
        told.change(city_rounds, told.round(region), state="reported", reported_at="2023-10-26T02:00:00.000Z")
    url, said = coming(client.get(f"{page}?city=320500").text)
    assert (url, said) == (f"{page}?city=320600", "下一件：接收南通的汇总表，10-26 报送")
    assert send(client, f"{page}/return", city="320600", reason="第三家没有写整改期限，请补").status_code == 303
    assert coming(client.get(f"{page}?city=320600").text)[0] == f"{page}?city=320500"


def test_a_sealed_draw_leads_to_the_first_company_to_check(opened: Campaign, signed_in: SignedIn) -> None:
    opened.draw("320600", 6, seal=False)
    client, page = signed_in("wuhao"), "/regulator/campaigns/T1/draw"
    assert "next-one" not in client.get(page).text, "the seal is on the page itself"
    assert coming(client.get("/regulator/campaigns/T1").text) == (page, "下一件：双随机抽取，没有封存")
    sealed = send(client, "/regulator/campaigns/T1/seal")
    first = opened.checks["320600"][0]
    for at in (sealed.location, "/regulator/campaigns/T1"):
        url, said = coming(client.get(at).text)
        assert url == f"/regulator/checks/{first}" and re.fullmatch("下一家：.+，已抽中", said)


def test_an_imported_register_leads_to_the_draw(opened: Campaign, signed_in: SignedIn) -> None:
    client, page = signed_in("wuhao"), "/regulator/campaigns/T1"
    assert "next-one" not in client.get(page).text
    opened.bring("320600")
    assert coming(client.get(page).text) == (f"{page}/draw", "下一件：双随机抽取，名录已导入")


def test_the_province_draws_nothing_and_is_led_nowhere_by_a_draw(told: Campaign, signed_in: SignedIn) -> None:
    assert "next-one" not in signed_in("zhoumin").get("/regulator/campaigns/T1/draw?city=320600").text
