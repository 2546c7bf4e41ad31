"""Checks the content files: shape, refs, parents, languages, conditions, citations, sources.
It changes nothing; `audit-app checklist lint` prints what it finds.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import yaml
from marshmallow import ValidationError

from checklists import files
from checklists.citations import TITLES, wrong_citations
from checklists.loading import UnknownEdition, load
from checklists.mapping import KINDS
from schemas.checklist import EditionSchema, RulePackSchema

HAN = re.compile(r"[\u4e00-\u9fff]")
LEAF_FIELDS = ("records", "methods", "departments", "pdca")
DEEPEST = 4


@dataclass(frozen=True)
class Problem:
    """What is wrong in a file, at an item or rule (`ref`, empty for the file as a whole)."""

    file: str
    ref: str
    code: str
    message: str

    def as_json(self) -> dict[str, str]:
        """The problem with the keys {file, ref, code, message}."""
        return asdict(self)


def lint() -> list[Problem]:
    """All problems of the editions, rule packs and maps that are shipped; empty when they are good."""
    found: list[Problem] = []
    for path in sorted((files.HOME / "schemes").glob("*/*.yaml")):
        found += lint_edition(path.read_text(encoding="utf-8"), _name(path))
    for path in sorted((files.HOME / "rulepacks").glob("*.yaml")):
        found += lint_rulepack(path.read_text(encoding="utf-8"), _name(path))
    for path in sorted((files.HOME / "mapping").glob("*.yaml")):
        found += lint_map(path.read_text(encoding="utf-8"), _name(path))
    return found


def _name(path: Path) -> str:
    return path.relative_to(files.HOME).as_posix()


def _data(text: str) -> Any:
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise ValidationError({"_": [f"不是有效的 YAML（第 {mark.line + 1 if mark else '?'} 行）。"]}) from None


def _shape(file: str, error: ValidationError) -> list[Problem]:
    def walk(at: str, value: Any) -> Iterable[Problem]:
        if isinstance(value, Mapping):
            for key, inner in value.items():
                yield from walk(f"{at}.{key}" if at else str(key), inner)
        else:
            for text in value if isinstance(value, list) else [value]:
                yield Problem(file, at, "shape", f"{at}：{text}")

    return list(walk("", error.messages_dict))


def lint_edition(text: str, file: str) -> list[Problem]:
    """Problems of one edition's YAML text; `file` only names it."""
    try:
        data = _data(text)
        if not isinstance(data, dict):
            return [Problem(file, "", "shape", "文件应是一个检查表（键和值）。")]
        data = EditionSchema().load(data)
    except ValidationError as error:
        return _shape(file, error)
    return [Problem(file, ref, code, message) for ref, code, message in _edition(data)]


Found = Iterable[tuple[str, str, str]]


def _edition(data: Mapping[str, Any]) -> Found:
    yield from _tree(data["items"])
    yield from _conditions(data)
    for item in data["items"]:
        yield from _questions(item)
        for text in (item["title"], *(p["zh"] for p in item["prompts"]), *item["records"]):
            yield from ((item["ref"], "citation", message) for message in wrong_citations(text))
    standard, title = data["standard"], data["title"]
    cited = f"{standard}《{title}》" if title in TITLES.values() else standard
    for message in wrong_citations(cited):
        yield "", "citation", message


def _tree(items: list[dict[str, Any]]) -> Found:
    refs = Counter(item["ref"] for item in items)
    yield from ((ref, "doubled_ref", f"{ref} 出现了 {n} 次。") for ref, n in refs.items() if n > 1)
    numbers = Counter(item["number"] for item in items if item["number"])
    yield from ((number, "doubled_number", f"编号 {number} 出现了 {n} 次。") for number, n in numbers.items() if n > 1)
    parents = {item["parent"] for item in items}
    above = {item["ref"]: item["parent"] for item in items}
    known: set[str] = set()
    for item in items:
        ref, parent = item["ref"], item["parent"]
        if parent is not None and parent not in known:
            yield ref, "parent", f"{ref} 的上一级 {parent} 不存在，或排在它后面。"
        known.add(ref)
        if item["leaf"] == (ref in parents):
            yield ref, "leaf", f"{ref} 是末级条款就不能有下级，不是末级就要有下级。"
        if _depth(ref, above) > DEEPEST:
            yield ref, "depth", f"{ref} 超过 4 级。"


