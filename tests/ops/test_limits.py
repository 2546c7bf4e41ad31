"""What is refused or has to wait takes no more than its share of the log."""

import json
from pathlib import Path

import pytest
from sqlalchemy import func, select

from audit_app.ops import SYSTEM, apply, apply_all, limits, make
from audit_app.ops.checking import check
from audit_app.ops.replay import replay
from audit_app.rules import ids
from audit_app.rules.instants import milliseconds, of_milliseconds
from audit_app.store.db import Database
from audit_app.store.migrate import migrate
from audit_app.store.tables import held, log
from tests.ops.people_kit import World
from tests.ops.site_kit import NOW, Site

LARGE = "长" * (limits.MOST_BYTES // 3 + 1)


def unknown(text: str = "") -> dict[str, object]:
    return {"id": ids.new_id(), "kind": "tea.pour", "v": 1, "subject": ids.new_id(), "base": {}, "body": {"text": text}}


def count(database: Database) -> int:
    with database.reading() as connection:
        return int(connection.execute(select(func.count()).select_from(held)).scalar_one())


def test_what_is_too_large_to_wait_is_refused_and_only_its_digest_stays(database: Database, tmp_path: Path) -> None:
    world = World(database)
    op = unknown(LARGE)
    said = apply(database, op, world.actor("chenjing"), NOW)
    assert (said.outcome, said.why) == ("refused", "held_too_large") and "256" in str(said.sentence)
    assert apply(database, op, world.actor("chenjing"), NOW) == said, "told again the same"
    with database.reading() as connection:
        body = json.loads(connection.execute(select(log.c.body).where(log.c.id == op["id"])).scalar_one())
    assert body.keys() == {"left_out"} and body["left_out"]["size"] > limits.MOST_BYTES
    assert count(database) == 0
    again = Database(f"sqlite:///{tmp_path}/again.db")
    migrate(again)
    with database.reading() as connection:
        rows = connection.execute(select(func.count()).select_from(log)).scalar_one()
    assert replay(database, again) == rows
    again.close()


def test_a_large_body_that_is_refused_for_what_it_says_is_not_kept_whole(database: Database) -> None:
    world = World(database)
    op = make("client.create", ids.new_id(), {"organisation": ids.new_id(), "name": LARGE})
    assert apply(database, op, world.actor("sunqian"), NOW).outcome == "refused"
    with database.reading() as connection:
        row = connection.execute(select(log.c.body, log.c.answer).where(log.c.id == op["id"])).one()
    assert "left_out" in row.body and len(row.body) + len(row.answer) < 5_000


def test_nobody_fills_the_list_of_what_waits_with_unknown_kinds(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_HELD", 3)
    world = World(database)
    said = apply_all(database, [unknown() for _ in range(5)], world.actor("chenjing"), NOW)
    assert [(one.outcome, one.why) for one in said] == [("held", "unknown_kind")] * 3 + [
        ("refused", "held_too_many")
    ] * 2
    assert count(database) == 3
    other = apply(database, unknown(), world.actor("liyan"), NOW)
    assert other.outcome == "held", "another person has a number of his own"


def test_what_would_wait_beyond_the_number_comes_later_and_is_lost_nowhere(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_HELD", 3)
    site, photo = Site(database), ids.new_id()
    early = [make("photo.file", photo, {"visit": site.visit, "ref": "7.6"}) for _ in range(5)]
    chenjing, before = site.actors["chenjing"], len(site.rows("log"))
    assert [one.outcome for one in apply_all(database, early, chenjing, NOW)] == ["held"] * 3 + ["later"] * 2
    again = apply(database, early[4], chenjing, NOW)
    assert (again.outcome, again.why, again.seq) == ("later", "held_later", None)
    assert len(site.rows("log")) == before + 3 and count(database) == 3, "of what is to come later nothing is kept"
    other = make("photo.file", ids.new_id(), {"visit": site.visit, "ref": "7.6"})
    assert apply(database, other, site.actors["liyan"], NOW).outcome == "held", "another person has a number of his own"
    come = apply_all(database, [site.photo(photo), *early[3:]], chenjing, NOW)
    assert [one.outcome for one in come] == ["done"] * 3 and count(database) == 1


def wrong() -> dict[str, object]:
    return make("user.disable", ids.new_id(), {})


def refused_rows(database: Database) -> int:
    wanted = select(func.count()).select_from(log).where(log.c.outcome == "refused")
    with database.reading() as connection:
        return int(connection.execute(wanted).scalar_one())


@pytest.mark.parametrize("together", [False, True], ids=["a person", "an organisation"])
def test_nobody_fills_the_log_with_what_is_refused(
    database: Database, monkeypatch: pytest.MonkeyPatch, together: bool
) -> None:
    """All are answered alike; of those beyond the number of a day the log keeps no row."""
    monkeypatch.setattr(limits, "MOST_REFUSED_TOGETHER" if together else "MOST_REFUSED", 3)
    world = World(database)
    chenjing = world.actor("chenjing")
    said = [one for _ in range(2) for one in apply_all(database, [wrong() for _ in range(2)], chenjing, NOW)]
    said.append(apply(database, wrong(), chenjing, NOW))
    assert {(one.outcome, one.why, bool(one.sentence)) for one in said} == {("refused", "absent", True)}
    assert [one.seq is not None for one in said] == [True] * 3 + [False] * 2 and refused_rows(database) == 3
    apply(database, wrong(), world.actor("liyan"), NOW)
    assert refused_rows(database) == (3 if together else 4), "a colleague has a number of his own, an organisation one"
    apply(database, wrong(), world.actor("gaoyuan"), NOW)
    assert refused_rows(database) == (4 if together else 5), "another organisation too"
    apply(database, wrong(), SYSTEM, NOW)
    apply(database, wrong(), chenjing, of_milliseconds(milliseconds(NOW) + 86_400_001))
    assert refused_rows(database) == (6 if together else 7), "the house is not counted, and the next day begins anew"
    assert check(database).differences == []


def test_what_waited_and_is_refused_later_always_has_its_row(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_REFUSED", 0)
    site = Site(database)
    site.remove("qinyu")
    late = site.judge("7.4.1", "conforms")
    assert site.apply(late, "qinyu").outcome == "held"
    reason = {"reason": "秦羽已离组，内容由陈静另行补录"}
    assert apply(database, make("held.remove", late["id"], reason), SYSTEM, NOW).outcome == "done"
    assert refused_rows(database) == 1 and site.rows("held") == []


@pytest.mark.parametrize(("years", "outcome"), [(0, "done"), (50, "done"), (101, "refused"), (8000, "refused")])
def test_a_wrong_clock_is_taken_and_an_absurd_id_is_not(database: Database, years: int, outcome: str) -> None:
    site = Site(database)
    op = site.op("judgement.set", f"{site.visit}/7.5", ref="7.5", value="conforms")
    op["id"] = ids.Ids().new(min(milliseconds(NOW) + years * 366 * 86_400_000, 2**48 - 1))
    said = apply(database, op, site.actors["chenjing"], NOW)
    assert (said.outcome, said.why) == (outcome, None if outcome == "done" else "bad_id")
