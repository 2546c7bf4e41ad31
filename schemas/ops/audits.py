"""Bodies of the acts on an audit: its plan and its way."""

from typing import Any

from marshmallow import ValidationError, validates_schema

from audit_app.rules.vocabulary import AUDIT_TYPES, TEAM_ROLES
from schemas.fields import Choice, Code, Day, Id, Many, Part, Ref, Shape, Text
from schemas.ops.common import Empty, Reasoned
from schemas.words import say


class ClientCreate(Shape):
    name = Text(most=100, least=2)
    short_name = Text(most=20, least=1)
    uscc = Text(most=18, required=False, allow_none=True, load_default=None)
    address = Text(most=200, required=False, allow_none=True, load_default=None)
    contact = Text(most=40, required=False, allow_none=True, load_default=None)
    phone = Text(most=40, required=False, allow_none=True, load_default=None)
    departments = Many(Text(most=40, least=1), most=60, load_default=list, required=False)


class TeamMember(Shape):
    user = Id()
    role = Choice(*TEAM_ROLES)


class ChapterOwner(Shape):
    chapter = Ref()
    user = Id()


class AuditPlan(Shape):
    code = Code()
    client = Id()
    edition = Code()
    type = Choice(*AUDIT_TYPES)
    starts_on = Day()
    ends_on = Day()
    team = Many(Part(TeamMember), most=30, least=1)
    chapters = Many(Part(ChapterOwner), most=400)
    departments = Many(Text(most=40, least=1), most=60)

    @validates_schema
    def in_order(self, data: dict[str, Any], **_: Any) -> None:
        if data["ends_on"] < data["starts_on"]:
            raise ValidationError(say("ends_first"), "ends_on")


class AuditPlanInTime(AuditPlan):
    applied_on = Day(required=False, allow_none=True, load_default=None)
    edition_reason = Text(most=200, least=1, required=False, allow_none=True, load_default=None)


class TeamRemove(Shape):
    user = Id()


SHAPES: dict[tuple[str, int], type[Shape]] = {
    ("client.create", 1): ClientCreate,
    ("audit.plan", 1): AuditPlan,
    ("audit.plan", 2): AuditPlan,  # clauses are given at any level
    ("audit.plan", 3): AuditPlan,  # a leader who may lead, days of one audit, letters for all
    ("audit.plan", 4): AuditPlan,  # against an edition that a body audits by
    ("audit.plan", 5): AuditPlan,  # no code that differs from another by case alone, nor in Roman numerals
    ("audit.plan", 6): AuditPlanInTime,  # an edition of its time, or the reason
    ("audit.prepare", 1): Empty,
    ("audit.open", 1): Empty,
    ("audit.submit", 1): Empty,
    ("audit.submit", 2): Empty,  # no 严重 in draft
    ("audit.review", 1): Empty,
    ("audit.return", 1): Reasoned,
    ("audit.cancel", 1): Reasoned,
    ("audit.remove_member", 1): TeamRemove,
}
