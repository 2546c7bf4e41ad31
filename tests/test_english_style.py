"""English pages are written as English: its punctuation between words, and one thing is not "1 things"."""

import re

import pytest
from flask import Flask

from tests.test_english import Reader, house, pages, written

__all__ = ["house"]

CHINESE_MARKS = re.compile(r"[A-Za-z][、，；：（）]|[、，；：（][ ]?[A-Za-z]|\d）")
ONE_OF_MANY = re.compile(r"(?<![\d.,:/–—-])\b1 (?:[a-z]+ )?(?!days? left)[a-z]{2,}[^s\W]s\b")


class Texts(Reader):
    """Every text of a page outside of names and Chinese."""

    def handle_data(self, data: str) -> None:
        if data.strip() and not any(self.marked):
            self.found.append(" ".join(data.split()))


def faults(text: str) -> bool:
    return bool(CHINESE_MARKS.search(text) or ONE_OF_MANY.search(text))


def test_every_page_keeps_to_english_marks_and_numbers(house: Flask) -> None:
    known = " ".join(written(house.extensions["database"]).split())
    found: dict[str, str] = {}
    read: set[str] = set()
    for address, page in pages(house):
        reader = Texts()
        reader.feed(page)
        new = [text for text in reader.found if text not in read]
        read.update(new)
        for text in new:
            ours = ": ".join(part for part in text.split(": ") if part not in known)
            if faults(ours):
                found[text] = address
    assert found == {}


@pytest.mark.parametrize(
    "text", ["Lead auditor、auditor", "李岩（Lead auditor）", "1 things", "1 cities drawn", "骆敏（3201000003）"]
)
def test_the_kind_is_caught(text: str) -> None:
    assert faults(text)


@pytest.mark.parametrize(
    "text", ["1 thing", "11 things", "GB/T 29490—2013", "Lead auditor, auditor", "1 process", "2023 年度（第二批）"]
)
def test_what_is_right_is_let_through(text: str) -> None:
    assert not faults(text)
