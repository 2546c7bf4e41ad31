"""What the questions of these pages say: each function words one act from the rows as it leaves them.

When a question is asked and when it is agreed to is in `audit_app/asking.py`.
"""

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

from flask import g
from flask_babel import gettext as _
from sqlalchemy import Connection

from audit_app.asking import Ask, Question
from audit_app.ops.draws import drawn_with
from audit_app.ops.interview_dates import days_of_interview
from audit_app.regulator import queries, words
from audit_app.regulator.day_doubts import day_off, day_off_at, far_ahead, longer, over
from audit_app.regulator.read_before import read_before
from audit_app.rules.instants import local_day
from audit_app.security import clock
from audit_app.show import bracketed, clock_time, count_words, day_words, listed
from audit_app.store import campaigns, followups, registers, spot_checks

Row = Any
Lines = list[tuple[str, str]]


def day(value: str | None) -> str:
    """A day with its weekday, as sentences write it."""
    return day_words(value, clock().today())


def lead(said: str = "") -> str:
    """Who acts, on which day, and what was put into the form."""
    who = _("%(name)s，%(day)s。", name=g.actor.name, day=day(clock().today().isoformat()))
    return f"{who}{said}"


# ---- the draw --------------------------------------------------------------------------------------------------------


def drawing(round_id: str, heading: str, button: str, *, pins: bool = False) -> Ask:
    """抽取 or 重抽: how many of how many from each stratum; who is drawn is not told before. `pins`: the draw is what pins the
    register, too.
    """

    def ask(connection: Connection) -> Question:
        drawn: Row = registers.get_draw(connection, round_id)
        checks = [
            one for one in spot_checks.list_spot_checks(connection, round_id) if one["position"] <= drawn["quota"]
        ]
        taken = Counter(one["stratum"] for one in checks)
        left = Counter(one["stratum"] for one in drawn["reserve"])
        rows = [
            (
                stratum or _("未填"),
                count_words(taken[stratum] + left[stratum], "household"),
                count_words(taken[stratum], "household"),
            )
            for stratum in sorted(taken | left)
        ]
        return Question(
            heading=heading,
            button=button,
            lead=lead(
                _("名录摘要 %(digest)s…，种子「%(seed)s」。", digest=drawn["register_digest"][:12], seed=drawn["seed"])
            ),
            columns=(_("分层"), _("可抽"), _("抽取数")),
            rows=rows,
            then_heading=_("抽取以后"),
            then=[
                *short_of(drawn),
                *before(connection, round_id),
                ("cal", _("抽取日期 %(day)s", day=day(drawn["drawn_on"]))),
                ("go", _("抽中 %(n)s 家，备选 %(m)s 家，每家 2 名检查人员", n=drawn["quota"], m=len(drawn["reserve"]))),
                ("paper", _("名录就此确定，不能再导入") if pins else _("名录已经确定，仍用这一份")),
                (
                    "list",
                    _(
                        "检查人员名单 %(n)s 人随这次抽取留存，它的替换也按这份；以后换名单，只用于以后的抽取和补抽",
                        n=len(drawn["inspectors"]),
                    ),
                ),
            ],
            basis=_("封存以前可以写明原因重抽，每一次抽取都留在记录里。"),
        )

    return ask


def short_of(drawn: Row) -> Lines:
    """That a draw stays below the minimum or was held before its register came in, and why."""
    if not drawn["because"]:
        return []
    if drawn["quota"] >= drawn["minimum"]:
        return [("warn", _("补记的抽取日期，原因：%(why)s", why=drawn["because"]))]
    return [("warn", _("少于最低 %(n)s 家，原因：%(why)s", n=drawn["minimum"], why=drawn["because"]))]


def before(connection: Connection, round_id: str) -> Lines:
    """That an earlier draw is put aside, and why; both stay in the record."""
    known = registers.list_past_draws(connection, round_id)
    if not known:
        return []
    last = known[-1]
    said = _(
        "前一次抽中的 %(n)s 家不再检查，留在记录里；重抽原因：%(why)s", n=last["content"]["quota"], why=last["reason"]
    )
    return [("no", said)]


