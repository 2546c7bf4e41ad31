"""Permits: who stands how to what, as a table of truth; and whoever audited neither reviews nor decides."""

import pytest

from audit_app.rules.permits import PERMITS, SYSTEM, Actor, Resource, check_release, may, related, require
from audit_app.rules.refusals import Refused

AUDIT = Resource(
    "body",
    None,
    {"lead": "lead", "auditor": "auditor", "trainee": "trainee", "expert": "expert"},
    {"gone": "auditor", "gone_expert": "expert", "gone_trainee": "trainee", "gone_lead": "lead"},
)
CHECK = Resource(
    "city",
    "province",
    {"inspector": "inspector"},
    sent=frozenset({"inspector", "sent_recused"}),
    recused=frozenset({"sent_recused", "office_recused"}),
)
STANDING = {
    # who: organisation, roles
    "lead": ("body", "lead auditor"),
    "auditor": ("body", "auditor"),
    "trainee": ("body", "trainee"),
    "expert": ("body", "expert"),
    "gone": ("body", "auditor"),
    "gone_expert": ("body", "expert"),
    "gone_trainee": ("body", "trainee"),
    "gone_lead": ("body", "lead"),
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
    "client.correct": "planner admin",
    "audit.correct": "planner admin",
    "audit.plan": "planner admin",
    "audit.prepare": "planner admin",
    "audit.open": "planner admin lead beside gone_lead",
    "audit.cancel": "planner admin",
    "audit.submit": "lead",
    "audit.review": "planner decider admin",
    "audit.decide": "decider",
    "audit.return": "planner decider admin",
    "audit.remove_member": "planner admin",
    "judgement.set": "lead auditor trainee",
    "judgement.keep_both": "lead auditor trainee",
    "record.set": ON_SITE,
    "sample.add": ON_SITE,
    "sample.withdraw": ON_SITE,
    "interview.add": ON_SITE,
    "interview.withdraw": ON_SITE,
    "photo.add": ON_SITE,
    "photo.file": ON_SITE,
    "photo.use": ON_SITE,
    "photo.withdraw": ON_SITE,
    "nonconformity.draft": "lead auditor trainee",
    "nonconformity.set": "lead auditor trainee",
    "nonconformity.raise": "lead auditor",
    "nonconformity.confirm": "lead auditor",
    "nonconformity.withdraw": "lead auditor trainee",
    "nonconformity.restore": "lead auditor trainee",
    "held.release": "planner decider admin lead beside gone_lead",
    "client.create": "planner admin",
    **dict.fromkeys(("setting.set", "edition.publish"), "admin operator"),
    **dict.fromkeys(
        ("user.create", "user.correct", "user.set_roles", "user.disable", "user.enable", "credential.set"),
        "admin operator",
    ),
}
ON_CHECK = {
    **dict.fromkeys(
        ("visit.work", "judgement.set", "record.set", "sample.add", "interview.add", "photo.add"), "inspector"
    ),
    **dict.fromkeys(("nonconformity.draft", "nonconformity.raise", "nonconformity.confirm"), ""),
    **dict.fromkeys(("campaign.read", "office.read"), "office inspector above"),
    **dict.fromkeys(("register.import", "inspectors.import"), "office"),
    **dict.fromkeys(
        (f"city_round.{verb}" for verb in ("freeze", "draw", "redraw", "supplement", "seal", "report")), "office"
    ),
    **dict.fromkeys((f"city_round.{verb}" for verb in ("return", "accept")), "above"),
    **dict.fromkeys((f"spot_check.{verb}" for verb in ("approve", "notify", "amend")), "office"),
    **dict.fromkeys(
        (f"spot_check.{verb}" for verb in ("correct", "correct_conclusion", "set_measure", "take_back")),
        "office inspector",
    ),
    **dict.fromkeys(
        (f"spot_check.{verb}" for verb in ("begin", "conclude", "feed_back", "complete")), "office inspector"
    ),
    **dict.fromkeys((verb for verb in PERMITS if verb.startswith(("rectification.", "reminder."))), "office"),
    **dict.fromkeys((verb for verb in PERMITS if verb.startswith("regulatory_interview.")), "office"),
    "rectification.correct_dates": "office",
    "rectification.undo_step": "office",
    "reminder.undo_step": "office",
    "regulatory_interview.undo_step": "office",
    "reminder.correct_dates": "office",
    "regulatory_interview.correct_dates": "office",
    "spot_check.replace": "office",
    "spot_check.transfer": "office",
    "held.release": "office",
    "campaign.create": "",
    "campaign.correct": "",
    "campaign.add_city": "",
}

ANYWHERE = {
    "field.enter": "lead auditor trainee expert gone gone_expert gone_trainee gone_lead beside stranger inspector other_office",
    "review.enter": "lead auditor gone gone_lead beside planner decider admin stranger",
    "regulator.enter": "inspector office above other_office other_above",
    "admin.enter": "admin stranger office above other_office other_above operator",
    "organisation.create": "operator",
    "organisation.correct": "operator",
    "held.retry": "",
    "held.remove": "",
    "photo.received": "",
    "photo.checked": "",
    "photo.swept": "",
}


def passing(verb: str, resource: Resource) -> set[str]:
    return {who for who, actor in PEOPLE.items() if may(actor, verb, resource)}


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
    assert passing("campaign.create", Resource("province")) == {"above"}
    assert passing("campaign.create", Resource("city", "province")) == set()


def test_every_verb_has_its_line_by_hand():
    assert set(PERMITS) == {*ON_AUDIT, *ON_CHECK, *ANYWHERE}
    assert {verb for verb, permit in PERMITS.items() if permit.relation == "any"} == set(ANYWHERE)


