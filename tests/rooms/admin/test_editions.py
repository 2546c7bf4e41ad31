"""Editions: what is shipped, which is the default, the list to be numbered."""

import csv
import io
import re

import pytest

from audit_app.demo.script import known_id
from audit_app.rules import ids
from audit_app.store.db import Database
from audit_app.store.people import get_setting
from checklists import load
from tests.rooms.conftest import SignedIn

AT = "/admin/editions"


def test_the_counts_of_a_line_add_up_to_its_clauses(signed_in: SignedIn) -> None:
    page = signed_in("fengjie").get(AT).text
    lines = page[page.index("<tbody") : page.index("</tbody>")].split("</tr>")[:-1]
    counted = [[int(n) for n in re.findall(r'<td class="r d[ut]">(\d+)</td>', line)] for line in lines]
    assert len(counted) == 2 and all(line[0] == sum(line[1:]) for line in counted)
    assert [line[0] for line in counted] == [
        len(load(name).leaves) for name in ("gbt-29490-2013.2", "gbt-29490-2023.2")
    ]


def test_the_default_is_set_for_ones_own_body(signed_in: SignedIn, database: Database) -> None:
    client = signed_in("fengjie")
    for name in ("gbt-29490-2013.2", "gbt-29490-2023.2"):
        sent = {"op": ids.new_id(), "edition": name}
        assert [client.post(f"{AT}/default", data=sent).status_code for _ in range(2)] == [303, 303]
        with database.reading() as connection:
            assert get_setting(connection, known_id("JX"), "default_edition") == name
            assert get_setting(connection, known_id("ZY"), "default_edition") is None
        assert f'value="{name}" selected' in client.get("/review/audits/new").text


def test_an_unknown_default_is_refused(signed_in: SignedIn) -> None:
    page = signed_in("fengjie").post(f"{AT}/default", data={"op": ids.new_id(), "edition": "iso-9001"})
    assert page.status_code == 422 and "没有「iso-9001」这个标准版本" in page.text


@pytest.mark.parametrize("name", ["gbt-29490-2013.2", "gbt-29490-2023.2"])
def test_the_list_to_be_numbered_has_every_ref_and_no_unproven_number(signed_in: SignedIn, name: str) -> None:
    answer = signed_in("fengjie").get(f"{AT}/{name}/contents.csv")
    assert answer.mimetype == "text/csv" and answer.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    items = load(name).items
    assert [row["ref"] for row in rows] == [item.ref for item in items]
    assert {row["number"] for row in rows} - {""} == {i.number for i in items if i.number_status == "proven"}


@pytest.mark.parametrize("path", [AT, f"{AT}/new", f"{AT}/gbt-29490-2023.2/contents.csv"])
@pytest.mark.parametrize("account", ["wuhao", "zhoumin", "sunqian"])
def test_only_a_body_has_editions(signed_in: SignedIn, account: str, path: str) -> None:
    assert signed_in(account).get(path).status_code == 403


def test_as_many_are_said_to_be_shipped_as_are_listed(signed_in: SignedIn) -> None:
    client = signed_in("fengjie")
    said = re.search(r"系统自带 (\d+) 个", client.get("/admin").text)
    page = client.get(AT).text
    listed = page[page.index("<tbody") : page.index("</tbody>")].count("<tr")
    assert said and int(said[1]) == listed == 2


def test_it_is_said_which_edition_is_in_force_today(signed_in: SignedIn) -> None:
    page = signed_in("fengjie").get(AT).text
    lines = page[page.index("<tbody") : page.index("</tbody>")].split("</tr>")[:-1]
    assert "现行，2013-03-01 起实施" in lines[0] and "2024-01-01 起实施" in lines[1]
    assert "GB/T 29490—2023（2024-01-01 起实施）" in signed_in("sunqian").get("/review/audits/new").text
