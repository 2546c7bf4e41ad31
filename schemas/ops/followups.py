"""Bodies of the steps of a rectification, a written reminder and a regulatory interview."""

from schemas.fields import Day, DayText, Id, Shape, Text
from schemas.ops.common import Reasoned


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


SHAPES: dict[tuple[str, int], type[Shape]] = {
    ("rectification.issue", 1): Dated,
    ("rectification.issue", 2): Dated,  # not when its last day is over
    ("rectification.issue", 3): Dated,  # no day before the fact it rests on
    ("rectification.issue", 4): DatedLate,  # a day before the one on which what it rests on was recorded has a reason
    ("rectification.serve", 1): Dated,
    ("rectification.respond", 1): Dated,
    ("rectification.respond", 2): Dated,  # the reply's text is kept
    ("rectification.return", 1): Reasoned,
    ("rectification.recheck", 1): Dated,
    ("rectification.close", 1): Dated,
    ("rectification.extend", 1): Extend,
    ("rectification.extend", 2): Extend,  # not into the past
    ("rectification.extend", 3): Extend,  # with a reason, and not without end
    ("rectification.extend", 4): Extend,  # not of a draft whose conclusion can still be corrected
    ("reminder.issue", 1): Dated,
    ("reminder.issue", 2): Dated,  # what was on the screen is named; nothing of another person is replaced unseen
    ("reminder.issue", 3): Dated,  # no day before the fact it rests on
    ("reminder.issue", 4): DatedLate,  # a day before the one on which what it rests on was recorded has a reason
    # a paper goes out to one body alone, and a draft follows the number of its body
    ("reminder.issue", 5): DatedLate,
    ("reminder.serve", 1): Dated,
    ("reminder.serve", 2): Dated,  # what was on the screen is named; nothing of another person is replaced unseen
    ("reminder.close", 1): Dated,
    ("reminder.close", 2): Dated,  # what was on the screen is named; nothing of another person is replaced unseen
    ("regulatory_interview.draft", 1): InterviewDraft,
    ("regulatory_interview.draft", 2): InterviewDraft,  # look-alike dashes, digits and letters of a number are folded
    ("regulatory_interview.sign_minutes", 1): Dated,
    # what was on the screen is named; nothing of another person is replaced unseen
    ("regulatory_interview.sign_minutes", 2): Dated,
    ("regulatory_interview.sign_minutes", 3): Dated,  # no day before the fact it rests on
    ("regulatory_interview.await_commitments", 1): Dated,
    # what was on the screen is named; nothing of another person is replaced unseen
    ("regulatory_interview.await_commitments", 2): Dated,
    ("regulatory_interview.await_commitments", 3): Dated,  # no day before the fact it rests on
    ("regulatory_interview.verify", 1): Dated,
    # what was on the screen is named; nothing of another person is replaced unseen
    ("regulatory_interview.verify", 2): Dated,
    ("regulatory_interview.verify", 3): Dated,  # no day before the fact it rests on
    ("regulatory_interview.notify", 1): InterviewNotify,
    ("regulatory_interview.notify", 2): InterviewNotify,  # companies, and not before their checks
    # a paper goes out to one body alone, and a draft follows the number of its body
    ("regulatory_interview.notify", 3): InterviewNotify,
    ("regulatory_interview.hold", 1): Dated,
    ("regulatory_interview.hold", 2): Dated,  # not before the checks
    # what was on the screen is named; nothing of another person is replaced unseen
    ("regulatory_interview.hold", 3): Dated,
    ("regulatory_interview.close", 1): Dated,
    # what was on the screen is named; nothing of another person is replaced unseen
    ("regulatory_interview.close", 2): Dated,
    ("regulatory_interview.close", 3): Dated,  # no day before the fact it rests on
    ("rectification.set_number", 1): Numbered,
    # what was on the screen is named; nothing of another person is replaced unseen
    ("rectification.set_number", 2): NumberedSeen,
    ("reminder.set_number", 1): Numbered,
    # what was on the screen is named; nothing of another person is replaced unseen
    ("reminder.set_number", 2): NumberedSeen,
    ("regulatory_interview.set_number", 1): Numbered,
    # what was on the screen is named; nothing of another person is replaced unseen
    ("regulatory_interview.set_number", 2): NumberedSeen,
    ("reminder.withdraw", 1): Reasoned,
    ("regulatory_interview.withdraw", 1): Reasoned,
}
