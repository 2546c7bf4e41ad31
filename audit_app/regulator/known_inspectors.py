"""What a list of inspectors would change of those who are known, row by row, for its report; and what the reader agreed to.

Which differences must be agreed to is decided in `rules/inspectors.py`, and that they were, by the op.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _

from audit_app.rules.identifiers import person_name
from audit_app.rules.inspectors import Change, barred, changes, lifted
from audit_app.rules.refusals import N_
from audit_app.sheets.inspectors import COLUMNS
from audit_app.sheets.problems import Checked, Problem
from audit_app.sheets.reading import Table

Plain = Mapping[str, Any]
WORDS = {
    "name": N_(
        "执法证号 {card_no} 现在是「{was}」，名单写的是「{now}」。写错了请改正名单；是同一人更正姓名、或者证件换了人，请勾选。"
    ),
    "account": N_("「{name}」现在对应账号「{was}」，导入后改为「{now}」。请核对是不是同一人，再勾选。"),
    "card": N_(
        "「{name}」现在的执法证号是 {was}，名单写的是 {now}。写错了请改正名单；换了新证请勾选，旧证号不再参加抽取。"
    ),
    "account_gone": N_(
        "「{name}」原来对应账号「{was}」，名单里的姓名没有对应的账号，导入后没有账号，平板上看不到派给他的检查。请核对，再勾选。"
    ),
    "recusal": N_("「{name}」现在回避 {was}，名单里没有写。漏写了请补上；确实不再回避，请勾选，并在下面写明原因。"),
    "own": N_(
        "「{name}」是您本人或者与您同名，现在回避 {was}，名单里没有写。不能取消自己的回避：请补上再导入，或者请本局另一位监管人员来做。"
    ),
}
UNIT = N_("原来的单位是「{was}」，导入后以名单为准。已经抽取的检查不变。")
SAME_NAME = N_(
    "名单里不止一个「{name}」，分不清账号是谁的，这一行没有账号。请先导入去掉同名另一人的名单，账号对上以后再导入全部。"
)


@dataclass
class Report:
    """Of a list: changes to agree to as (row, Change, sentence), smaller ones as warnings, names of those who leave it."""

    changes: list[tuple[int, Change, str]] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    leaving: list[str] = field(default_factory=list)
    own: set[Change] = field(default_factory=set)
    """Of the changes those that nobody can agree to: recusals of the reader's own."""

    @property
    def reasoned(self) -> bool:
        """Whether something of it needs a reason."""
        return any(one.what == "recusal" and one not in self.own for _number, one, _said in self.changes)


def link(rows: Sequence[Plain], known: Sequence[Plain], accounts: Sequence[Plain]) -> dict[str, Plain]:
    """The account of each row that has one, by card. `accounts`: those of the office's inspectors, {id, name, …}.

    A name finds its account where neither two rows nor two accounts bear it. Without that a known card of the same name
    keeps the account it has: a name that was corrected in the account alone takes nobody's tablet away.
    """
    names, named = [row["name"] for row in rows], [person_name(one["name"]) for one in accounts]
    alone = {name: one for name, one in zip(named, accounts, strict=True) if named.count(name) == 1}
    found = {
        row["card_no"]: alone[row["name"]] for row in rows if row["name"] in alone and names.count(row["name"]) == 1
    }
    by_card, by_id = {one["card_no"]: one for one in known}, {one["id"]: one for one in accounts}
    taken = {one["id"] for one in found.values()}
    for row in rows:
        before = by_card.get(row["card_no"], {})
        kept = by_id.get(before.get("user_id"))
        if (
            kept
            and row["card_no"] not in found
            and kept["id"] not in taken
            and person_name(before["name"]) == row["name"]
        ):
            found[row["card_no"]] = kept
    return found


def compare(
    known: Sequence[Plain],
    table: Table,
    checked: Checked,
    linked: Plain,
    accounts: Plain,
    names: Mapping[str, str],
    reader: str,
) -> Report:
    """`linked` gives the account of a row by its card, `accounts` its words by id, `names` who is called what by id, `reader`
    the id of who reads.
    Nothing is compared while rows are at fault."""
    report = Report()
    if not checked.ok:
        return report
    numbers = {one["card_no"]: number for (number, _cells), one in zip(table.rows, checked.rows, strict=True)}
    rows = {one["card_no"]: {**one, "user": linked.get(one["card_no"], {}).get("id")} for one in checked.rows}
    gone = lifted(known, rows.values())
    report.own = {one for one in gone if reader in barred(one.users, one.names, names)}
    for change in [*changes(known, rows.values()), *gone]:
        which = "account_gone" if change.what == "account" and not change.now else change.what
        which = "own" if change in report.own else which
        said = _(WORDS[which]).format(
            card_no=change.card_no,
            name=rows[change.card_no]["name"],
            was=accounts.get(change.was, change.was),
            now=accounts.get(change.now, change.now),
        )
        report.changes.append((numbers[change.card_no], change, said))
    for one in known:
        row = rows.get(one["card_no"])
        if row:
            report.warnings += _smaller(numbers[one["card_no"]], one, row)
        elif one["active"]:
            report.leaving.append(f"{one['name']}（{one['card_no']}）")
    listed = [row["name"] for row in rows.values()]
    report.warnings += [
        Problem(numbers[card], COLUMNS["name"], row["name"], "same_name", SAME_NAME, {"name": row["name"]})
        for card, row in rows.items()
        if listed.count(row["name"]) > 1 and not row["user"]
    ]
    report.warnings.sort(key=lambda one: one.row)
    return report


def _smaller(number: int, one: Plain, row: Plain) -> list[Problem]:
    """What a new list may say by itself; it is named all the same."""
    found = []
    if one["unit"] and one["unit"] != row["unit"]:
        found.append(Problem(number, COLUMNS["unit"], row["unit"], "unit_changed", UNIT, {"was": one["unit"]}))
    return found


def key_of(change: Change) -> str:
    """How the form says that this was agreed to, as it was read."""
    return f"{change.what} {change.card_no} {change.was}"


def agreed(keys: Sequence[str]) -> list[dict[str, str]]:
    """What was ticked, for the op; what has no such form is left out."""
    parts = [key.split(" ", 2) for key in keys]
    return [dict(zip(("what", "card_no", "was"), part, strict=True)) for part in parts if len(part) == 3]
