"""The lint of the content files: what is shipped is clean, and every kind of fault is found where it is."""

from __future__ import annotations

import copy
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from checklists import files
from checklists.citations import wrong_citations
from checklists.lint import lint, lint_edition, lint_map, lint_rulepack

SMALL = {
    "id": "small-2023", "scheme": "small", "standard": "GB/T 29490-2023", "edition": "2023",
    "title": "企业知识产权合规管理体系 要求", "title_en": "Requirements", "source": "自拟",
    "features": {"has_trade": {"zh": "有出口", "en": "exports"}},
    "items": [
        {"ref": "top", "number": "4", "number_status": "likely", "title": "章", "title_en": "Chapter"},
        {"ref": "leaf", "parent": "top", "number_status": "unverified", "title": "条", "title_en": "Clause",
         "prompts": [{"zh": "问一", "en": "one"}, {"zh": "问二", "en": "two"}], "records": ["记录"],
         "methods": ["read"], "departments": ["各部门"], "pdca": "do", "when": "has_trade", "leaf": True},
    ],
}  # fmt: skip

PACK = {
    "id": "p", "title": "包", "title_en": "Pack", "effective_from": "2023-01-01",
    "rules": {"a.days": {"value": 30, "source": "通知", "status": "CONFIRMED"}},
}  # fmt: skip

Spoil = Callable[[dict[str, Any]], Any]


def found(spoil: Spoil, data: dict[str, Any] = SMALL, check: Any = lint_edition) -> list[tuple[str, str]]:
    spoiled = copy.deepcopy(data)
    spoil(spoiled)
    return [(p.ref, p.code) for p in check(yaml.safe_dump(spoiled, allow_unicode=True), "small.yaml")]


def test_the_shipped_content_has_no_problem() -> None:
    assert lint() == []


def test_a_good_file_has_no_problem() -> None:
    assert found(lambda data: None) == []
    assert found(lambda data: None, PACK, lint_rulepack) == []


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (lambda d: d["items"][1].pop("title"), ("items.1.title", "shape")),
        (lambda d: d["items"][1].update(colour="red"), ("items.1.colour", "shape")),
        (lambda d: d["items"][1].update(methods=["guess"]), ("items.1.methods.0", "shape")),
        (lambda d: d["items"][1].update(number="4.1"), ("items.1.number_status", "shape")),
        (lambda d: d["items"][1].update(pdca="later"), ("items.1.pdca", "shape")),
        (lambda d: d.update(items=[]), ("items", "shape")),
        (lambda d: d["items"].append(dict(d["items"][1])), ("leaf", "doubled_ref")),
        (lambda d: d["items"][1].update(number="4", number_status="body"), ("4", "doubled_number")),
        (lambda d: d["items"][1].update(parent="gone"), ("leaf", "parent")),
        (lambda d: d["items"].reverse(), ("leaf", "parent")),
        (lambda d: d["items"][1].update(leaf=False), ("leaf", "leaf")),
        (lambda d: d["items"][0].update(leaf=True), ("top", "leaf")),
        (lambda d: d["items"][0].update(records=["记录"]), ("top", "group_fields")),
        (lambda d: d["items"][1]["prompts"].pop(), ("leaf", "prompts")),
        (lambda d: d["items"][1]["prompts"].extend([{"zh": "问", "en": "x"}] * 3), ("leaf", "prompts")),
        (lambda d: d["items"][1].update(departments=[]), ("leaf", "missing_field")),
        (lambda d: d["items"][1].update(pdca=None), ("leaf", "missing_field")),
        (lambda d: d["items"][1]["prompts"][0].pop("en"), ("items.1.prompts.0.en", "shape")),
        (lambda d: d["items"][1]["prompts"][0].update(en="问一"), ("leaf", "language")),
        (lambda d: d["items"][1].update(title="Clause"), ("leaf", "language")),
        (lambda d: d["items"][1].update(when="has_moon"), ("leaf", "condition")),
        (lambda d: d["items"][1].update(when=None), ("", "condition")),
        (lambda d: d["items"][1].update(records=["GB/T 23490-2023"]), ("leaf", "citation")),
        (lambda d: d.update(title="企业知识产权管理规范"), ("", "citation")),
        (lambda d: d.update(standard="GB/T 29490-2024"), ("", "citation")),
        (lambda d: d.update(source="GB/T 23490-2023 目次"), ("", "citation")),
        (lambda d: d["items"][1]["prompts"][0].update(en="see GB/T 3475-2017"), ("leaf", "citation")),
        (lambda d: d.update(edition="2013"), ("", "edition")),
        (lambda d: d["features"]["has_trade"].update(zh="exports"), ("", "language")),
        (lambda d: d["items"][1]["prompts"].append({"zh": "问 一？", "en": "three"}), ("leaf", "repeated")),
        (lambda d: d["items"][1]["prompts"].append({"zh": "问三", "en": "Two?"}), ("leaf", "repeated")),
        (lambda d: d["items"].append(d["items"][1] | {"ref": "other"}), ("other", "repeated")),
        (lambda d: d["items"][1].update(number="5.1", number_status="likely"), ("leaf", "number_place")),
        (lambda d: d["items"][0].update(number="4.1"), ("top", "number_place")),
        (lambda d: d["items"].append(d["items"][0] | {"ref": "early", "number": "3"}), ("early", "number_order")),
        (lambda d: d["items"][1].update(number="4.1", number_status="body"), ("leaf", "number_status")),
        (lambda d: d["items"][1].update(records=["记录", "  "]), ("items.1.records.1", "shape")),
        (lambda d: d["items"][1].update(title="条 "), ("items.1.title", "shape")),
        (lambda d: d["items"][1].update(records=["记录", "45-体系运行问题采集表"]), ("leaf", "form_number")),
        (lambda d: d["items"][0].update(inferred_from="ISO 37301"), ("top", "inferred")),
        (lambda d: d["items"][1].update(inferred_from=""), ("items.1.inferred_from", "shape")),
        (lambda d: d.update(replaces="gbt-29490-1999"), ("", "replaces")),
        (lambda d: d.update(replaces="gbt-29490-2013"), ("", "replaces")),
        (lambda d: d.update(replaces="spot-check-29490-2023"), ("", "replaces")),
    ],
)  # fmt: skip
def test_a_fault_is_found_at_its_item(spoil: Spoil, expected: tuple[str, str]) -> None:
    assert expected in found(spoil)


