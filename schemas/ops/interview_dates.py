"""Bodies of the acts that put right the days of a regulatory interview."""

from schemas.fields import Day, DayText, Part, Shape, Text


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


SHAPES: dict[tuple[str, int], type[Shape]] = {
    ("regulatory_interview.correct_dates", 1): InterviewDaysCorrect,
}
