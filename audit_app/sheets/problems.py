"""What a check says about one cell, and what it says about a whole file.

Which cells are wrong is decided in register.py and inspectors.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from audit_app.rules.identifiers import half_width, visible, without_marks

from .cells import without_formula


def _same(text: str) -> str:
    return text


@dataclass(frozen=True)
class Problem:
    """One cell at fault: row in the file (the header is row 1), column by its header, value as read, a stable code.

    `words` is a msgid; details ending in `_word` are msgids too and are filled from the other details.
    """

    row: int
    column: str
    value: str
    code: str
    words: str
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def seen(self) -> str:
        """The value on one line, with a sign for each line end and each mark that nobody sees."""
        return "".join("↵" if sign in "\r\n" else visible(sign) for sign in self.value)

    @property
    def message(self) -> str:
        """The Chinese sentence: what is wrong and how to mend it."""
        return self.in_words(_same)

    def in_words(self, translate: Callable[[str], str]) -> str:
        """The sentence in the language of `translate` (msgid to text)."""
        plain = {"value": self.value, "column": self.column, "row": self.row, **self.details}
        said = {key: translate(text).format(**plain) for key, text in plain.items() if key.endswith("_word")}
        return translate(self.words).format(**{**plain, **said})

    def as_json(self) -> dict[str, Any]:
        return {
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "code": self.code,
            "message": self.message,
        }


@dataclass(frozen=True)
class Mended:
    """A cell that was put right without asking (full-width, lower case, blanks), shown before confirmation."""

    row: int
    column: str
    before: str
    after: str

    @property
    def seen(self) -> str:
        """What the cell held, with a sign for each line end and each mark that nobody sees."""
        return "".join("↵" if sign in "\r\n" else visible(sign) for sign in self.before)

    @property
    def kinds(self) -> list[str]:
        """What was put right in it: formula where it was a formula of nothing but a text, width, case, blanks, marks; name where
        it was put as the list writes it."""
        text = without_formula(self.before)
        if text is not None:
            return ["formula", *Mended(self.row, self.column, text, self.after).kinds]
        plain = half_width(without_marks(self.before))
        narrow = [sign for sign in half_width(self.after) if not sign.isspace()]
        done = {
            "width": any(
                half_width(sign) != sign and sign not in self.after for sign in self.before if sign != "\u3000"
            ),
            "case": any(sign.islower() and sign not in self.after for sign in plain),
            "blanks": [sign for sign in self.before if sign.isspace()]
            != [sign for sign in self.after if sign.isspace()],
            "marks": without_marks(self.before) != self.before,
        }
        same = [sign for sign in plain.upper() if not sign.isspace()] == [sign.upper() for sign in narrow]
        return [kind for kind, so in done.items() if so] + ([] if same else ["name"])

    def as_json(self) -> dict[str, Any]:
        return {
            "row": self.row,
            "column": self.column,
            "before": self.before,
            "after": self.after,
            "kinds": self.kinds,
        }


LIGHT = ("uscc_inner", "certificate_pattern")
"""Warnings about the look of a code alone; the others may be about another company, another body or a row that was passed over."""


def weightiest(found: Iterable[Problem]) -> list[Problem]:
    """Warnings with the weightier first, else in the order of the file."""
    return sorted(found, key=lambda one: one.code in LIGHT)


def farthest(mended: Iterable[Mended]) -> list[Mended]:
    """What was put right, first where more than width, case and blanks changed, else in the order of the file."""
    return sorted(mended, key=lambda one: not set(one.kinds) - {"width", "case", "blanks"})


@dataclass
class Checked:
    """What a check gives: `count` data rows, the clean ones in `rows`, and what was found on the way."""

    count: int = 0
    rows: list[dict[str, Any]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    mended: list[Mended] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """True only without problems; warnings never count."""
        return not self.problems

    def as_json(self) -> dict[str, Any]:
        """The report of `register check --json`: {rows, ok, problems, warnings, mended}."""
        return {
            "rows": self.count,
            "ok": self.ok,
            "problems": [one.as_json() for one in self.problems],
            "warnings": [one.as_json() for one in self.warnings],
            "mended": [one.as_json() for one in self.mended],
        }
