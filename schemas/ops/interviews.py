"""Bodies of the acts on an interview held on site."""

from schemas.fields import Shape, Text
from schemas.ops.common import OnClause, Withdraw


class InterviewAdd(OnClause):
    department = Text(most=40)
    post = Text(most=60, least=1)
    topic = Text(most=2000)


SHAPES: dict[tuple[str, int], type[Shape]] = {
    ("interview.add", 1): InterviewAdd,
    ("interview.withdraw", 1): Withdraw,
}
