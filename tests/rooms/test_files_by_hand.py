"""Files that people choose and fetch: the server judges them, one without bytes is said, and WeChat's browser is sent elsewhere."""

import io
import re
from pathlib import Path

import pytest

from tests.rooms.conftest import SignedIn
from tests.rooms.field.conftest import a1
from tests.rooms.regulator.conftest import opened
from tests.rooms.regulator.kit import Campaign
from tests.whole.attachments import endpoints

__all__ = ["a1", "opened"]
TEMPLATES = Path("audit_app/templates")
WORDS = "在浏览器打开"
WECHAT = {"User-Agent": "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile MicroMessenger/8.0.50"}
PLAIN = {"User-Agent": "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile"}


def pages() -> dict[str, str]:
    return {str(path.relative_to(TEMPLATES)): path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html")}


def test_no_list_of_endings_stands_before_a_file() -> None:
    scripts = {
        str(p): p.read_text(encoding="utf-8") for p in Path("audit_app/static").rglob("*.js") if "vendor" not in p.parts
    }
    said = {
        name: re.findall(r"""["']?\baccept["']?\s*[=:]\s*["']([^"']*)""", text)
        for name, text in {**pages(), **scripts}.items()
    }
    assert {kind for kinds in said.values() for kind in kinds} == {"image/*"}, said


def test_wherever_a_file_is_chosen_or_fetched_the_note_stands() -> None:
    fetched = endpoints()
    assert {"regulator.annex3_file", "regulator.template", "admin.contents"} <= fetched
    raw = {name for name, text in pages().items() if '<input type="file"' in text}
    assert raw == {"field/_dialogs.html"} and "in_browser()" in pages()["field/base.html"]
    linked = {name for name, text in pages().items() if any(f"url_for('{one}'" in text for one in fetched)}
    assert len(linked) >= 4
    # a file field of the form macros brings the note with it
    without = [name for name in linked if not re.search(r"""in_browser\(\)|type="file\"""", pages()[name])]
    assert without == []


@pytest.mark.parametrize(
    ("who", "address"),
    [("wuhao", "/regulator/campaigns/T1"), ("fengjie", "/admin/editions/new"), ("fengjie", "/admin/editions")],
)
def test_wechats_browser_is_told_where_to_go(opened: Campaign, signed_in: SignedIn, who: str, address: str) -> None:
    client = signed_in(who)
    assert WORDS in client.get(address, headers=WECHAT).text
    plain = client.get(address, headers=PLAIN)
    assert plain.status_code == 200 and WORDS not in plain.text


def test_on_the_tablet_too(a1: str, signed_in: SignedIn) -> None:
    client = signed_in("chenjing")
    note = f"<b>{WORDS}</b>"
    assert note in str(client.get("/field/a/A1/pack", headers=WECHAT).json)
    assert note not in str(client.get("/field/a/A1/pack", headers=PLAIN).json)


@pytest.mark.parametrize("what", ["register", "inspectors"])
def test_a_chosen_file_without_bytes_is_said(opened: Campaign, signed_in: SignedIn, what: str) -> None:
    page = signed_in("wuhao").post(f"/regulator/campaigns/T1/{what}", data={what: (io.BytesIO(b""), "名录.xlsx")})
    assert page.status_code == 422 and "「名录.xlsx」没有内容传过来（0 字节）" in page.text


def test_a_list_of_contents_without_bytes_is_said(opened: Campaign, signed_in: SignedIn) -> None:
    form = {"based_on": "gbt-29490-2023.2", "source": "某出版社", "file": (io.BytesIO(b""), "目次.csv")}
    page = signed_in("fengjie").post("/admin/editions/new", data=form)
    assert page.status_code == 422 and "「目次.csv」没有内容传过来（0 字节）" in page.text
