"""Bodies of the steps of a spot check before and after its conclusion."""

from audit_app.rules.vocabulary import CHECK_METHODS
from schemas.fields import Choice, Day, Part, Shape, Text
from schemas.ops.common import Empty


class CheckApprove(Shape):
    note = Text(most=500, required=False, load_default="")


class CheckNotify(Shape):
    on = Day()


class CheckNotifyLate(CheckNotify):
    because = Text(most=300, required=False, load_default="")


class CheckBegin(Shape):
    on = Day()
    method = Choice(*CHECK_METHODS)


class CheckFeedBack(Shape):
    on = Day()


class CheckReplace(Shape):
    reason = Text(most=300, required=False, load_default="")


class CheckAmend(Shape):
    field = Choice("certificate_no", "approval_no", "valid_from", "district", "problems")
    value = Text(most=1000, least=1)
    reason = Text(most=300, least=1)


class CheckAmendBody(Shape):
    field = Choice("certificate_no", "approval_no", "body", "valid_from", "district", "problems")
    value = Text(most=1000, least=1)
    reason = Text(most=300, least=1)
    was = Text(most=1000, required=False, allow_none=True, load_default=None)


class CheckDays(Shape):
    notified_on = Day(required=False, allow_none=True)
    checked_on = Day(required=False, allow_none=True)
    method = Choice(*CHECK_METHODS, required=False, allow_none=True)


class CheckCorrect(Shape):
    was = Part(CheckDays)
    now = Part(CheckDays)
    reason = Text(most=1000, least=1)


class CheckDaysTransferred(CheckDays):
    transferred_on = Day(required=False, allow_none=True)


class CheckCorrectTransferred(Shape):
    was = Part(CheckDaysTransferred)
    now = Part(CheckDaysTransferred)
    reason = Text(most=1000, least=1)


class CheckDaysFedBack(CheckDaysTransferred):
    fed_back_on = Day(required=False, allow_none=True)


class CheckCorrectFedBack(Shape):
    was = Part(CheckDaysFedBack)
    now = Part(CheckDaysFedBack)
    reason = Text(most=1000, least=1)


class CheckAmendSeen(CheckAmend):
    was = Text(most=1000, required=False, allow_none=True, load_default=None)


SHAPES: dict[tuple[str, int], type[Shape]] = {
    ("spot_check.approve", 1): CheckApprove,
    # a day before the one on which what it rests on was recorded has a reason
    ("spot_check.approve", 2): CheckApprove,
    ("spot_check.notify", 1): CheckNotify,
    ("spot_check.notify", 2): CheckNotify,  # not before the draw
    # a day before the one on which what it rests on was recorded has a reason
    ("spot_check.notify", 3): CheckNotifyLate,
    ("spot_check.begin", 1): CheckBegin,
    ("spot_check.feed_back", 1): CheckFeedBack,
    ("spot_check.complete", 1): Empty,
    ("spot_check.replace", 1): CheckReplace,
    ("spot_check.replace", 2): CheckReplace,  # with inspectors of the list it was drawn with
    # nobody is sent by one card to a company that another keeps the person from
    ("spot_check.replace", 3): CheckReplace,
    ("spot_check.amend", 1): CheckAmend,
    # what was on the screen is named; nothing of another person is replaced unseen
    ("spot_check.amend", 2): CheckAmendSeen,
    # a paper goes out to one body alone, and a draft follows the number of its body
    ("spot_check.amend", 3): CheckAmendSeen,
    ("spot_check.amend", 4): CheckAmendSeen,  # look-alike dashes, digits and letters of a number are folded
    # 未发现问题 has no problem, and a remark says something; a version of a judgement that nobody has settled counts
    ("spot_check.amend", 5): CheckAmendSeen,
    ("spot_check.amend", 6): CheckAmendBody,  # the name of the certification body, too; no word that is no name
    ("spot_check.correct", 1): CheckCorrect,
    ("spot_check.correct", 2): CheckCorrectTransferred,  # no way of checking where nobody began
    ("spot_check.correct", 3): CheckCorrectFedBack,  # the day of feedback, too
}
