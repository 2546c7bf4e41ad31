"""A register of thousands of rows: the page counts them while it is checked, and never stands silent."""

import io
from pathlib import Path
from typing import Any

import xlsxwriter
from playwright.sync_api import expect

from audit_app.demo import companies
from audit_app.sheets.register import COLUMNS, HEADER
from checklists import regions

ROWS = 3000
KEEP = """() => {
  const box = document.querySelector("#register .going"), bar = box.querySelector("progress"), shown = [];
  const keep = () => {
    if (box.hidden) return;
    shown.push([box.querySelector("[data-words]").textContent, bar.value, bar.max]);
    sessionStorage.shown = JSON.stringify(shown);
  };
  new MutationObserver(keep).observe(box, { attributes: true, childList: true, subtree: true, characterData: true });
}"""
"""What the line shows while the answer is awaited: a page that is about to leave is not looked at from outside."""


def register(path: Path) -> Path:
    city = regions().city("320600")
    assert city is not None
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        for at, row in enumerate(companies.register(city, companies.spread(city, ROWS)), 1):
            sheet.write_row(at, 0, [row[key] for key in COLUMNS])
    path.write_bytes(out.getvalue())
    return path


def test_the_page_says_how_many_rows_are_checked(sign_in: Any, tmp_path: Path) -> None:
    page = sign_in("wuhao", "/regulator/campaigns/K2")
    page.set_input_files("[name=register]", register(tmp_path / "名录.xlsx"))
    page.evaluate(KEEP)
    page.get_by_role("button", name="上传并检查").first.click(no_wait_after=True)
    expect(page.get_by_role("button", name="确认导入")).to_be_visible(timeout=60_000)
    shown = page.evaluate("JSON.parse(sessionStorage.shown)")
    counted = [(value, most) for words, value, most in shown if f"行，共 {ROWS} 行" in words]
    assert shown[0][0] == "正在上传文件" and counted, shown
    assert counted == sorted(counted) and {most for _value, most in counted} == {ROWS} and counted[-1][0] < ROWS
