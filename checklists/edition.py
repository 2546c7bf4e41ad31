"""What an edition of a checklist is: its items, its canonical bytes and its digest.
Reading files, numbering by a certification body and checks of quality live in the neighbouring modules.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

NUMBER_UNVERIFIED = {"zh": "编号待核", "en": "number unverified"}
PRINTABLE = ("proven", "body")
FORM_NUMBER = re.compile(r"^\d{1,3}-(?=[\u4e00-\u9fff])")
"""The number that one company gave to a form of its own, before the form's name; another company's has another."""
_UNFIT = re.compile(r'[\s\\/:*?"<>|#%]')


class UnknownRef(LookupError):
    """Raised for a clause that the edition does not have; the message is a sentence for the screen."""


def canonical(data: Any) -> bytes:
    """Canonical bytes of plain data: JSON, UTF-8, sorted keys, no spaces, NFC (decisions.md, Data 8)."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return unicodedata.normalize("NFC", text).encode("utf-8")


def digest_of(data: Any) -> str:
    """sha256 in lower-case hex over the canonical bytes of plain data."""
    return hashlib.sha256(canonical(data)).hexdigest()


@dataclass(frozen=True)
class Prompt:
    """One audit question in both languages, in our own words."""

    zh: str
    en: str

    def text(self, lang: str) -> str:
        return self.en if lang.startswith("en") else self.zh


@dataclass(frozen=True)
class Item:
    """A chapter, a group or a leaf clause. `number` is None while nobody has shown the clause's number;
    `number_status` is proven, likely, body or unverified (decisions.md, Data 3). Only leaves carry questions.
    `inferred_from` names the other standard from which a topic was concluded that nobody has seen in this one."""

    ref: str
    parent: str | None
    number: str | None
    number_status: str
    title: str
    title_en: str
    prompts: tuple[Prompt, ...] = ()
    records: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    pdca: str | None = None
    when: str | None = None
    leaf: bool = False
    inferred_from: str | None = None
    within: tuple[str, str] | None = field(default=None, compare=False)
    """The title above in both languages, where the bare title stands more than once and no number tells which; see `told_apart`."""

    @property
    def place(self) -> str:
        """What stands for the clause in the name of a photo: its number where that may be printed, else its title. Never a ref."""
        return self.printed_number or _UNFIT.sub("", self.name("zh"))[:20]

    @property
    def printed_number(self) -> str | None:
        """The number as documents may print it: only proven ones and those of the body's own list."""
        return self.number if self.number_status in PRINTABLE else None

    def name(self, lang: str = "zh") -> str:
        """The title in the language of the screen (`zh…` or `en…`), with that above it where it would not be known by itself."""
        if lang.startswith("en"):
            return f"{self.title_en} ({self.within[1]})" if self.within else self.title_en
        return f"{self.title}（{self.within[0]}）" if self.within else self.title

    def label(self, lang: str = "zh") -> str:
        """Number and title where they stand alone, as in a sentence; a likely number is followed by 编号待核, a missing one is left out."""
        if not self.number:
            return self.name(lang)
        if self.number_status != "likely":
            return f"{self.number} {self.name(lang)}"
        if lang.startswith("en"):
            return f"{self.number} ({NUMBER_UNVERIFIED['en']}) {self.name(lang)}"
        return f"{self.number}（{NUMBER_UNVERIFIED['zh']}）{self.name(lang)}"

    def line(self, lang: str = "zh") -> str:
        """Number and title in a list of a page that says 编号待核 once (`Edition.awaited`)."""
        return f"{self.number} {self.name(lang)}" if self.number else self.name(lang)

    def printed(self, lang: str = "zh") -> str:
        """Number and title as paper may bear them: a number that nobody has proven is left out."""
        return f"{self.printed_number} {self.name(lang)}" if self.printed_number else self.name(lang)

    def as_json(self) -> dict[str, Any]:
        """The item with the public keys of `checklist show --json`."""
        return {
            "ref": self.ref, "parent": self.parent, "number": self.number, "number_status": self.number_status,
            "title": self.title, "prompts": [{"zh": p.zh, "en": p.en} for p in self.prompts],
            "records": list(self.records), "methods": list(self.methods), "departments": list(self.departments),
            "pdca": self.pdca, "when": self.when, "leaf": self.leaf,
            **({"inferred_from": self.inferred_from} if self.inferred_from else {}),
        }  # fmt: skip

    def as_data(self) -> dict[str, Any]:
        """All of the item as plain data; `from_data` reads it back."""
        return self.as_json() | {"title_en": self.title_en}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Item:
        """An item from plain data with the keys of `as_data`; lists may be missing for chapters and groups."""
        lists = {key: tuple(data.get(key) or ()) for key in ("records", "methods", "departments")}
        prompts = tuple(Prompt(p["zh"], p["en"]) for p in data.get("prompts") or ())
        return cls(
            ref=data["ref"], parent=data.get("parent"), number=data.get("number"),
            number_status=data["number_status"], title=data["title"], title_en=data["title_en"],
            prompts=prompts, pdca=data.get("pdca"), when=data.get("when"), leaf=bool(data.get("leaf")),
            inferred_from=data.get("inferred_from"), **lists,
        )  # fmt: skip


