"""regulatory_interview.draft: an office opens the case of a body for a campaign; its checks are put under it later."""

from audit_app.demo.people import OPERATOR
from audit_app.demo.script import known_id
from audit_app.rules.permits import Actor
from audit_app.store.db import Database
from tests.ops.office_kit import CAMPAIGN, CITY, INTERVIEW, PROVINCE, Office

KIND = "regulatory_interview.draft"


def test_the_draft_belongs_to_the_office_that_opens_it(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    assert office.changed(step) == {"regulatory_interviews"}
    kept = office.row("regulatory_interviews", INTERVIEW)
    assert (kept["organisation_id"], kept["campaign_id"], kept["state"]) == (PROVINCE, CAMPAIGN, "drafted")
    office.did("wuhao", KIND, known_id("T city draft"), step.body)
    assert office.row("regulatory_interviews", known_id("T city draft"))["organisation_id"] == CITY


def test_only_offices_draft_and_a_repeat_is_once(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    said = office.turned_away(step, "zhoumin", "wuhao", "taoran")
    assert said == {"qianlei": "not_permitted", "liyan": "not_permitted"}
    office.is_once(step)


def test_another_provinces_campaign_is_not_there(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    place = known_id("T another province")
    body = {"kind": "province_office", "code": "other", "name": "另一省知识产权局", "region": "320000"}
    office.did(OPERATOR, "organisation.create", place, body)
    stranger = Actor(known_id("T stranger"), place, "province_office", frozenset({"province"}))
    assert office.do(stranger, KIND, known_id("T foreign draft"), step.body).why == "absent"
    assert office.rows("regulatory_interviews") == []


def test_there_must_be_such_a_campaign(database: Database) -> None:
    office = Office(database)
    body = {"campaign": CAMPAIGN, "body": "江信认证（示例）", "approval_no": ""}
    assert office.do("zhoumin", KIND, INTERVIEW, body).why == "absent"
