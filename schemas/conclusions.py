"""Bodies of the acts on the conclusion of a spot check; the table of kinds and versions is in `schemas/ops.py`."""

from schemas.fields import Choice, Code, Count, Day, Id, Many, Part, Ref, Shape, Text


class Problem(Shape):
    ref = Ref(allow_none=True)
    text = Text(most=1000, least=1)
    severity = Choice("slight", "ordinary", "serious", "suspected_breach", required=False)


class Requirement(Shape):
    due_on = Day(allow_none=True)
    days = Count(least=1, most=400, required=False, allow_none=True, load_default=None)
    requirement = Text(most=2000)


class Measure(Shape):
    kind = Choice("none", "reminder", "interview")
    existing = Id(allow_none=True)


class CheckConclude(Shape):
    step = Code()
    problems = Many(Part(Problem), most=200)
    note = Text(most=2000)
    rectification = Part(Requirement, allow_none=True)
    measure = Part(Measure, allow_none=True)
    transfer = Text(most=500, required=False, load_default="")


class ConclusionCorrect(CheckConclude):
    reason = Text(most=1000, least=1)


class CheckConcludeSeen(CheckConclude):
    was_problems = Many(Part(Problem), most=200, required=False, load_default=list)


class ConclusionCorrectSeen(CheckConcludeSeen):
    reason = Text(most=1000, least=1)


class CheckConcludeDated(CheckConcludeSeen):
    on = Day(required=False, allow_none=True, load_default=None)
    transferred_on = Day(required=False, allow_none=True, load_default=None)


class ConclusionCorrectDated(CheckConcludeDated):
    reason = Text(most=1000, least=1)


class ConclusionRead(Shape):
    """What stood of a conclusion on the screen, beside its problems."""

    step = Code(required=False, allow_none=True, load_default=None)
    note = Text(most=2000, required=False, allow_none=True, load_default=None)
    transfer = Text(most=500, required=False, allow_none=True, load_default=None)
    transferred_on = Day(required=False, allow_none=True, load_default=None)
    checked_on = Day(required=False, allow_none=True, load_default=None)
    fed_back_on = Day(required=False, allow_none=True, load_default=None)


class ConclusionCorrectRead(ConclusionCorrectDated):
    was = Part(ConclusionRead, required=False, load_default=dict)


class ConclusionTakenBack(Shape):
    reason = Text(most=1000, least=1)
    was_problems = Many(Part(Problem), most=200, required=False, load_default=list)
    was = Part(ConclusionRead, required=False, load_default=dict)


class CheckMeasure(Shape):
    kind = Choice("reminder", "interview")
    existing = Id(required=False, allow_none=True, load_default=None)
    reason = Text(most=1000, least=1)
