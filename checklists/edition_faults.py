"""What can be wrong in an edition whose shape is right: tree, numbers, questions, languages, conditions, citations.
Reading the file and its shape are in `lint`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from audit_app.rules.standards import TITLES
from checklists.citations import wrong_citations
from checklists.edition import FORM_NUMBER

HAN = re.compile(r"[\u4e00-\u9fff]")
LEAF_FIELDS = ("records", "methods", "departments", "pdca")
DEEPEST = 4

Found = Iterable[tuple[str, str, str]]


def faults(data: Mapping[str, Any]) -> Found:
    """(ref, code, message) of every fault of an edition as EditionSchema gives it; ref is empty for the whole."""
    yield from _tree(data["items"])
    yield from _numbers(data["items"])
    yield from _conditions(data)
    yield from _repeated(data["items"])
    for item in data["items"]:
        yield from _questions(item)
        spoken = (text for p in item["prompts"] for text in (p["zh"], p["en"]))
        for text in (item["title"], item["title_en"], *spoken, *item["records"]):
            yield from ((item["ref"], "citation", message) for message in wrong_citations(text))
        yield from _marks(item)
        if item["number_status"] == "body" and data["based_on"] is None:
            yield item["ref"], "number_status", f"{item['ref']} 的编号状态 body 只用于机构自己的版本。"
    standard, title = data["standard"], data["title"]
    cited = f"{standard}《{title}》" if title in TITLES.values() else standard
    for message in (*wrong_citations(cited), *wrong_citations(data["source"])):
        yield "", "citation", message
    if not standard.endswith(f"-{data['edition']}"):
        yield "", "edition", f"edition {data['edition']} 与 {standard} 的年号不一致。"


def _marks(item: Mapping[str, Any]) -> Found:
    """Whose a word is: a record bears no company's form number, and a topic with a number was not concluded from elsewhere."""
    for record in item["records"]:
        if FORM_NUMBER.match(record):
            yield item["ref"], "form_number", f"「{record}」前面是一家企业的表单编号，只写表单的名称。"
    if item["inferred_from"] and item["number"]:
        yield item["ref"], "inferred", f"{item['ref']} 有编号，就不是推断的主题。"


def succession(data: Mapping[str, Any], old: Mapping[str, Any] | None) -> Found:
    """What is wrong with replacing `old` (the edition named by `replaces`; none where there is no such one): the clauses, their refs,
    conditions and numbers stay, only words, places of topics without a number and the standing of numbers change."""
    if old is None or (old["scheme"], old["standard"]) != (data["scheme"], data["standard"]):
        yield "", "replaces", f"replaces 写的 {data['replaces']} 不是同一标准的已发布版本。"
        return
    before, now = _clauses(old), _clauses(data)
    for ref in sorted(before.keys() | now.keys()):
        if before.get(ref) != now.get(ref):
            yield ref, "replaces", f"{ref} 与 {data['replaces']} 的不同：条款、编号和条件要一样，只改用语。"


def _clauses(data: Mapping[str, Any]) -> dict[str, tuple[Any, ...]]:
    return {one["ref"]: (one["number"], one["leaf"], one["when"]) for one in data["items"]}


def _numbers(items: list[dict[str, Any]]) -> Found:
    """Numbers go up through the file, and a clause's number continues that of the numbered clause above it."""
    above = {item["ref"]: item for item in items}
    last: tuple[int, ...] = ()
    for item in items:
        if not item["number"]:
            continue
        here = tuple(int(part) for part in item["number"].split("."))
        if here < last:
            yield item["ref"], "number_order", f"{item['number']} 排在更大的编号后面。"
        last = max(last, here)
        parent = above.get(item["parent"] or "")
        if parent and parent["number"] and not item["number"].startswith(parent["number"] + "."):
            yield item["ref"], "number_place", f"{item['number']} 不在上一级 {parent['number']} 之下。"
        elif parent is None and len(here) > 1:
            yield item["ref"], "number_place", f"{item['number']} 没有上一级。"


def _repeated(items: list[dict[str, Any]]) -> Found:
    """The same question twice, in either language, anywhere in the edition."""
    first: dict[str, str] = {}
    for item in items:
        for prompt in item["prompts"]:
            for text in (prompt["zh"], prompt["en"]):
                plain = re.sub(r"\W", "", text).casefold()
                if first.setdefault(plain, item["ref"]) != item["ref"] or plain in _earlier(item, prompt):
                    yield item["ref"], "repeated", f"这一要点与 {first[plain]} 的重复：{text}"


def _earlier(item: Mapping[str, Any], prompt: Mapping[str, str]) -> set[str]:
    before = item["prompts"][: next(n for n, one in enumerate(item["prompts"]) if one is prompt)]
    return {re.sub(r"\W", "", text).casefold() for one in before for text in one.values()}


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
    for name, text in data["features"].items():
        if not HAN.search(text["zh"]) or HAN.search(text["en"]):
            yield "", "language", f"features 里的 {name} 应有中文和英文。"
    yield from (("", "condition", f"features 里的 {name} 没有条款使用。") for name in sorted(declared - used))