def _depth(ref: str, above: Mapping[str, str | None]) -> int:
    depth, at = 1, above[ref]
    while at is not None and at in above and depth <= DEEPEST:
        depth, at = depth + 1, above[at]
    return depth


def _questions(item: Mapping[str, Any]) -> Found:
    ref = item["ref"]
    if not item["leaf"]:
        if item["prompts"] or any(item[field] for field in LEAF_FIELDS):
            yield ref, "group_fields", f"{ref} 不是末级条款，不写要点、记录、方法、部门和 PDCA。"
        return
    if not 2 <= len(item["prompts"]) <= 4:
        yield ref, "prompts", f"{ref} 的审核要点应为 2 至 4 条，现有 {len(item['prompts'])} 条。"
    yield from ((ref, "missing_field", f"{ref} 缺少 {field}。") for field in LEAF_FIELDS if not item[field])
    for prompt in item["prompts"]:
        if not HAN.search(prompt["zh"]) or HAN.search(prompt["en"]):
            yield ref, "language", f"{ref} 的要点中文或英文写错了位置：{prompt['zh']} / {prompt['en']}"
    if not HAN.search(item["title"]) or HAN.search(item["title_en"]):
        yield ref, "language", f"{ref} 的标题应有中文和英文。"


def _conditions(data: Mapping[str, Any]) -> Found:
    declared, used = set(data["features"]), set()
    for item in data["items"]:
        if item["when"] is None:
            continue
        used.add(item["when"])
        if item["when"] not in declared:
            yield item["ref"], "condition", f"条件 {item['when']} 没有在 features 里说明，永远不会成立。"
        elif not item["leaf"]:
            yield item["ref"], "condition", f"{item['ref']} 不是末级条款，不能带条件。"
    yield from (("", "condition", f"features 里的 {name} 没有条款使用。") for name in sorted(declared - used))


def lint_rulepack(text: str, file: str) -> list[Problem]:
    """Problems of one rule pack's YAML text: shape, and no value without its source and status."""
    try:
        RulePackSchema().load(_data(text))
    except ValidationError as error:
        return _shape(file, error)
    return []


def lint_map(text: str, file: str) -> list[Problem]:
    """Problems of one map: every leaf of both editions occurs, kinds fit, refs exist."""
    data = _data(text)
    try:
        old, new = load(data["from"]), load(data["to"])
    except (UnknownEdition, KeyError, TypeError) as error:
        return [Problem(file, "", "shape", str(error))]
    found = []
    for row in data["rows"]:
        source, target = row.get("from"), row.get("to")
        name = f"{source} → {target}"
        bare = {"new": source is None and target, "dropped": target is None and source}
        if row.get("kind") not in KINDS or not bare.get(row["kind"], source and target):
            found.append(Problem(file, name, "kind", f"{name} 的类别与所写的条款不符。"))
        if row.get("status") not in ("CONFIRMED", "LIKELY", "ASSUMED"):
            found.append(Problem(file, name, "status", f"{name} 缺少状态。"))
    for edition, key in ((old, "from"), (new, "to")):
        mapped = {row.get(key) for row in data["rows"]} - {None}
        leaves = {leaf.ref for leaf in edition.leaves}
        found += [Problem(file, r, "unmapped", f"{edition.id} 的 {r} 没有对照。") for r in sorted(leaves - mapped)]
        found += [Problem(file, r, "unknown_ref", f"{edition.id} 没有末级条款 {r}。") for r in sorted(mapped - leaves)]
    return found
