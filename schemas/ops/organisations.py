"""Bodies of the acts on organisations, and on an organisation's settings, editions and companies."""

from audit_app.rules.roles import ROLES_OF
from schemas.fields import Choice, Code, Id, Part, Shape, Text
from schemas.ops.common import Correction


class OrganisationCreate(Shape):
    kind = Choice(*ROLES_OF)
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


class OrganisationCorrect(Correction):
    was = Part(OrganisationFields)
    now = Part(OrganisationFields)


class OrganisationFields2(OrganisationFields):
    kind = Choice(*(kind for kind in ROLES_OF if kind != "house"), required=False)
    code = Code(required=False)


class OrganisationCorrect2(Correction):
    was = Part(OrganisationFields2)
    now = Part(OrganisationFields2)


SHAPES: dict[tuple[str, int], type[Shape]] = {
    ("organisation.create", 1): OrganisationCreate,
    ("organisation.create", 2): OrganisationCreate,  # an office has its region, a city its province
    ("organisation.create", 3): OrganisationCreate,  # name, code and region of an office are one place's
    ("organisation.create", 4): OrganisationCreate,  # a region for offices alone, an office above for a city's
    ("organisation.create", 5): OrganisationCreate,  # a code of six digits is the office's own region
    ("organisation.create", 6): OrganisationCreate,  # look-alike dashes, digits and letters of a number are folded
    # no code that differs from another organisation's by case or look-alikes alone
    ("organisation.create", 7): OrganisationCreate,
    ("organisation.correct", 1): OrganisationCorrect,
    ("organisation.correct", 2): OrganisationCorrect2,  # kind and code, too, while nothing hangs on it
    ("organisation.correct", 3): OrganisationCorrect2,  # a code of six digits is the office's own region
    ("organisation.correct", 4): OrganisationCorrect2,  # look-alike dashes, digits and letters of a number are folded
    # no code that differs from another organisation's by case or look-alikes alone
    ("organisation.correct", 5): OrganisationCorrect2,
}
