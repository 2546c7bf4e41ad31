"""What the questions about a conclusion say: written, corrected, taken back, handed over; worded from the rows as they are left.

The other questions of these pages are in `questions`.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Connection

from audit_app.asking import Ask, Question
from audit_app.regulator import late, queries, words
from audit_app.regulator.day_doubts import day_off
from audit_app.regulator.questions import Lines, Row, day, in_annex, lead
from audit_app.rules.campaign import SPOT_CHECK, was_begun
from audit_app.rules.followup import approval_of
from audit_app.rules.ladder import SEVERITIES
from audit_app.security import clock
from audit_app.show import bracketed, listed
from audit_app.store import followups, spot_checks


def concluding(check_id: str, pack: str, drafts: Sequence[Row] = (), read: Mapping[str, Any] | None = None) -> Ask:
    """The conclusion with its result and everything that it opens. Of a correction: `drafts` are the papers that stood before, `read`
    what stood of the conclusion, as its writer saw it.
    """

    def ask(connection: Connection) -> Question:
        check: Row = spot_checks.get_spot_check(connection, check_id)
        result = words.result_word(check["result"])
        step = words.step_title(pack, check["step"])
        whole = result if step == result else result + bracketed(step)
        rows = [(words.clause_label(check["standard"], one["ref"]) or "—", one["text"]) for one in check["problems"]]
        return Question(
            heading=check["name"] + _("：") + whole,
            button=_("记为无法检查") if check["state"] == "uncheckable" else _("写下结论：%(result)s", result=result),
            lead=lead(),
            columns=(_("条款"), _("问题")) if rows else (),
            rows=rows,
            then_heading=_("写下以后"),
            then=[
                *milder(check, pack),
                *replaced(check, read or {}),
                *gone(connection, drafts),
                *consequences(connection, check),
            ],
            basis=_("结论引出的文书签发、约谈通知发出以前，结论可以更正，要写明原因；省知识产权局接收以后不能更正。"),
        )

    return ask


def milder(check: Row, pack: str) -> Lines:
    """That every problem is marked milder than the step of the whole check, or that a slight one is not written down."""
    if check["step"] == "slight" and not check["problems"]:
        said = _(
            "处理档次是「%(step)s」，却没有写发现的问题。请核对是不是漏写了。", step=words.step_title(pack, "slight")
        )
        return [("warn", said)]
    marked = [one.get("severity") for one in check["problems"]]
    if check["step"] not in SEVERITIES or not marked or None in marked:
        return []
    worst = max(marked, key=SEVERITIES.index)
    if SEVERITIES.index(worst) >= SEVERITIES.index(check["step"]):
        return []
    said = _(
        "每个问题都标为「%(mild)s」，处理档次却是「%(step)s」。请核对哪一个写错了。",
        mild=words.step_title(pack, worst),
        step=words.step_title(pack, check["step"]),
    )
    return [("warn", said)]


def papers_of(connection: Connection, check_id: str) -> list[dict[str, Any]]:
    """The drafts that a conclusion has now: {kind, id}."""
    rectification = followups.get_rectification_of(connection, check_id)
    found = [{"kind": "rectification", "id": rectification["id"]}] if rectification else []
    citing = followups.list_citing(connection, check_id)
    return [*found, *({"kind": kind, "id": row["id"]} for kind, row in citing if row["state"] == "drafted")]


def replaced(check: Row, read: Mapping[str, Any]) -> Lines:
    """What goes with the conclusion that stood before: its problems, its note, what was handed over and when."""
    found: Lines = []
    if read.get("problems") and read["problems"] != check["problems"]:
        found.append(
            ("no", _("原来的问题 %(n)s 条撤下：%(what)s", n=len(read["problems"]), what=texts(read["problems"])))
        )
    if read.get("note") and read["note"] != check["note"]:
        found.append(("no", _("原来的备注撤下：%(what)s", what=read["note"])))
    if read.get("transfer") and not check["transfer"]:
        found.append(("no", _("原来的移交撤下：%(what)s", what=read["transfer"])))
    if read.get("transferred_on") and read["transferred_on"] != check["transferred_on"]:
        found.append(("no", _("原来登记的移交日期 %(day)s 撤下", day=day(read["transferred_on"]))))
    if read.get("checked_on") and read["checked_on"] != check["checked_on"]:
        found.append(("no", _("原来的抽查时间 %(day)s 撤下", day=day(read["checked_on"]))))
    if read.get("fed_back_on") and read["fed_back_on"] != check["fed_back_on"]:
        found.append(("no", _("原来登记的反馈日期 %(day)s 撤下", day=day(read["fed_back_on"]))))
    return found


def texts(problems: Sequence[Row]) -> str:
    return listed(one["text"] for one in problems)


def gone(connection: Connection, drafts: Sequence[Row]) -> Lines:
    """What becomes of each draft of the conclusion that stood before."""
    found: Lines = []
    for one in drafts:
        if one["kind"] == "rectification":
            found.append(("no", _("原来起草的限期整改撤回")))
            continue
        read = followups.get_reminder if one["kind"] == "reminder" else followups.get_interview
        row = read(connection, one["id"])
        word = words.BODY_PAPERS[one["kind"]]
        if row is None or row["state"] == "withdrawn":
            found.append(("no", _("原来起草的%(paper)s随之撤回，不再涉及别的企业", paper=_(word))))
        else:
            left = len(queries.list_cited(connection, one["id"], one["kind"]))
            found.append(("list", _("%(paper)s草稿留着，涉及企业 %(n)s 家", paper=_(word), n=left)))
    return found


def consequences(connection: Connection, check: Row) -> Lines:
    """What a conclusion opens: rectification, the body's measure, transfer, its line in 附件 3."""
    found: Lines = []
    if check["state"] == "uncheckable":
        on = day(check["checked_on"])
        open_ = in_annex(connection, check, "")[1] == ""
        found.append(("cal", _("附件 3 的抽查时间写 %(day)s", day=on) if open_ else _("抽查时间写 %(day)s", day=on)))
        if not was_begun(check):
            found.append(("warn", _("这一家没有开始检查，%(told)s", told=told(check))))
    rectification = followups.get_rectification_of(connection, check["id"])
    if rectification and rectification["due_on"]:
        found.append(("cal", _("起草限期整改，整改期限 %(day)s", day=day(rectification["due_on"]))))
        found += day_off(rectification["due_on"])
        if rectification["due_on"] <= clock().today().isoformat():
            found.append(("warn", _("整改期限已经过去。补登记的，请核对；还没有通知企业的，请改晚。")))
    elif rectification:
        found.append(("cal", _("起草限期整改，送达后 %(n)s 天", n=rectification["term"].split()[0])))
    for one in queries.list_measures(connection, check["id"]):
        if one["state"] == "withdrawn":
            continue
        cited, body = len(queries.list_cited(connection, one["id"], one["kind"])), words.body_named(one)
        if one["kind"] == "interview":
            found.append(("talk", _("起草约谈：%(body)s，涉及企业 %(n)s 家", body=body, n=cited)))
        else:
            found.append(("talk", _("起草书面提醒：%(body)s，涉及企业 %(n)s 家", body=body, n=cited)))
        if approval_of(one) and not approval_of(check):
            found.append(("warn", _("这一家没有批准号，请核对是不是这家机构；核对以后请补正「认证机构批准号」。")))
    if check["transfer"]:
        found.append(("send", _("移交：%(what)s", what=check["transfer"])))
        found.append(transferred(check))
    if two := late.unsettled(connection, check):
        found.append(("warn", _("现场判定有几个版本，还没有核对：%(clauses)s", clauses=two)))
    if left_out := late.unlisted(connection, check):
        found.append(("warn", _("现场判为不符合、没有列为问题：%(clauses)s", clauses=left_out)))
    if check["fed_back_on"]:
        found.append(("cal", _("反馈企业的日期 %(day)s", day=day(check["fed_back_on"]))))
    found.append(in_annex(connection, check, _("结论写进附件 3")))
    return found


