"""When a list contradicts what is known of an inspector, and how a name is compared."""

from typing import Any

import pytest

from audit_app.rules.identifiers import person_name
from audit_app.rules.inspectors import Change, changes


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("钱　磊", "钱磊"),
        ("钱 磊", "钱磊"),
        ("钱\u00a0磊", "钱磊"),
        (" 欧阳　 修 ", "欧阳修"),
        ("钱\u200b磊", "钱磊"),
        ("艾力 · 买买提", "艾力·买买提"),
        ("艾力•买买提", "艾力·买买提"),
        ("艾力・买买提", "艾力·买买提"),
        ("𠮷　野", "𠮷野"),
        ("Li  Ming", "Li Ming"),
        ("李 Ming", "李 Ming"),
        ("", ""),
    ],
)
def test_a_chinese_name_has_no_blanks(written: str, name: str) -> None:
    assert person_name(written) == name
    assert person_name(name) == name


def known(card: str, name: str, user: str | None = None, active: int = 1) -> dict[str, Any]:
    return {"card_no": card, "name": name, "user_id": user, "active": active}


def row(card: str, name: str, user: str | None = None) -> dict[str, Any]:
    return {"card_no": card, "name": name, "user": user}


@pytest.mark.parametrize(
    ("before", "listed", "found"),
    [
        ([known("1", "钱磊")], [row("1", "钱磊")], []),
        ([known("1", "钱　磊")], [row("1", "钱磊")], []),
        ([known("1", "钱磊")], [row("1", "钱垒")], [Change("1", "name", "钱磊", "钱垒")]),
        ([known("1", "钱磊", active=0)], [row("1", "钱垒")], [Change("1", "name", "钱磊", "钱垒")]),
        ([known("1", "钱磊", "u")], [row("1", "钱垒", "w")], [Change("1", "name", "钱磊", "钱垒")]),
        ([known("1", "钱磊", "u")], [row("1", "钱磊", "w")], [Change("1", "account", "u", "w")]),
        ([known("1", "钱磊", "u")], [row("1", "钱磊")], [Change("1", "account", "u", "")]),
        (
            [known("1", "钱磊", "u")],
            [row("1", "钱垒")],
            [Change("1", "name", "钱磊", "钱垒"), Change("1", "account", "u", "")],
        ),
        ([known("1", "钱磊")], [row("1", "钱磊", "w")], []),
        ([known("1", "钱磊", "u")], [row("2", "钱磊", "u")], [Change("2", "card", "1", "2")]),
        ([known("1", "钱某", "u")], [row("2", "钱磊", "u")], [Change("2", "card", "1", "2")]),
        ([known("1", "钱磊")], [row("2", "钱　磊")], [Change("2", "card", "1", "2")]),
        ([known("1", "钱磊", active=0)], [row("2", "钱磊")], []),
        ([known("1", "钱磊")], [row("1", "钱磊"), row("2", "钱磊")], []),
        ([known("1", "钱磊", "u"), known("2", "钱磊", "w")], [row("2", "钱磊", "w")], []),
        (
            [known("1", "钱磊"), known("2", "孙浩")],
            [row("1", "孙浩"), row("2", "钱磊")],
            [Change("1", "name", "钱磊", "孙浩"), Change("2", "name", "孙浩", "钱磊")],
        ),
        (
            [known("1", "钱磊", "u"), known("2", "孙浩")],
            [row("2", "钱磊", "u")],
            [Change("2", "name", "孙浩", "钱磊"), Change("2", "card", "1", "2")],
        ),
    ],
)
def test_what_a_list_changes_of_who_is_known(before: Any, listed: Any, found: list[Change]) -> None:
    assert changes(before, listed) == found
