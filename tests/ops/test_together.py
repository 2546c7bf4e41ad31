"""Several ops of one form: all of them or none, and of none only the refusal stays in the log."""

from typing import Any

from sqlalchemy import select

from audit_app.ops import SYSTEM, Outcome, apply_together, make
from audit_app.ops.verify import verify_log
from audit_app.rules import ids
from audit_app.store.db import Database
from audit_app.store.tables import log
from tests.ops.people_kit import World
from tests.ops.site_kit import NOW, Site

COMPANY = {"name": "江苏启衡精密仪器有限公司", "short_name": "启衡"}


def together(world: World, who: str, *ops: dict[str, Any]) -> Outcome:
    return apply_together(world.database, ops, world.actor(who), NOW)


def logged(world: World) -> list[tuple[int, str, str, str]]:
    with world.database.reading() as connection:
        rows = connection.execute(select(log.c.seq, log.c.id, log.c.kind, log.c.outcome).order_by(log.c.seq))
        return [tuple(row) for row in rows]


def sound(world: World) -> bool:
    with world.database.reading() as connection:
        return verify_log(connection).ok


def test_what_belongs_together_is_done_together(database: Database) -> None:
    world = World(database)
    world.to("planned")
    first = make("client.create", ids.new_id(), {**COMPANY, "name": "另一家有限公司"})
    second = make("audit.prepare", world.audit, {})
    before = len(logged(world))
    outcome = together(world, "sunqian", first, second)
    assert (outcome.id, outcome.outcome) == (second["id"], "done")
    assert logged(world)[before:] == [
        (before + 1, first["id"], "client.create", "done"),
        (before + 2, second["id"], "audit.prepare", "done"),
    ]
    assert world.state() == "ready" and sound(world)


def test_at_the_first_that_is_refused_nothing_stays_but_its_refusal(database: Database) -> None:
    world = World(database)
    world.to("planned")
    everything, before = world.everything(), len(logged(world))
    first = make("client.create", ids.new_id(), {**COMPANY, "name": "另一家有限公司"})
    wrong, last = make("audit.open", world.audit, {}), make("audit.prepare", world.audit, {})
    outcome = together(world, "sunqian", first, wrong, last)
    assert (outcome.id, outcome.outcome) == (wrong["id"], "refused")
    assert outcome.why == "wrong_state" and outcome.seq == before + 1
    assert world.changed_since(everything) == set() and world.state() == "planned"
    assert logged(world)[before:] == [(before + 1, wrong["id"], "audit.open", "refused")]
    assert sound(world)


def test_what_was_only_gathered_goes_with_the_rest(database: Database) -> None:
    world = World(database)
    world.to("open")
    everything = world.everything()
    good, wrong = (
        make("judgement.set", f"{world.audit}/{ref}", {"visit": world.audit, "ref": ref, "value": "conforms"})
        for ref in ("7.1", "99.9")
    )
    outcome = together(world, "liyan", good, wrong)
    assert (outcome.id, outcome.outcome) == (wrong["id"], "refused")
    assert world.changed_since(everything) == set()
    assert world.do("liyan", "judgement.set", good["subject"], good["body"], id=good["id"]).outcome == "done"


def test_the_same_form_again_gets_the_same_refusal_once_and_its_other_ops_are_still_free(database: Database) -> None:
    world = World(database)
    world.to("planned")
    first = make("client.create", ids.new_id(), {**COMPANY, "name": "另一家有限公司"})
    wrong = make("audit.open", world.audit, {})
    said = together(world, "sunqian", first, wrong)
    rows = logged(world)
    assert together(world, "sunqian", first, wrong) == said
    assert logged(world) == rows
    assert together(world, "sunqian", first).outcome == "done"
    assert sound(world)


def test_what_was_to_follow_from_an_op_goes_with_it(database: Database) -> None:
    """Of a photo that was received and taken back with the rest nothing is checked and no view is made."""
    site = Site(database)
    wrong = make("audit.submit", site.visit, {})
    outcome = apply_together(database, [site.received(), wrong], SYSTEM, NOW)
    assert (outcome.id, outcome.outcome) == (wrong["id"], "refused")
    assert site.rows("originals") == site.rows("effects") == []


def test_an_op_that_must_wait_is_not_kept_beside_a_form(database: Database) -> None:
    world = World(database)
    world.to("submitted")
    everything, before = world.everything(), len(logged(world))
    late = make("judgement.set", f"{world.audit}/7.5", {"visit": world.audit, "ref": "7.5", "value": "conforms"})
    assert together(world, "liyan", late).why == "visit_closed"
    assert world.changed_since(everything) == set() and len(logged(world)) == before
    assert sound(world)


def test_repeating_a_form_that_went_through_changes_nothing(database: Database) -> None:
    world = World(database)
    world.to("planned")
    ops = [make("audit.prepare", world.audit, {}), make("audit.cancel", world.audit, {"reason": "企业推迟"})]
    first = together(world, "sunqian", *ops)
    rows = logged(world)
    assert together(world, "sunqian", *ops) == first and logged(world) == rows
    assert world.state() == "cancelled" and sound(world)