@pytest.mark.parametrize("verb", sorted(verb for verb, permit in PERMITS.items() if permit.relation != "any"))
def test_nobody_else_learns_that_a_thing_is_there(verb):
    for resource, outside in (
        (AUDIT, "stranger"),
        (AUDIT, "other_office"),
        (CHECK, "stranger"),
        (CHECK, "other_above"),
    ):
        with pytest.raises(Refused) as refused:
            require(PEOPLE[outside], verb, resource)
        assert refused.value.code == "absent"


@pytest.mark.parametrize("verb", ["judgement.set", "photo.add", "nonconformity.raise", "visit.work"])
def test_who_was_removed_from_the_team_is_told_so_and_nobody_else_is(verb):
    said = {}
    for who in ("gone", "beside", "planner"):
        with pytest.raises(Refused) as refused:
            require(PEOPLE[who], verb, AUDIT)
        said[who] = refused.value.code
    assert said == {"gone": "not_on_team", "beside": "not_permitted", "planner": "not_permitted"}


@pytest.mark.parametrize("who", ["gone", "gone_expert", "gone_trainee", "gone_lead"])
def test_only_work_waits_that_the_role_once_had_on_the_team_might_have_done(who):
    there = Actor(who, "body", "", PEOPLE[who].roles)
    then = Resource("body", None, {who: AUDIT.removed[who]})
    for verb, permit in PERMITS.items():
        if permit.relation != "team":
            continue
        with pytest.raises(Refused) as refused:
            require(there, verb, AUDIT)
        work = verb != "audit.submit" and may(there, verb, then)
        assert refused.value.code == ("not_on_team" if work else "not_permitted"), verb


@pytest.mark.parametrize("verb", sorted(verb for verb in PERMITS if verb.startswith("spot_check.")))
def test_a_check_is_only_theirs_who_were_sent_and_nobodys_who_is_recused(verb):
    """Whoever of the office would act on it: the code, or nothing where he may."""
    roles = {
        "inspector": "inspector",
        "not_sent": "inspector",
        "sent_recused": "inspector",
        "office": "city",
        "office_recused": "city",
        "both": "city inspector",
    }
    said = {}
    for who, has in roles.items():
        try:
            require(Actor(who, "city", "", frozenset(has.split())), verb, CHECK)
        except Refused as refused:
            said[who] = refused.code
    mine = "inspector" in PERMITS[verb].roles
    inspectors = {"not_sent": "not_sent", "sent_recused": "recused"}
    others = dict.fromkeys(("inspector", "not_sent", "sent_recused"), "not_permitted")
    assert said == {"office_recused": "recused", **(inspectors if mine else others)}


@pytest.mark.parametrize("verb", ["audit.review", "audit.decide"])
@pytest.mark.parametrize("who", ["lead", "auditor", "trainee", "expert", "gone"])
def test_whoever_audited_neither_reviews_nor_decides_whatever_the_roles_gb_t_27021_1_9_5(verb, who):
    actor = Actor(who, "body", "body", frozenset(["auditor", "planner", "decider", "body_admin"]))
    with pytest.raises(Refused) as refused:
        require(actor, verb, AUDIT)
    assert refused.value.code == "not_independent"
    assert not may(actor, verb, AUDIT) and not related(actor, PERMITS[verb], AUDIT)
    require(Actor("somebody else", "body", "body", actor.roles), verb, AUDIT)


def test_without_the_role_an_auditor_is_simply_not_permitted_to_decide():
    with pytest.raises(Refused) as refused:
        require(PEOPLE["lead"], "audit.decide", AUDIT)
    assert refused.value.code == "not_permitted"


def test_only_the_house_itself_says_what_became_of_a_photo():
    for verb in ("photo.received", "photo.checked", "photo.swept", "held.retry", "held.remove"):
        assert passing(verb, AUDIT) == passing(verb, CHECK) == set()
        require(SYSTEM, verb, AUDIT)


def test_people_of_an_office_or_body_are_its_own_administrators_and_the_operators_business():
    for verb in ("user.create", "user.correct", "user.set_roles", "user.disable", "user.enable", "credential.set"):
        assert passing(verb, AUDIT) == {"admin", "operator"}
        assert passing(verb, CHECK) == {"office", "operator"}


def test_a_password_is_also_its_owners_business_and_no_other_of_oneself():
    mine = Resource("body", None, person="auditor")
    assert passing("credential.set", mine) == {"admin", "operator", "auditor"}
    assert passing("user.set_roles", mine) == {"admin", "operator"}


def test_a_province_sets_no_password_of_a_citys_people():
    theirs = Resource("city", "province", person="office")
    assert passing("credential.set", theirs) == {"office", "operator"}


def test_whoever_is_recused_lets_nothing_into_the_check():
    officer = Actor("wuhao", "320600", "city_office", frozenset({"city"}))
    check_release(officer, Resource("320600"))
    with pytest.raises(Refused) as refusal:
        check_release(officer, Resource("320600", recused=frozenset({"wuhao"})))
    assert refusal.value.code == "recused"


@pytest.mark.parametrize("role", ["planner", "decider", "body_admin"])
def test_whoever_audited_does_not_take_the_audit_out_of_review(role):
    """Also a leader who plans or decides elsewhere in the body."""
    leader = Actor("liyan", "JX", "body", frozenset({"lead", "auditor", role}))
    for resource in (
        Resource("JX", team={"liyan": "lead"}, state="in_review"),
        Resource("JX", removed={"liyan": "lead"}),
    ):
        with pytest.raises(Refused) as refusal:
            require(leader, "audit.return", resource)
        assert refusal.value.code == "not_independent"
    require(leader, "audit.return", Resource("JX", state="in_review"))
