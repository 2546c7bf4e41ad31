"""Bodies of the newer acts of an office; the table of kinds and versions is in `schemas/ops.py`."""

from schemas.fields import Day, DayText, Id, Shape, Text


class RoundFreeze(Shape):
    register = Id()


class TableRead(Shape):
    """An act on a table as its digest says it was on the screen; empty where a table was reported before digests were kept."""

    digest = Text(most=64)


class Numbered(Shape):
    number = Text(most=60, least=1)
    reason = Text(most=300, required=False, load_default="")


class NumberedSeen(Numbered):
    was = Text(most=60, required=False, allow_none=True, load_default=None)


class Dated(Shape):
    on = Day()
    number = Text(most=60, required=False, allow_none=True, load_default=None)
    note = Text(most=2000, required=False, load_default="")


class DatedLate(Dated):
    because = Text(most=300, required=False, load_default="")


class Extend(Shape):
    until = Day()
    reason = Text(most=1000, least=1)


class InterviewDraft(Shape):
    campaign = Id()
    body = Text(most=200, least=1)
    approval_no = Text(most=60)


class InterviewNotify(Shape):
    at = DayText(most=16, least=16)
    place = Text(most=200, least=1)
    number = Text(most=60, required=False, allow_none=True, load_default=None)
