"""Every CSV file leaves through one writer: nothing in it is carried out by a spreadsheet, and it comes back as it was.

Endpoints: admin.contents, regulator.template.
"""

import csv
import io
import re

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from audit_app.demo.script import known_id
from audit_app.rules import ids
from audit_app.sheets import comma
from audit_app.sheets.cells import is_formula
from audit_app.store.db import Database
from audit_app.store.editions import list_editions
from checklists import load
from tests.rooms.conftest import SignedIn
from tests.rooms.regulator.conftest import opened
from tests.rooms.regulator.kit import Campaign
from tests.whole.source import ROOT

__all__ = ["opened"]
BASE = "gbt-29490-2023.2"
BAD = ["=1+1", "+1", "-1", "@SUM(A1)", "＝1+1", "＋1", "－1", "＠A1", "﹢1", " =1+1", "\u3000＝1"]
ADDRESSES = {
    "/admin/editions/<edition>/contents.csv",
    "/regulator/campaigns/<campaign>/<any(register, inspectors):what>-template.<any(xlsx, csv):kind>",
}
CARRIED_OUT = re.compile(r"[\t\r\n]|\s*[=+\-@＝＋－＠﹢﹣﹫]")


def test_every_address_of_a_csv_is_walked_here(app: Flask) -> None:
    assert {rule.rule for rule in app.url_map.iter_rules() if "csv" in rule.rule} == ADDRESSES


def test_no_other_file_writes_csv() -> None:
    writing = re.compile(r"csv\.(writer|DictWriter)|import (writer|DictWriter)")
    files = [path for top in ("audit_app", "checklists", "schemas", "evidence") for path in (ROOT / top).rglob("*.py")]
    assert [path.name for path in files if writing.search(path.read_text("utf-8"))] == ["comma.py"]


@pytest.mark.parametrize("cell", [*BAD, "\t=1", "\r=1", "\n1"])
def test_a_formula_becomes_text_and_comes_back(cell: str) -> None:
    (found,) = next(csv.reader(io.StringIO(comma.written([[cell]]).decode("utf-8-sig"), newline="")))
    assert found == f"'{cell}" and comma.given(found) == cell


@pytest.mark.parametrize("cell", ["8.1", "知识产权方针", "—", "'引号", "a=b", "", "a\rb", "a\nb", 'a"b', "a,b"])
def test_anything_else_is_written_as_it_is(cell: str) -> None:
    text = comma.written([[cell, "x"]]).decode("utf-8-sig")
    assert next(csv.reader(io.StringIO(text, newline=""))) == [cell, "x"] and comma.given(cell) == cell
    assert ('"' in text) == (cell in {"a\rb", "a\nb", 'a"b', "a,b"})


def cells(data: bytes) -> list[list[str]]:
    assert data.startswith(b"\xef\xbb\xbf") and data.endswith(b"\r\n")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_a_title_like_a_formula_is_refused_and_others_leave_and_come_back(
    signed_in: SignedIn, database: Database
) -> None:
    client = signed_in("fengjie")
    chapters = load(BASE).chapters

    def sent(titles: list[str], publish: str = "1") -> TestResponse:
        rows = [[one.ref, one.number, title] for one, title in zip(chapters, titles, strict=False)]
        pasted = "ref,number,title\n" + "\n".join(comma.line(row) for row in rows)
        form = {"op": ids.new_id(), "based_on": BASE, "source": "授权文本", "pasted": pasted, "publish": publish}
        return client.post("/admin/editions/new", data=form)

    for title in filter(is_formula, BAD):
        refused = sent([title])
        assert refused.status_code == 422 and "以 = + - @ 开头" in refused.text, title
    titles = [title for title in BAD if not is_formula(title)]
    assert 0 < len(titles) < len(BAD) and sent(titles).status_code == 303
    with database.reading() as connection:
        (own,) = list_editions(connection, known_id("JX"))
    rows = cells(client.get(f"/admin/editions/{own['id']}/contents.csv").data)
    assert [cell for row in rows for cell in row if CARRIED_OUT.match(cell)] == []
    told = dict(zip([one.ref for one in chapters], titles, strict=False))
    assert {row[0]: row[2] for row in rows if row[0] in told} == {ref: f"'{title}" for ref, title in told.items()}


@pytest.mark.parametrize("what", ["register", "inspectors"])
def test_the_empty_lists_leave_by_the_same_writer(opened: Campaign, signed_in: SignedIn, what: str) -> None:
    rows = cells(signed_in("wuhao").get(f"/regulator/campaigns/T1/{what}-template.csv").data)
    assert len(rows) == 1 and all(rows[0]) and [cell for cell in rows[0] if CARRIED_OUT.match(cell)] == []
