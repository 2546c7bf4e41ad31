"""Bodies of the acts on a judgement."""

from audit_app.rules.vocabulary import JUDGEMENTS
from schemas.fields import Choice, Id, Many, Shape
from schemas.ops.common import OnClause


class JudgementSet(OnClause):
    value = Choice(*JUDGEMENTS, allow_none=True)


class BothStay(OnClause):
    forms = Many(Id(), least=2, most=50)


SHAPES: dict[tuple[str, int], type[Shape]] = {
    ("judgement.set", 1): JudgementSet,
    ("judgement.keep_both", 1): BothStay,
    ("judgement.keep_both", 2): BothStay,  # nonconformities of this visit
}
