"""Every op kind and its body, by kind and version: which fields a client may send. What they do is in `audit_app/ops`,
how one is read in `loading`.

A shape is kept as long as an open visit may still hold ops of it; a changed shape is a new version beside the old one.
"""

from typing import Any

from marshmallow import ValidationError, validates_schema

from schemas.campaigns import (
    CampaignCorrect,
    CampaignCorrectReasoned,
    CampaignCorrectYear,
    CampaignCreate,
    CampaignCreateReasoned,
    CityRound,
)
from schemas.conclusions import (
    CheckConclude,
    CheckConcludeDated,
    CheckConcludeSeen,
    CheckMeasure,
    ConclusionCorrect,
    ConclusionCorrectDated,
    ConclusionCorrectRead,
    ConclusionCorrectSeen,
    ConclusionTakenBack,
)
from schemas.desk import (
    AUDIT_TYPES,
    ROLES,
    TEAM_ROLES,
    AuditCorrect,
    AuditPlan,
    ClientCorrect,
    ClientCreate,
    CredentialSet,
    EditionPublish,
    OrganisationCorrect,
    OrganisationCorrect2,
    OrganisationCreate,
    SettingSet,
    TeamRemove,
    UserCorrect,
    UserCreate,
    UserCreateAsked,
    UserRoles,
    UserRolesReasoned,
    UserRolesSeen,
)
from schemas.fields import Choice, Count, Day, DayText, Flag, Id, Instant, Loose, Many, Part, Ref, Sha256, Shape, Text
from schemas.lists import InspectorsImport, InspectorsImportAgreed, InspectorsImportReasoned
from schemas.nonconformities import (
    NonconformityConfirm,
    NonconformityConfirm2,
    NonconformityDraft,
    NonconformityRaise2,
    NonconformitySet,
    OnVisit,
)
from schemas.office import (
    Dated,
    DatedLate,
    Extend,
    InterviewDraft,
    InterviewNotify,
    Numbered,
    NumberedSeen,
    RoundFreeze,
    TableRead,
)
from schemas.paper_days import (
    InterviewDaysCorrect,
    PaperDaysCorrect,
    RectificationDaysCorrect,
    ReminderDaysCorrect,
)
from schemas.spot_checks import (
    CheckAmend,
    CheckAmendBody,
    CheckAmendSeen,
    CheckApprove,
    CheckBegin,
    CheckCorrect,
    CheckCorrectFedBack,
    CheckCorrectTransferred,
    CheckFeedBack,
    CheckNotify,
    CheckNotifyLate,
    CheckReplace,
)
from schemas.steps import StepUndone
from schemas.words import say


class Empty(Shape):
    """An act that needs no words."""


class Reasoned(Shape):
    reason = Text(most=1000, least=1)


class HeldRemove(Shape):
    reason = Text(most=1000, least=10)


# ---- on site ----------------------------------------------------------------------------------------------------------


class OnClause(Shape):
    visit = Id()
    ref = Ref()


class JudgementSet(OnClause):
    value = Choice("conforms", "nonconforming", "observation", "not_applicable", allow_none=True)


class BothStay(OnClause):
    forms = Many(Id(), least=2, most=50)


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


class PhotoFileNumbered(PhotoFile):
    number = Text(most=60, least=1, required=False, allow_none=True, load_default=None)


class PhotoUse(OnClause):
    used = Flag()


class PhotoReceived(Shape):
    organisation = Id()
    size = Count(least=1)
    format = Choice("JPEG", "PNG", "WEBP")
    width = Count(least=1)
    height = Count(least=1)
    exif = Loose()


class PhotoReceivedUnplaced(PhotoReceived):
    @validates_schema
    def without_position(self, data: dict[str, Any], **_: Any) -> None:
        if "position" in data["exif"]:
            raise ValidationError(say("unknown"), "exif")


class PhotoSwept(Shape):
    organisation = Id()
    size = Count()
    through = Count(most=2**53)


