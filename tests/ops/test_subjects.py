"""A new thing has an id of its own: never the name under which the system itself writes, nor any other text."""

import pytest

from audit_app.ops import apply, apply_all, make
from audit_app.ops.checking import check
from audit_app.ops.subjects import MAKES, check_subject
from audit_app.rules import ids
from audit_app.rules.claims import off
from audit_app.rules.refusals import Refused
from audit_app.store.db import Database
from tests.ops.people_kit import World
from tests.ops.site_kit import NOW, Site
from tests.ops.test_interview_add import interview
from tests.ops.test_sample_add import sample

NO_IDS = ("house", "../../etc/passwd", "a\tb", "长" * 200, "0190a1b2-0000-7000-8000")


@pytest.mark.parametrize("subject", NO_IDS)
def test_nobody_is_made_under_a_name_that_is_no_id(database: Database, subject: str) -> None:
    world = World(database)
    said = world.do("fengjie", "user.create", subject, world.person("heming", "JX", ["expert"]))
    assert (said.outcome, said.why, said.field) == ("refused", "bad_id", "subject")
    with database.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM users WHERE account = 'heming'").scalar_one() == 0
    assert check(database).differences == [], "the log is still carried out anew to the same rows"


def test_no_act_of_the_system_comes_from_a_person_of_its_name(database: Database) -> None:
    """What somebody under the name of the system left waiting was later carried out with the system's own rights."""
    world = World(database)
    taken = world.do("fengjie", "user.create", ids.new_id(), world.person("house", "JX", ["expert"]))
    assert (taken.outcome, taken.why, taken.field) == ("refused", "number_taken", "account")
    place = {"kind": "body", "code": "HOUSE", "name": "单位", "parent": None, "region": None}
    taken = world.do("operator", "organisation.create", ids.new_id(), place)
    assert (taken.outcome, taken.why, taken.field) == ("refused", "number_taken", "code")


@pytest.mark.parametrize("kind", sorted(MAKES))
def test_whatever_is_made_asks_for_an_id(kind: str) -> None:
    with pytest.raises(Refused) as refusal:
        check_subject(kind, "house", {"code": "A1"})
    assert refusal.value.code == "bad_id"
    check_subject(kind, ids.new_id(), {"code": "A1"})


def test_a_thing_takes_no_subject_of_something_else(database: Database) -> None:
    """Heads stand under the subject alone: a photo under the id of a nonconformity would settle the versions of its words."""
    site = Site(database)
    draft = site.draft()
    site.done(draft)
    taken = str(draft["subject"])
    before = {table: site.rows(table) for table in ("heads", "photos", "samples", "interviews", "nonconformities")}
    for one in (site.photo(), sample(site), interview(site)):
        said = site.apply({**one, "id": ids.new_id(), "subject": taken})
        assert (said.outcome, said.why, said.field) == ("refused", "already_exists", "subject"), one["kind"]
    assert {table: site.rows(table) for table in before} == before
    assert (
        site.apply(make("client.create", taken, {"name": "南通示例公司", "short_name": "示例"}), "sunqian").why
        == "already_exists"
    )


def test_two_things_of_one_subject_in_one_batch_are_one(database: Database) -> None:
    site = Site(database)
    first = sample(site)
    second = {**interview(site), "subject": first["subject"]}
    said = apply_all(database, [first, second], site.actors["chenjing"], NOW)
    assert [(one.outcome, one.why) for one in said] == [("done", None), ("refused", "already_exists")]
    assert len(site.rows("samples")) == 1 and site.rows("interviews") == []


def test_another_body_takes_no_subject_either(database: Database) -> None:
    world = World(database)
    said = world.do("fengjie", "user.create", world.organisations["ZY"], world.person("heming", "JX", ["expert"]))
    assert (said.outcome, said.why) == ("refused", "already_exists")


def test_what_waited_takes_no_subject_of_something_else_either(database: Database) -> None:
    site = Site(database)
    key, subject = ids.new_id(), ids.new_id()
    for one in (sample(site), interview(site)):
        held = site.apply({**one, "subject": subject, "base": {"x": [key]}})
        assert (held.outcome, held.why) == ("held", "base_not_here")
    site.done({**site.judge("7.5", "conforms"), "id": key})
    assert (len(site.rows("samples")), len(site.rows("interviews"))) == (1, 0)
    assert check(database).differences == []


def test_no_act_at_a_desk_waits_for_what_nobody_has_sent(database: Database) -> None:
    """It would be carried out later, in the name of somebody who may be gone by then."""
    world = World(database)
    op = make("user.create", ids.new_id(), world.person("heming", "JX", ["expert"]), base={"x": [ids.new_id()]})
    said = apply(database, op, world.actor("fengjie"), NOW)
    assert (said.outcome, said.why) == ("refused", "base_unknown")
    assert world.rows("held") == []


@pytest.mark.parametrize("taken", ["9999-99-99T99:99:99.999Z", "2023-10-27T25:00:00.000Z", "2023-02-30T08:00:00.000Z"])
def test_no_photo_is_taken_at_a_time_that_there_is_none_of(database: Database, taken: str) -> None:
    site = Site(database)
    photo = site.photo()
    said = site.apply({**photo, "body": {**photo["body"], "taken_at": taken}})
    assert (said.outcome, said.why, said.field) == ("refused", "bad_shape", "taken_at")
    assert not off(taken, NOW), "a row of the log from before can still be read"
