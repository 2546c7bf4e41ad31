"""Days that people write into ops: not in the future, not before what they follow. Terms are counted in `rules`."""

from audit_app.ops import Tx
from audit_app.rules.instants import local_day
from audit_app.rules.reasons import LEAST_REASON, is_reason
from audit_app.rules.refusals import Refused


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


def not_before(day: str, earlier: str | None, field: str = "on") -> str:
    """The day itself; Refused("dates_reversed") when it lies before `earlier`, if there is one."""
    if earlier and day < earlier:
        raise Refused("dates_reversed", field, value=day, before=earlier)
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
