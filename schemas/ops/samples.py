"""Bodies of the acts on samples."""

from typing import Any

from marshmallow import ValidationError, validates_schema

from schemas.fields import Count, Shape, Text
from schemas.ops.common import OnClause, Withdraw
from schemas.words import say


class SampleAdd(OnClause):
    department = Text(most=40)
    population = Count(most=10**7)
    drawn = Count(most=10**7)
    method = Text(most=200)
    result = Text(most=1000)

    @validates_schema
    def not_more_than_there_are(self, data: dict[str, Any], **_: Any) -> None:
        if data["drawn"] > data["population"]:
            raise ValidationError(say("drawn_too_many", population=data["population"]), "drawn")


SHAPES: dict[tuple[str, int], type[Shape]] = {
    ("sample.add", 1): SampleAdd,
    ("sample.withdraw", 1): Withdraw,
}
