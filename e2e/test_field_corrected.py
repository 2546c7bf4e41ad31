"""Corrections made at the desk reach an open tablet, and what is being typed there stays."""

from pathlib import Path

from playwright.sync_api import expect

from audit_app.demo.script import known_id
from audit_app.ops import apply, make
from audit_app.rules.permits import Actor
from audit_app.store.db import Database
from e2e.taps import Taps
from e2e.test_field import CLAUSE, Tablet
from e2e.test_field_day import rows, safe

NOW = "2023-10-27T02:42:30.000Z"
WHY = "建立时抄错了，照营业执照更正"


def corrected(folder: Path, kind: str, subject: str, was: dict[str, str], now: dict[str, str]) -> None:
    """As 孙倩 does it at the desk."""
    [(organisation,)] = rows(folder, "SELECT organisation_id FROM users WHERE account = 'sunqian'")
    database = Database(f"sqlite:///{folder}/data/audit.db")
    try:
        body = {"was": was, "now": now, "reason": WHY}
        planner = Actor(known_id("sunqian"), organisation, "", frozenset({"planner"}))
        outcome = apply(database, make(kind, subject, body), planner, NOW)
        assert outcome.outcome == "done", outcome
    finally:
        database.close()


def test_a_corrected_company_and_audit_show_while_somebody_types(tablet: Tablet, folder: Path) -> None:
    page = tablet(path=f"{CLAUSE}7.4.2")
    box = page.get_by_role("textbox", name="审核记录").locator("visible=true")
    box.click()
    page.keyboard.type("查合同评审")
    [(client,)] = rows(folder, "SELECT client_id FROM audits WHERE id = ?", known_id("A1"))
    [(name,)] = rows(folder, "SELECT name FROM clients WHERE id = ?", client)
    corrected(folder, "client.correct", client, {"name": name}, {"name": "江苏启衡精密仪器股份有限公司"})
    corrected(folder, "audit.correct", known_id("A1"), {"type": "initial_stage_2"}, {"type": "surveillance"})
    page.keyboard.type("记录，")
    expect(page.locator("[data-slot=who]")).to_have_text("江苏启衡精密仪器股份有限公司", timeout=20_000)
    expect(box).to_be_focused()
    page.keyboard.type("缺 3 份")
    expect(box).to_have_value("查合同评审记录，缺 3 份")
    safe(page)
    assert rows(folder, "SELECT text FROM records WHERE ref = '7.4.2' AND author_id = ?", known_id("chenjing")) == [
        ("查合同评审记录，缺 3 份",)
    ]
    Taps(page).link("返回 概况")
    expect(page.get_by_role("heading", level=1)).to_have_text("江苏启衡精密仪器股份有限公司")
    expect(page.locator("[data-place=cover] .path")).to_contain_text("监督审核")
