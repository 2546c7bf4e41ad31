"""campaign.add_city: a city set up later joins an open campaign."""

from audit_app.demo.script import known_id
from audit_app.store.db import Database
from tests.ops.office_kit import CAMPAIGN, CITY, LATER, Office, Step, later_city

KIND = "campaign.add_city"


def opened(office: Office) -> Step:
    office.until("inspectors.import")
    later_city(office)
    return Step(KIND, "zhoumin", CAMPAIGN, {"id": known_id("T later round"), "organisation": LATER})


def test_the_city_gets_a_round_of_its_own(database: Database) -> None:
    office = Office(database)
    step = opened(office)
    assert office.changed(step) == {"city_rounds"}
    kept = office.row("city_rounds", known_id("T later round"))
    assert (kept["campaign_id"], kept["organisation_id"], kept["region"], kept["state"]) == (
        CAMPAIGN,
        LATER,
        "320400",
        "open",
    )
    assert office.take(step).why == "city_there"


def test_who_is_there_or_is_no_city_of_the_province_does_not_join(database: Database) -> None:
    office = Office(database)
    step = opened(office)
    assert office.take(step, organisation=CITY).why == "city_there"
    assert office.take(step, organisation=known_id("JX")).why == "absent"
    said = office.turned_away(step, "zhoumin")
    assert said == dict.fromkeys(("wuhao", "qianlei", "taoran", "liyan"), "absent")
