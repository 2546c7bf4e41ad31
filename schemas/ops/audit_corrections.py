"""Bodies of the acts that put right an audit, its team and its company."""

from audit_app.rules.vocabulary import AUDIT_TYPES
from schemas.fields import Choice, Code, Day, Many, Part, Shape, Text
from schemas.ops.audits import ChapterOwner, TeamMember
from schemas.ops.common import Correction


class ClientFields(Shape):
    name = Text(most=100, least=2, required=False)
    short_name = Text(most=20, least=1, required=False)
    uscc = Text(most=18, required=False, allow_none=True)
    address = Text(most=200, required=False, allow_none=True)
    contact = Text(most=40, required=False, allow_none=True)
    phone = Text(most=40, required=False, allow_none=True)
    departments = Many(Text(most=40, least=1), most=60, required=False)


class ClientCorrect(Correction):
    was = Part(ClientFields)
    now = Part(ClientFields)


class AuditFields(Shape):
    type = Choice(*AUDIT_TYPES, required=False)
    starts_on = Day(required=False)
    ends_on = Day(required=False)
    edition = Code(required=False)
    team = Many(Part(TeamMember), most=30, least=1, required=False)
    chapters = Many(Part(ChapterOwner), most=400, required=False)
    departments = Many(Text(most=40, least=1), most=60, least=1, required=False)


class AuditCorrect(Correction):
    was = Part(AuditFields)
    now = Part(AuditFields)


class AuditFieldsInTime(AuditFields):
    applied_on = Day(required=False, allow_none=True)
    edition_reason = Text(most=200, least=1, required=False, allow_none=True)


class AuditCorrectInTime(Correction):
    was = Part(AuditFieldsInTime)
    now = Part(AuditFieldsInTime)


SHAPES: dict[tuple[str, int], type[Shape]] = {
    ("client.correct", 1): ClientCorrect,
    ("audit.correct", 1): AuditCorrect,
    ("audit.correct", 2): AuditCorrect,  # a leader who may lead, days of one audit, letters for all
    ("audit.correct", 3): AuditCorrect,  # against an edition that a body audits by
    ("audit.correct", 4): AuditCorrectInTime,  # an edition of its time, or the reason
}
