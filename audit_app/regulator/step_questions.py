"""What the question says before the last step of a paper is taken back: what goes, and how the paper stands then."""

from typing import Any

from flask_babel import gettext as _

from audit_app.asking import Ask, Question
from audit_app.ops.step_undoing import Last
from audit_app.regulator import questions, words
from audit_app.regulator.questions import Lines, Row
from audit_app.rules.refusals import Refused
from audit_app.security import clock
from audit_app.store import followups, spot_checks


def undoing(kind: str, before: Row, last: Last | None, name: str) -> Ask:
    """撤销登记: what goes, and how the paper stands then; `last` is the step as it stood before."""
    reads = {"rectification": followups.get_rectification, "reminder": followups.get_reminder}

    def ask(connection: Any) -> Question:
        if last is None:
            raise Refused("absent")
        row: Row = reads.get(kind, followups.get_interview)(connection, before["id"])
        label = _(words.MACHINES[kind].verb_words[last.verb])
        gone = words.written_of({"on": last.on, "note": last.note})
        then: Lines = [("no", label + (_("：") + gone if gone else ""))]
        if before["number"] and not row["number"]:
            then.append(("no", _("文号 %(number)s", number=before["number"])))
        then += _stands(kind, before, row)
        if last.verb in IN_ANNEX.get(kind, ()) or (kind == "rectification" and _standing(before) != _standing(row)):
            then += _in_annex(connection, kind, row)
        return Question(
            heading=_("撤销「%(step)s」", step=label) + _("：") + name,
            button=_("撤销登记"),
            lead=questions.lead(),
            then_heading=_("撤销以后"),
            then=then,
            basis=_("撤下的内容和理由都留在历史里；登记对的那一家，要另外登记。"),
        )

    return ask


IN_ANNEX = {"rectification": ("serve", "extend", "close"), "reminder": ("serve",), "interview": ("hold",)}
"""The steps after which a cell of 附件 3 reads otherwise."""


def _standing(row: Row) -> str:
    return words.standing(row, clock().today())


def _stands(kind: str, before: Row, row: Row) -> Lines:
    """State, and of a rectification the last day and what the company wrote before."""
    state = words.state_word(kind, row["state"])
    if kind != "rectification":
        return [("go", _("状态变为「%(state)s」", state=state))]
    said: Lines = []
    if row["state"] != before["state"]:
        said.append(("go", _("整改情况变为「%(state)s」", state=state)))
    if row["due_on"]:
        said.append(("cal", _("整改期限 %(day)s", day=questions.day(words.due_of(row)))))
    elif row["term"]:
        said.append(("cal", _("整改期限：%(term)s", term=words.term_of(row))))
    if _standing(row) == "late" != _standing(before):
        late = words.days_late(row, clock().today())
        said.append(("warn", _("没有回复，整改期限已过 %(n)s 天：撤销以后列为逾期", n=late)))
    if row["response"] and row["response"] != before["response"]:
        said.append(("list", _("企业的整改情况：%(what)s", what=row["response"])))
    return said


def _in_annex(connection: Any, kind: str, row: Row) -> Lines:
    """What becomes of 附件 3: of the tables of all companies that the paper is about."""
    checks: list[Row] = (
        [spot_checks.get_spot_check(connection, row["spot_check_id"])]
        if kind == "rectification"
        else followups.list_cited_checks(connection, kind, row["id"])
    )
    said = _("附件 3 里这一步写进去的内容随之撤下")
    return list(dict.fromkeys(questions.in_annex(connection, one, said) for one in checks))
