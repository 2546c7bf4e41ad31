"""Bodies of the acts on people: accounts, roles, credentials."""

from audit_app.rules.roles import ROLE_WORDS
from schemas.fields import Choice, Code, Id, Loose, Many, Part, Shape, Text
from schemas.ops.common import Correction, Empty


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
    roles = Many(Choice(*ROLE_WORDS), most=12, least=1)


class UserCreateAsked(UserCreate):
    namesakes = Many(Code(), most=100, required=False, load_default=list)


class UserRoles(Shape):
    roles = Many(Choice(*ROLE_WORDS), most=12, least=1)


class UserRolesSeen(UserRoles):
    was = Many(Choice(*ROLE_WORDS), most=12)


class UserRolesReasoned(UserRolesSeen):
    reason = Text(most=1000, required=False, load_default="")


class CredentialSet(Shape):
    credential = Choice("password")


class SettingSet(Shape):
    name = Choice("default_edition", "review_days", "rule_pack")
    value = Text(most=200, least=1)


class SettingSet3(SettingSet):
    name = Choice("default_edition", "review_days", "rule_pack", "severity_words")


class EditionPublish(Shape):
    organisation = Id()
    based_on = Code()
    source = Text(most=200, least=2)
    rows = Many(Loose(), most=500, least=1)


SHAPES: dict[tuple[str, int], type[Shape]] = {
    ("user.create", 1): UserCreate,
    ("user.create", 2): UserCreate,  # no account that differs from another by case alone
    ("user.create", 3): UserCreateAsked,  # no second account of a name unless it says whose is there
    ("user.correct", 1): UserCorrect,
    ("user.correct", 2): UserCorrect,  # a name that a recusal goes by, by nobody who bears it
    ("user.set_roles", 1): UserRoles,
    # what was on the screen is named; nothing of another person is replaced unseen
    ("user.set_roles", 2): UserRolesSeen,
    ("user.set_roles", 3): UserRolesReasoned,  # a reason where somebody else has had the person in hand
    ("user.disable", 1): Empty,
    ("user.enable", 1): Empty,
    ("credential.set", 1): CredentialSet,
    ("setting.set", 1): SettingSet,
    ("setting.set", 2): SettingSet,  # of a body, and what a body has a use for
    ("setting.set", 3): SettingSet3,  # what the body calls the severities
    ("edition.publish", 1): EditionPublish,
}