def second(spoil: Spoil) -> list[tuple[str, str]]:
    """Problems of the second version of 2023, spoiled."""
    path = files.HOME / "schemes" / "gbt-29490" / "2023.2.yaml"
    return found(spoil, yaml.safe_load(path.read_text(encoding="utf-8")))


def item_of(data: dict[str, Any], ref: str) -> Any:
    return next(item for item in data["items"] if item["ref"] == ref)


@pytest.mark.parametrize(
    ("spoil", "ref"),
    [
        (lambda d: d["items"].remove(item_of(d, "comp.review")), "comp.review"),
        (lambda d: d["items"].append(item_of(d, "comp.risk") | {"ref": "comp.more"}), "comp.more"),
        (lambda d: item_of(d, "context").update(number="4.9"), "context"),
        (lambda d: item_of(d, "biz.fair").update(when=None), "biz.fair"),
    ],
)
def test_a_second_version_with_other_clauses_than_the_first_is_found(spoil: Spoil, ref: str) -> None:
    assert (ref, "replaces") in second(spoil)


def test_a_second_version_may_have_other_words() -> None:
    assert second(lambda d: item_of(d, "context")["prompts"].pop()) == []


def test_form_numbers_pass_in_what_was_published_before_the_rule_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first editions never change, so the lint of the shipped files keeps quiet on them; another file is named."""
    text = (files.HOME / "schemes" / "gbt-29490" / "2013.yaml").read_text(encoding="utf-8")
    assert {p.code for p in lint_edition(text, "x.yaml")} == {"form_number"}
    shutil.copytree(files.HOME, tmp_path / "checklists")
    monkeypatch.setattr(files, "HOME", tmp_path / "checklists")
    assert lint() == []
    file = tmp_path / "checklists" / "schemes" / "gbt-29490" / "2013.2.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace('"改进记录"', '"45-改进记录"', 1), encoding="utf-8")
    assert [(p.file, p.ref, p.code) for p in lint()] == [("schemes/gbt-29490/2013.2.yaml", "4.1", "form_number")]


def test_an_item_that_is_its_own_parent_is_found_and_ends() -> None:
    assert ("leaf", "depth") in found(lambda d: d["items"][1].update(parent="leaf"))


def test_a_key_written_twice_is_found_where_yaml_would_be_silent() -> None:
    for check in (lint_edition, lint_rulepack, lint_map):
        (problem,) = check("id: one\nrules:\n  a: 1\n  b: 2\n  a: 3\n", "twice.yaml")
        assert problem.code == "shape" and "第 5 行" in problem.message and "a" in problem.message


@pytest.mark.parametrize(
    ("name", "spoil"),
    [
        ("schemes/gbt-29490/2013.yaml", lambda text: text.replace('ref: "4.1"', 'ref: "4.1', 1)),
        ("schemes/gbt-29490/2013.yaml", lambda text: text.replace("title: 维护\n", "", 1)),
        ("schemes/gbt-29490/2023.yaml", lambda text: text.replace("pdca: plan", "pdca: plan\n    pdca: do", 1)),
        ("schemes/spot-check/2023.yaml", lambda text: text.replace("id: spot-check-29490-2023", "id: gbt-29490-2013")),
        ("rulepacks/jiangsu-2023.yaml", lambda text: text.replace("status: CONFIRMED", "status: TRUE", 1)),
        ("rulepacks/body-default.yaml", lambda text: text + "  appeal.days: {value: 1, source: 无, status: ASSUMED}\n"),
        ("mapping/2013-2023.yaml", lambda text: text.replace("kind: same", "kind: [", 1)),
        ("mapping/2013-2023.yaml", lambda text: text.replace("rows:", "row:", 1)),
        ("mapping/2013-2023.yaml", lambda text: "just words"),
    ],
)
def test_a_fault_planted_in_a_shipped_file_is_reported_by_the_command(
    tmp_path: Path, name: str, spoil: Callable[[str], str]
) -> None:
    shutil.copytree(files.HOME, tmp_path / "checklists")
    file = tmp_path / "checklists" / name
    text = file.read_text(encoding="utf-8")
    assert spoil(text) != text
    file.write_text(spoil(text), encoding="utf-8")
    # The folder of the call comes first on the path of `-m`, so the copy is what the command reads.
    command = [sys.executable, "-m", "audit_app.cli", "checklist", "lint", "--json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False, text=True)
    assert (done.returncode, done.stderr) == (2, "")
    assert name in {problem["file"] for problem in json.loads(done.stdout)}


@pytest.mark.parametrize("text", ["items: [", "- 1\n- 2\n", "", "just words"])
def test_a_file_that_is_no_edition_is_named_not_crashed_on(text: str) -> None:
    assert next((p.file, p.code) for p in lint_edition(text, "bad.yaml")) == ("bad.yaml", "shape")


@pytest.mark.parametrize(
    ("spoil", "ref"),
    [
        (lambda d: d["rules"]["a.days"].pop("source"), "rules.a.days.value.source"),
        (lambda d: d["rules"]["a.days"].update(source=""), "rules.a.days.value.source"),
        (lambda d: d["rules"]["a.days"].pop("status"), "rules.a.days.value.status"),
        (lambda d: d["rules"]["a.days"].update(status="SURE"), "rules.a.days.value.status"),
        (lambda d: d["rules"]["a.days"].pop("value"), "rules.a.days.value.value"),
        (lambda d: d.pop("effective_from"), "effective_from"),
    ],
)
def test_a_rule_without_value_source_or_status_is_found(spoil: Spoil, ref: str) -> None:
    assert found(spoil, PACK, lint_rulepack) == [(ref, "shape")]


def test_a_map_with_holes_or_wrong_kinds_is_found() -> None:
    rows = [{"from": "4.1", "to": "system", "kind": "new", "status": "LIKELY"},
            {"from": "9.9", "to": "scope", "kind": "same"}]  # fmt: skip
    text = yaml.safe_dump({"from": "gbt-29490-2013", "to": "gbt-29490-2023", "rows": rows})
    problems = [(p.ref, p.code) for p in lint_map(text, "map.yaml")]
    assert ("4.1 → system", "kind") in problems and ("9.9 → scope", "status") in problems
    assert (
        ("9.9", "unknown_ref") in problems and ("9.3", "unmapped") in problems and ("biz.rnd", "unmapped") in problems
    )
    doubled = yaml.safe_dump({"from": "gbt-29490-2013", "to": "gbt-29490-2023", "rows": [
        {"from": "4.1", "to": "system", "kind": "same", "status": "LIKELY"}] * 2
        + [{"from": "5.2", "to": "policy", "kind": "split", "status": "UNSURE"}]})  # fmt: skip
    problems = [(p.ref, p.code) for p in lint_map(doubled, "map.yaml")]
    assert problems.count(("4.1 → system", "doubled_row")) == 2
    assert ("4.1 → system", "kind") in problems and ("5.2 → policy", "kind") in problems
    assert ("5.2 → policy", "status") not in problems
    assert [p.code for p in lint_map("from: nowhere\nto: x\nrows: []\n", "map.yaml")] == ["shape"]


@pytest.mark.parametrize(
    "text",
    [
        "GB/T 29490-2023《企业知识产权管理规范》", "GB/T 29490—2013《企业知识产权合规管理体系 要求》",
        "GB/T 23490-2023", "20490-2023", "按 GB/T 3475-2017 贯标", "GB/ 29490-2013", "GB 29490-2023", "GB/T 29490-2018",
        "GB/T 29490《知识产权规范》",
    ],
)  # fmt: skip
def test_a_wrong_citation_is_named(text: str) -> None:
    assert wrong_citations(text)


@pytest.mark.parametrize(
    "text",
    [
        "GB/T 29490-2013《企业知识产权管理规范》", "GB/T 29490—2023《企业知识产权合规管理体系  要求》",
        "GB/T 29490-2023", "GB/T29490—2013", "GB/T 29490", "GB/T 33250-2016", "编号 129490-2018",
    ],
)  # fmt: skip
def test_a_right_citation_passes(text: str) -> None:
    assert wrong_citations(text) == []