def told_apart(items: Sequence[Item]) -> tuple[Item, ...]:
    """The items, each bare title that stands several times with the title above it, where no number that may be printed says which."""
    titles, above = Counter(item.title for item in items), {item.ref: item for item in items}

    def within(item: Item) -> tuple[str, str] | None:
        parent = above.get(item.parent or "")
        alike = parent is not None and titles[item.title] > 1 and not item.printed_number
        return (parent.title, parent.title_en) if parent and alike else None

    return tuple(replace(item, within=within(item)) for item in items)


@dataclass(frozen=True)
class Edition:
    """One edition of a checklist, immutable. `standard` is written with a hyphen (`GB/T 29490-2023`);
    `based_on` names the edition (`id@digest`) from which a body's own one was numbered, `replaces` the id of the
    published one whose words this one betters: the same clauses under the same refs."""

    id: str
    scheme: str
    standard: str
    edition: str
    title: str
    title_en: str
    source: str
    features: Mapping[str, Mapping[str, str]]
    items: tuple[Item, ...]
    based_on: str | None = None
    replaces: str | None = None

    @cached_property
    def digest(self) -> str:
        """sha256 over the canonical JSON of everything in the edition."""
        return digest_of(self.as_data())

    @cached_property
    def _by_ref(self) -> dict[str, Item]:
        return {item.ref: item for item in self.items}

    @cached_property
    def leaves(self) -> tuple[Item, ...]:
        """The clauses that are judged, in order."""
        return tuple(item for item in self.items if item.leaf)

    @cached_property
    def chapters(self) -> tuple[Item, ...]:
        """The items of the first level, in order."""
        return tuple(item for item in self.items if item.parent is None)

    @property
    def awaited(self) -> bool:
        """Whether a number is shown that nobody has proven: the page says so once."""
        return any(item.number_status == "likely" for item in self.items)

    @property
    def printed_standard(self) -> str:
        """The standard as screens and paper write it: `GB/T 29490—2023`."""
        return self.standard.replace("-", "—")

    def item(self, ref: str) -> Item:
        """The item with this ref; raises UnknownRef."""
        try:
            return self._by_ref[ref]
        except KeyError:
            raise UnknownRef(f"检查表 {self.id} 里没有条款 {ref}。请从条款列表中选择。") from None

    def children(self, ref: str) -> tuple[Item, ...]:
        """The items directly below, in order."""
        return tuple(item for item in self.items if item.parent == ref)

    def chapter_of(self, ref: str) -> Item:
        """The chapter above an item (a chapter is its own); raises UnknownRef."""
        item = self.item(ref)
        while item.parent is not None:
            item = self.item(item.parent)
        return item

    def part_of(self, ref: str) -> Item | None:
        """The part of a chapter that an item stands in, where parts have no numbers by which one would know them (2023:
        基础, 经营, 合规管理); none where the item hangs below the chapter itself. Raises UnknownRef."""
        item = self.item(ref)
        while item.parent is not None and self.item(item.parent).parent is not None:
            item = self.item(item.parent)
        return item if item.parent is not None and not item.leaf and not item.number else None

    def as_json(self) -> dict[str, Any]:
        """The edition with the public keys of `checklist show --json`."""
        return {
            "id": self.id, "standard": self.standard, "edition": self.edition, "title": self.title,
            "digest": self.digest, "items": [item.as_json() for item in self.items],
        }  # fmt: skip

    def as_data(self) -> dict[str, Any]:
        """All of the edition as plain data (without the digest); `from_data` reads it back."""
        return {
            "id": self.id, "scheme": self.scheme, "standard": self.standard, "edition": self.edition,
            "title": self.title, "title_en": self.title_en, "source": self.source, "based_on": self.based_on,
            "features": {key: dict(text) for key, text in self.features.items()},
            "items": [item.as_data() for item in self.items],
            **({"replaces": self.replaces} if self.replaces else {}),
        }  # fmt: skip

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Edition:
        """An edition from plain data with the keys of `as_data` (a file's or the database's)."""
        heads = ("id", "scheme", "standard", "edition", "title", "title_en", "source")
        return cls(
            **{key: data[key] for key in heads},
            features=data.get("features") or {},
            based_on=data.get("based_on"),
            replaces=data.get("replaces"),
            items=told_apart([Item.from_data(row) for row in data["items"]]),
        )


def from_data(data: Mapping[str, Any]) -> Edition:
    """An edition from plain data, as the database keeps a body's own one."""
    return Edition.from_data(data)