def supplementing(round_id: str) -> Ask:
    """补抽: how many come from the reserve, and why."""

    def ask(connection: Connection) -> Question:
        added = registers.list_supplements(connection, round_id)[-1]
        checks = spot_checks.list_spot_checks(connection, round_id)
        companies = [one for one in checks if one["position"] >= added["first"]]
        return Question(
            heading=_("补抽 %(n)s 家", n=added["count"]),
            button=_("补抽 %(n)s 家", n=added["count"]),
            lead=lead(),
            columns=(_("序号"), _("企业名称"), _("分层")),
            rows=[(str(one["position"]), one["name"], one["stratum"]) for one in companies],
            then=[
                ("list", _("按备选名单的顺序，不能挑选")),
                ("list", _("检查人员按今天的名单派，%(n)s 人，规则和抽取一样", n=len(added["inspectors"]))),
                ("pen", _("理由：%(reason)s", reason=added["reason"])),
            ],
            basis=_("补抽后不能收回，和原因一起留在抽取记录里。"),
        )

    return ask


def joining(city: str, campaign: Row) -> Ask:
    """加入一个市: what it will be asked."""
    return lambda _connection: Question(
        heading=_("%(city)s 加入 %(title)s", city=city, title=campaign["title"]),
        button=_("加入"),
        lead=lead(),
        then=[
            ("list", _("最低 %(n)s 家", n=campaign["minimum"])),
            ("cal", _("报送日期 %(day)s", day=day(campaign["due_on"]))),
        ],
        basis=_("加入后不能移出。"),
    )


def freezing(register_id: str) -> Ask:
    """确定名录: which file, how many rows, its digest."""

    def ask(connection: Connection) -> Question:
        register: Row = registers.get_register(connection, register_id)
        return Question(
            heading=_("确定名录：%(file)s", file=register["file_name"]),
            button=_("确定名录"),
            lead=lead(_("%(n)s 家，名录摘要 %(digest)s。", n=register["size"], digest=register["digest"])),
            basis=_("确定以后不能再导入别的名录。"),
        )

    return ask


def sealing(round_id: str) -> Ask:
    """封存: what is sealed, and that nothing of it can change."""

    def ask(connection: Connection) -> Question:
        drawn: Row = registers.get_draw(connection, round_id)
        return Question(
            heading=_("封存抽取结果"),
            button=_("封存 %(n)s 家", n=drawn["quota"]),
            lead=lead(),
            then_heading=_("封存以后"),
            then=[
                ("seal", _("名录、种子和抽中的 %(n)s 家不能再改，也不能重抽", n=drawn["quota"])),
                ("go", _("可以批准、通知和开始检查")),
                ("list", _("个别企业查不成时，按备选名单的顺序替换，备选 %(n)s 家", n=len(drawn["reserve"]))),
            ],
            basis=_("封存后不能收回。"),
        )

    return ask


def in_annex(connection: Connection, check: Row, said: str) -> tuple[str, str]:
    """What an act does to 附件 3, `said` of a table that the city still works on; what was reported or accepted stays as it is."""
    round_: Row = campaigns.get_round(connection, check["round_id"])
    return ("paper", annex_words(round_["state"]) or said)


def annex_words(state: str) -> str:
    """What becomes of a change in a table that was reported or accepted; empty before."""
    return {
        "reported": _("附件 3 已经报送，照报送时的样子；这些变化列为「报送后变化」，退回后再报送才写进去"),
        "accepted": _("附件 3 已经接收，不再改变"),
    }.get(state, "")


# ---- one spot check --------------------------------------------------------------------------------------------------


