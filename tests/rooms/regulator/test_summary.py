"""/regulator/campaigns/<k>/summary and /export: 附件 3 equals sums by SQL of the test's own; blanks are named first.

Endpoints: summary, latest_summary, export and the acts of reporting.
"""

import io
import json
import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import func, select, text
from werkzeug.test import TestResponse

from audit_app import annexes
from audit_app.documents.annex import AnnexData, missing_cells, totals
from audit_app.store import annex3 as annex3_rows
from audit_app.store.tables import campaigns, city_rounds, rectifications, reminders, spot_checks
from tests.rooms.conftest import SignedIn
from tests.rooms.regulator.kit import Campaign, press, send, words

PAGE = "/regulator/campaigns/T1/summary"
NOW = "2023-10-27T02:42:00.000Z"


def independent(told: Campaign) -> dict[str, int]:
    """The footer's figures from the rows, without the annex's own code: papers count once served, interviews once held."""
    with told.database.reading() as connection:
        by_result: dict[Any, int] = dict(
            connection.execute(
                select(spot_checks.c.result, func.count())
                .where(spot_checks.c.result.is_not(None))
                .group_by(spot_checks.c.result)
            ).all()
        )
        count = lambda question: int(connection.scalar(text(question)) or 0)  # noqa: E731
        return {
            "total": sum(by_result.values()),
            "met": by_result["meets"],
            "not_met": by_result["not_met"],
            "uncheckable": by_result["uncheckable"],
            "rectification": count("SELECT count(*) FROM rectifications WHERE served_on IS NOT NULL"),
            "interview": count(
                "SELECT count(*) FROM regulatory_interview_checks c JOIN regulatory_interviews i ON i.id = c.interview_id "
                "WHERE i.state IN ('held', 'minutes_signed', 'commitments_due', 'verified', 'closed')"
            ),
            "reminder": count(
                "SELECT count(*) FROM reminder_checks c JOIN reminders p ON p.id = c.reminder_id "
                "WHERE p.served_on IS NOT NULL"
            ),
            "transfer": 0,
        }


def data_of(told: Campaign) -> AnnexData:
    with told.database.reading() as connection:
        row = connection.execute(select(campaigns).where(campaigns.c.code == "T1")).mappings().one()
        return annexes.annex3(connection, row, as_of=NOW, sample=True)


