"""Bodies of the acts on nonconformities: the fields of the form, and acts that stand on the words that were read."""

from audit_app.rules.vocabulary import SEVERITIES
from schemas.fields import Choice, Count, Day, Flag, Id, Many, Part, Ref, Shape, Text
from schemas.ops.common import Withdraw


class NonconformityDraft(Shape):
    visit = Id()
    ref = Ref()
    number = Text(most=20, least=1)
    severity = Choice(*SEVERITIES, allow_none=True)


class Term(Shape):
    days = Count(least=1, most=400, allow_none=True)
    on = Day(allow_none=True)


class TermInMonths(Term):
    months = Count(least=1, most=12, required=False, allow_none=True)


class NonconformitySet(Shape):
    visit = Id()
    severity = Choice(*SEVERITIES, required=False)
    fact = Text(most=5000, required=False)
    clauses = Many(Ref(), most=20, required=False)
    department = Text(most=40, required=False)
    photos = Many(Id(), most=100, required=False)
    term = Part(Term, required=False)
    moved = Flag(required=False)


class NonconformitySet2(NonconformitySet):
    term = Part(TermInMonths, required=False)


class OnVisit(Shape):
    visit = Id()


class NonconformityConfirm(Shape):
    visit = Id()
    name = Text(most=40, least=1)
    post = Text(most=60, least=1)
    how = Choice("typed")


class WordsRead(Shape):
    """What was on the screen when an act was done upon it: the words it stands on, as they were read."""

    severity = Choice(*SEVERITIES, allow_none=True)
    fact = Text(most=5000)
    clauses = Many(Ref(), most=20)
    department = Text(most=40, allow_none=True)
    photos = Many(Id(), most=100)
    term = Part(Term)
    moved = Flag()
    due_on = Day(allow_none=True)


class WordsReadInMonths(WordsRead):
    term = Part(TermInMonths)


class NonconformityRaise2(OnVisit):
    read = Part(WordsRead)


class NonconformityRaise4(OnVisit):
    read = Part(WordsReadInMonths)


class NonconformityConfirm2(NonconformityConfirm):
    read = Part(WordsRead)


class NonconformityConfirm5(NonconformityConfirm):
    read = Part(WordsReadInMonths)


SHAPES: dict[tuple[str, int], type[Shape]] = {
    ("nonconformity.draft", 1): NonconformityDraft,
    ("nonconformity.set", 1): NonconformitySet,
    ("nonconformity.set", 2): NonconformitySet2,  # a term of calendar months
    ("nonconformity.raise", 1): OnVisit,
    ("nonconformity.raise", 2): NonconformityRaise2,  # stands on the words that were read
    ("nonconformity.raise", 3): NonconformityRaise2,  # a deleted photo is none of the words
    ("nonconformity.raise", 4): NonconformityRaise4,  # a term of calendar months
    ("nonconformity.confirm", 1): NonconformityConfirm,
    ("nonconformity.confirm", 2): NonconformityConfirm2,  # stands on the words that were read
    ("nonconformity.confirm", 3): NonconformityConfirm2,  # keeps the photos that were read
    ("nonconformity.confirm", 4): NonconformityConfirm2,  # by nobody of the audit team
    ("nonconformity.confirm", 5): NonconformityConfirm5,  # a term of calendar months
    ("nonconformity.withdraw", 1): Withdraw,
    ("nonconformity.withdraw", 2): Withdraw,  # base names the words of others that were on the screen
    ("nonconformity.restore", 1): OnVisit,
}
