"""What stands upon an op that is refused does not wait for ever: it is tried when the refusal comes, and once more at a start."""

from pathlib import Path

import pytest

from audit_app.ops import SYSTEM, OpBatch, apply, apply_together, make
from audit_app.ops.held import retry_known
from audit_app.store.db import Database
from tests.ops.site_kit import NOW, Site
from tests.ops.test_held_remove import alike
from tests.ops.test_long_bases import misshapen


def two_of_which_the_later_came_first(site: Site) -> tuple[str, str]:
    """A judgement of 李岩, upon one that will be refused; both ids."""
    below = site.op("x.y", "x")["id"]
    upon = site.judge("7.5", "observation", {"value": [below]})
    assert site.apply(upon).why == "base_not_here"
    return below, upon["id"]


def test_it_is_tried_when_what_it_waits_for_is_refused(database: Database, tmp_path: Path) -> None:
    site = Site(database)
    below, upon = two_of_which_the_later_came_first(site)
    assert site.apply(misshapen(site, [], below)).why == "bad_shape"
    assert [row["op_id"] for row in site.rows("heads")] == [upon] and site.rows("held") == []
    assert alike(site, tmp_path / "again.db")


def test_a_row_of_them_ends_with_its_first(database: Database, tmp_path: Path) -> None:
    """Each waits for the one before; the first leads to a refusal, so each in turn is refused or done."""
    site = Site(database)
    below, upon = two_of_which_the_later_came_first(site)
    last = site.judge("7.5", "conforms", {"value": [upon]})
    assert site.apply(last).why == "base_not_here"
    assert site.apply(misshapen(site, [], below)).why == "bad_shape"
    assert [row["value"] for row in site.rows("judgements")] == ["conforms"] and site.rows("held") == []
    assert alike(site, tmp_path / "again.db")


def test_what_waits_for_a_person_then_says_so(database: Database, tmp_path: Path) -> None:
    """秦羽 has left the team meanwhile: her judgement waits for a release, no longer for what never comes."""
    site = Site(database)
    below = site.op("x.y", "x")["id"]
    upon = site.judge("7.5", "observation", {"value": [below]})
    assert site.apply(upon, "qinyu").why == "base_not_here"
    site.remove("qinyu")
    assert site.apply(misshapen(site, [], below)).why == "bad_shape"
    assert [(row["why"], row["waits_for"]) for row in site.rows("held")] == [("not_on_team", None)]
    assert alike(site, tmp_path / "again.db")


def test_what_an_older_version_left_waiting_is_tried_at_the_next_start(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = Site(database)
    below, upon = two_of_which_the_later_came_first(site)
    let_through = OpBatch._release_what_waited
    with monkeypatch.context() as older:
        older.setattr(
            OpBatch, "_release_what_waited", lambda batch, op, done=True: let_through(batch, op) if done else None
        )
        site.apply(misshapen(site, [], below))
    assert [row["op_id"] for row in site.rows("held")] == [upon]
    assert [one.outcome for one in retry_known(database, NOW)] == ["done"]
    assert site.rows("held") == [] and alike(site, tmp_path / "again.db")
    assert apply(database, make("held.retry", upon, {}), SYSTEM, NOW).why == "absent"


def test_of_a_batch_that_is_taken_back_the_refusal_stays_and_lets_through(database: Database, tmp_path: Path) -> None:
    """Nothing of the batch stands but its refusal, and what waited for that one is tried after it."""
    site = Site(database)
    below, upon = two_of_which_the_later_came_first(site)
    before = len(site.rows("log"))
    batch = [site.judge("7.6", "conforms"), misshapen(site, [], below)]
    said = apply_together(database, batch, site.actors["liyan"], NOW)
    assert (said.id, said.outcome, said.why) == (below, "refused", "bad_shape")
    rows = site.rows("log")[before:]
    assert [(row["id"], row["outcome"]) for row in rows] == [(below, "refused"), (upon, "done")]
    assert said.seq == rows[0]["seq"]
    assert [row["ref"] for row in site.rows("judgements")] == ["7.5"] and site.rows("held") == []
    assert alike(site, tmp_path / "again.db")
