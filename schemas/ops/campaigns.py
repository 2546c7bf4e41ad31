"""Bodies of the acts on a campaign and on the round of a city."""

from schemas.fields import Choice, Code, Count, Day, Id, Many, Part, Shape, Text
from schemas.ops.common import Empty, Reasoned


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


class RoundFreeze(Shape):
    register = Id()


class TableRead(Shape):
    """An act on a table as its digest says it was on the screen; empty where a table was reported before digests were kept."""

    digest = Text(most=64)


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
    ("campaign.create", 1): CampaignCreate,
    ("campaign.create", 2): CampaignCreate,  # due in the future
    ("campaign.create", 3): CampaignCreateReasoned,  # below the rules only with a reason
    # year, name and last day of a campaign agree, and its year can be corrected
    ("campaign.create", 4): CampaignCreateReasoned,
    ("campaign.create", 5): CampaignCreateReasoned,  # in whatever digits the name writes its year
    ("campaign.create", 6): CampaignCreateReasoned,  # no code that differs from another by case alone
    ("campaign.create", 7): CampaignCreateReasoned,  # nor in Roman numerals
    ("campaign.correct", 1): CampaignCorrect,
    ("campaign.correct", 2): CampaignCorrectReasoned,  # below the rules only with a reason
    # year, name and last day of a campaign agree, and its year can be corrected
    ("campaign.correct", 3): CampaignCorrectYear,
    ("campaign.correct", 4): CampaignCorrectYear,  # in whatever digits the name writes its year
    ("campaign.correct", 5): CampaignCorrectYear,  # nor in Roman numerals
    ("campaign.add_city", 1): CityRound,
    ("city_round.freeze", 1): RoundFreeze,
    ("city_round.draw", 1): RoundDraw,
    ("city_round.draw", 2): RoundDrawReasoned,  # below the minimum only with a reason
    ("city_round.draw", 3): RoundDrawReasoned,  # a seed without invisible marks
    ("city_round.draw", 4): RoundDrawReasoned,  # no day before the fact it rests on
    ("city_round.draw", 5): RoundDrawReasoned,  # on a day before its register came in, with a reason that is kept
    ("city_round.draw", 6): RoundDrawReasoned,  # on no day to come
    ("city_round.draw", 7): RoundDrawReasoned,  # bodies as strata by approval number, not by name
    ("city_round.draw", 8): RoundDrawReasoned,  # look-alike dashes, digits and letters of a number are folded
    # nobody is sent by one card to a company that another keeps the person from
    ("city_round.draw", 9): RoundDrawReasoned,
    ("city_round.redraw", 1): RoundRedraw,
    ("city_round.redraw", 2): RoundRedraw,  # a seed without invisible marks
    ("city_round.redraw", 3): RoundRedraw,  # no day before the fact it rests on
    ("city_round.redraw", 4): RoundRedraw,  # on a day before its register came in, with a reason that is kept
    ("city_round.redraw", 5): RoundRedraw,  # on no day to come
    ("city_round.redraw", 6): RoundRedraw,  # bodies as strata by approval number, not by name
    ("city_round.redraw", 7): RoundRedraw,  # look-alike dashes, digits and letters of a number are folded
    ("city_round.redraw", 8): RoundRedraw,  # the earlier draw keeps its list of inspectors
    # nobody is sent by one card to a company that another keeps the person from
    ("city_round.redraw", 9): RoundRedraw,
    ("city_round.supplement", 1): RoundSupplement,
    # nobody is sent by one card to a company that another keeps the person from
    ("city_round.supplement", 2): RoundSupplement,
    ("city_round.seal", 1): Empty,
    ("city_round.report", 1): Empty,
    ("city_round.report", 2): TableRead,  # the table as it was on the screen
    ("city_round.report", 3): TableRead,  # a transfer counts once it has its day
    ("city_round.return", 1): Reasoned,
    ("city_round.accept", 1): Empty,
    ("city_round.accept", 2): TableRead,  # the table as it was on the screen
    ("city_round.accept", 3): TableRead,  # not while a conclusion in it is being corrected
}
