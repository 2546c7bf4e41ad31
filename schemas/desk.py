"""Shapes of the desk: organisations, people, settings, companies and the plan of an audit, and their corrections."""

from typing import Any

from marshmallow import ValidationError, validates_schema

from schemas.fields import Choice, Code, Day, Id, Loose, Many, Part, Ref, Shape, Text
from schemas.words import say

ROLES = (
    "auditor",
    "lead",
    "expert",
    "trainee",
    "planner",
    "decider",
    "body_admin",
    "city",
    "province",
    "inspector",
    "contact",
    "operator",
)
TEAM_ROLES = ("lead", "auditor", "expert", "trainee")
AUDIT_TYPES = ("initial_stage_1", "initial_stage_2", "surveillance", "recertification", "transition", "special")


# ---- organisations, people, settings ----------------------------------------------------------------------------------


class OrganisationCreate(Shape):
    kind = Choice("house", "body", "city_office", "province_office", "company")
    code = Code()
    name = Text(most=100, least=2)
    short_name = Text(most=40, required=False, allow_none=True, load_default=None)
    region = Code(required=False, allow_none=True, load_default=None)
    parent = Id(required=False, allow_none=True, load_default=None)
    approval_no = Text(most=40, required=False, allow_none=True, load_default=None)
    uscc = Text(most=18, required=False, allow_none=True, load_default=None)


class OrganisationFields(Shape):
    name = Text(most=100, least=2, required=False)
    short_name = Text(most=40, required=False, allow_none=True)
    region = Code(required=False, allow_none=True)
    parent = Id(required=False, allow_none=True)
    approval_no = Text(most=40, required=False, allow_none=True)
    uscc = Text(most=18, required=False, allow_none=True)


class Correction(Shape):
    """What was on the screen, what takes its place, and why. Each names its `was` and `now`."""

    reason = Text(most=1000, required=False, load_default="")


class OrganisationCorrect(Correction):
    was = Part(OrganisationFields)
    now = Part(OrganisationFields)


class OrganisationFields2(OrganisationFields):
    kind = Choice("body", "city_office", "province_office", "company", required=False)
    code = Code(required=False)


class OrganisationCorrect2(Correction):
    was = Part(OrganisationFields2)
    now = Part(OrganisationFields2)


class UserFields(Shape):
    name = Text(most=40, least=1, required=False)
    post = Text(most=60, required=False, allow_none=True)


class UserCorrect(Correction):
    was = Part(UserFields)
    now = Part(UserFields)


class UserCreate(Shape):
    organisation = Id()
    account = Code()
    name = Text(most=40, least=1)
    post = Text(most=60, required=False, allow_none=True, load_default=None)
    roles = Many(Choice(*ROLES), most=12, least=1)


class UserCreateAsked(UserCreate):
    namesakes = Many(Code(), most=100, required=False, load_default=list)


class UserRoles(Shape):
    roles = Many(Choice(*ROLES), most=12, least=1)


class UserRolesSeen(UserRoles):
    was = Many(Choice(*ROLES), most=12)


class UserRolesReasoned(UserRolesSeen):
    reason = Text(most=1000, required=False, load_default="")


class CredentialSet(Shape):
    credential = Choice("password")


class SettingSet(Shape):
    name = Choice("default_edition", "review_days", "rule_pack")
    value = Text(most=200, least=1)


class EditionPublish(Shape):
    organisation = Id()
    based_on = Code()
    source = Text(most=200, least=2)
    rows = Many(Loose(), most=500, least=1)


# ---- audits -----------------------------------------------------------------------------------------------------------


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


class TeamRemove(Shape):
    user = Id()
