"""Shapes of the lists that an office brings in: its inspectors. Registers are in `ops.py`."""

from schemas.fields import Choice, Id, Many, Part, Shape, Text


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
