"""What every file of the look must keep: no foreign host, nothing inline, icons that exist, digests that agree."""

import hashlib
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "audit_app" / "static"
TEMPLATES = sorted((ROOT / "audit_app" / "templates").rglob("*.html"))
SHEETS = sorted(STATIC.glob("*.css"))
SCRIPTS = sorted((STATIC / "parts").glob("*.js"))
SPRITE = set(re.findall(r'<symbol id="([a-z]+)"', (STATIC / "icons.svg").read_text()))
LOCK = json.loads((ROOT / "tools" / "vendor.lock.json").read_text())
SPEC = json.loads((ROOT / "tools" / "vendor.json").read_text())


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def on_screens(paths: list[Path]) -> list[Path]:
    """Templates of pages; papers and mails have their own styles and no content security policy."""
    return [path for path in paths if not {"reports", "emails", "documents"} & set(path.parts)]


@pytest.mark.parametrize("sheet", SHEETS, ids=name)
def test_a_style_sheet_loads_nothing_from_elsewhere_and_forces_little(sheet: Path) -> None:
    css = sheet.read_text()
    assert not re.search(r"url\(\s*['\"]?(?:https?:)?//", css)
    assert "@import" not in css
    # Office pages need an evergreen browser; the tablets' browsers may be older.
    assert sheet.name in {"office.css", "print.css"} or ":has(" not in css
    assert css.count("!important") <= 8
    assert css.count("\n") <= 500


@pytest.mark.parametrize("sheet", SHEETS, ids=name)
def test_braces_of_a_style_sheet_are_closed(sheet: Path) -> None:
    css = re.sub(r'/\*.*?\*/|"[^"]*"', "", sheet.read_text(), flags=re.S)
    assert css.count("{") == css.count("}")


@pytest.mark.parametrize("page", on_screens(TEMPLATES), ids=name)
def test_a_template_has_no_inline_style_script_or_handler(page: Path) -> None:
    html = re.sub(r"\{#.*?#\}", "", page.read_text(), flags=re.S)
    assert not re.search(r"\sstyle\s*=", html)
    assert "<style" not in html
    assert not re.search(r"<[^>]*\son[a-z]+\s*=", html)
    assert "javascript:" not in html
    scripts = re.findall(r"<script\b[^>]*>", html)
    assert all("src=" in tag or 'type="application/json"' in tag for tag in scripts)  # a block of data is never run
    assert not re.search(r'(?:src|href)="(?:https?:)?//', html)
    assert "hx-on" not in html


@pytest.mark.parametrize("page", on_screens(TEMPLATES), ids=name)
def test_every_icon_a_template_names_is_in_the_sprite(page: Path) -> None:
    html = page.read_text()
    used = set(re.findall(r'icon\(\s*"([a-z]+)"', html)) | set(re.findall(r"icons\.svg[^#\"]*#([a-z]+)\"", html))
    assert used <= SPRITE


def test_every_state_has_its_shape_in_the_sprite() -> None:
    table = re.findall(r'"[a-z_]+": "([a-z]+) c-[a-z]+"', (ROOT / "audit_app/templates/_parts/glyph.html").read_text())
    assert len(table) == 16
    assert set(table) <= SPRITE


@pytest.mark.parametrize("script", SCRIPTS, ids=name)
def test_a_small_module_stays_small_and_writes_no_markup(script: Path) -> None:
    text = script.read_text()
    assert text.count("\n") <= 150
    assert "innerHTML" not in text
    assert "eval(" not in text
    assert "http://" not in text and "https://" not in text


@pytest.mark.parametrize("package", sorted(LOCK))
def test_vendored_files_are_those_of_the_lock(package: str) -> None:
    for target, digest in LOCK[package]["files"].items():
        assert hashlib.sha256((STATIC / "vendor" / target).read_bytes()).hexdigest() == digest, target


def test_the_lock_the_list_and_the_folder_agree() -> None:
    assert {package: entry["version"] for package, entry in LOCK.items()} == {
        package: entry["version"] for package, entry in SPEC.items()
    }
    locked = {target for entry in LOCK.values() for target in entry["files"]}
    assert {path.name for path in (STATIC / "vendor").iterdir()} == locked
    assert all(any(target.startswith("LICENSE.") for target in entry["files"]) for entry in LOCK.values())


def test_third_party_page_names_each_package_with_version_and_licence() -> None:
    rows = [line for line in (ROOT / "THIRD_PARTY.md").read_text().splitlines() if line.startswith("|")]
    for package, entry in LOCK.items():
        assert any(package in row and entry["version"] in row and entry["license"] in row for row in rows), package


@pytest.mark.parametrize("path", sorted((STATIC / "vendor").glob("*.*s")), ids=name)
def test_a_vendored_file_asks_for_no_source_map(path: Path) -> None:
    assert b"sourceMappingURL" not in path.read_bytes()
