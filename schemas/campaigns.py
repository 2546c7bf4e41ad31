"""Bodies of the acts on a campaign; the table of kinds and versions is in `schemas/ops.py`."""

from schemas.fields import Choice, Code, Count, Day, Id, Many, Part, Shape, Text


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


class CampaignFields(Shape):
    title = Text(most=100, least=2, required=False)
    basis = Text(most=300, required=False, allow_none=True)
    minimum = Text(most=5, least=1, required=False)
    due_on = Day(required=False)


class CampaignCorrect(Shape):
    was = Part(CampaignFields)
    now = Part(CampaignFields)
    reason = Text(most=1000, least=1)


class CampaignFieldsReasoned(CampaignFields):
    because = Text(most=300, required=False, allow_none=True)


class CampaignCorrectReasoned(Shape):
    was = Part(CampaignFieldsReasoned)
    now = Part(CampaignFieldsReasoned)
    reason = Text(most=1000, least=1)


class CampaignFieldsYear(CampaignFieldsReasoned):
    year = Text(most=4, least=4, required=False)


class CampaignCorrectYear(Shape):
    was = Part(CampaignFieldsYear)
    now = Part(CampaignFieldsYear)
    reason = Text(most=1000, least=1)


class CampaignCreateReasoned(CampaignCreate):
    because = Text(most=300, required=False, load_default="")