class PhotoChecked(Shape):
    organisation = Id()
    problem = Text(most=300, allow_none=True)
    phash = Text(most=16, allow_none=True)


# ---- the regulator ----------------------------------------------------------------------------------------------------


class RegisterRow(Shape):
    row_no = Count(least=2, most=10**6)
    name = Text(most=200, least=1)
    uscc = Text(most=18, least=18)
    city = Text(most=20, least=1)
    district = Text(most=20)
    body = Text(most=200, least=1)
    approval_no = Text(most=60)
    certificate_no = Text(most=60)
    valid_from = DayText(most=10)
    valid_to = Day()
    standard = Text(most=40, least=1)
    status = Text(most=10, least=1)
    credit_class = Text(most=10)


class RegisterImport(Shape):
    round = Id()
    file_name = Text(most=200, least=1)
    rows = Many(Part(RegisterRow), most=100_000, least=1)


class RoundDraw(Shape):
    seed = Text(most=200, least=1)
    on = Day()
    quota = Count(least=1, most=10000)
    strata = Many(Choice("city", "district", "body", "standard", "credit_class"), most=5, least=1)


class RoundDrawReasoned(RoundDraw):
    because = Text(most=300, required=False, load_default="")


class RoundRedraw(RoundDrawReasoned):
    reason = Text(most=300, least=1)


class RoundSupplement(Shape):
    count = Count(least=1, most=10000)
    reason = Text(most=300, least=1)


