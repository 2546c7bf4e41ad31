"""What the questions of the settings say, from the rows as the act leaves them; when one is asked is in `audit_app/asking.py`."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import g
from flask_babel import gettext as _
from sqlalchemy import Connection

from audit_app import passwords
from audit_app.asking import Ask, Question
from audit_app.security import clock
from audit_app.show import bracketed, day_words, listed
from audit_app.store import people


def resetting(user_id: str) -> Ask:
    """重设密码: whose, what becomes of the old one and of the devices."""
    then = [
        ("pen", _("页面显示一个初始密码，只显示这一次，%(n)s 天内有效", n=passwords.INITIAL_DAYS)),
        ("no", _("原来的密码作废，所有设备立即退出")),
    ]
    return _about(user_id, _("重设密码"), then, _("重设后原来的密码不能恢复，可以再重设一次。"))


def disabling(user_id: str) -> Ask:
    """停用账号: whose, and what stays."""
    then = [
        ("no", _("不能再登录，所有设备立即退出")),
        ("list", _("做过的记录都在；平板上还没传的内容等重新启用以后再传")),
    ]
    return _about(user_id, _("停用账号"), then, _("停用后可以随时启用。"))


def doubling(body: Mapping[str, Any], alike: Sequence[Mapping[str, Any]]) -> Ask:
    """添加单位 where one of its name, its region or one of its numbers is there already."""
    return lambda _connection: Question(
        heading=_("再添加一个 %(name)s（代号 %(code)s）？", name=body["name"], code=body["code"]),
        button=_("添加单位"),
        lead=_("已经有相同的单位："),
        columns=_columns(),
        rows=_rows(alike),
        then=[
            ("list", _("两个单位各有各的人员和内容；同名的，各处的列表在名称后面写代号")),
            ("warn", _("批准号和信用代码一般只属于一家；写错了，请取消后改正")),
        ],
        basis=_("单位添加后不能删除。"),
    )


def same_after(after: Mapping[str, Any], alike: Sequence[Mapping[str, Any]]) -> Ask:
    """更正单位 where the correction makes it the same as another in its name or one of its numbers."""
    return lambda _connection: Question(
        heading=_("更正 %(name)s（代号 %(code)s）？", name=after["name"], code=after["code"]),
        button=_("更正"),
        lead=_("更正以后与别的单位相同："),
        columns=_columns(),
        rows=_rows(alike),
        then=[("list", _("批准号和信用代码一般只属于一家；写错了，请取消后改正"))],
        basis=_("更正前后的内容和原因都留在历史里。"),
    )


def naming_again(name: str, alike: Sequence[Mapping[str, Any]]) -> Ask:
    """添加人员 where the organisation has an account of that name already."""
    return lambda _connection: Question(
        heading=_("再为「%(name)s」添加一个账号？", name=name),
        button=_("添加人员"),
        lead=_("本单位已经有这个姓名的账号："),
        columns=(_("姓名"), _("账号"), _("岗位"), _("状态")),
        rows=[
            (row["name"], row["account"], row["post"] or "", _("在用") if row["active"] else _("已停用"))
            for row in alike
        ],
        then=[
            ("warn", _("同一个人不要再建账号：忘记密码的请重设密码，停用的请重新启用")),
            ("list", _("真是同名的两个人，请取消，在姓名后面加上部门；知识产权局的回避按姓名一起算")),
        ],
        basis=_("账号添加后不能删除，可以停用；谁添加的留在操作日志里。"),
    )


def _columns() -> tuple[str, ...]:
    return _("名称"), _("代号"), _("批准号或信用代码"), _("相同的是")


def _rows(alike: Sequence[Mapping[str, Any]]) -> list[tuple[str, ...]]:
    return [(row["name"], row["code"], row["approval_no"] or row["uscc"] or "", listed(row["same"])) for row in alike]


def _about(user_id: str, act: str, then: list[tuple[str, str]], basis: str) -> Ask:
    def ask(connection: Connection) -> Question:
        user: Any = people.get_user(connection, user_id)
        today = clock().today()
        return Question(
            heading=act + _("：") + user["name"] + bracketed(user["account"]),
            button=act,
            lead=_("%(name)s，%(day)s。", name=g.actor.name, day=day_words(today, today)),
            then=then,
            basis=basis,
        )

    return ask
