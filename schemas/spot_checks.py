"""Bodies of the steps of a spot check before and after its conclusion; the table of kinds and versions is in `schemas/ops.py`."""

from schemas.fields import Choice, Day, Part, Shape, Text


class CheckApprove(Shape):
    note = Text(most=500, required=False, load_default="")


class CheckNotify(Shape):
    on = Day()


class CheckNotifyLate(CheckNotify):
    because = Text(most=300, required=False, load_default="")


class CheckBegin(Shape):
    on = Day()
    method = Choice("on_site", "documents", "both")


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
    method = Choice("on_site", "documents", "both", required=False, allow_none=True)


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
