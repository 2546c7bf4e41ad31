"""Bodies of the acts on ops that wait."""

from schemas.fields import Shape, Text
from schemas.ops.common import Empty


class HeldRemove(Shape):
    reason = Text(most=1000, least=10)


SHAPES: dict[tuple[str, int], type[Shape]] = {
    ("held.release", 1): Empty,
    ("held.release", 2): Empty,  # once the review has begun, by nobody who audited
    ("held.release", 3): Empty,  # nothing that was written after its author was recused
    ("held.retry", 1): Empty,
    ("held.remove", 1): HeldRemove,
}