def approving(check_id: str) -> Ask:
    """批准: which company, its certificate, who goes, and that only now the company may be told."""

    def ask(connection: Connection) -> Question:
        check: Row = spot_checks.get_spot_check(connection, check_id)
        sent = spot_checks.list_check_inspectors(connection, [check_id]).get(check_id, [])
        return Question(
            heading=_("批准检查 %(name)s", name=check["name"]),
            button=_("批准检查"),
            lead=lead(),
            rows=[
                (_("认证机构"), check["body"]),
                (_("认证证书编号"), check["certificate_no"] or _("未填")),
                (_("派出的检查人员"), carded(sent)),
            ],
            then=[("go", _("可以通知企业；通知以前企业不知道"))],
            basis=_("批准后不能收回。这一家检查不了时，按备选名单替换或记为无法检查。"),
        )

    return ask


def late(because: str) -> Lines:
    """That something is entered later than it was done, and why."""
    return [("pen", _("补登记的原因：%(why)s", why=because))] if because else []


def stepping(check_id: str, verb: str, because: str = "") -> Ask:
    """通知, 开始检查: which company, which day, who goes."""

    def ask(connection: Connection) -> Question:
        check: Row = spot_checks.get_spot_check(connection, check_id)
        sent = spot_checks.list_check_inspectors(connection, [check_id]).get(check_id, [])
        on = check["notified_on"] if verb == "notify" else check["checked_on"]
        then: Lines = [
            ("cal", _("通知日期 %(day)s", day=day(on)) if verb == "notify" else _("抽查日期 %(day)s", day=day(on)))
        ]
        then += late(because)
        then.append(("list", _("检查人员 %(names)s", names=carded(sent))))
        if verb == "begin":
            then.append(("go", _("检查人员的平板上可以记录，抽查日期写进附件 3")))
        head = (
            _("登记已通知 %(name)s", name=check["name"])
            if verb == "notify"
            else _("开始检查 %(name)s", name=check["name"])
        )
        return Question(
            heading=head,
            button=_("登记已通知") if verb == "notify" else _("开始检查"),
            lead=lead(),
            then=then,
            basis=_("日期写错了可以更正，要写明原因。"),
        )

    return ask


def carded(sent: Iterable[Row]) -> str:
    """Inspectors by name and card: two of one name are two people."""
    return listed(one["name"] + bracketed(one["card_no"]) for one in sent)


def off_list(connection: Connection, check: Row, sent: Iterable[Row]) -> str:
    """That some of those sent in place of a company's two are no longer on the office's list; empty where all are."""
    cards = {one["card_no"] for one in drawn_with(connection, check) if not one["on_list"]}
    gone = [one for one in sent if one["card_no"] in cards]
    if not gone:
        return ""
    return _("%(names)s 不在现在的检查人员名单里，仍按抽取时的名单派。", names=carded(gone))


def replacing(check_id: str) -> Ask:
    """Who comes for a company that cannot be checked."""

    def ask(connection: Connection) -> Question:
        old: Row = spot_checks.get_spot_check(connection, check_id)
        new = spot_checks.list_spot_checks(connection, old["round_id"])[-1]
        sent = spot_checks.list_check_inspectors(connection, [new["id"]]).get(new["id"], [])
        return Question(
            heading=_("用备选名单的下一家替换 %(name)s", name=old["name"]),
            button=_("替换"),
            lead=lead(),
            then=[
                ("go", _("第 %(n)s 家：%(name)s", n=new["position"], name=new["name"])),
                ("list", _("检查人员 %(names)s", names=carded(sent))),
                *([("warn", off)] if (off := off_list(connection, old, sent)) else []),
                ("paper", _("%(name)s 仍作为无法检查列在附件 3 里", name=old["name"])),
            ],
            basis=_("替换以后不能收回，附件 3 里无法检查的结论和备注也不能再改；要改，请先更正结论再替换。"),
        )

    return ask


# ---- papers: rectification, reminder, interview ----------------------------------------------------------------------


