"""The tablet's uploads over a line that breaks: the shipped client, the real server, a proxy between them."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from audit_app.demo.people import PASSWORD
from audit_app.demo.script import known_id
from e2e.conftest import ready
from e2e.test_field_day import rows
from evidence.store import key_of
from tests.cutting import cutting
from tests.evidence.photo_kit import digest, noise, saved

BETWEEN_CUTS = 1_275_000
CHUNK = 256 * 2**10


@pytest.mark.parametrize("where", ["every 8.5 seconds at 150 kB/s", "at 99 percent"])
def test_a_photo_gets_through_a_line_that_breaks(
    browser: Any, server: str, folder: Path, tmp_path: Path, where: str
) -> None:
    photo = tmp_path / "台账.jpg"
    photo.write_bytes(saved(noise(2400, 1800), "JPEG", quality=92))
    data = photo.read_bytes()
    breaks = {"once": len(data) * 99 // 100} if "99" in where else {"each": BETWEEN_CUTS}
    with cutting(int(server.rsplit(":", 1)[1]), **breaks) as line:
        context = browser.new_context(viewport={"width": 1180, "height": 820}, has_touch=True, base_url=line.url)
        page = context.new_page()
        page.goto("/login?next=/field/a/A1/c/9.1")
        page.fill("[name=account]", "chenjing")
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        ready(page)
        before = line.up
        page.set_input_files("#pick-file", photo)
        expect(page.locator("[data-clause='9.1'] .shot .st")).to_have_text("已存服务器", timeout=60_000)
        context.close()
    assert line.cuts >= 1
    assert line.up - before < len(data) + (line.cuts + 1) * CHUNK + 200_000
    kept = folder / "data" / "evidence" / key_of(known_id("JX"), digest(data))
    assert kept.read_bytes() == data
    assert rows(folder, "SELECT state FROM photos WHERE sha256 = ?", digest(data)) == [("kept",)]
