"""The head of a reported 附件 3 stays as it was reported, whatever the province corrects afterwards, on the page and in every file."""

import io

import pytest
from docx import Document
from openpyxl import load_workbook

from audit_app import annexes
from audit_app.documents.annex import AnnexData
from audit_app.documents.annex_pdf import annex_html
from audit_app.store import issued
from audit_app.store.tables import campaigns
from tests.rooms.conftest import SignedIn
from tests.rooms.regulator.kit import Campaign, press, send, words

PAGE = "/regulator/campaigns/T1/summary?city=320500"
NOW = "2023-10-27T02:42:00.000Z"
FIRST, THEN = "2023 年度试点抽查", "2022 年度试点抽查"
WRONG = {"title": THEN, "year": "2022"}


def digest_of(page: str) -> str:
    return page.split('name="digest" value="')[1].split('"')[0]


def act(signed_in: SignedIn, who: str, verb: str, **form: str) -> None:
    client = signed_in(who)
    page = client.get(PAGE).text
    given = form or {"digest": digest_of(page)}
    assert send(client, f"/regulator/campaigns/T1/summary/{verb}", city="320500", **given).status_code == 303


def correct(signed_in: SignedIn, told: Campaign) -> None:
    was = {"was-title": FIRST, "was-year": "2023"}
    form = {**was, **WRONG, "reason": "年度写错了，应该是上一年度"}
    assert send(signed_in("zhoumin"), "/regulator/campaigns/T1/correct", **form).status_code == 303
    assert told.row(campaigns, told.id)["year"] == 2022


def table(told: Campaign) -> AnnexData:
    with told.database.reading() as connection:
        campaign = annexes.find_campaign(connection, "T1")
        return annexes.annex3(connection, campaign, "320500", as_of=NOW, sample=False)


@pytest.mark.parametrize("accepted", [False, True])
def test_a_corrected_year_is_not_written_into_what_was_reported(
    told: Campaign, signed_in: SignedIn, accepted: bool
) -> None:
    act(signed_in, "suzhou", "report")
    if accepted:
        act(signed_in, "zhoumin", "accept")
    before = table(told)
    correct(signed_in, told)
    assert table(told) == before and (before.year, before.campaign) == (2023, FIRST)
    client = signed_in("suzhou")
    sheet = load_workbook(io.BytesIO(client.get("/regulator/campaigns/T1/annex3.xlsx?city=320500").data)).worksheets[0]
    paper = Document(io.BytesIO(client.get("/regulator/campaigns/T1/annex3.docx?city=320500").data))
    for text in (str(sheet["A3"].value), "\n".join(one.text for one in paper.paragraphs), annex_html(before)):
        assert "2023" in text and "年度：2022" not in text and "<b>2022</b>" not in text
    assert paper.core_properties.subject == FIRST
    page = words(client.get(PAGE))
    assert "报送后变化 2 处" in page and f"抽查任务名称： {FIRST} → {THEN}" in page and "年度： 2023 → 2022" in page
    assert "2023 年度 · " in page


def test_each_earlier_report_keeps_the_head_of_its_day(told: Campaign, signed_in: SignedIn) -> None:
    act(signed_in, "suzhou", "report")
    correct(signed_in, told)
    question = words(
        press(signed_in("zhoumin"), "/regulator/campaigns/T1/summary/return", city="320500", reason="年度已更正")
    )
    assert "表头" in question and "2022" in question
    act(signed_in, "zhoumin", "return", reason="年度已经更正，请再报送一次")
    act(signed_in, "suzhou", "report")
    with told.database.reading() as connection:
        campaign = annexes.find_campaign(connection, "T1")
        reports = issued.list_issued(connection, "annex3", told.round("320500"))
        years = [annexes.as_reported(connection, campaign, "320500", one, sample=False).year for one in reports]
    assert years == [2022, 2023]
    client, first = signed_in("suzhou"), reports[1]["id"]
    earlier = client.get(f"{PAGE}&issued={first}")
    assert f"<h1>{FIRST}" in earlier.text and "报送后变化" not in words(client.get(PAGE))
    file = client.get(f"/regulator/campaigns/T1/annex3.docx?city=320500&issued={first}").data
    assert Document(io.BytesIO(file)).core_properties.subject == FIRST


def test_a_table_that_was_not_reported_takes_the_new_head(told: Campaign, signed_in: SignedIn) -> None:
    correct(signed_in, told)
    assert (table(told).year, table(told).campaign) == (2022, THEN)


def test_the_table_is_dated_on_the_day_of_its_report_for_the_command_too(told: Campaign, signed_in: SignedIn) -> None:
    act(signed_in, "suzhou", "report")
    with told.database.reading() as connection:
        kept = issued.list_issued(connection, "annex3", told.round("320500"))[0]
    assert (table(told).reported_on, table(told).as_of) == ("2023-10-27", kept["issued_at"])
