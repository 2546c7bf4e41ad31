"""What the documents at the top say is there is there: files, pictures, commands, settings, accounts, decisions."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from audit_app.cli import WHERE
from audit_app.config import Config
from audit_app.demo.people import PASSWORD, PEOPLE
from tests.whole.source import ROOT

PAGES = (
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "THIRD_PARTY.md",
    "docs/deploy.md",
    "docs/decisions/README.md",
)
PLACES = ("", "audit_app/", "audit_app/static/field/", "audit_app/effects/", "audit_app/field/")


def text(document: str) -> str:
    return (ROOT / document).read_text(encoding="utf-8")


def is_there(name: str) -> bool:
    pattern = re.sub(r"<\w+>", "*", name).rstrip("/")
    return any(next(ROOT.glob(f"{place}{pattern}"), None) for place in PLACES)


@pytest.mark.parametrize("document", PAGES)
def test_every_link_and_picture_leads_somewhere(document: str) -> None:
    targets = [one.split("#")[0] for one in re.findall(r"\]\(([^)\s]+)\)", text(document)) if "://" not in one]
    assert [one for one in targets if one and not (ROOT / document).parent.joinpath(one).exists()] == []


@pytest.mark.parametrize("document", PAGES)
def test_every_file_that_is_named_exists(document: str) -> None:
    named = re.findall(r"`([\w<>*./-]+(?:\.(?:py|js|yaml|toml|txt|json|md|html)|/))`", text(document))
    assert [one for one in named if not is_there(one) and not one.startswith(("demo/", "/"))] == []


def test_a_file_that_is_not_there_would_be_found() -> None:
    assert is_there("rules/permits.py") and is_there("tests/ops/test_<kind>.py") and not is_there("rules/permit.py")


def test_the_readme_names_every_command_and_no_other() -> None:
    block = text("README.md").split("## 命令")[1].split("```")[1]
    first = [line.removeprefix("audit-app ") for line in block.splitlines() if line.startswith("audit-app ")]
    named = {part.split()[0] for line in first for part in re.split(r" \| (?=[a-z])", re.split(r" {3,}", line)[0])}
    assert named == set(WHERE)


def test_the_deployment_page_names_every_setting_and_no_other() -> None:
    named = set(re.findall(r"AUDIT_[A-Z_]+", text("docs/deploy.md")))
    assert named - {"AUDIT_"} == {f"AUDIT_{field.name.upper()}" for field in fields(Config)}


def test_accounts_and_password_of_the_readme_are_those_of_the_demo() -> None:
    chinese, english = text("README.md").split("\n---\n")
    known = {account: name for account, name, *_ in PEOPLE}
    for half in (chinese, english):
        named = re.findall(r"^\| `(\w+)` \| ([^|，,]+)", half, re.MULTILINE)
        assert len(named) > 5 and {account for account, _ in named} <= set(known)
        assert PASSWORD in half
    assert all(
        known[account] == name.strip()
        for account, name in re.findall(r"^\| `(\w+)` \| ([^|，]+)", chinese, re.MULTILINE)
    )


def test_both_languages_of_the_readme_show_the_same_shell_lines() -> None:
    def lines(half: str) -> list[str]:
        return [
            line.split("#")[0].strip()
            for block in re.findall(r"```sh\n(.*?)```", half, re.DOTALL)
            for line in block.splitlines()
        ]

    chinese, english = text("README.md").split("\n---\n")
    assert lines(chinese) == lines(english) != []


def test_every_decision_is_in_the_list_by_its_number() -> None:
    pages = sorted(Path(ROOT / "docs/decisions").glob("[0-9]*.md"))
    assert [one.name[:4] for one in pages] == [f"{number:04}" for number in range(1, len(pages) + 1)]
    assert [one.name for one in pages] == re.findall(r"\]\((\d{4}-[\w-]+\.md)\)", text("docs/decisions/README.md"))
    assert all(one.read_text(encoding="utf-8").startswith(f"# {one.name[:4]} ") for one in pages)


def test_every_library_we_run_on_has_its_decision() -> None:
    listed = re.search(r"^dependencies = \[(.*?)^\]", text("pyproject.toml"), re.DOTALL | re.MULTILINE)
    assert listed
    names = re.findall(r'"([a-z0-9-]+)', listed[1])
    said = "".join(one.read_text(encoding="utf-8") for one in (ROOT / "docs/decisions").glob("*.md")).lower()
    assert len(names) > 12 and [name for name in names if name not in said] == []
