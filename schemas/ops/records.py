"""Bodies of audit records."""

from schemas.fields import Shape, Text
from schemas.ops.common import OnClause


class RecordSet(OnClause):
    department = Text(most=40)
    text = Text(most=20000)


SHAPES: dict[tuple[str, int], type[Shape]] = {
    ("record.set", 1): RecordSet,
}
