"""Permits: who stands how to what, as a table of truth; and whoever audited neither reviews nor decides."""

import pytest

from audit_app.rules.permits import HOUSE, PERMITS, Actor, Thing, check, may, related
from audit_app.rules.refusals import Refused

AUDIT = Thing(
    "body", None, {"lead": "lead", "auditor": "auditor", "trainee": "trainee", "expert": "expert"}, frozenset({"gone"})
)
CHECK = Thing("city", "province", {"inspector": "inspector"})
STANDING = {
    # who: organisation, roles
    "lead": ("body", "lead auditor"),
    "auditor": ("body", "auditor"),
    "trainee": ("body", "trainee"),
    "expert": ("body", "expert"),
    "gone": ("body", "auditor"),
    "beside": ("body", "lead auditor"),
    "planner": ("body", "planner"),
    "decider": ("body", "decider"),
    "admin": ("body", "body_admin"),
    "stranger": ("another body", "lead auditor planner decider body_admin"),
    "inspector": ("city", "inspector"),
    "office": ("city", "city"),
    "above": ("province", "province"),
    "other_office": ("another city", "city inspector"),
    "other_above": ("another province", "province"),
    "contact": ("company", "contact"),
    "operator": ("house", "operator"),
}
PEOPLE = {who: Actor(who, place, "", frozenset(roles.split())) for who, (place, roles) in STANDING.items()}

ON_SITE = "lead auditor trainee expert"
ON_AUDIT = {
    "visit.work": ON_SITE,
    "visit.read": "planner decider admin",
    "audit.plan": "planner admin",
    "audit.prepare": "planner admin",
    "audit.open": "planner admin lead beside",
    "audit.cancel": "planner admin",
    "audit.submit": "lead",
    "audit.review": "planner decider admin",
    "audit.decide": "decider",
    "audit.return": "planner decider admin",
    "audit.remove_member": "planner admin",
    "judgement.set": "lead auditor trainee",
    "record.set": ON_SITE,
    "sample.add": ON_SITE,
    "sample.withdraw": ON_SITE,
    "interview.add": ON_SITE,
    "interview.withdraw": ON_SITE,
    "photo.add": ON_SITE,
    "photo.file": ON_SITE,
    "photo.withdraw": ON_SITE,
    "nonconformity.draft": "lead auditor trainee",
    "nonconformity.set": "lead auditor trainee",
    "nonconformity.raise": "lead auditor",
    "nonconformity.confirm": "lead auditor",
    "nonconformity.withdraw": "lead auditor trainee",
    "held.release": "planner admin lead beside",
    "client.create": "planner admin",
    **dict.fromkeys(("setting.set", "edition.publish"), "admin operator"),
    **dict.fromkeys(
        ("user.create", "user.set_roles", "user.disable", "user.enable", "credential.set"), "admin operator"
    ),
}
ON_CHECK = {
    **dict.fromkeys(
        ("visit.work", "judgement.set", "record.set", "sample.add", "interview.add", "photo.add"), "inspector"
    ),
    **dict.fromkeys(("nonconformity.draft", "nonconformity.raise", "nonconformity.confirm"), ""),
    **dict.fromkeys(("campaign.read", "office.read"), "office inspector above"),
    **dict.fromkeys(("register.import", "inspectors.import"), "office"),
    **dict.fromkeys((f"city_round.{verb}" for verb in ("freeze", "draw", "seal", "report")), "office"),
    **dict.fromkeys((f"city_round.{verb}" for verb in ("return", "accept")), "above"),
    **dict.fromkeys((f"spot_check.{verb}" for verb in ("approve", "notify", "amend")), "office"),
    **dict.fromkeys(
        (f"spot_check.{verb}" for verb in ("begin", "conclude", "feed_back", "complete")), "office inspector"
    ),
    **dict.fromkeys((verb for verb in PERMITS if verb.startswith(("rectification.", "reminder."))), "office"),
    **dict.fromkeys((verb for verb in PERMITS if verb.startswith("regulatory_interview.")), "office"),
    "spot_check.replace": "office",
    "held.release": "office",
    "campaign.create": "",
}

