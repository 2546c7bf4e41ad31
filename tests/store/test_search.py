"""Full text: one's own entries are found however many of others hold the same words."""

import pytest
from sqlalchemy import insert

from audit_app.store.db import Database
from audit_app.store.search import _fill_fts, find, pieces
from audit_app.store.tables import search


def entry(number: int, organisation: str) -> dict[str, str]:
    title = f"启衡精密仪器 {number}"
    return {
        "kind": "audit",
        "subject": f"{number:05}",
        "organisation_id": organisation,
        "title": title,
        "words": " ".join(pieces(title)),
    }


def test_the_only_own_hit_behind_hundreds_of_others_is_found(database: Database) -> None:
    rows = [entry(n, "theirs") for n in range(700)] + [entry(700, "ours")]
    with database.writing() as connection:
        connection.execute(insert(search), rows)
        if database.is_sqlite:
            _fill_fts(connection, rows)
    with database.reading() as connection:
        assert [hit["subject"] for hit in find(connection, ["ours"], "启衡")] == ["00700"]
        assert [hit["subject"] for hit in find(connection, ["theirs"], "精密", 3)] == ["00000", "00001", "00002"]
        assert find(connection, ["nobody"], "启衡") == []


@pytest.mark.parametrize(
    ("title", "wanted", "other"),
    [
        ("𬭚星材料", "𬭚星", "𬱖星材料"),
        ("𠮷野家", "𠮷", "𠮶野家"),
        ("山﨑机电", "﨑", "山崎机电"),
        ("三〇一研究所", "三〇一", "三一研究所"),
        ("ＡＢＣ精工", "abc", "精工"),
        ("Café 设备", "CAFE\u0301", "Cafe 设备"),
        ("Straße 二厂", "STRASSE", "Strase 二厂"),
        ("启衡A12仪器", "a12", "启衡A1仪器"),
        ("北京①号", "1", "北京②号"),
    ],
)
def test_any_name_is_found_by_what_stands_in_it_and_by_nothing_else(
    database: Database, title: str, wanted: str, other: str
) -> None:
    rows = [
        {**entry(at, "ours"), "title": name, "words": " ".join(pieces(name))} for at, name in enumerate((title, other))
    ]
    with database.writing() as connection:
        connection.execute(insert(search), rows)
        if database.is_sqlite:
            _fill_fts(connection, rows)
    with database.reading() as connection:
        assert [hit["title"] for hit in find(connection, ["ours"], wanted)] == [title]
        assert [hit["title"] for hit in find(connection, ["ours"], title)] == [title]
