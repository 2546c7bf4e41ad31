"""Days that people write into ops: not in the future, not before what they follow. Terms are counted in `rules`."""

from audit_app.ops import Tx
from audit_app.rules.instants import local_day
from audit_app.rules.refusals import Refused


def not_ahead(tx: Tx, day: str, field: str = "on") -> str:
    """The day (YYYY-MM-DD) itself; Refused("date_ahead") when it lies after the day of receipt on site."""
    if day > local_day(tx.at).isoformat():
        raise Refused("date_ahead", field, value=day)
    return day


def not_before(day: str, earlier: str | None, field: str = "on") -> str:
    """The day itself; Refused("dates_reversed") when it lies before `earlier`, if there is one."""
    if earlier and day < earlier:
        raise Refused("dates_reversed", field, value=day, before=earlier)
    return day
