"""The body of the act that takes back the last step of a paper."""

from schemas.fields import Code, Day, Shape, Text


class StepUndone(Shape):
    """The last step of a paper that is taken back, with what was on the screen of it."""

    step = Code()
    on = Day(required=False, allow_none=True, load_default=None)
    note = Text(most=2000, required=False, allow_none=True, load_default=None)
    reason = Text(most=1000, least=1)


SHAPES: dict[tuple[str, int], type[Shape]] = {
    ("rectification.undo_step", 1): StepUndone,
    ("reminder.undo_step", 1): StepUndone,
    ("regulatory_interview.undo_step", 1): StepUndone,
}
