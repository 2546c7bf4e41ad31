"""Every op kind and its body, by kind and version: which fields a client may send. What they do is in `audit_app/ops`.

A shape is kept as long as an open visit may still hold ops of it; a changed shape is a new version beside the old one.
"""

import json
from typing import Any

from marshmallow import Schema, ValidationError, validates_schema

from schemas.fields import Choice, Code, Count, Day, Flag, Id, Instant, Loose, Many, Part, Ref, Sha256, Shape, Text
from schemas.quick import BODIES, envelope, is_common
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


class Envelope(Shape):
    """What a client sends: one thing somebody did."""

    id = Id()
    kind = Text(most=60, least=3)
    v = Count(least=1, most=99)
    subject = Text(most=200, least=1)
    base = Loose(keys=Text(most=40), values=Many(Id(), most=50), required=False, load_default=dict)
    body = Loose()
    device = Text(most=60, required=False, allow_none=True, load_default=None)


class Empty(Shape):
    """An act that needs no words."""


class Reasoned(Shape):
    reason = Text(most=1000, least=1)


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


class UserCreate(Shape):
    organisation = Id()
    account = Code()
    name = Text(most=40, least=1)
    post = Text(most=60, required=False, allow_none=True, load_default=None)
    roles = Many(Choice(*ROLES), most=12, least=1)


class UserRoles(Shape):
    roles = Many(Choice(*ROLES), most=12, least=1)


class CredentialSet(Shape):
    credential = Choice("password")


class SettingSet(Shape):
    name = Choice("default_edition", "rule_pack")
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
    chapters = Many(Part(ChapterOwner), most=40)
    departments = Many(Text(most=40, least=1), most=60)

    @validates_schema
    def in_order(self, data: dict[str, Any], **_: Any) -> None:
        if data["ends_on"] < data["starts_on"]:
            raise ValidationError(say("ends_first"), "ends_on")


class TeamRemove(Shape):
    user = Id()


# ---- on site ----------------------------------------------------------------------------------------------------------


class OnClause(Shape):
    visit = Id()
    ref = Ref()


class JudgementSet(OnClause):
    value = Choice("conforms", "nonconforming", "observation", "not_applicable", allow_none=True)


class RecordSet(OnClause):
    department = Text(most=40)
    text = Text(most=20000)


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


class InterviewAdd(OnClause):
    department = Text(most=40)
    post = Text(most=60, least=1)
    topic = Text(most=2000)


class Withdraw(Shape):
    visit = Id()
    reason = Text(most=1000, required=False, load_default="")


class PhotoAdd(Shape):
    visit = Id()
    ref = Ref(allow_none=True)
    department = Text(most=40)
    sha256 = Sha256()
    size = Count(least=1)
    number = Text(most=60, least=1)
    label = Text(most=100)
    source = Choice("camera", "album")
    taken_at = Instant()


class PhotoFile(Shape):
    visit = Id()
    ref = Ref()


class PhotoReceived(Shape):
    organisation = Id()
    size = Count(least=1)
    format = Choice("JPEG", "PNG", "WEBP")
    width = Count(least=1)
    height = Count(least=1)
    exif = Loose()


class PhotoChecked(Shape):
    organisation = Id()
    problem = Text(most=300, allow_none=True)
    phash = Text(most=16, allow_none=True)


class NonconformityDraft(Shape):
    visit = Id()
    ref = Ref()
    number = Text(most=20, least=1)
    severity = Choice("minor", "major", allow_none=True)


class Term(Shape):
    days = Count(least=1, most=400, allow_none=True)
    on = Day(allow_none=True)


class NonconformitySet(Shape):
    visit = Id()
    severity = Choice("minor", "major", required=False)
    fact = Text(most=5000, required=False)
    clauses = Many(Ref(), most=20, required=False)
    department = Text(most=40, required=False)
    photos = Many(Id(), most=100, required=False)
    term = Part(Term, required=False)
    moved = Flag(required=False)


class OnVisit(Shape):
    visit = Id()


class NonconformityConfirm(Shape):
    visit = Id()
    name = Text(most=40, least=1)
    post = Text(most=60, least=1)
    how = Choice("typed")


