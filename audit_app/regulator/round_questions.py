"""What is asked before a second campaign of one title, before a table goes to the province, and before it is taken or returned."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Connection

from audit_app import annexes
from audit_app.asking import Ask, Question
from audit_app.regulator import figures
from audit_app.regulator.questions import Lines, Row, day, lead
from audit_app.rules.campaign import SPOT_CHECK
from audit_app.rules.deadlines import days_late
from audit_app.security import clock
from audit_app.show import listed
from audit_app.store import campaigns, issued, spot_checks


def opening_again(body: Row, alike: Sequence[Row]) -> Ask:
    """新建抽查任务 where one of the same title and year is there already."""
    return lambda _connection: Question(
        heading=_("再新建一个「%(title)s」（%(year)s 年）？", title=body["title"], year=body["year"]),
        button=_("新建抽查任务"),
        lead=_("名称、年度相同的抽查任务已经有了："),
        columns=(_("代号"), _("名称"), _("报送日期")),
        rows=[(row["code"], row["title"], day(row["due_on"])) for row in alike],
        then=[
            ("list", _("各市会多一份，和原来的分开抽取、检查、报送")),
            ("warn", _("名称相同，只有代号分得开；写错了，请取消后改正")),
        ],
        basis=_("抽查任务新建后不能删除，名称可以更正。"),
    )


def rounding(at: Row, act: str, city: str, campaign: Row, checked: int, missing: int) -> Ask:
    """报送, 接收, 退回 of a round: whose table, how many rows, what is still missing in it."""
    round_id, minimum = at["id"], at["minimum"]

    def ask(connection: Connection) -> Question:
        row: Row = campaigns.get_round(connection, round_id)
        checks = spot_checks.list_spot_checks(connection, round_id)
        failed, lines = figures.uncheckable(checks), figures.lines(checks)
        heading = {
            "report": _("报送附件 3：%(city)s"),
            "accept": _("接收附件 3：%(city)s"),
            "return": _("退回附件 3：%(city)s"),
        }
        then: Lines = [
            ("list", _("表里有 %(n)s 家", n=lines)),
            ("list", _("已抽查 %(n)s 家，最低 %(m)s 家", n=checked, m=minimum)),
        ]
        if failed:
            then.append(("na", _("%(word)s %(n)s 家", word=_(SPOT_CHECK.word("uncheckable")), n=failed)))
        if act != "return":
            then += short_by(checks, minimum - checked)
        if missing:
            then.append(("warn", _("还有 %(n)s 个空格", n=missing)))
        changed = after_report(connection, row, campaign) if act in ("accept", "return") else []
        if changed and act == "accept":
            then.append(("warn", _("报送后变化 %(n)s 处，不在接收的表里；要写进去，请退回后再报送。", n=len(changed))))
        if act == "report":
            then.append(until(campaign["due_on"]))
        if act == "return":
            then.append(("pen", _("理由：%(reason)s", reason=row["reason"])))
        basis = {
            "report": _("报送的表照原样保留。以后更正日期或结论，列为「报送后变化」，由省知识产权局退回后再报送。"),
            "accept": _("接收后这个市的表不能再改。"),
            "return": _("退回后由市知识产权局补正，再报送。"),
        }
        button = {"report": _("报送"), "accept": _("接收"), "return": _("退回")}
        return Question(
            heading=heading[act] % {"city": city},
            button=button[act],
            lead=lead(),
            columns=(_("企业名称"), _("栏目"), _("报送时"), _("现在")) if changed else (),
            rows=[_changed(**one) for one in changed],
            then=then,
            basis=basis[act],
        )

    return ask


def until(due_on: str) -> tuple[str, str]:
    """By when the table was to be reported, and how late it is."""
    late_by = days_late(date.fromisoformat(due_on), clock().today())
    if late_by:
        return "warn", _("要求 %(day)s前报送，已过 %(n)s 天", day=day(due_on), n=late_by)
    return "cal", _("要求 %(day)s前报送", day=day(due_on))


def short_by(checks: Iterable[Row], short: int) -> Lines:
    """How many companies a table has less than the minimum, and which could not be checked and have none in their place."""
    if short <= 0:
        return []
    left = listed(one["name"] for one in checks if one["state"] == "uncheckable")
    if not left:
        return [("warn", _("比最低家数少 %(n)s 家", n=short))]
    return [("warn", _("比最低家数少 %(n)s 家；没有查成、也没有替换的：%(names)s", n=short, names=left))]


def _changed(company: str, header: str, was: str, now: str, **_rest: Any) -> tuple[str, str, str, str]:
    return company or _("表头"), _(header), was or _("空"), now or _("空")


def after_report(connection: Connection, row: Row, campaign: Row) -> list[dict[str, Any]]:
    """报送后变化: what differs by now from the table that the city reported last, its head first, cell by cell."""
    kept = next(iter(issued.list_issued(connection, "annex3", row["id"])), None)
    if kept is None:
        return []
    live = annexes.live_rows(connection, campaign, row["region"], clock().today())
    return annexes.changed_since(connection, campaign, kept, live)
