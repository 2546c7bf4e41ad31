"""Every page of the told story, read in English: no Chinese but names, what people wrote, and the official form itself.

The catalogue may be whole and a page still speak Chinese, where a word never went through it; so the pages are read.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from flask import Flask
from sqlalchemy import String, select
from werkzeug.test import TestResponse

from audit_app.security import COOKIE
from audit_app.store.db import Database
from audit_app.store.tables import log, metadata
from checklists import available, load, regions
from tests.shared_worlds import shared
from tests.whole.forms import crawl
from tests.whole.told import copy_of_told, open_house
from tests.whole.visitors import token_of

VISITORS = ("liyan", "sunqian", "fengjie", "zhoumin", "wuhao", "qianlei", "operator", "")
HAN = re.compile(r"[\u3400-\u9fff]+")
SPOKEN = ("aria-label", "title", "placeholder", "alt", "data-label")
VOID = {"meta", "link", "input", "br", "img", "hr", "wbr"}
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
THEIRS = "微信"
"""Names of other people's programs."""


class Reader(HTMLParser):
    """Han text of a page, but not where the page itself says that it is Chinese or a name."""

    def __init__(self) -> None:
        super().__init__()
        self.marked: list[bool] = []
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        marked = given.get("translate") == "no" or (tag != "html" and str(given.get("lang")).startswith("zh"))
        inside = marked or any(self.marked) or tag in {"script", "style"}
        if not inside:
            self.found += [text for name in SPOKEN if HAN.search(text := given.get(name) or "")]
        if tag not in VOID:
            self.marked.append(inside)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and self.marked:
            self.marked.pop()

    def handle_data(self, data: str) -> None:
        if HAN.search(data) and not any(self.marked):
            self.found.append(data.strip())


def han_of(page: str) -> list[str]:
    reader = Reader()
    reader.feed(page)
    return reader.found


def written(database: Database) -> str:
    """Everything that people wrote and everything that has a name: rows, what ops said, places, titles of clauses."""
    with database.reading() as connection:
        texts = [
            str(value)
            for table in metadata.sorted_tables
            if table.name not in {"log", "search"}
            for row in connection.execute(select(*[c for c in table.c if isinstance(c.type, String)]))
            for value in row
            if value
        ]
        texts += connection.scalars(select(log.c.body).where(log.c.outcome == "done"))
    texts += [item.title for name in available() for item in load(name).items]
    for city in regions().cities:
        texts += [city.name + county.name for county in city.counties]
    return "\n".join([*texts, THEIRS])


def pages(app: Flask) -> list[tuple[str, str]]:
    """(address, page) of everything that the visitors can reach, in English; read once a run."""
    kept = shared("english", lambda folder: (folder / "pages.json").write_text(json.dumps(list(read(app)))))
    return [(address, page) for address, page in json.loads((kept / "pages.json").read_text())]


def read(app: Flask) -> Iterator[tuple[str, str]]:
    for who in VISITORS:
        session = f"; {COOKIE}={token_of(app, who)}" if who else ""
        head = {"Sec-Fetch-Site": "same-origin", "Cookie": f"lang=en{session}"}
        seen: list[tuple[str, str]] = []

        def ask(address: str, head: dict[str, str] = head, seen: list[tuple[str, str]] = seen) -> TestResponse:
            answer = app.test_client(use_cookies=False).get(address, headers=head)
            if answer.mimetype == "text/html":
                seen.append((ID.sub("ID", address), answer.get_data(as_text=True)))
            return answer

        crawl(app, ask, "/")
        yield from seen


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    app = open_house(copy_of_told(tmp_path_factory.mktemp("english")))
    yield app
    app.extensions["database"].close()


def test_every_page_is_english_but_for_names_and_what_people_wrote(house: Flask) -> None:
    known, unknown, read = written(house.extensions["database"]), defaultdict(set), 0
    for address, page in pages(house):
        read += 1
        for text in han_of(page):
            if any(run not in known for run in HAN.findall(text)):
                unknown[text[:80]].add(address)
    assert read > 100
    assert {text: sorted(where)[:2] for text, where in unknown.items()} == {}


def test_a_word_that_never_went_through_the_catalogue_is_found(house: Flask) -> None:
    known = written(house.extensions["database"])
    assert han_of('<p>Judged <span title="没有经过词条的话">x</span></p>') == ["没有经过词条的话"]
    assert han_of('<p>没有经过词条的话 3</p><p translate="no">江信</p><td lang="zh-CN">序号</td>') == [
        "没有经过词条的话 3"
    ]
    assert "没有经过词条的话" not in known and "江信认证（示例）" in known