# ---- the regulator ----------------------------------------------------------------------------------------------------


class CityRound(Shape):
    id = Id()
    organisation = Id()


class CampaignTerm(Shape):
    unit = Choice("workday", "day")
    n = Count(least=1, most=400)


class CampaignCreate(Shape):
    code = Code()
    title = Text(most=100, least=2)
    year = Count(least=2004, most=2100)
    basis = Text(most=300)
    minimum = Count(least=1, most=10000)
    due_on = Day()
    rule_pack = Code()
    term = Part(CampaignTerm)
    rounds = Many(Part(CityRound), most=60, least=1)


class RegisterRow(Shape):
    row_no = Count(least=2, most=10**6)
    name = Text(most=200, least=1)
    uscc = Text(most=18, least=18)
    city = Text(most=20, least=1)
    district = Text(most=20)
    body = Text(most=200, least=1)
    approval_no = Text(most=60)
    certificate_no = Text(most=60)
    valid_from = Text(most=10)
    valid_to = Day()
    standard = Text(most=40, least=1)
    status = Text(most=10, least=1)
    credit_class = Text(most=10)


class RegisterImport(Shape):
    round = Id()
    file_name = Text(most=200, least=1)
    rows = Many(Part(RegisterRow), most=100_000, least=1)


class RoundFreeze(Shape):
    register = Id()


class Inspector(Shape):
    id = Id()
    name = Text(most=40, least=1)
    card_no = Text(most=40, least=1)
    unit = Text(most=100)
    recusals = Many(Text(most=18), most=500)
    user = Id(required=False, allow_none=True, load_default=None)


class InspectorsImport(Shape):
    inspectors = Many(Part(Inspector), most=2000, least=1)


class RoundDraw(Shape):
    seed = Text(most=200, least=1)
    on = Day()
    quota = Count(least=1, most=10000)
    strata = Many(Choice("city", "district", "body", "standard", "credit_class"), most=5, least=1)


class CheckApprove(Shape):
    note = Text(most=500, required=False, load_default="")


class CheckNotify(Shape):
    on = Day()


class CheckBegin(Shape):
    on = Day()
    method = Choice("on_site", "documents", "both")


class Problem(Shape):
    ref = Ref(allow_none=True)
    text = Text(most=1000, least=1)
    severity = Choice("slight", "ordinary", "serious", "suspected_breach", required=False)


class Requirement(Shape):
    due_on = Day(allow_none=True)
    days = Count(least=1, most=400, required=False, allow_none=True, load_default=None)
    requirement = Text(most=2000)


class Measure(Shape):
    kind = Choice("none", "reminder", "interview")
    existing = Id(allow_none=True)


class CheckConclude(Shape):
    step = Code()
    problems = Many(Part(Problem), most=200)
    note = Text(most=2000)
    rectification = Part(Requirement, allow_none=True)
    measure = Part(Measure, allow_none=True)
    transfer = Text(most=500, required=False, load_default="")


class CheckFeedBack(Shape):
    on = Day()


class CheckReplace(Shape):
    reason = Text(most=300, required=False, load_default="")


class CheckAmend(Shape):
    field = Choice("certificate_no", "approval_no", "valid_from", "district", "problems")
    value = Text(most=1000, least=1)
    reason = Text(most=300, least=1)


class Dated(Shape):
    on = Day()
    number = Text(most=60, required=False, allow_none=True, load_default=None)
    note = Text(most=2000, required=False, load_default="")


class Extend(Shape):
    until = Day()
    reason = Text(most=1000, least=1)


class InterviewDraft(Shape):
    campaign = Id()
    body = Text(most=200, least=1)
    approval_no = Text(most=60)


class InterviewNotify(Shape):
    at = Text(most=16, least=16)
    place = Text(most=200, least=1)
    number = Text(most=60, required=False, allow_none=True, load_default=None)