def told(check: Row) -> str:
    on = check["notified_on"]
    return _("%(day)s 已通知企业", day=day(on)) if on else _("也没有通知企业")


def transferred(check: Row) -> tuple[str, str]:
    """Whether a transfer is done: only its day makes it so."""
    if check["transferred_on"]:
        return ("cal", _("移交日期 %(day)s", day=day(check["transferred_on"])))
    return ("warn", _("还没有移交日期：这一栏先空着，移交以后再登记日期"))


def taking_back(check_id: str, read: Mapping[str, Any]) -> Ask:
    """收回无法检查: where the check stands again, and what goes; `read` is what stood, as its writer saw it."""

    def then(connection: Connection, check: Row) -> Lines:
        return [
            ("go", _("状态变为「%(state)s」", state=_(SPOT_CHECK.word(check["state"])))),
            *replaced(check, read),
            in_annex(connection, check, _("附件 3 里不再有这一家")),
        ]

    return _about(check_id, _("收回无法检查"), _("收回"), then, _("原来写下的内容和收回的原因都留在历史里。"))


def transferring(check_id: str) -> Ask:
    """登记移交: what was handed over on which day."""

    def then(connection: Connection, check: Row) -> Lines:
        written = in_annex(connection, check, _("写进附件 3"))
        return [("send", _("移交：%(what)s", what=check["transfer"])), transferred(check), written]

    return _about(check_id, _("登记移交"), _("登记移交"), then, _("日期写错了可以更正，要写明原因。"))


def _about(check_id: str, act: str, button: str, then: Callable[[Connection, Row], Lines], basis: str) -> Ask:
    """A question about one check: the act, its company, what follows."""

    def ask(connection: Connection) -> Question:
        check: Row = spot_checks.get_spot_check(connection, check_id)
        return Question(
            heading=act + _("：") + check["name"], button=button, lead=lead(), then=then(connection, check), basis=basis
        )

    return ask
