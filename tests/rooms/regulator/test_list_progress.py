"""A list that takes its time says to its own reader how far it is, and to nobody else.

Endpoint: list_progress.
"""

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from audit_app.config import Config
from audit_app.demo.script import known_id
from audit_app.regulator import imports, progress
from audit_app.rules import ids
from audit_app.sheets.register import check_register
from tests.rooms.conftest import SignedIn
from tests.rooms.regulator.kit import Campaign, register_file, register_of, words


def test_while_a_list_is_checked_its_reader_hears_how_many_rows_are_done(
    opened: Campaign, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch, config: Config
) -> None:
    client, token, heard = signed_in("wuhao"), ids.new_id(), []
    rows = register_of("320600")
    other, away = signed_in("wuhao"), signed_in("nanjing")
    own = ThreadPoolExecutor(1)  # requests of their own, as from another tab
    where = f"/regulator/lists/{token}/progress"

    def slow(table: Any, tell: Any, today: Any) -> Any:
        def told(done: int) -> None:
            tell(done)
            if done in (0, 7):
                told_other, told_away = (own.submit(one.get, where).result() for one in (other, away))
                heard.append((told_other.json, told_away.status_code))

        return check_register(table, tell=told, today=today)

    monkeypatch.setattr(progress, "OFTEN", 0)
    monkeypatch.setattr(imports, "check_register", slow)
    data = {"register": (BytesIO(register_file(rows)), "名录.csv"), "progress": token}
    with own:
        page = client.post("/regulator/campaigns/T1/register", data=data, content_type="multipart/form-data")
    assert page.status_code == 200 and "确认导入" in page.text, words(page)
    first = {"words": "正在逐行检查", "done": 0, "of": len(rows)}
    seventh = {"words": f"正在逐行检查 第 7 行，共 {len(rows)} 行", "done": 7, "of": len(rows)}
    assert heard == [(first, 204), (seventh, 204)]
    assert client.get(where).status_code == 204 and not list((Path(config.uploads) / "lists").glob("*.progress"))


def test_every_form_of_a_list_has_its_line(opened: Campaign, signed_in: SignedIn) -> None:
    client = signed_in("wuhao")
    page = client.get("/regulator/campaigns/T1").text
    assert page.count('class="going" role="status" hidden') == page.count("data-progress=") == 2
    data = {"register": (BytesIO(register_file(register_of("320600"))), "名录.csv")}
    report = client.post("/regulator/campaigns/T1/register", data=data, content_type="multipart/form-data").text
    assert report.count('class="going" role="status" hidden') == report.count("data-progress=") == 1


def test_a_list_is_taken_in_where_its_progress_cannot_be_noted(
    opened: Campaign, signed_in: SignedIn, config: Config
) -> None:
    """Something that is no file stands where the note belongs, and one of another's notes is gone when the folder is swept."""
    client, token = signed_in("wuhao"), ids.new_id()
    lists = Path(config.uploads) / "lists"
    (lists / f"{known_id('wuhao')}-{token}.progress").mkdir(parents=True)
    (lists / "gone").symlink_to("nowhere")
    data = {"register": (BytesIO(register_file(register_of("320600"))), "名录.csv"), "progress": token}
    page = client.post("/regulator/campaigns/T1/register", data=data, content_type="multipart/form-data")
    assert page.status_code == 200 and "确认导入" in page.text, words(page)
    assert client.get(f"/regulator/lists/{token}/progress").status_code == 204


@pytest.mark.parametrize("token", ["x", "..%2F..%2Fetc", "00000000-0000-0000-0000-000000000000"])
def test_what_is_no_id_is_looked_for_nowhere(opened: Campaign, signed_in: SignedIn, token: str) -> None:
    assert signed_in("wuhao").get(f"/regulator/lists/{token}/progress").status_code in (204, 404)
