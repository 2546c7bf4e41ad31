"""What programs send and get at `/api`: every field that crosses the wire is named here. Bodies of ops are in `ops`."""

from typing import Any

from marshmallow import fields, validate

from schemas.fields import WORDS, Code, Id, Shape, Text
from schemas.words import say

_S, _N, _B, _L = fields.String, fields.Integer, fields.Boolean, fields.List


def _between(least: int, most: int, **kw: Any) -> fields.Integer:
    """A whole number of a query, which is text there."""
    says = say("between", least=least, most=most)
    return fields.Integer(error_messages=WORDS, validate=validate.Range(least, most, error=says), **kw)


class Refusal(Shape):
    """Every refusal: a code for programs, a sentence for people, the HTTP status as text."""

    code = _S(required=True)
    message = _S(required=True)
    status = _S(required=True)
    errors = fields.Dict(keys=_S(), metadata={"description": "by field, when the shape was wrong"})


# ---- sessions --------------------------------------------------------------------------------------------------------


class SessionAsked(Shape):
    account = Text(most=100, least=1)
    password = Text(most=512, least=1)
    device = Text(most=60, required=False, load_default=None, allow_none=True)


class SessionGiven(Shape):
    """`token` goes into `Authorization: Bearer …` until `until` (UTC instant) or DELETE /api/sessions/current."""

    token = _S(required=True)
    until = _S(required=True)
    user = _S(required=True, metadata={"description": "id of the user"})
    name = _S(required=True)
    organisation = _S(required=True)
    roles = _L(_S(), required=True)


# ---- `ops` --------------------------------------------------------------------------------------------------------


class OutcomeGiven(Shape):
    """What became of one op; the same id sent again gets the same answer."""

    id = _S(required=True)
    outcome = _S(required=True, validate=validate.OneOf(("done", "held", "refused", "later")))
    why = _S(allow_none=True)
    sentence = _S(allow_none=True)
    field = _S(allow_none=True)
    seq = _N(allow_none=True)
    details = fields.Dict(keys=_S())


class Outcomes(Shape):
    outcomes = _L(fields.Nested(OutcomeGiven), required=True)


# ---- checklists ------------------------------------------------------------------------------------------------------


class ChecklistLine(Shape):
    id = _S(required=True)
    standard = _S(required=True)
    edition = _S(required=True)
    title = _S(required=True)
    digest = _S(required=True)
    leaves = _N(required=True)
    own = _B(required=True, metadata={"description": "made by the reader's own organisation"})


class Checklists(Shape):
    checklists = _L(fields.Nested(ChecklistLine), required=True)


class PromptGiven(Shape):
    zh = _S(required=True)
    en = _S(required=True)


class ItemGiven(Shape):
    ref = _S(required=True)
    parent = _S(allow_none=True)
    number = _S(allow_none=True)
    number_status = _S(required=True)
    title = _S(required=True)
    prompts = _L(fields.Nested(PromptGiven), required=True)
    records = _L(_S(), required=True)
    methods = _L(_S(), required=True)
    departments = _L(_S(), required=True)
    pdca = _S(allow_none=True)
    when = _S(allow_none=True)
    leaf = _B(required=True)
    inferred_from = _S(
        metadata={"description": "the other standard from which a topic was concluded; absent where none was"}
    )


class ChecklistGiven(Shape):
    id = _S(required=True)
    standard = _S(required=True)
    edition = _S(required=True)
    title = _S(required=True)
    digest = _S(required=True)
    items = _L(fields.Nested(ItemGiven), required=True)


# ---- audits ----------------------------------------------------------------------------------------------------------


class AuditsAsked(Shape):
    """Keyset paging: `after` is the `next` of the page before."""

    after = Id(required=False, load_default=None)
    limit = _between(1, 500, load_default=100)


class AuditLine(Shape):
    id = _S(required=True)
    code = _S(required=True)
    client = _S(required=True)
    type = _S(required=True)
    state = _S(required=True)
    edition = _S(required=True)
    starts_on = _S(required=True)
    ends_on = _S(required=True)


class Audits(Shape):
    audits = _L(fields.Nested(AuditLine), required=True)
    next = _S(allow_none=True)


class MemberGiven(Shape):
    user = _S(required=True)
    name = _S(required=True)
    role = _S(required=True)


class JudgementGiven(Shape):
    ref = _S(required=True)
    value = _S(allow_none=True)
    author = _S(required=True)
    at = _S(required=True)
    conflict = _B(required=True)


class NonconformityGiven(Shape):
    id = _S(required=True)
    number = _S(required=True)
    state = _S(required=True)
    severity = _S(allow_none=True)
    fact = _S(required=True)
    clauses = _L(_S(), required=True)
    department = _S(allow_none=True)
    photos = _L(_S(), required=True)
    due_on = _S(allow_none=True)
    provisional = _B(required=True)
    author = _S(required=True)
    at = _S(required=True)
    raised_at = _S(allow_none=True)
    confirmed_at = _S(allow_none=True)
    conflict = _B(required=True)


class PhotoGiven(Shape):
    id = _S(required=True)
    ref = _S(allow_none=True)
    department = _S(required=True)
    sha256 = _S(required=True)
    size = _N(required=True)
    number = _S(required=True)
    label = _S(required=True)
    source = _S(required=True)
    taken_at = _S(required=True)
    state = _S(required=True)
    remark = _S(allow_none=True, validate=validate.OneOf(("incomplete", "checksum", "endless", "altered")))
    author = _S(required=True)
    at = _S(required=True)


class AuditGiven(AuditLine):
    team = _L(fields.Nested(MemberGiven), required=True)
    judgements = _L(fields.Nested(JudgementGiven), required=True)
    nonconformities = _L(fields.Nested(NonconformityGiven), required=True)
    photos = _L(fields.Nested(PhotoGiven), required=True)


# ---- the register ----------------------------------------------------------------------------------------------------


class RegisterAsked(Shape):
    campaign = Code()
    city = Code(required=False, load_default=None)
    after = _between(0, 10**6, load_default=0)
    limit = _between(1, 500, load_default=100)


class RegisterRowGiven(Shape):
    row_no = _N(required=True)
    name = _S(required=True)
    uscc = _S(required=True)
    city = _S(required=True)
    district = _S(required=True)
    body = _S(required=True)
    approval_no = _S(required=True)
    certificate_no = _S(required=True)
    valid_from = _S(required=True)
    valid_to = _S(required=True)
    standard = _S(required=True)
    status = _S(required=True)
    credit_class = _S(required=True)


class RegisterGiven(Shape):
    """`register` and `digest` are empty while the city has imported none."""

    campaign = _S(required=True)
    city = _S(required=True)
    register = _S(allow_none=True)
    digest = _S(allow_none=True)
    rows = _L(fields.Nested(RegisterRowGiven), required=True)
    next = _N(allow_none=True)
