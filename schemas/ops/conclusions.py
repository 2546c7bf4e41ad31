"""Bodies of the acts on the conclusion of a spot check."""

from audit_app.rules.ladder import SEVERITIES
from audit_app.rules.vocabulary import MEASURES, MEASURES_TAKEN
from schemas.fields import Choice, Code, Count, Day, Id, Many, Part, Ref, Shape, Text
from schemas.ops.common import Reasoned
from schemas.ops.spot_checks import CheckFeedBack


class Problem(Shape):
    ref = Ref(allow_none=True)
    text = Text(most=1000, least=1)
    severity = Choice(*SEVERITIES, required=False)


class Requirement(Shape):
    due_on = Day(allow_none=True)
    days = Count(least=1, most=400, required=False, allow_none=True, load_default=None)
    requirement = Text(most=2000)


class Measure(Shape):
    kind = Choice(*MEASURES)
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
    kind = Choice(*MEASURES_TAKEN)
    existing = Id(required=False, allow_none=True, load_default=None)
    reason = Text(most=1000, least=1)


SHAPES: dict[tuple[str, int], type[Shape]] = {
    ("spot_check.conclude", 1): CheckConclude,
    ("spot_check.conclude", 2): CheckConclude,  # 未达标准 with a problem, 轻微 with a note
    # what was on the screen is named; nothing of another person is replaced unseen
    ("spot_check.conclude", 3): CheckConcludeSeen,
    # a conclusion says no more than what was done, and when it was known
    ("spot_check.conclude", 4): CheckConcludeDated,
    ("spot_check.conclude", 5): CheckConcludeDated,  # a check is put under no draft of another approval number
    ("spot_check.conclude", 6): CheckConcludeDated,  # a rectification is not due years ahead
    # 未发现问题 has no problem, and a remark says something; a version of a judgement that nobody has settled counts
    ("spot_check.conclude", 7): CheckConcludeDated,
    ("spot_check.correct_conclusion", 1): ConclusionCorrect,
    ("spot_check.correct_conclusion", 2): ConclusionCorrectSeen,  # into 无法检查, too; withdrawn papers stay
    # a conclusion says no more than what was done, and when it was known
    ("spot_check.correct_conclusion", 3): ConclusionCorrectDated,
    # nothing of a conclusion goes that was not on the screen of whoever replaces it or takes it back
    ("spot_check.correct_conclusion", 4): ConclusionCorrectRead,
    # a check is put under no draft of another approval number
    ("spot_check.correct_conclusion", 5): ConclusionCorrectRead,
    ("spot_check.correct_conclusion", 6): ConclusionCorrectRead,  # a rectification is not due years ahead
    # 未发现问题 has no problem, and a remark says something; a version of a judgement that nobody has settled counts
    ("spot_check.correct_conclusion", 7): ConclusionCorrectRead,
    ("spot_check.set_measure", 1): CheckMeasure,
    ("spot_check.set_measure", 2): CheckMeasure,  # the paper names the check that it was drafted for
    ("spot_check.set_measure", 3): CheckMeasure,  # a check is put under no draft of another approval number
    ("spot_check.take_back", 1): Reasoned,
    # nothing of a conclusion goes that was not on the screen of whoever replaces it or takes it back
    ("spot_check.take_back", 2): ConclusionTakenBack,
    ("spot_check.transfer", 1): CheckFeedBack,
}
