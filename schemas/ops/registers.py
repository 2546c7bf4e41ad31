"""Bodies of the lists that an office brings in, and of the draws from them."""

from schemas.fields import Choice, Count, Day, DayText, Id, Many, Part, Shape, Text


class Inspector(Shape):
    id = Id()
    name = Text(most=40, least=1)
    card_no = Text(most=40, least=1)
    unit = Text(most=100)
    recusals = Many(Text(most=18), most=500)
    user = Id(required=False, allow_none=True, load_default=None)


class InspectorsImport(Shape):
    inspectors = Many(Part(Inspector), most=2000, least=1)


class InspectorChange(Shape):
    """What of a known inspector the list changes, as it stood on the screen: the card and what was."""

    card_no = Text(most=40, least=1)
    what = Choice("name", "account", "card")
    was = Text(most=40, least=1)


class InspectorsImportAgreed(InspectorsImport):
    agreed = Many(Part(InspectorChange), most=4000, required=False, load_default=list)


class InspectorChangeOrRecusal(InspectorChange):
    what = Choice("name", "account", "card", "recusal")


class InspectorsImportReasoned(InspectorsImport):
    agreed = Many(Part(InspectorChangeOrRecusal), most=4000, required=False, load_default=list)
    reason = Text(most=300, required=False, load_default="")


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


SHAPES: dict[tuple[str, int], type[Shape]] = {
    ("register.import", 1): RegisterImport,
    ("register.import", 2): RegisterImport,  # look-alike dashes, digits and letters of a number are folded
    ("inspectors.import", 1): InspectorsImport,
    ("inspectors.import", 2): InspectorsImportAgreed,  # nobody who is known is renamed unseen
    ("inspectors.import", 3): InspectorsImportAgreed,  # and nobody loses an account unseen
    ("inspectors.import", 4): InspectorsImportReasoned,  # no recusal ends without a reason, one's own never
    ("inspectors.import", 5): InspectorsImportReasoned,  # nor by way of a namesake: it follows the account
    ("inspectors.import", 6): InspectorsImportReasoned,  # nobody's recusal is put on the account of somebody else
}
