"""Bodies of the acts that put right the days of a paper."""

from schemas.fields import Day, Part, Shape, Text


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


SHAPES: dict[tuple[str, int], type[Shape]] = {
    ("rectification.correct_dates", 1): PaperDaysCorrect,
    ("rectification.correct_dates", 2): PaperDaysCorrect,  # no day before the fact it rests on
    ("rectification.correct_dates", 3): RectificationDaysCorrect,  # the days after the company's reply, too
    ("rectification.correct_dates", 4): RectificationDaysCorrect,  # no extension to before the first last day
    ("reminder.correct_dates", 1): PaperDaysCorrect,
    ("reminder.correct_dates", 2): PaperDaysCorrect,  # no day before the fact it rests on
    ("reminder.correct_dates", 3): ReminderDaysCorrect,  # the days after the service, too
}
