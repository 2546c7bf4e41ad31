"""The province's 附件 3 says of when each city's rows are: what was reported stands as it was, and what changed since is named."""

import io
import re

import pytest
from docx import Document
from openpyxl import load_workbook

from audit_app import annexes
from audit_app.documents.annex import AnnexData, as_of_text, sources_text
from audit_app.documents.annex_pdf import annex_html
from audit_app.store.tables import rectifications
from tests.rooms.conftest import SignedIn
from tests.rooms.regulator.kit import Campaign, send, words

PAGE = "/regulator/campaigns/T1/summary"
NOW, LATER = "2023-10-27T02:42:00.000Z", "2023-11-20T01:00:00.000Z"
"""When 苏州 reports, and when the province looks."""


@pytest.fixture
def reported(told: Campaign, signed_in: SignedIn) -> Campaign:
    """苏州 has reported with a reminder that is not issued; its rectification has gone on since."""
    told.change(rectifications, told.other, state="issued", served_on=None)
    client = signed_in("suzhou")
    digest = client.get(f"{PAGE}?city=320500").text.split('name="digest" value="')[1].split('"')[0]
    assert send(client, f"{PAGE}/report", city="320500", digest=digest).status_code == 303
    told.change(rectifications, told.other, state="served", served_on="2023-10-27")
    return told


def province(told: Campaign, at: str = LATER) -> AnnexData:
    with told.database.reading() as connection:
        return annexes.annex3(connection, annexes.find_campaign(connection, "T1"), as_of=at, sample=False)


def test_the_table_is_as_old_as_its_oldest_city_in_every_file(reported: Campaign, signed_in: SignedIn) -> None:
    data = province(reported)
    assert as_of_text(data) == "数据截至 2023-10-27 10:42（最早的市，各市见表后）"
    said = sources_text(data)
    assert said.startswith("各市数据：苏州市 2023-10-27 10:42 报送，照报送时的样子，以后的变化不在表里。")
    assert said.endswith("其余 12 市是 2023-11-20 09:00 的数据。")
    html = annex_html(data)
    assert said in html and as_of_text(data) in html
    client = signed_in("zhoumin")
    paper = Document(io.BytesIO(client.get("/regulator/campaigns/T1/annex3.docx").data))
    assert "苏州市 2023-10-27 10:42 报送" in "\n".join(one.text for one in paper.paragraphs)
    sheet = load_workbook(io.BytesIO(client.get("/regulator/campaigns/T1/annex3.xlsx").data)).worksheets[0]
    assert any("苏州市 2023-10-27 10:42 报送" in str(cell.value) for one in sheet.iter_rows() for cell in one)


def test_a_table_of_which_nothing_is_reported_is_of_now(told: Campaign) -> None:
    data = province(told)
    assert (as_of_text(data), sources_text(data), data.parts) == ("数据截至 2023-11-20 09:00", "", [])


def test_the_page_says_it_and_lists_what_changed(reported: Campaign, signed_in: SignedIn) -> None:
    client = signed_in("zhoumin")
    page = words(client.get(PAGE))
    assert "各市数据： 苏州市 10-27 10:42 报送" in page.replace("苏州 ", "苏州市 ") and "其余 12 市是" in page
    assert "报送后变化" in page and "已接收的不再写入" in page
    city = words(client.get(f"{PAGE}?city=320500"))
    number = re.compile(r"报送后变化 (\d+) 处")
    assert number.findall(page) == number.findall(city) != []
    with reported.database.reading() as connection:
        campaign, data = annexes.find_campaign(connection, "T1"), province(reported)
        changed = annexes.changed_in_province(connection, campaign, data, annexes.local_day(LATER))
    rows = {one["id"]: one["seq"] for one in data.rows}
    assert changed and all(one["city"] == "苏州市" and one["seq"] == rows[one["id"]] for one in changed)


def test_why_a_cell_was_empty_is_said_of_the_day_of_the_report(reported: Campaign, signed_in: SignedIn) -> None:
    client = signed_in("zhoumin")
    for query in ("", "?city=320500"):
        page = words(client.get(f"/regulator/campaigns/T1/export{query}"))
        assert "（报送时整改通知还没有送达）" in page and "（整改通知还没有送达）" not in page