def _after(act: str, kind: str = "") -> str:
    """What can and cannot be done once an act on a paper is done. A reminder or an interview that speaks to the wrong body is
    withdrawn and drafted anew; a rectification is not.
    """
    to_body = bool(kind)
    said = {
        "issue": _("签发后内容不能改；文号和日期写错了可以更正，批准号不对的可以撤回另起草，都要写明原因。")
        if to_body
        else _("签发后文书和它的内容不能收回；文号和日期写错了可以更正，要写明原因。"),
        "notify": _("发出后内容不能改；时间、地点和文号写错了可以更正，批准号不对的可以撤回另起草，都要写明原因。"),
        "extend": _("期限写错了可以更正，延错了企业可以撤销，都要写明原因。"),
        "return": _("退错了企业可以撤销，要写明原因；企业补充以后再登记回复。"),
        "withdraw": _("撤回后不能恢复；文书和理由留在这里。"),
    }
    return said.get(act) or _("日期写错了可以更正，登记错了企业可以撤销，都要写明原因。")


def number_twice(connection: Connection, row: Row) -> Lines:
    """That the office has given this 文号 to another paper, too."""
    return [
        (
            "warn",
            _("文号 %(number)s 已经用在另一份文书上：%(what)s", number=row["number"], what=_(kind) + bracketed(name)),
        )
        for kind, name in queries.list_numbered(connection, row["organisation_id"], row["number"], row["id"])
    ]


def rectifying(row_id: str, act: str, label: str, company: str, before: str | None = None, because: str = "") -> Ask:
    """One act on a rectification: its day, and the last day that follows from service; `before` is the last day until now."""

    def ask(connection: Connection) -> Question:
        row: Row = followups.get_rectification(connection, row_id)
        then: Lines = []
        if act == "issue" and row["number"]:
            then.append(("paper", _("文号 %(number)s", number=row["number"])))
        on = {
            "issue": "issued_on",
            "serve": "served_on",
            "respond": "responded_on",
            "recheck": "rechecked_on",
            "close": "closed_on",
        }
        if act in on:
            then.append(("cal", _("日期 %(day)s", day=day(row[on[act]]))))
            then += late(because)
        if act == "serve" and row["term"]:
            said = _("送达后 %(n)s 天，整改期限 %(day)s", n=row["term"].split()[0], day=day(row["due_on"]))
            then.append(("cal", said + (_("（暂定）") if row["provisional"] else "")))
        elif act in ("issue", "serve", "extend") and row["due_on"]:
            then.append(("cal", _("整改期限 %(day)s", day=day(words.due_of(row)))))
        if act == "extend":
            then.append(longer(before, row["due_on"]))
            then += [*day_off(row["due_on"]), *over(row, before)]
        if act == "issue":
            then += number_twice(connection, row)
        if act in ("return", "extend"):
            then.append(("pen", _("理由：%(reason)s", reason=row["reason"])))
        if act != "extend":
            then.append(("go", _("整改情况变为「%(state)s」", state=words.state_word("rectification", row["state"]))))
        if act == "extend" and row["state"] in ("drafted", "issued"):
            then.append(("paper", _("送达以后，期限才写进附件 3")))
        elif act in ("serve", "extend", "close"):
            checked: Row = spot_checks.get_spot_check(connection, row["spot_check_id"])
            then.append(in_annex(connection, checked, _("附件 3 里写上整改期限和整改情况")))
        return Question(
            heading=label + _("：") + company,
            button=label,
            lead=lead(),
            rows=read_before(connection, act, row),
            then=then,
            basis=_after(act),
        )

    return ask


def dating(kind: str, row_id: str, name: str) -> Ask:
    """The days of a paper put right: how they stand afterwards, and the last day that follows from service."""
    reads = {
        "reminder": followups.get_reminder,
        "rectification": followups.get_rectification,
        "interview": followups.get_interview,
    }

    def ask(connection: Connection) -> Question:
        row: Row = reads[kind](connection, row_id)
        days = days_of_interview(row) if kind == "interview" else row
        labels = words.paper_labels(kind)
        then: Lines = [
            ("cal", f"{label} {words.said_day(name, days[name])}") for name, label in labels.items() if days[name]
        ]
        if kind == "interview" and not days["held_on"] and row["held_at"]:
            then += [*day_off_at(row["held_at"]), *far_ahead(row["held_at"])]
        if kind == "rectification" and row["due_on"] and not row["extended_to"]:
            then.append(("cal", _("整改期限 %(day)s", day=day(words.due_of(row)))))
        if kind == "rectification":
            then += day_off(row["extended_to"])
        return Question(
            heading=_("更正日期") + _("：") + name,
            button=_("更正"),
            lead=lead(),
            then=then,
            basis=_("更正前后的日期和原因都留在历史里。"),
        )

    return ask


