"""A body's own edition: checked by row, shown as a tree, published once, printed from then on."""

import csv
import html
import io
import re

import pytest
import xlsxwriter
from flask.testing import FlaskClient

from audit_app.demo.script import known_id
from audit_app.rules import ids
from audit_app.store import editions
from audit_app.store.db import Database
from checklists import load
from tests.rooms.conftest import SignedIn

AT = "/admin/editions/new"
BASE = "gbt-29490-2023.2"
Rows = list[list[str]]


def contents(client: FlaskClient, edition: str) -> Rows:
    """The list as it is downloaded."""
    text = client.get(f"/admin/editions/{edition}/contents.csv").data.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def numbered() -> Rows:
    """The seven chapters with their numbers; what is not listed keeps an empty one."""
    chapters = load(BASE).chapters
    return [["ref", "number", "title"], *([item.ref, str(item.number), item.title] for item in chapters)]


def as_csv(rows: Rows) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


def as_xlsx(rows: Rows) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    return out.getvalue()


def send(client: FlaskClient, **changed: object):
    plain = {"op": ids.new_id(), "based_on": BASE, "source": "授权文本，2023 年 8 月第 1 版", "pasted": ""}
    given = plain | changed
    if "file" in given:
        data, name = given["file"]  # type: ignore[misc]
        given["file"] = (io.BytesIO(data), name)
    return client.post(AT, data=given, content_type="multipart/form-data")


def own(database: Database, body: str = "JX") -> list[str]:
    with database.reading() as connection:
        return [row["source"] for row in editions.list_editions(connection, known_id(body))]


def file(data: bytes, name: str) -> dict[str, object]:
    return {"file": (data, name)}


def test_a_list_is_shown_as_a_tree_before_anything_is_written(signed_in: SignedIn, database: Database) -> None:
    client = signed_in("fengjie")
    page = send(client, pasted=as_csv(numbered()))
    assert page.status_code == 200 and 'class="preview"' in page.text and 'name="publish"' in page.text
    assert page.text.count('class="depth-0 group"') == 7 and own(database) == []


@pytest.mark.parametrize("kind", ["csv", "xlsx", "gbk", "pasted", "tabs"])
def test_it_may_come_as_a_file_or_pasted(signed_in: SignedIn, database: Database, kind: str) -> None:
    client = signed_in("fengjie")
    rows = numbered()
    given = {
        "csv": lambda: file(as_csv(rows).encode("utf-8-sig"), "目次.csv"),
        "gbk": lambda: file(as_csv(rows).encode("gb18030"), "目次.csv"),
        "xlsx": lambda: file(as_xlsx(rows), "目次.xlsx"),
        "pasted": lambda: {"pasted": as_csv(rows)},
        "tabs": lambda: {"pasted": "\n".join("\t".join(row) for row in rows)},
    }[kind]()
    assert 'class="preview"' in send(client, **given).text


@pytest.mark.parametrize("kind", ["utf-16", "semicolons", "titled", "titled sheet"])
def test_it_is_read_as_a_register_is(signed_in: SignedIn, kind: str) -> None:
    client = signed_in("fengjie")
    rows = [["序号", *numbered()[0]], *([str(at), *row] for at, row in enumerate(numbered()[1:], 1))]
    titled = [["目次", "", "", ""], *rows]
    data = {
        "utf-16": as_csv(numbered()).replace(",", "\t").encode("utf-16"),
        "semicolons": as_csv(numbered()).replace(",", ";").encode(),
        "titled": as_csv(titled).encode(),
        "titled sheet": as_xlsx(titled),
    }[kind]
    page = send(client, **file(data, "目次.xlsx" if "sheet" in kind else "目次.csv"))
    assert page.status_code == 200 and 'class="preview"' in page.text


def test_a_row_below_a_title_keeps_its_number(signed_in: SignedIn) -> None:
    rows = [["目次", "", ""], *numbered()]
    rows[4][1] = "四"
    assert '<td class="num">5</td>' in send(signed_in("fengjie"), **file(as_xlsx(rows), "目次.xlsx")).text


def test_a_title_that_differs_is_marked_in_the_preview(signed_in: SignedIn) -> None:
    rows = numbered()
    old, rows[1][2] = rows[1][2], "另一个标题"
    page = send(signed_in("fengjie"), pasted=as_csv(rows)).text
    assert page.count("原来是") == 1 and f"原来是「{old}」" in page
    assert "原来是" not in send(signed_in("fengjie"), pasted=as_csv(numbered())).text


def test_published_it_is_the_bodys_own_and_may_be_the_default(signed_in: SignedIn, database: Database) -> None:
    client = signed_in("fengjie")
    preview = send(client, **file(as_xlsx(numbered()), "目次.xlsx")).text
    pasted = re.search(r'name="pasted"[^>]*>(.*?)</textarea>', preview, re.S)[1]
    op = re.search(r'name="op" value="([^"]+)"', preview)[1]
    for _ in range(2):
        assert send(client, op=op, pasted=pasted, publish="1").location == "/admin/editions"
    assert own(database) == ["授权文本，2023 年 8 月第 1 版"] and own(database, "ZY") == []
    page = client.get("/admin/editions").text
    assert "GB/T 29490—2023（本机构编号）" in page and "授权文本，2023 年 8 月第 1 版" in page
    assert client.post("/admin/editions/default", data={"edition": op}).status_code == 303
    assert f'value="{op}" selected' in client.get("/review/audits/new").text
    assert op not in signed_in("gaoyuan").get("/review/audits/new").text
    assert signed_in("gaoyuan").post("/admin/editions/default", data={"edition": op}).status_code == 422


