"""The content of the system: editions of checklists, their map, rule packs, calendars and regions.
It knows neither Flask nor the database; a body's own editions are kept there as `Edition.as_data()`.
"""

from checklists.data import City, County, Region, calendar_data, finding_codes, posts, regions
from checklists.edition import Edition, Item, Prompt, UnknownRef, canonical, digest_of, from_data
from checklists.loading import UnknownEdition, available, load, newest, offered
from checklists.mapping import MapRow, map_editions
from checklists.rules import Rule, RulePack, UnknownRule, rulepack, rulepacks, rulepacks_for_terms

__all__ = [
    "City", "County", "Edition", "Item", "MapRow", "Prompt", "Region", "Rule", "RulePack",
    "UnknownEdition", "UnknownRef", "UnknownRule", "available", "calendar_data", "canonical", "digest_of",
    "finding_codes", "from_data", "load", "map_editions", "newest", "offered", "posts", "regions", "rulepack", "rulepacks",
    "rulepacks_for_terms",
]  # fmt: skip
