"""Days that people write into ops: not in the future, not before what they follow. Terms are counted in `rules`."""

from audit_app.ops import Tx
from audit_app.rules.instants import local_day
from audit_app.rules.reasons import LEAST_REASON, is_reason
from audit_app.rules.refusals import N_, Refused

DAYS = {
    "starts_on": N_("开始日期"),
    "ends_on": N_("结束日期"),
    "valid_from": N_("证书有效期起"),
    "valid_to": N_("证书有效期止"),
    "notified_on": N_("通知日期"),
    "checked_on": N_("抽查日期"),
    "fed_back_on": N_("反馈企业的日期"),
    "transferred_on": N_("移交日期"),
    "known_on": N_("知道无法检查的日期"),
    "issued_on": N_("签发日期"),
    "served_on": N_("送达日期"),
    "responded_on": N_("企业回复的日期"),
    "rechecked_on": N_("复查日期"),
    "closed_on": N_("关闭日期"),
    "extended_to": N_("延期以后的期限"),
    "first_due": N_("原来的期限"),
    "at": N_("约谈时间"),
    "held_on": N_("约谈日期"),
    "signed_on": N_("签笔录的日期"),
    "committed_on": N_("等待落实承诺的日期"),
    "verified_on": N_("核实承诺的日期"),
}
"""What each day is called in a sentence that compares it with another."""


def not_ahead(tx: Tx, day: str, field: str = "on") -> str:
    """The day (YYYY-MM-DD) itself; Refused("date_ahead") when it lies after the day of receipt on site."""
    if day > local_day(tx.at).isoformat():
        raise Refused("date_ahead", field, value=day)
    return day


def not_over(tx: Tx, day: str, field: str = "on") -> str:
    """A last day that is still to come, or today; Refused("due_past") when it is over on the day of receipt on site."""
    if day < local_day(tx.at).isoformat():
        raise Refused("due_past", field, value=day)
    return day


def not_before(day: str, earlier: str | None, names: tuple[str, str], field: str = "on") -> str:
    """The day itself; Refused("dates_reversed") when it lies before `earlier`, if there is one. `names`, of DAYS, are which day it
    is and which one it lies before.
    """
    if earlier and day < earlier:
        day_word, before_word = (DAYS[name] for name in names)
        raise Refused("dates_reversed", field, value=day, before=earlier, day_word=day_word, before_word=before_word)
    return day


def not_before_record(tx: Tx, day: str, recorded: str | None, code: str) -> None:
    """A day before the one on which what it rests on was recorded (an instant) is either wrong or entered late: then it has a
    reason, which stays in the history. Refused(code) at `because`. Not asked again of a row of the log.
    """
    if tx.replaying or not recorded or is_reason(tx.op.body.get("because", "")):
        return
    known = local_day(recorded).isoformat()
    if day < known:
        raise Refused(code, "because", value=day, recorded=known, least=LEAST_REASON)
