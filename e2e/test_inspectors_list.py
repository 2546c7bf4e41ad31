"""A list of inspectors that names somebody otherwise: said row by row, ticked, and the sealed draw keeps its names."""

import csv
import io
from typing import Any

from playwright.sync_api import expect
from sqlalchemy import select

from audit_app.sheets.inspectors import HEADER
from audit_app.store.db import Database
from audit_app.store.tables import inspectors, organisations, spot_check_inspectors
from e2e.test_regulator import SignIn

PAGE = "/regulator/campaigns/K2"


def staff_of(rows: Database) -> list[Any]:
    with rows.reading() as connection:
        wanted = (
            select(inspectors)
            .join(organisations, organisations.c.id == inspectors.c.organisation_id)
            .where(organisations.c.code == "320600")
            .order_by(inspectors.c.card_no)
        )
        return list(connection.execute(wanted).mappings())


def sent(rows: Database) -> list[str]:
    with rows.reading() as connection:
        return sorted(connection.scalars(select(spot_check_inspectors.c.name)))


def file_of(staff: list[Any], renamed: str) -> dict[str, Any]:
    text = io.StringIO()
    csv.writer(text).writerows([HEADER, *([one["name"], one["card_no"], one["unit"], ""] for one in staff[:-1])])
    csv.writer(text).writerow([renamed, staff[-1]["card_no"], staff[-1]["unit"], ""])
    return {"name": "检查人员.csv", "mimeType": "text/csv", "buffer": text.getvalue().encode("utf-8-sig")}


def test_nobody_is_renamed_by_a_list_without_a_tick(sign_in: SignIn, rows: Database) -> None:
    staff, before = staff_of(rows), sent(rows)
    last = staff[-1]
    page = sign_in("wuhao", PAGE)
    page.locator("#f-inspectors").set_input_files(file_of(staff, "钱垒"))
    page.locator("#inspectors").get_by_role("button", name="上传并检查").click()
    said = page.get_by_text(f"现在是「{last['name']}」，名单写的是「钱垒」")
    expect(said).to_be_visible()
    page.get_by_role("button", name="确认导入").click()
    expect(page.locator("#problems")).to_contain_text(f"先看执法证号 {last['card_no']}")
    assert staff_of(rows)[-1]["name"] == last["name"]
    row = page.get_by_role("row", name=f"现在是「{last['name']}」，名单写的是「钱垒」")
    row.get_by_role("checkbox", name=f"认可 {last['card_no']}").check()
    page.get_by_role("row", name="「钱垒」原来对应账号").get_by_role("checkbox").check()
    page.get_by_role("button", name="确认导入").click()
    expect(page.locator("#inspectors")).to_contain_text("钱垒")
    assert staff_of(rows)[-1]["name"] == "钱垒" and sent(rows) == before
    page.goto("/regulator/campaigns/K1/draw")
    expect(page.locator("main")).to_contain_text(last["name"])
