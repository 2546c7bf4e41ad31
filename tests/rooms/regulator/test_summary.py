"""/regulator/campaigns/<k>/summary and /export: 附件 3 equals sums by SQL of the test's own; blanks are named first.

Endpoints: summary, latest_summary, export and the acts of reporting.
"""

import io
import re
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from audit_app import annexes
from audit_app.documents.annex import AnnexData, totals
from audit_app.store import annex3 as annex3_rows
from audit_app.store.tables import campaigns, city_rounds, rectifications, spot_checks
from tests.rooms.conftest import SignedIn
from tests.rooms.regulator.kit import Campaign, send, words

PAGE = "/regulator/campaigns/T1/summary"
NOW = "2023-10-27T02:42:00.000Z"


def independent(told: Campaign) -> dict[str, int]:
    """The footer's figures from the rows, without the annex's own code."""
    with told.database.reading() as connection:
        by_result: dict[Any, int] = dict(
            connection.execute(
                select(spot_checks.c.result, func.count())
                .where(spot_checks.c.result.is_not(None))
                .group_by(spot_checks.c.result)
            ).all()
        )
        by_measure: dict[Any, int] = dict(
            connection.execute(
                select(spot_checks.c.measure, func.count())
                .where(spot_checks.c.result == "not_met")
                .group_by(spot_checks.c.measure)
            ).all()
        )
        demands = connection.scalar(select(func.count()).select_from(rectifications))
    return {
        "total": sum(by_result.values()),
        "met": by_result["meets"],
        "not_met": by_result["not_met"],
        "uncheckable": by_result["uncheckable"],
        "rectification": int(demands or 0),
        "interview": by_measure["interview"],
        "reminder": by_measure["reminder"],
        "transfer": 0,
    }


def data_of(told: Campaign) -> AnnexData:
    with told.database.reading() as connection:
        row = connection.execute(select(campaigns).where(campaigns.c.code == "T1")).mappings().one()
        return annexes.annex3(connection, row, as_of=NOW, sample=True)


def test_the_totals_equal_independent_sums(told: Campaign, signed_in: SignedIn) -> None:
    sums = independent(told)
    assert data_of(told).totals == sums
    page = words(signed_in("zhoumin").get(PAGE))
    assert f"抽查企业总数 {sums['total']}，达到标准要求 {sums['met']}，未达到标准要求 {sums['not_met']}" in page
    assert f"限期整改 {sums['rectification']}，约谈 {sums['interview']}，书面提醒 {sums['reminder']}" in page