SHAPES: dict[tuple[str, int], type[Schema]] = {
    (kind, 1): shape
    for kind, shape in {
        "organisation.create": OrganisationCreate,
        "user.create": UserCreate,
        "user.set_roles": UserRoles,
        "user.disable": Empty,
        "user.enable": Empty,
        "credential.set": CredentialSet,
        "setting.set": SettingSet,
        "edition.publish": EditionPublish,
        "client.create": ClientCreate,
        "audit.plan": AuditPlan,
        "audit.prepare": Empty,
        "audit.open": Empty,
        "audit.submit": Empty,
        "audit.review": Empty,
        "audit.return": Reasoned,
        "audit.cancel": Reasoned,
        "audit.remove_member": TeamRemove,
        "held.release": Empty,
        "judgement.set": JudgementSet,
        "record.set": RecordSet,
        "sample.add": SampleAdd,
        "sample.withdraw": Withdraw,
        "interview.add": InterviewAdd,
        "interview.withdraw": Withdraw,
        "photo.add": PhotoAdd,
        "photo.file": PhotoFile,
        "photo.withdraw": Withdraw,
        "photo.received": PhotoReceived,
        "photo.checked": PhotoChecked,
        "nonconformity.draft": NonconformityDraft,
        "nonconformity.set": NonconformitySet,
        "nonconformity.raise": OnVisit,
        "nonconformity.confirm": NonconformityConfirm,
        "nonconformity.withdraw": Withdraw,
        "campaign.create": CampaignCreate,
        "register.import": RegisterImport,
        "inspectors.import": InspectorsImport,
        "city_round.freeze": RoundFreeze,
        "city_round.draw": RoundDraw,
        "city_round.seal": Empty,
        "city_round.report": Empty,
        "city_round.return": Reasoned,
        "city_round.accept": Empty,
        "spot_check.approve": CheckApprove,
        "spot_check.notify": CheckNotify,
        "spot_check.begin": CheckBegin,
        "spot_check.conclude": CheckConclude,
        "spot_check.feed_back": CheckFeedBack,
        "spot_check.complete": Empty,
        "spot_check.replace": CheckReplace,
        "spot_check.amend": CheckAmend,
        "rectification.issue": Dated,
        "rectification.serve": Dated,
        "rectification.respond": Dated,
        "rectification.return": Reasoned,
        "rectification.recheck": Dated,
        "rectification.close": Dated,
        "rectification.extend": Extend,
        "reminder.issue": Dated,
        "reminder.serve": Dated,
        "reminder.close": Dated,
        "regulatory_interview.draft": InterviewDraft,
        "regulatory_interview.sign_minutes": Dated,
        "regulatory_interview.await_commitments": Dated,
        "regulatory_interview.verify": Dated,
        "regulatory_interview.notify": InterviewNotify,
        "regulatory_interview.hold": Dated,
        "regulatory_interview.close": Dated,
    }.items()
}
_READY = {key: shape() for key, shape in SHAPES.items()}
_ENVELOPE = Envelope()
KINDS = frozenset(kind for kind, _ in SHAPES)


def newest(kind: str) -> int:
    """The newest version of this kind that we understand."""
    return max(v for k, v in SHAPES if k == kind)


def load_envelope(data: Any) -> dict[str, Any]:
    """Check the outer shape of an op. Raises ValidationError with Chinese messages by field."""
    quick = envelope(data)
    if quick is not None and is_common(quick):
        return quick
    loaded: dict[str, Any] = quick or _ENVELOPE.load(data)
    try:
        json.dumps(loaded["body"], ensure_ascii=False).encode()
    except (UnicodeEncodeError, RecursionError):
        raise ValidationError(say("not_text"), "body") from None
    return loaded


def load_body(kind: str, v: int, body: Any) -> dict[str, Any]:
    """Check a body against its kind and version. Raises ValidationError; KeyError when there is no such shape."""
    quick = BODIES.get((kind, v))
    if quick is not None and type(body) is dict and quick(body):
        return body
    loaded: dict[str, Any] = _READY[(kind, v)].load(body)
    return loaded


__all__ = ["AUDIT_TYPES", "KINDS", "ROLES", "SHAPES", "TEAM_ROLES", "load_body", "load_envelope", "newest"]