@pytest.mark.parametrize(
    ("plant", "row", "said"),
    [
        (lambda rows: [*rows, list(rows[1])], 9, "已经有了"),
        (lambda rows: [rows[0], rows[2], rows[1], *rows[3:]], 3, "先后排列"),
        (lambda rows: [*rows, ["nonsense", "", "x"]], 9, "检查表里没有 nonsense"),
        (lambda rows: [*rows, ["", "11.1", "x"]], 9, "不在本检查表"),
    ],
)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_does_not_fit_is_named_by_row(
    signed_in: SignedIn, database: Database, plant: object, row: int, said: str, kind: str
) -> None:
    client = signed_in("fengjie")
    rows = plant(numbered())  # type: ignore[operator]
    given = file(as_xlsx(rows), "目次.xlsx") if kind == "xlsx" else file(as_csv(rows).encode(), "目次.csv")
    page = send(client, **given, publish="1")
    assert page.status_code == 422 and own(database) == []
    assert re.search(rf'<td class="num">{row}</td><td class="pb">\w+</td><td class="nm">[^<]*{said}', page.text)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"source": " "}, "请写明目次取自哪一份授权文本"),
        ({"based_on": "iso-9001"}, "请选择要编号的标准版本"),
        ({"pasted": ""}, "请上传目次清单"),
        ({"pasted": "a,b\n1,2"}, "没有认出表头"),
        (file(b"PK\x03\x04 not a workbook", "x.xlsx"), ""),
        (file(b"\xff\xfe\x00", "x.csv"), ""),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(
    signed_in: SignedIn, database: Database, changed: dict[str, object], said: str
) -> None:
    client = signed_in("fengjie")
    page = send(client, **({"pasted": as_csv(numbered())} | changed), publish="1")
    assert page.status_code == 422 and said in page.text and 'id="problems"' in page.text and own(database) == []


def test_a_downloaded_list_with_proven_numbers_goes_back_in_as_it_is(signed_in: SignedIn) -> None:
    client = signed_in("fengjie")
    page = send(client, based_on="gbt-29490-2013.2", pasted=as_csv(contents(client, "gbt-29490-2013.2")))
    assert page.status_code == 200 and "45 个条款" in page.text and "没有编号" not in page.text


def test_a_downloaded_list_without_them_asks_for_the_numbers(signed_in: SignedIn) -> None:
    client = signed_in("fengjie")
    page = send(client, pasted=as_csv(contents(client, BASE)))
    assert page.status_code == 422 and "一个编号也没有" in page.text and 'class="preview"' not in page.text


def test_who_may_not_publishes_nothing(signed_in: SignedIn, database: Database) -> None:
    for account in ("wuhao", "zhoumin", "sunqian"):
        assert send(signed_in(account), pasted="ref,number,title", publish="1").status_code == 403
    assert own(database) == []


def test_faults_of_cells_are_named_by_row_and_what_was_passed_over_is_said(signed_in: SignedIn) -> None:
    client, rows = signed_in("fengjie"), numbered()
    rows[3][2] = "#N/A"
    page = send(client, **file(as_csv(rows).encode(), "目次.csv"), publish="1")
    assert page.status_code == 422 and re.search(r'<td class="num">4</td><td class="pb">title</td>', page.text)
    assert 'name="publish"' not in page.text
    rows = [[*numbered()[0], "页码"], *([*row, "1"] for row in numbered()[1:])]
    page = send(client, **file(as_csv(rows).encode(), "目次.csv"))
    assert page.status_code == 200 and "「页码」这一列（第 4 列）用不到" in page.text


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [(b"\xd0\xcf\x11\xe0" + b"\0" * 600, "目次.xls", "老格式 .xls"), (b"%PDF-1.7\n", "目次.pdf", "这是 PDF"),
     (b"<html><table></table></html>", "目次.xls", "网页格式")],
)  # fmt: skip
def test_a_file_of_another_kind_is_called_what_it_is(signed_in: SignedIn, data: bytes, name: str, said: str) -> None:
    page = send(signed_in("fengjie"), **file(data, name))
    assert page.status_code == 422 and said in page.text


def test_a_title_that_a_spreadsheet_might_run_survives_the_form(signed_in: SignedIn) -> None:
    rows = numbered()
    rows[1][2] = "'-标题"
    page = send(signed_in("fengjie"), **file(as_csv(rows).encode(), "目次.csv"))
    pasted = re.search(r'name="pasted"[^>]*>(.*?)</textarea>', page.text, re.S)[1]
    again = send(signed_in("fengjie"), pasted=html.unescape(pasted))
    assert page.status_code == again.status_code == 200
    assert "-标题</li>" not in page.text and all(" -标题" in one.text for one in (page, again))
