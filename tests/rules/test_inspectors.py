"""When a list contradicts what is known of an inspector, and how a name is compared."""

import itertools
from typing import Any

import pytest

from audit_app.rules.identifiers import person_name
from audit_app.rules.inspectors import Change, as_persons, barred, changes, left_behind, lifted


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
        ([kept("1", "钱磊", "u", active=0), kept("2", "钱磊", off="")], [new("2", "钱磊")], []),
        ([kept("1", "钱磊", "u", active=0), kept("2", "钱磊", off="")], [new("2", "钱磊", "u")], ["2 X"]),
        ([kept("1", "钱磊")], [new("1", "孙浩", off="X")], ["1 X"]),
    ],
)
def test_which_recusals_a_list_ends(before: Any, listed: Any, found: list[str]) -> None:
    assert [f"{one.card_no} {one.was}" for one in lifted(before, listed)] == found


def test_whose_recusal_it_is() -> None:
    by_account = lifted([kept("1", "钱磊", "u")], [new("1", "钱磊", "u")])[0]
    names = {"w": "钱　磊", "v": "孙浩", "t": "孙浩"}
    assert barred(by_account.users, by_account.names, names) == {"u", "w"}
    # a namesake of the account is barred with it, whatever the row is called
    assert barred({"v"}, {"钱磊"}, names) == {"v", "w", "t"} and barred({"v"}, (), names) == {"v", "t"}
    assert barred((), (), names) == frozenset()
    by_name = lifted([kept("1", "钱　磊")], [new("1", "钱磊")])[0]
    assert barred(by_name.users, by_name.names, names) == {"w"}


def test_what_ends_leaves_nothing_on_the_rows_it_came_from() -> None:
    rows = [kept("1", "钱磊", "u", active=0, off="XY"), kept("2", "钱磊", "u", off="XY"), kept("3", "钱磊", active=0)]
    ended = lifted(rows, [new("2", "钱磊", "u", off="Y")])
    assert left_behind(rows, ended) == {"1": {"Y"}, "2": {"Y"}}


States = frozenset[tuple[str, str, str | None, str, bool]]
CARDS = [
    [None] + [(card, name, user, off) for name in ("吴昊", "孙浩") for user in (None, "me") for off in ("", "X")]
    for card in ("1", "2")
]
LISTS = [
    [one for one in two if one]
    for two in itertools.product(*CARDS)
    if not (two[0] and two[1] and two[0][2] == two[1][2] == "me")
]


def _after(state: States, listed: Any) -> States | None:
    """The rows as an import by the officer himself leaves them; nothing where he may not."""
    rows = [kept(card, name, user, active, off) for card, name, user, off, active in sorted(state, key=str)]
    ended = lifted(rows, [new(*one) for one in listed])
    if any("me" in barred(one.users, one.names, {"me": "吴昊"}) for one in ended):
        return None
    away = [one for one in state if one[0] not in {given[0] for given in listed}]
    gone = left_behind(rows, ended)
    return frozenset(
        [(card, name, user, "".join(sorted(gone.get(card, off))), False) for card, name, user, off, _ in away]
        + [(*one, True) for one in listed]
    )


def _barred(state: States) -> bool:
    """As `store/visits.py` says it, of one company."""
    mine = [one for one in state if one[2] == "me"]
    mine = [one for one in mine if one[4]] or mine
    named = [one for one in state if one[1] == "吴昊" and one[2] is None]
    return any(one[3] for one in mine + named)


@pytest.mark.parametrize("user", ["me", None])
def test_no_order_of_lists_frees_an_officer_of_his_own_recusal(user: str | None) -> None:
    """Every state that his own lists lead to, however many they are, over two cards, two names, with and without his account."""
    seen: set[States] = set()
    come = [frozenset({("1", "吴昊", user, "X", True)})]
    while come:
        state = come.pop()
        assert _barred(state), state
        seen.add(state)
        come += {after for listed in LISTS if (after := _after(state, listed)) is not None} - seen - set(come)
    assert len(seen) > 40


def listed_as(name: str, user: str | None, *off: str, active: int = 1) -> dict[str, Any]:
    return {"name": name, "user_id": user, "recusals": list(off), "active": active}


@pytest.mark.parametrize(
    ("rows", "kept"),
    [
        ([listed_as("钱磊", None, "A"), listed_as("钱　磊", None)], True),  # another card, the name alone
        ([listed_as("钱磊", None, "A", active=0)], True),  # the card before, not listed any more
        ([listed_as("钱垒", "u", "A")], True),  # the account on another card
        (
            [listed_as("钱垒", "u", "A", active=0), listed_as("钱磊", "u")],
            False,
        ),  # of an account the listed row decides
        ([listed_as("尹向阳", "w", "A")], True),  # the name of the account that is kept from it
        ([listed_as("尹向阳", "x", "A"), listed_as("尹向阳", None, "A")], False),
        ([listed_as("尹向阳", None, "A")], False),
        ([], False),
    ],
)
@pytest.mark.parametrize("one_list", [True, False])
def test_a_recusal_is_the_persons_by_any_card_on_any_list(rows: list[Any], kept: bool, one_list: bool) -> None:
    accounts = {"u": "钱磊", "w": "钱 磊", "x": "尹向阳"}
    mine = {**listed_as("钱磊", "u", "B"), "card_no": "1"}
    lists = [rows] if one_list else [[], rows]
    assert as_persons([mine], lists, accounts) == [{**mine, "recusals": ["A", "B"] if kept else ["B"]}]