def hidden(client: FlaskClient, name: str) -> str:
    """A hidden field of 苏州's table page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', client.get(f"{PAGE}?city=320500").text)
    return found[1] if found else ""


def report(client: FlaskClient) -> TestResponse:
    """苏州 reports the table that it has on the screen."""
    return send(client, f"{PAGE}/report", city="320500", digest=hidden(client, "digest"))


def test_the_totals_equal_independent_sums(told: Campaign, signed_in: SignedIn) -> None:
    sums = independent(told)
    assert data_of(told).totals == sums
    page = words(signed_in("zhoumin").get(PAGE))
    assert f"抽查企业总数 {sums['total']}，达到标准要求 {sums['met']}，未达到标准要求 {sums['not_met']}" in page
    assert f"限期整改 {sums['rectification']}，约谈涉及企业 {sums['interview']}" in page


def test_one_row_dropped_turns_the_comparison_red(told: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = annex3_rows.list_concluded
    monkeypatch.setattr("audit_app.annexes.list_concluded", lambda *args: whole(*args)[1:])
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
    undone = told.count(reminders, reminders.c.state == "drafted") + 1
    assert sorted(links) == sorted(empty) and f"有 {len(empty) + undone} 个空格" in page
    assert page.index("个空格") < page.index("XLSX")
    for check in empty:
        assert 'id="f-certificate_no"' in client.get(f"/regulator/checks/{check}").text
        send(
            client,
            f"/regulator/checks/{check}/amend/certificate_no",
            certificate_no=f"90123IP{len(check)}{check[:4]}R0M",
            reason_certificate_no="核对",
        )
    for paper in told.values(reminders.c.id):
        for verb in ("issue", "serve"):
            send(client, f"/regulator/talks/reminder/{paper}/{verb}", **{f"on_{verb}": "2023-10-26"})
    paper = f"/regulator/talks/interview/{told.paper('interview', '320600')}"
    send(client, f"{paper}/notify", at="2023-11-02T07:30", place="三楼会议室")
    send(client, f"{paper}/hold", on_hold="2023-10-27")
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


def test_the_print_button_opens_the_official_table(told: Campaign, signed_in: SignedIn) -> None:
    client = signed_in("wuhao")
    (url,) = re.findall(r'target="_blank" rel="noopener" href="([^"]+)"', client.get(f"{PAGE}?city=320600").text)
    answer = client.get(url.replace("&amp;", "&"))
    assert answer.data.startswith(b"%PDF") and answer.headers["Content-Disposition"].startswith("inline")


def test_a_sign_that_cannot_be_printed_is_named_instead_of_a_file(told: Campaign, signed_in: SignedIn) -> None:
    client = signed_in("wuhao")
    check = told.values(
        spot_checks.c.id, spot_checks.c.result.is_not(None), spot_checks.c.round_id == told.round("320600")
    )[0]
    with told.database.writing() as connection:
        connection.execute(
            spot_checks.update().where(spot_checks.c.id == check).values(name="南通\U00030abf仪器有限公司")
        )
    answer = client.get("/regulator/campaigns/T1/annex3.pdf")
    assert answer.status_code == 422
    assert re.search("第 \\d 行「企业名称」里的「\U00030abf」，服务器上的字体没有这个字。", answer.text)
    for kind in ("xlsx", "docx"):
        assert client.get(f"/regulator/campaigns/T1/annex3.{kind}").status_code == 200


def test_no_link_to_a_file_saves_whatever_comes_back(told: Campaign, signed_in: SignedIn) -> None:
    """With a bare `download` a browser would save the page that says why there is no file."""
    client = signed_in("wuhao")
    for url in ("/regulator/campaigns/T1/export", "/regulator/campaigns/T1", f"{PAGE}?city=320600"):
        page = client.get(url).text
        assert not re.findall(r"<a [^>]*\bdownload\b(?!\.)[^>]*>", page.split("<main")[1]), url
    page = client.get("/regulator/campaigns/T1/export").text
    assert len(re.findall(r'href="/regulator/campaigns/T1/annex3\.(?:xlsx|docx|pdf)[^"]*"', page)) == 3


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
    assert report(city).status_code == 303 and state() == "reported"
    assert "报送" not in words(city.get(PAGE)).split("导出附件 3")[1][:40]
    assert send(province, f"{PAGE}/return", city="320500", reason="").status_code == 422
    assert (
        send(province, f"{PAGE}/return", city="320500", reason="补证书编号").status_code == 303
        and state() == "returned"
    )
    assert "省知识产权局退回：补证书编号" in words(city.get(PAGE))
    report(city)
    assert "接收" in province.get(url).text
    assert (
        send(province, f"{PAGE}/accept", city="320500", digest=hidden(province, "digest")).status_code == 303
        and state() == "accepted"
    )


def test_a_city_with_open_checks_cannot_report(told: Campaign, signed_in: SignedIn) -> None:
    answer = send(signed_in("wuhao"), f"{PAGE}/report", city="320600")
    assert answer.status_code == 422 and "还有 1 家没有查完" in answer.text
    assert told.row(city_rounds, told.round("320600"))["state"] == "checking"


def rows_of(told: Campaign, region: str = "320600") -> dict[str, Any]:
    with told.database.reading() as connection:
        campaign = annexes.find_campaign(connection, "T1")
        return {row["id"]: row for row in annexes.annex3(connection, campaign, region, as_of=NOW, sample=False).rows}


def test_an_interview_is_an_interview_only_once_it_was_held(told: Campaign, signed_in: SignedIn) -> None:
    paper, client = told.paper("interview", "320600"), signed_in("wuhao")
    check = told.checks["320600"][1]
    url = f"/regulator/talks/interview/{paper}"

    def cells() -> tuple[str, str, str]:
        row = rows_of(told)[check]
        return row["body_measure"], row["measure_on"], row["measure_no"]

    def said() -> str:
        return words(client.get("/regulator/campaigns/T1/export"))

    assert cells() == ("", "", "") and "缺「对认证机构处理措施」 （约谈还没有发通知）" in said()
    send(client, f"{url}/notify", at="2023-11-02T07:30", place="三楼会议室", number="通知约〔2023〕1 号")
    assert cells() == ("", "", "") and "（约谈还没有开）" in said()
    assert f'href="{url}"' in client.get("/regulator/campaigns/T1/export").text
    send(client, f"{url}/hold", on_hold="2023-10-27", note_hold="提前到今天")
    assert cells() == ("约谈", "2023-10-27", "通知约〔2023〕1 号")


def test_a_rectification_is_going_on_only_once_it_is_served(told: Campaign, signed_in: SignedIn) -> None:
    """起草、签发都不是整改中: the cells stay empty and are named with their reason."""
    with told.database.writing() as connection:
        for state in ("drafted", "issued", "served"):
            connection.execute(rectifications.update().where(rectifications.c.id == told.going).values(state=state))
            campaign = annexes.find_campaign(connection, "T1")
            data = annexes.annex3(connection, campaign, "320600", as_of=NOW, sample=False)
            row = next(one for one in data.rows if one["id"] == told.checks["320600"][2])
            empty = {one.key: one.why for one in missing_cells(data) if one.company == row["name"]}
            if state == "served":
                assert row["rectification_state"] == "整改中" and row["rectification"] == "补齐登记（2023-11-08 前）"
                assert "rectification" not in empty and "rectification_state" not in empty
                continue
            assert (row["rectification"], row["rectification_state"]) == ("", "")
            why = {"drafted": "整改通知还没有签发", "issued": "整改通知还没有送达"}[state]
            assert empty["rectification"] == empty["rectification_state"] == why
            assert data.totals["rectification"] == 2
    page = words(signed_in("wuhao").get("/regulator/rectify?campaign=T1"))
    assert "整改中 1" in page


def test_a_reminder_counts_once_it_was_served(told: Campaign) -> None:
    with told.database.writing() as connection:
        for state, cell in (("drafted", ""), ("issued", ""), ("served", "书面提醒"), ("closed", "书面提醒")):
            connection.execute(reminders.update().values(state=state))
            campaign = annexes.find_campaign(connection, "T1")
            row = annexes.annex3(connection, campaign, "320600", as_of=NOW, sample=False).rows[0]
            assert row["body_measure"] == cell, state


def test_an_extended_term_is_the_one_that_counts(told: Campaign) -> None:
    late = told.checks["320600"][0]

    def cells() -> tuple[str, str]:
        row = rows_of(told)[late]
        return row["rectification"], row["rectification_state"]

    assert cells() == ("补齐登记（2023-10-15 前）", "逾期未改")
    told.script.at("2023-10-20 10:00")
    told.script.do(
        "wuhao", "rectification.extend", told.late, {"until": "2023-12-08", "reason": "企业设备到货推迟，申请延期"}
    )
    told.script.flush()
    assert cells() == ("补齐登记（2023-12-08 前）", "整改中")
    told.change(rectifications, told.late, due_on="2023-10-15")
    assert cells() == ("补齐登记（2023-12-08 前）", "整改中"), "also where the row has the first day beside it"


def test_a_reminder_bears_the_day_of_its_issue_not_of_its_service(told: Campaign) -> None:
    reminder = told.paper("reminder", "320600")
    told.script.at("2023-10-20 10:00")
    told.script.do("wuhao", "reminder.issue", reminder, {"on": "2023-10-16", "number": "通知标醒〔2023〕1 号"})
    told.script.do("wuhao", "reminder.serve", reminder, {"on": "2023-10-19"})
    told.script.flush()
    row = rows_of(told)[told.checks["320600"][0]]
    assert (row["body_measure"], row["measure_on"]) == ("书面提醒", "2023-10-16")


def test_a_problem_is_named_by_the_standard_of_the_certificate(told: Campaign) -> None:
    """7.1 is 获取 in the edition of 2013; 资源 is of that of 2023, where nobody has proven a number."""
    first, second, *_ = told.checks["320600"]
    for check, year, ref in ((first, 2013, "7.1"), (second, 2023, "resources")):
        problems = json.dumps([{"ref": ref, "text": "没有记录"}])
        told.change(spot_checks, check, standard=f"GB/T 29490-{year}", problems=problems)
    rows = rows_of(told)
    assert [rows[check]["problems"] for check in (first, second)] == ["7.1 获取：没有记录", "资源：没有记录"]


def test_what_was_reported_stays_and_what_changed_is_shown_beside_it(told: Campaign, signed_in: SignedIn) -> None:
    city, province = signed_in("suzhou"), signed_in("zhoumin")
    url = f"{PAGE}?city=320500"
    report(city)
    before = city.get(f"{url}&more=1").text.split("<tbody")[1].split("</tbody>")[0]
    assert "报送后变化" not in city.get(url).text and "第 1 次报送" in words(city.get(url))
    for verb in ("respond", "recheck", "close"):
        done = send(city, f"/regulator/rectify/{told.other}/{verb}", **{f"on_{verb}": "2023-10-26"})
        assert done.status_code == 303, (verb, words(done))
    for client in (city, province):
        page = words(client.get(url))
        assert "报送后变化 1 处" in page and "整改完成情况： 整改中 → 已完成" in page
        assert client.get(f"{url}&more=1").text.split("<tbody")[1].split("</tbody>")[0].count("整改中") == 1
    assert "整改中" in before and before.count("已完成") == 0
    send(province, f"{PAGE}/return", city="320500", reason="补整改情况")
    assert "报送后变化" not in city.get(url).text
    report(city)
    page = city.get(url).text
    assert "第 2 次报送" in page and "第 1 次报送" in page
    first = re.findall(r"issued=([0-9a-f-]{36})", page)[-1]
    old = words(city.get(f"{url}&issued={first}"))
    assert "这是第 1 次报送时的表" in old and "已完成" not in old.split("整改情况")[1].split("抽查企业总数")[0]
    assert signed_in("wuhao").get(f"{PAGE}?issued={first}").status_code == 404


def test_a_report_names_the_table_that_was_read(told: Campaign, signed_in: SignedIn) -> None:
    city = signed_in("suzhou")
    read = hidden(city, "digest")
    send(city, f"/regulator/rectify/{told.other}/respond", on_respond="2023-10-26")
    told.change(spot_checks, told.checks["320500"][0], note="后来补的")
    answer = send(city, f"{PAGE}/report", city="320500", digest=read)
    assert answer.status_code == 422 and "页面打开之后汇总表有变化" in answer.text
    assert told.row(city_rounds, told.round("320500"))["state"] == "checking"


def test_too_few_is_said_before_reporting(told: Campaign, signed_in: SignedIn) -> None:
    city = signed_in("wuhao")
    assert "比最低家数少" not in words(city.get(PAGE))
    told.of_the_draw("320600", 6)
    assert "已抽查 4 家，比最低家数少 2 家" in words(city.get(PAGE))
    assert "比最低家数少" not in words(signed_in("zhoumin").get(f"{PAGE}?city=320600"))


def test_who_accepts_a_table_is_told_what_changed_after_it_was_sent_in(told: Campaign, signed_in: SignedIn) -> None:
    city, province = signed_in("suzhou"), signed_in("zhoumin")
    url = f"{PAGE}?city=320500"
    report(city)
    bare = words(press(province, f"{PAGE}/accept", city="320500", digest=hidden(province, "digest")))
    assert "接收附件 3" in bare and "报送后变化" not in bare
    for verb in ("respond", "recheck", "close"):
        send(city, f"/regulator/rectify/{told.other}/{verb}", **{f"on_{verb}": "2023-10-26"})
    assert "报送后变化 1 处" in words(province.get(url))
    company = told.row(spot_checks, told.checks["320500"][0])["name"]
    form = {"city": "320500", "digest": hidden(province, "digest")}
    for act, more in (("accept", {}), ("return", {"reason": "整改情况要写进去"})):
        said = words(press(province, f"{PAGE}/{act}", **form, **more))
        assert re.search(rf"{company} 整改完成情况 整改中 已完成", said), (act, said)
        assert ("报送后变化 1 处，不在接收的表里" in said) == (act == "accept")
    assert "退回后，再次报送才写入" in words(city.get(url))
    send(province, f"{PAGE}/accept", **form)
    for client in (city, province):
        page = words(client.get(url))
        assert "报送后变化 1 处" in page and "这些变化不再写入" in page and "退回" not in page
