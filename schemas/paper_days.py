"""Bodies of the acts that put right the days of a paper; the table of kinds and versions is in `schemas/ops.py`."""

from schemas.fields import Day, DayText, Part, Shape, Text


class PaperDays(Shape):
    issued_on = Day(required=False, allow_none=True)
    served_on = Day(required=False, allow_none=True)


class PaperDaysCorrect(Shape):
    was = Part(PaperDays)
    now = Part(PaperDays)
    reason = Text(most=1000, least=1)


class RectificationDays(PaperDays):
    responded_on = Day(required=False, allow_none=True)
    rechecked_on = Day(required=False, allow_none=True)
    closed_on = Day(required=False, allow_none=True)
    extended_to = Day(required=False, allow_none=True)


class RectificationDaysCorrect(Shape):
    was = Part(RectificationDays)
    now = Part(RectificationDays)
    reason = Text(most=1000, least=1)


class ReminderDays(PaperDays):
    closed_on = Day(required=False, allow_none=True)


class ReminderDaysCorrect(Shape):
    was = Part(ReminderDays)
    now = Part(ReminderDays)
    reason = Text(most=1000, least=1)


class InterviewDays(Shape):
    at = DayText(most=16, required=False, allow_none=True)
    place = Text(most=200, required=False, allow_none=True)
    held_on = Day(required=False, allow_none=True)
    signed_on = Day(required=False, allow_none=True)
    committed_on = Day(required=False, allow_none=True)
    verified_on = Day(required=False, allow_none=True)
    closed_on = Day(required=False, allow_none=True)


class InterviewDaysCorrect(Shape):
    was = Part(InterviewDays)
    now = Part(InterviewDays)
    reason = Text(most=1000, least=1)