def earlier(act: str, row: Row) -> Lines:
    """That an interview is written down for a day before the one of its notice."""
    on = json.loads(row["content"])[-1]["on"]
    if act != "hold" or on >= local_day(row["held_at"]).isoformat():
        return []
    return [("warn", _("早于通知的时间 %(at)s。确实提前了，请继续；写错了，请取消后改正。", at=moment(row["held_at"])))]


def paper_acting(kind: str, row_id: str, act: str, label: str, because: str = "") -> Ask:
    """One act on a reminder or an interview: which body, how many companies, which day and place."""

    def ask(connection: Connection) -> Question:
        get = followups.get_reminder if kind == "reminder" else followups.get_interview
        row: Row = get(connection, row_id)
        companies = queries.list_cited(connection, row_id, kind)
        sent = act in ("issue", "notify")
        then: Lines = []
        if act == "notify" and row["held_at"] < clock().now():
            then.append(("warn", _("约谈时间已经过去。补登记的，请核对；还没有开的，请改晚。")))
        if act == "notify":
            then.append(("cal", _("约谈时间 %(at)s，地点 %(place)s", at=moment(row["held_at"]), place=row["place"])))
            then += [*day_off_at(row["held_at"]), *far_ahead(row["held_at"])]
        else:
            then.append(("cal", _("日期 %(day)s", day=day(json.loads(row["content"])[-1]["on"]))))
            then += [*late(because), *earlier(act, row)]
        if row["number"]:
            then.append(("paper", _("文号 %(number)s", number=row["number"])))
        then += number_twice(connection, row)
        then.append(("list", _("涉及企业 %(n)s 家", n=len(companies))))
        then.append(("go", _("状态变为「%(state)s」", state=words.state_word(kind, row["state"]))))
        if act == "withdraw" and (row["held_at"] if kind == "interview" else row["issued_on"]):
            then.append(("paper", _("已经发出的这一份留在记录里；到每一家的抽查记录里另起草，批准号就是对的")))
        return Question(
            heading=label + _("：") + words.body_named(row),
            button=label,
            lead=lead(),
            rows=[(one["name"], one["city"], day(one["checked_on"])) for one in companies] if sent else (),
            columns=(_("涉及企业"), _("设区市"), _("抽查日期")) if sent and companies else (),
            then=then,
            basis=_after(act, kind),
        )

    return ask


def numbering(paper: tuple[str, str], name: str) -> Ask:
    """文号 of a paper that is given to another one, too."""
    reads = {"rectification": followups.get_rectification, "reminder": followups.get_reminder}
    kind, row_id = paper

    def ask(connection: Connection) -> Question:
        row: Row = reads.get(kind, followups.get_interview)(connection, row_id)
        return Question(
            heading=_("文号 %(number)s", number=row["number"]) + _("：") + name,
            button=_("保存文号"),
            lead=lead(),
            then=number_twice(connection, row),
            basis=_("文号写错了可以更正，要写明原因。"),
        )

    return ask


def moment(value: str) -> str:
    """A day and an hour, as sentences write them."""
    return f"{day(value)} {clock_time(value)}"


def releasing(what: str, who: str, why: str) -> Ask:
    """放行: whose record goes in, and why it waited."""
    return lambda _connection: Question(
        heading=_("放行：%(what)s", what=what),
        button=_("放行"),
        lead=lead(_("由 %(who)s 记录。%(why)s。", who=who, why=why)),
        basis=_("放行后这条内容进入检查记录，不能收回。"),
    )