ANYWHERE = {
    "field.enter": "lead auditor trainee expert gone beside stranger inspector other_office",
    "review.enter": "lead auditor gone beside planner decider admin stranger",
    "regulator.enter": "inspector office above other_office other_above",
    "admin.enter": "admin stranger office above other_office other_above operator",
    "organisation.create": "operator",
    "photo.received": "",
    "photo.checked": "",
}


def passing(verb: str, thing: Thing) -> set[str]:
    return {who for who, actor in PEOPLE.items() if may(actor, verb, thing)}


@pytest.mark.parametrize("verb", sorted(ON_AUDIT))
def test_on_an_audit_exactly_these_may(verb):
    assert passing(verb, AUDIT) == set(ON_AUDIT[verb].split())


@pytest.mark.parametrize("verb", sorted(ON_CHECK))
def test_on_a_spot_check_exactly_these_may(verb):
    assert passing(verb, CHECK) == set(ON_CHECK[verb].split())


@pytest.mark.parametrize("verb", sorted(ANYWHERE))
def test_whatever_the_thing_exactly_these_may(verb):
    assert passing(verb, AUDIT) == passing(verb, CHECK) == set(ANYWHERE[verb].split())


def test_only_a_province_opens_a_campaign():
    assert passing("campaign.create", Thing("province")) == {"above"}
    assert passing("campaign.create", Thing("city", "province")) == set()


def test_every_verb_has_its_line_by_hand():
    assert set(PERMITS) == {*ON_AUDIT, *ON_CHECK, *ANYWHERE}
    assert {verb for verb, permit in PERMITS.items() if permit.relation == "any"} == set(ANYWHERE)


@pytest.mark.parametrize("verb", sorted(verb for verb, permit in PERMITS.items() if permit.relation != "any"))
def test_nobody_else_learns_that_a_thing_is_there(verb):
    for thing, outside in ((AUDIT, "stranger"), (AUDIT, "other_office"), (CHECK, "stranger"), (CHECK, "other_above")):
        with pytest.raises(Refused) as refused:
            check(PEOPLE[outside], verb, thing)
        assert refused.value.code == "absent"


@pytest.mark.parametrize("verb", ["judgement.set", "photo.add", "nonconformity.raise", "visit.work"])
def test_who_was_removed_from_the_team_is_told_so_and_nobody_else_is(verb):
    said = {}
    for who in ("gone", "beside", "planner"):
        with pytest.raises(Refused) as refused:
            check(PEOPLE[who], verb, AUDIT)
        said[who] = refused.value.code
    assert said == {"gone": "not_on_team", "beside": "not_permitted", "planner": "not_permitted"}


@pytest.mark.parametrize("verb", ["audit.review", "audit.decide"])
@pytest.mark.parametrize("who", ["lead", "auditor", "trainee", "expert", "gone"])
def test_whoever_audited_neither_reviews_nor_decides_whatever_the_roles_gb_t_27021_1_9_5(verb, who):
    actor = Actor(who, "body", "body", frozenset(["auditor", "planner", "decider", "body_admin"]))
    with pytest.raises(Refused) as refused:
        check(actor, verb, AUDIT)
    assert refused.value.code == "not_independent"
    assert not may(actor, verb, AUDIT) and not related(actor, PERMITS[verb], AUDIT)
    check(Actor("somebody else", "body", "body", actor.roles), verb, AUDIT)


def test_without_the_role_an_auditor_is_simply_not_permitted_to_decide():
    with pytest.raises(Refused) as refused:
        check(PEOPLE["lead"], "audit.decide", AUDIT)
    assert refused.value.code == "not_permitted"


def test_only_the_house_itself_says_what_became_of_a_photo():
    for verb in ("photo.received", "photo.checked"):
        assert passing(verb, AUDIT) == passing(verb, CHECK) == set()
        check(HOUSE, verb, AUDIT)


def test_people_of_an_office_or_body_are_its_own_administrators_and_the_operators_business():
    for verb in ("user.create", "user.set_roles", "user.disable", "user.enable", "credential.set"):
        assert passing(verb, AUDIT) == {"admin", "operator"}
        assert passing(verb, CHECK) == {"office", "operator"}


def test_a_password_is_also_its_owners_business_and_no_other_of_oneself():
    mine = Thing("body", None, person="auditor")
    assert passing("credential.set", mine) == {"admin", "operator", "auditor"}
    assert passing("user.set_roles", mine) == {"admin", "operator"}
