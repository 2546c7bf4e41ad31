"""Certification bodies that the office knows: of the registers and checks of its campaign and of this installation; and what is odd
about a name and an approval number that somebody typed.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Connection

from audit_app.asking import Ask, Question
from audit_app.regulator import queries
from audit_app.regulator.questions import Lines, lead
from audit_app.rules.followup import approval_of
from audit_app.show import as_read, bracketed, listed
from audit_app.store import people

Body = Mapping[str, Any]


def known(connection: Connection, rounds: Iterable[str]) -> list[tuple[str, str]]:
    """(name, approval number) of every body of these rounds and of the installation, once each; empty where no number was written."""
    rows: list[Any] = queries.list_bodies(connection, rounds)
    rows += [
        {"body": row["name"], "approval_no": row["approval_no"]}
        for row in people.list_organisations(connection, kind="body")
    ]
    return sorted({(str(row["body"]), approval_of(row)) for row in rows})


def doubts(bodies: list[tuple[str, str]], typed: Body) -> Lines:
    """What is odd about the name and number of a body as somebody typed them, in sentences; nothing where they are known."""
    name, number = str(typed["body"]), approval_of(typed)
    mine = [one for one in bodies if as_read(one[0]) == as_read(name)]
    numbers = sorted({one[1] for one in mine} - {""})
    if number:
        return _of_number(bodies, name, number, numbers)
    if len(numbers) > 1:
        return [
            (
                "warn",
                _("有 %(n)s 家机构叫这个名称：%(which)s。请取消，写上批准号。", n=len(numbers), which=listed(numbers)),
            )
        ]
    if numbers:
        return [("warn", _("没有写批准号，已知的是 %(number)s。", number=numbers[0]))]
    return [] if mine else [("warn", _("名录、抽查记录和本系统的单位里没有叫「%(name)s」的认证机构。", name=name))]


def _of_number(bodies: list[tuple[str, str]], name: str, number: str, numbers: list[str]) -> Lines:
    holders = sorted({one[0] for one in bodies if one[1] == number})
    if not holders:
        said = [("warn", _("批准号 %(number)s 在名录、抽查记录和本系统的单位里都没有。", number=number))]
        if numbers:
            said.append(("warn", _("「%(name)s」已知的批准号是 %(numbers)s。", name=name, numbers=listed(numbers))))
        return said
    if as_read(name) in {as_read(one) for one in holders}:
        return []
    return [
        (
            "warn",
            _(
                "批准号 %(number)s 是「%(names)s」的，不是「%(name)s」的。",
                number=number,
                names=listed(holders),
                name=name,
            ),
        )
    ]


def asking(heading: str, button: str, typed: Body, odd: Lines) -> Ask:
    """The question about a body that is not known as it was typed."""
    return lambda _connection: Question(
        heading=heading + _("：") + str(typed["body"]) + bracketed(approval_of(typed)),
        button=button,
        lead=lead(),
        then_heading=_("请先核对"),
        then=odd,
        basis=_("请对照批准书或者名录核对；写错了，请取消后改正。"),
    )
