"""Checks the content files: shape, refs, parents, languages, conditions, citations, sources.
It changes nothing; `audit-app checklist lint` prints what it finds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import yaml
from marshmallow import ValidationError

from checklists import files, published
from checklists.citations import wrong_citations
from checklists.edition_faults import faults, succession
from checklists.loading import UnknownEdition, load
from checklists.mapping import KINDS, STATUSES
from schemas.checklist import EditionSchema, RulePackSchema


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
    ids: dict[str, str] = {}
    for path in sorted((files.HOME / "schemes").glob("*/*.yaml")):
        text = path.read_text(encoding="utf-8")
        found += [*_newly(lint_edition(text, _name(path)), text), *lint_id(text, _name(path), ids)]
    for path in sorted((files.HOME / "rulepacks").glob("*.yaml")):
        found += lint_rulepack(path.read_text(encoding="utf-8"), _name(path))
    for path in sorted((files.HOME / "mapping").glob("*.yaml")):
        found += lint_map(path.read_text(encoding="utf-8"), _name(path))
    return found


LATER = frozenset({"form_number"})
"""Rules that came after the first editions had been published: those never change, and hold what the rules forbid."""
FIRST_RELEASE = "0.1.0"


def _newly(problems: list[Problem], text: str) -> list[Problem]:
    frozen = published.lines((published.RELEASES / f"{FIRST_RELEASE}.txt").read_text(encoding="utf-8"))
    known = _ID.search(text)
    exempt = known is not None and known[1] in {line.split()[1] for line in frozen}
    return [one for one in problems if not (exempt and one.code in LATER)]


def _name(path: Path) -> str:
    return path.relative_to(files.HOME).as_posix()


class _Strict(yaml.SafeLoader):
    """YAML takes the last of two equal keys without a word; here that is a fault."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        names: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value in names:
                line = key.start_mark.line + 1
                raise ValidationError({"_": [f"第 {line} 行的键 {key.value} 前面已经写过，只留一个。"]})
            names.add(str(key.value))
        return super().construct_mapping(node, deep)


def _data(text: str) -> Any:
    try:
        return yaml.load(text, _Strict)
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
    found = list(faults(data))
    if data["replaces"]:
        found += succession(data, _published(data["replaces"]))
    return [Problem(file, ref, code, message) for ref, code, message in found]


def _published(edition_id: str) -> Mapping[str, Any] | None:
    try:
        return load(edition_id).as_data()
    except (UnknownEdition, ValidationError, yaml.YAMLError, KeyError, TypeError):
        return None


_ID = re.compile(r"(?m)^id: *[\"']?([^\"'\s#]+)")


def lint_id(text: str, file: str, ids: dict[str, str]) -> list[Problem]:
    """An edition's id that an earlier file has already; `ids` remembers them, from id to file."""
    known = _ID.search(text)
    first = ids.setdefault(known[1], file) if known else file
    return (
        [] if first == file else [Problem(file, "", "doubled_id", f"{known[1] if known else ''} 已是 {first} 的编号。")]
    )


def lint_rulepack(text: str, file: str) -> list[Problem]:
    """Problems of one rule pack's YAML text: shape, no value without its source and status, wrong citations."""
    try:
        data = _data(text)
        if not isinstance(data, dict):
            return [Problem(file, "", "shape", "文件应是一个规则包（键和值）。")]
        pack = RulePackSchema().load(data)
    except ValidationError as error:
        return _shape(file, error)
    return [
        Problem(file, key, "citation", message)
        for key, rule in pack["rules"].items()
        for message in (*wrong_citations(rule["source"]), *wrong_citations(rule["note"]))
    ]


def lint_map(text: str, file: str) -> list[Problem]:
    """Problems of one map: every leaf of both editions occurs, kinds fit, no row twice, refs exist."""
    try:
        data = _data(text)
        old, new = load(data["from"]), load(data["to"])
        rows = [dict(row) for row in data["rows"]]
    except ValidationError as error:
        return _shape(file, error)
    except (UnknownEdition, KeyError, TypeError, ValueError, yaml.YAMLError) as error:
        return [Problem(file, "", "shape", f"文件应是一个对照表（from、to、rows）：{error}")]
    found = [Problem(file, f"{row.get('from')} → {row.get('to')}", *fault) for row in rows for fault in _row(row, rows)]
    for edition, key in ((old, "from"), (new, "to")):
        mapped = {str(row[key]) for row in rows if row.get(key) is not None}
        leaves = {leaf.ref for leaf in edition.leaves}
        found += [Problem(file, r, "unmapped", f"{edition.id} 的 {r} 没有对照。") for r in sorted(leaves - mapped)]
        found += [Problem(file, r, "unknown_ref", f"{edition.id} 没有末级条款 {r}。") for r in sorted(mapped - leaves)]
    return found


def _row(row: Mapping[str, Any], rows: list[dict[str, Any]]) -> Iterable[tuple[str, str]]:
    """Code and message of what is wrong with one row of a map."""
    source, target, kind = row.get("from"), row.get("to"), row.get("kind")
    name = f"{source} → {target}"
    ends = {"new": source is None and target, "dropped": target is None and source}
    if kind not in KINDS or not ends.get(kind, source and target):
        yield "kind", f"{name} 的类别与所写的条款不符。"
    several = {"split": ("from", source), "merged": ("to", target), "same": ("from", source)}
    if kind in several:
        key, end = several[kind]
        alone = sum(one.get(key) == end for one in rows) == 1
        if alone != (kind == "same"):
            yield "kind", f"{name}：{end} 有{'一' if alone else '多'}行对照，类别不应是 {kind}。"
    if row.get("status") not in STATUSES:
        yield "status", f"{name} 缺少状态。"
    if rows.count(dict(row)) > 1:
        yield "doubled_row", f"{name} 写了两次。"
