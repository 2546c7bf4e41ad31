"""When a list contradicts what is known of an inspector, and how a name is compared."""

from typing import Any

import pytest

from audit_app.rules.identifiers import person_name
from audit_app.rules.inspectors import Change, changes, lifted


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


def kept(card: str, name: str, user: str | None = None, active: int = 1, off: str = "X") -> dict[str, Any]:
    return {**known(card, name, user, active), "recusals": list(off)}


def new(card: str, name: str, user: str | None = None, off: str = "") -> dict[str, Any]:
    return {**row(card, name, user), "recusals": list(off)}


@pytest.mark.parametrize(
    ("before", "listed", "found"),
    [
        ([kept("1", "钱磊")], [new("1", "钱磊", off="XY")], []),
        ([kept("1", "钱磊", off="XY")], [new("1", "钱磊", off="Y")], ["1 X"]),
        ([kept("1", "钱磊")], [new("2", "孙浩")], []),
        ([kept("1", "钱磊", active=0)], [new("1", "钱磊")], ["1 X"]),
        ([kept("1", "钱磊")], [new("2", "钱　磊")], ["2 X"]),
        ([kept("1", "钱磊", active=0)], [new("2", "钱磊")], ["2 X"]),
        ([kept("1", "钱磊", "u", active=0)], [new("2", "钱磊")], ["2 X"]),
        ([kept("1", "钱磊", "u")], [new("2", "钱某", "u")], ["2 X"]),
        ([kept("1", "钱磊", "u")], [new("2", "钱某", "u", off="X")], []),
        ([kept("1", "钱磊", "u")], [new("1", "钱磊", off="X")], ["1 X"]),
        ([kept("1", "钱磊", "u")], [new("1", "钱磊", "w", off="X")], ["1 X"]),
        ([kept("1", "钱磊", "u")], [new("1", "孙浩", off="X"), new("2", "钱磊", "u", off="X")], []),
        ([kept("1", "钱磊", "u")], [new("1", "孙浩", off="X"), new("2", "钱磊", "u")], ["2 X"]),
        ([kept("1", "钱磊", active=0), kept("2", "钱磊", off="")], [new("2", "钱磊")], []),
        ([kept("1", "钱磊"), kept("2", "钱磊", off="")], [new("2", "钱磊")], []),
        ([kept("1", "钱磊", "u")], [new("2", "钱磊", "w")], []),
    ],
)
def test_which_recusals_a_list_ends(before: Any, listed: Any, found: list[str]) -> None:
    assert [f"{one.card_no} {one.was}" for one in lifted(before, listed)] == found


def test_whose_recusal_it_is() -> None:
    by_account = lifted([kept("1", "钱磊", "u")], [new("1", "钱磊", "u")])[0]
    assert by_account.is_of("u", "") and not by_account.is_of("w", "钱磊")
    by_name = lifted([kept("1", "钱　磊")], [new("1", "钱磊")])[0]
    assert by_name.is_of("w", "钱磊") and not by_name.is_of("w", "孙浩")
