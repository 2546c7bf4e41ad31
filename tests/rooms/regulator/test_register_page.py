"""The page of an imported register: pages of 500 by the line in the file, and a search over all rows. Endpoint: register_rows."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from audit_app.demo.script import known_id
from audit_app.regulator.registers import PAGE
from audit_app.store.tables import register_rows, registers
from tests.rooms.conftest import SignedIn
from tests.rooms.regulator.kit import Campaign, register_of, words

ID = known_id("T1 register 320600")
PATH = f"/regulator/campaigns/T1/registers/{ID}"
COUNT = 1203


@pytest.fixture
def long(drawn: Campaign) -> Campaign:
    """A register of 1203 rows on every second line of its file; two names are written with letters of other forms."""
    model = register_of("320600")[0]
    rows = [
        {
            **model,
            "register_id": ID,
            "row_no": 2 * n,
            "name": f"南通样本{n}有限公司",
            "certificate_no": f"901IP{n:05d}R0M",
        }
        for n in range(1, COUNT + 1)
    ]
    rows[700]["name"], rows[900]["name"] = "南通ＡＢｃ１２科技有限公司", "南通（abC12）模具有限公司"
    with drawn.database.writing() as connection:
        connection.execute(register_rows.delete().where(register_rows.c.register_id == ID))
        connection.execute(register_rows.insert(), rows)
        connection.execute(registers.update().where(registers.c.id == ID).values(size=COUNT))
    return drawn


def lines(page: Any) -> list[int]:
    return [int(n) for n in re.findall(r'<td class="num">(\d+)</td>', page.text)]


def link(page: Any, rel: str) -> str:
    found = re.search(rf'rel="{rel}" href="([^"]+)"', page.text)
    return found[1].replace("&amp;", "&") if found else ""


def test_the_pages_together_are_the_register_in_both_directions(long: Campaign, signed_in: SignedIn) -> None:
    client, url, there, places = signed_in("wuhao"), PATH, list[list[int]](), list[str]()
    while url:
        page = client.get(url)
        there.append(lines(page))
        places += re.findall("第 [0-9,]+–[0-9,]+ 行，共 [0-9,]+ 行", words(page))[:1]
        last, url = url, link(page, "next")
    assert places == ["第 1–500 行，共 1,203 行", "第 501–1,000 行，共 1,203 行", "第 1,001–1,203 行，共 1,203 行"]
    assert [len(one) for one in there] == [PAGE, PAGE, 203] and [line for page in there for line in page] == [
        2 * n for n in range(1, COUNT + 1)
    ]
    back = [lines(client.get(last))]
    while last := link(client.get(last), "prev"):
        back.append(lines(client.get(last)))
    assert back == there[::-1]


@pytest.mark.parametrize("asked", ["ABc12", "ａｂｃ１２", "abc 12", "ＡＢＣ１２"])
def test_a_search_reads_all_rows_and_folds_case_and_width(long: Campaign, signed_in: SignedIn, asked: str) -> None:
    page = signed_in("wuhao").get(PATH, query_string={"q": asked})
    assert lines(page) == [1402, 1802], asked


def test_what_was_found_is_paged_too(long: Campaign, signed_in: SignedIn) -> None:
    client = signed_in("wuhao")
    first = client.get(PATH, query_string={"q": "901ip0"})
    second = client.get(link(first, "next"))
    assert len(lines(first)) == PAGE and lines(second)[0] == 2 * PAGE + 2
    assert "第 501–1,000 行，共 1,203 行" in words(second) and "q=901ip0" in link(second, "prev")
    alone = client.get(PATH, query_string={"q": "901IP00777R0M"})
    assert lines(alone) == [1554] and not link(alone, "next") and not link(alone, "prev")


@pytest.mark.parametrize("after", ["-1", "x", "9" * 30, "2406", ""])
def test_an_odd_line_leads_to_a_page_and_not_to_an_error(long: Campaign, signed_in: SignedIn, after: str) -> None:
    client: FlaskClient = signed_in("wuhao")
    assert client.get(PATH, query_string={"after": after}).status_code == 200
