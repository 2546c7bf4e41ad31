"""Every look by a regulator is written down, and another office's things do not exist for it."""

from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask

from audit_app.demo.script import known_id
from audit_app.store.access import list_looks
from tests.rooms.conftest import SignedIn, client_of
from tests.rooms.regulator.kit import Campaign, send, words


def test_every_look_is_written_with_who_what_and_when(told: Campaign, signed_in: SignedIn) -> None:
    client = signed_in("wuhao")
    client.get("/regulator?city=320600")
    client.get(f"/regulator/checks/{told.checks['320600'][0]}")
    client.get(f"/regulator/checks/{told.checks['320500'][0]}")
    client.get("/regulator/campaigns/T1/annex3.xlsx")
    with told.database.reading() as connection:
        looks = list_looks(connection, known_id("320600"))
    assert [(look["path"], look["status"]) for look in looks] == [
        ("/regulator?city=320600", 200),
        (f"/regulator/checks/{told.checks['320600'][0]}", 200),
        (f"/regulator/checks/{told.checks['320500'][0]}", 404),
        ("/regulator/campaigns/T1/annex3.xlsx", 200),
    ]
    assert {look["user_id"] for look in looks} == {known_id("wuhao")}
    assert {look["at"] for look in looks} == {"2023-10-27T02:42:00.000Z"}


def test_a_stranger_signs_in_first_and_leaves_no_look(told: Campaign, app: Flask) -> None:
    answer = client_of(app).get("/regulator/campaigns/T1")
    assert answer.status_code == 302 and "/login" in answer.headers["Location"]
    with told.database.reading() as connection:
        assert list_looks(connection, known_id("320600")) == []


@pytest.mark.parametrize(
    ("file", "page"),
    [
        ("annex3.xlsx?city=320600", "export?city=320600"),
        ("annex3.pdf?city=320600&show=1", "annex3.pdf?city=320600&show=1"),
        ("register-template.xlsx", ""),
    ],
)
def test_a_file_asked_for_after_the_session_ended_leads_to_its_page(
    told: Campaign, app: Flask, file: str, page: str
) -> None:
    """A link that only saves would save the sign-in page under the file's name."""
    answer = client_of(app).get(f"/regulator/campaigns/T1/{file}")
    assert answer.status_code == 302 and "attachment" not in answer.headers.get("Content-Disposition", "")
    asked = parse_qs(urlsplit(answer.headers["Location"]).query)["next"]
    assert asked == [f"/regulator/campaigns/T1/{page}".rstrip("/")]


def test_another_offices_things_are_absent_like_what_never_was(told: Campaign, signed_in: SignedIn) -> None:
    nothing = "01900000-0000-7000-8000-000000000000"
    foreign = [
        f"/regulator/checks/{told.checks['320500'][0]}",
        f"/regulator/rectify/{told.other}",
        f"/regulator/talks/interview/{told.paper('interview', '320500')}",
        "/regulator/campaigns/T1/summary?city=320500",
        "/regulator/campaigns/T1/draw?city=320500",
        "/regulator/campaigns/T1/export?city=320500",
        "/regulator/campaigns/T1/annex3.xlsx?city=320500",
        "/regulator/rectify?city=320500&campaign=T9",
    ]
    client = signed_in("wuhao")
    never = words(client.get(f"/regulator/checks/{nothing}"))
    for url in foreign:
        answer = client.get(url)
        assert answer.status_code == 404 and words(answer) == never, url
    assert client.get("/regulator/campaigns/T9").status_code == 404


@pytest.mark.parametrize("act", ["approve", "conclude", "complete", "amend/certificate_no"])
def test_a_foreign_check_takes_no_form(told: Campaign, signed_in: SignedIn, act: str) -> None:
    check = told.checks["320500"][0]
    answer = send(signed_in("wuhao"), f"/regulator/checks/{check}/{act}", step="none", fed_back_on="2023-10-27")
    assert answer.status_code == 404


def test_the_province_reads_but_does_not_do_the_citys_work(told: Campaign, signed_in: SignedIn) -> None:
    client = signed_in("zhoumin")
    page = client.get(f"/regulator/checks/{told.checks['320600'][5]}")
    assert page.status_code == 200 and "/notify" not in page.text and "/amend/" not in page.text
    answer = send(client, f"/regulator/checks/{told.checks['320600'][5]}/notify", on="2023-10-27")
    assert answer.status_code == 403
    assert send(client, f"/regulator/rectify/{told.late}/respond", on_respond="2023-10-27").status_code == 403