def test_one_row_dropped_turns_the_comparison_red(told: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = annex3_rows.list_concluded
    monkeypatch.setattr(annex3_rows, "list_concluded", lambda *args: whole(*args)[1:])
    data = data_of(told)
    assert data.totals == totals(data.rows) != independent(told)


def test_seven_columns_all_columns_and_one_city(told: Campaign, signed_in: SignedIn) -> None:
    client = signed_in("zhoumin")
    seven, every = client.get(f"{PAGE}?city=320600").text, client.get(f"{PAGE}?city=320600&more=1").text
    assert seven.count('<th scope="col">') == 7 and every.count('<th scope="col">') == 23
    for page in (seven, every):
        assert page.split("<tbody")[1].split("</tbody>")[0].count("<tr") == 5
    assert client.get(PAGE).text.split("<tbody")[1].count("<tr data-keys-item>") == 9


def test_blanks_are_named_first_and_lead_to_their_cell(told: Campaign, signed_in: SignedIn) -> None:
    client = signed_in("wuhao")
    empty = told.values(
        spot_checks.c.id,
        spot_checks.c.certificate_no == "",
        spot_checks.c.result.is_not(None),
        spot_checks.c.round_id == told.round("320600"),
    )
    assert empty, "the story needs a company without a number"
    page = client.get("/regulator/campaigns/T1/export").text
    links = re.findall(r'href="/regulator/checks/([^"#]+)#f-certificate_no"', page)
    assert sorted(links) == sorted(empty) and f"有 {len(empty)} 个空格" in page
    assert page.index("个空格") < page.index("XLSX")
    for check in empty:
        assert 'id="f-certificate_no"' in client.get(f"/regulator/checks/{check}").text
        send(
            client,
            f"/regulator/checks/{check}/amend/certificate_no",
            certificate_no=f"90123IP{len(check)}{check[:4]}R0M",
            reason_certificate_no="核对",
        )
    assert "没有空格，可以导出" in client.get("/regulator/campaigns/T1/export").text


@pytest.mark.parametrize("kind", ["xlsx", "docx", "pdf"])
def test_the_files_hold_the_rows_and_say_whose_they_are(told: Campaign, signed_in: SignedIn, kind: str) -> None:
    answer = signed_in("wuhao").get(f"/regulator/campaigns/T1/annex3.{kind}")
    assert answer.status_code == 200 and answer.data[:4] in (b"PK\x03\x04", b"%PDF")
    header = answer.headers["Content-Disposition"]
    header.encode("latin-1")
    assert header.startswith("attachment") and f"T1.{kind}" in header
    if kind == "xlsx":
        rows = list(load_workbook(io.BytesIO(answer.data)).worksheets[0].iter_rows(values_only=True))
        numbers = [row[0] for row in rows if isinstance(row[0], int)]
        assert numbers == [1, 2, 3, 4, 5]


def test_nothing_done_yet_is_said(opened: Campaign, signed_in: SignedIn) -> None:
    client = signed_in("wuhao")
    for url in (PAGE, "/regulator/campaigns/T1/export"):
        assert "还没有完成的抽查" in client.get(url).text
    assert client.get("/regulator/summary").headers["Location"].endswith(PAGE)


def test_a_table_is_reported_returned_reported_again_and_accepted(told: Campaign, signed_in: SignedIn) -> None:
    city, province = signed_in("suzhou"), signed_in("zhoumin")
    url, round_ = f"{PAGE}?city=320500", told.round("320500")
    state = lambda: told.row(city_rounds, round_)["state"]  # noqa: E731
    assert send(city, f"{PAGE}/accept", city="320500").status_code == 403
    assert send(city, f"{PAGE}/report", city="320500").status_code == 303 and state() == "reported"
    assert "报送" not in words(city.get(PAGE)).split("导出附件 3")[1][:40]
    assert send(province, f"{PAGE}/return", city="320500", reason="").status_code == 422
    assert (
        send(province, f"{PAGE}/return", city="320500", reason="补证书编号").status_code == 303
        and state() == "returned"
    )
    assert "省知识产权局退回：补证书编号" in words(city.get(PAGE))
    send(city, f"{PAGE}/report", city="320500")
    assert "接收" in province.get(url).text
    assert send(province, f"{PAGE}/accept", city="320500").status_code == 303 and state() == "accepted"


def test_a_city_with_open_checks_cannot_report(told: Campaign, signed_in: SignedIn) -> None:
    answer = send(signed_in("wuhao"), f"{PAGE}/report", city="320600")
    assert answer.status_code == 422 and "还有 1 家没有查完" in answer.text
    assert told.row(city_rounds, told.round("320600"))["state"] == "checking"


def test_an_interview_has_its_day_only_once_it_was_held(told: Campaign, signed_in: SignedIn) -> None:
    paper, client = told.paper("interview", "320600"), signed_in("wuhao")
    url = f"/regulator/talks/interview/{paper}"

    def days() -> list[tuple[str, str, str]]:
        with told.database.reading() as connection:
            campaign = annexes.find_campaign(connection, "T1")
            data = annexes.annex3(connection, campaign, "320600", as_of=NOW, sample=False)
        rows = [row for row in data.rows if row["body_measure"] == "约谈"]
        return [(row["name"], row["measure_on"], row["measure_no"]) for row in rows]

    send(client, f"{url}/notify", at="2023-11-02T07:30", place="三楼会议室", number="通知约〔2023〕1 号")
    ((name, on, number),) = days()
    assert (on, number) == ("", "通知约〔2023〕1 号")
    send(client, f"{url}/hold", on_hold="2023-10-27", note_hold="提前到今天")
    assert days() == [(name, "2023-10-27", "通知约〔2023〕1 号")]


def test_too_few_is_said_before_reporting(told: Campaign, signed_in: SignedIn) -> None:
    city = signed_in("wuhao")
    assert "比最低家数少" not in words(city.get(PAGE))
    with told.database.writing() as connection:
        connection.execute(campaigns.update().values(minimum=6))
    assert "已抽查 4 家，比最低家数少 2 家" in words(city.get(PAGE))
    assert "比最低家数少" not in words(signed_in("zhoumin").get(f"{PAGE}?city=320600"))