SHAPES: dict[tuple[str, int], type[Shape]] = {
    (kind, 1): shape
    for kind, shape in {
        "organisation.create": OrganisationCreate,
        "organisation.correct": OrganisationCorrect,
        "user.create": UserCreate,
        "user.correct": UserCorrect,
        "user.set_roles": UserRoles,
        "user.disable": Empty,
        "user.enable": Empty,
        "credential.set": CredentialSet,
        "setting.set": SettingSet,
        "edition.publish": EditionPublish,
        "client.create": ClientCreate,
        "client.correct": ClientCorrect,
        "audit.plan": AuditPlan,
        "audit.correct": AuditCorrect,
        "audit.prepare": Empty,
        "audit.open": Empty,
        "audit.submit": Empty,
        "audit.review": Empty,
        "audit.return": Reasoned,
        "audit.cancel": Reasoned,
        "audit.remove_member": TeamRemove,
        "held.release": Empty,
        "held.retry": Empty,
        "held.remove": HeldRemove,
        "judgement.set": JudgementSet,
        "judgement.keep_both": BothStay,
        "record.set": RecordSet,
        "sample.add": SampleAdd,
        "sample.withdraw": Withdraw,
        "interview.add": InterviewAdd,
        "interview.withdraw": Withdraw,
        "photo.add": PhotoAdd,
        "photo.file": PhotoFile,
        "photo.use": PhotoUse,
        "photo.withdraw": Withdraw,
        "photo.received": PhotoReceived,
        "photo.checked": PhotoChecked,
        "photo.swept": PhotoSwept,
        "nonconformity.draft": NonconformityDraft,
        "nonconformity.set": NonconformitySet,
        "nonconformity.raise": OnVisit,
        "nonconformity.confirm": NonconformityConfirm,
        "nonconformity.withdraw": Withdraw,
        "nonconformity.restore": OnVisit,
        "campaign.create": CampaignCreate,
        "campaign.correct": CampaignCorrect,
        "campaign.add_city": CityRound,
        "register.import": RegisterImport,
        "inspectors.import": InspectorsImport,
        "city_round.freeze": RoundFreeze,
        "city_round.draw": RoundDraw,
        "city_round.redraw": RoundRedraw,
        "city_round.supplement": RoundSupplement,
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
        "spot_check.correct": CheckCorrect,
        "spot_check.correct_conclusion": ConclusionCorrect,
        "spot_check.set_measure": CheckMeasure,
        "spot_check.take_back": Reasoned,
        "spot_check.transfer": CheckFeedBack,
        "rectification.issue": Dated,
        "rectification.serve": Dated,
        "rectification.respond": Dated,
        "rectification.return": Reasoned,
        "rectification.recheck": Dated,
        "rectification.close": Dated,
        "rectification.extend": Extend,
        "rectification.undo_step": StepUndone,
        "reminder.undo_step": StepUndone,
        "regulatory_interview.undo_step": StepUndone,
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
        "rectification.set_number": Numbered,
        "reminder.set_number": Numbered,
        "regulatory_interview.set_number": Numbered,
        "rectification.correct_dates": PaperDaysCorrect,
        "reminder.correct_dates": PaperDaysCorrect,
        "regulatory_interview.correct_dates": InterviewDaysCorrect,
        "reminder.withdraw": Reasoned,
        "regulatory_interview.withdraw": Reasoned,
    }.items()
}
# kinds whose rules or shape have changed since, each beside its first version
RAISED: dict[tuple[str, int], type[Shape]] = {
    ("organisation.create", 2): OrganisationCreate,  # an office has its region, a city its province
    ("organisation.create", 3): OrganisationCreate,  # name, code and region of an office are one place's
    ("organisation.create", 4): OrganisationCreate,  # a region for offices alone, an office above for a city's
    ("organisation.correct", 2): OrganisationCorrect2,  # kind and code, too, while nothing hangs on it
    ("user.create", 2): UserCreate,  # no account that differs from another by case alone
    ("user.correct", 2): UserCorrect,  # a name that a recusal goes by, by nobody who bears it
    ("user.create", 3): UserCreateAsked,  # no second account of a name unless it says whose is there
    ("organisation.create", 5): OrganisationCreate,  # a code of six digits is the office's own region
    ("organisation.correct", 3): OrganisationCorrect2,
    ("audit.plan", 3): AuditPlan,  # a leader who may lead, days of one audit, letters for all
    ("audit.correct", 2): AuditCorrect,
    ("audit.plan", 4): AuditPlan,  # against an edition that a body audits by
    ("audit.correct", 3): AuditCorrect,
    ("audit.plan", 2): AuditPlan,  # clauses are given at any level
    ("setting.set", 2): SettingSet,  # of a body, and what a body has a use for
    ("audit.submit", 2): Empty,  # no 严重 in draft
    ("held.release", 2): Empty,  # once the review has begun, by nobody who audited
    ("held.release", 3): Empty,  # nothing that was written after its author was recused
    ("nonconformity.raise", 2): NonconformityRaise2,  # stands on the words that were read
    ("nonconformity.raise", 3): NonconformityRaise2,  # a deleted photo is none of the words
    ("nonconformity.confirm", 2): NonconformityConfirm2,
    ("nonconformity.confirm", 3): NonconformityConfirm2,  # keeps the photos that were read
    ("nonconformity.withdraw", 2): Withdraw,  # base names the words of others that were on the screen
    ("photo.received", 2): PhotoReceivedUnplaced,  # where it was taken stays in the original
    ("photo.checked", 2): PhotoChecked,
    ("photo.file", 2): PhotoFileNumbered,
    ("photo.file", 3): PhotoFileNumbered,  # evidence that was raised keeps its number
    ("photo.withdraw", 2): Withdraw,  # evidence that was raised stays
    ("city_round.report", 2): TableRead,
    ("city_round.accept", 2): TableRead,
    ("campaign.create", 2): CampaignCreate,  # due in the future
    ("city_round.draw", 2): RoundDrawReasoned,  # below the minimum only with a reason
    ("city_round.draw", 3): RoundDrawReasoned,  # a seed without invisible marks
    ("city_round.redraw", 2): RoundRedraw,
    ("spot_check.notify", 2): CheckNotify,  # not before the draw
    ("spot_check.conclude", 2): CheckConclude,  # 未达标准 with a problem, 轻微 with a note
    ("rectification.issue", 2): Dated,  # not when its last day is over
    ("rectification.respond", 2): Dated,  # the reply's text is kept
    ("rectification.extend", 2): Extend,  # not into the past
    ("regulatory_interview.notify", 2): InterviewNotify,  # companies, and not before their checks
    ("regulatory_interview.hold", 2): Dated,  # not before the checks
    # what was on the screen is named; nothing of another person is replaced unseen
    ("user.set_roles", 2): UserRolesSeen,
    ("user.set_roles", 3): UserRolesReasoned,  # a reason where somebody else has had the person in hand
    ("spot_check.conclude", 3): CheckConcludeSeen,
    ("spot_check.correct_conclusion", 2): ConclusionCorrectSeen,  # into 无法检查, too; withdrawn papers stay
    ("spot_check.amend", 2): CheckAmendSeen,
    **{(f"{thing}.set_number", 2): NumberedSeen for thing in ("rectification", "reminder", "regulatory_interview")},
    **{(f"reminder.{verb}", 2): Dated for verb in ("issue", "serve", "close")},
    **{(f"regulatory_interview.{verb}", 2): Dated for verb in ("sign_minutes", "await_commitments", "verify", "close")},
    ("regulatory_interview.hold", 3): Dated,
    # no day before the fact it rests on
    ("city_round.draw", 4): RoundDrawReasoned,
    ("city_round.redraw", 3): RoundRedraw,
    ("city_round.draw", 5): RoundDrawReasoned,  # on a day before its register came in, with a reason that is kept
    ("city_round.redraw", 4): RoundRedraw,
    ("city_round.draw", 6): RoundDrawReasoned,  # on no day to come
    ("city_round.redraw", 5): RoundRedraw,
    ("city_round.draw", 7): RoundDrawReasoned,  # bodies as strata by approval number, not by name
    ("city_round.redraw", 6): RoundRedraw,
    ("rectification.issue", 3): Dated,
    ("reminder.issue", 3): Dated,
    **{(f"{thing}.correct_dates", 2): PaperDaysCorrect for thing in ("rectification", "reminder")},
    ("rectification.correct_dates", 3): RectificationDaysCorrect,  # the days after the company's reply, too
    ("reminder.correct_dates", 3): ReminderDaysCorrect,
    **{(f"regulatory_interview.{verb}", 3): Dated for verb in ("sign_minutes", "await_commitments", "verify", "close")},
    # a conclusion says no more than what was done, and when it was known
    ("spot_check.conclude", 4): CheckConcludeDated,
    ("spot_check.correct_conclusion", 3): ConclusionCorrectDated,
    ("spot_check.correct", 2): CheckCorrectTransferred,  # no way of checking where nobody began
    ("spot_check.correct", 3): CheckCorrectFedBack,  # the day of feedback, too
    ("campaign.create", 3): CampaignCreateReasoned,  # below the rules only with a reason
    ("campaign.correct", 2): CampaignCorrectReasoned,
    ("city_round.report", 3): TableRead,  # a transfer counts once it has its day
    ("rectification.extend", 3): Extend,  # with a reason, and not without end
    ("rectification.extend", 4): Extend,  # not of a draft whose conclusion can still be corrected
    ("spot_check.set_measure", 2): CheckMeasure,  # the paper names the check that it was drafted for
    # a day before the one on which what it rests on was recorded has a reason
    ("spot_check.approve", 2): CheckApprove,
    ("spot_check.notify", 3): CheckNotifyLate,
    **{(f"{paper}.issue", 4): DatedLate for paper in ("rectification", "reminder")},
    # nothing of a conclusion goes that was not on the screen of whoever replaces it or takes it back
    ("spot_check.correct_conclusion", 4): ConclusionCorrectRead,
    ("spot_check.take_back", 2): ConclusionTakenBack,
    # a check is put under no draft of another approval number
    **{
        (f"spot_check.{name}", 5): shape
        for name, shape in (("conclude", CheckConcludeDated), ("correct_conclusion", ConclusionCorrectRead))
    },
    ("spot_check.set_measure", 3): CheckMeasure,
    ("inspectors.import", 2): InspectorsImportAgreed,  # nobody who is known is renamed unseen
    ("inspectors.import", 3): InspectorsImportAgreed,  # and nobody loses an account unseen
    ("inspectors.import", 4): InspectorsImportReasoned,  # no recusal ends without a reason, one's own never
    ("inspectors.import", 5): InspectorsImportReasoned,  # nor by way of a namesake: it follows the account
    # year, name and last day of a campaign agree, and its year can be corrected
    ("campaign.create", 4): CampaignCreateReasoned,
    ("campaign.correct", 3): CampaignCorrectYear,
    ("campaign.create", 5): CampaignCreateReasoned,  # in whatever digits the name writes its year
    ("campaign.correct", 4): CampaignCorrectYear,
    # a rectification is not due years ahead
    ("spot_check.conclude", 6): CheckConcludeDated,
    ("spot_check.correct_conclusion", 6): ConclusionCorrectRead,
    # a paper goes out to one body alone, and a draft follows the number of its body
    ("spot_check.amend", 3): CheckAmendSeen,
    ("reminder.issue", 5): DatedLate,
    ("regulatory_interview.notify", 3): InterviewNotify,
    ("campaign.create", 6): CampaignCreateReasoned,  # no code that differs from another by case alone
    ("campaign.create", 7): CampaignCreateReasoned,  # nor in Roman numerals
    ("campaign.correct", 5): CampaignCorrectYear,
    ("audit.plan", 5): AuditPlan,
    ("nonconformity.confirm", 4): NonconformityConfirm2,  # by nobody of the audit team
    # look-alike dashes, digits and letters of a number are folded
    ("register.import", 2): RegisterImport,
    ("organisation.create", 6): OrganisationCreate,
    ("organisation.correct", 4): OrganisationCorrect2,
    ("spot_check.amend", 4): CheckAmendSeen,
    ("regulatory_interview.draft", 2): InterviewDraft,
    ("city_round.draw", 8): RoundDrawReasoned,
    ("city_round.redraw", 7): RoundRedraw,
    ("city_round.accept", 3): TableRead,  # not while a conclusion in it is being corrected
    ("city_round.redraw", 8): RoundRedraw,  # the earlier draw keeps its list of inspectors
    # no code that differs from another organisation's by case or look-alikes alone
    ("organisation.create", 7): OrganisationCreate,
    ("organisation.correct", 5): OrganisationCorrect2,
    ("inspectors.import", 6): InspectorsImportReasoned,  # nobody's recusal is put on the account of somebody else
    ("judgement.keep_both", 2): BothStay,  # nonconformities of this visit
    # 未发现问题 has no problem, and a remark says something; a version of a judgement that nobody has settled counts
    ("spot_check.conclude", 7): CheckConcludeDated,
    ("spot_check.correct_conclusion", 7): ConclusionCorrectRead,
    ("spot_check.amend", 5): CheckAmendSeen,
    ("rectification.correct_dates", 4): RectificationDaysCorrect,  # no extension to before the first last day
    ("spot_check.replace", 2): CheckReplace,  # with inspectors of the list it was drawn with
    # nobody is sent by one card to a company that another keeps the person from
    ("city_round.draw", 9): RoundDrawReasoned,
    ("city_round.redraw", 9): RoundRedraw,
    ("city_round.supplement", 2): RoundSupplement,
    ("spot_check.replace", 3): CheckReplace,
    ("spot_check.amend", 6): CheckAmendBody,  # the name of the certification body, too; no word that is no name
}
SHAPES |= RAISED
KINDS = frozenset(kind for kind, _ in SHAPES)


__all__ = ["AUDIT_TYPES", "KINDS", "ROLES", "SHAPES", "TEAM_ROLES"]
