"""An act on a nonconformity stands on the words that were read: what has changed since is not confirmed, by nobody."""

from pathlib import Path
from typing import Any

import pytest

from audit_app.ops import Outcome, apply
from audit_app.ops.held import retry_confirmed
from audit_app.ops.nonconformities import same_words
from audit_app.ops.replay import replay
from audit_app.store.db import Database
from audit_app.store.migrate import migrate
from tests.ops.site_kit import NOTHING_READ, NOW, Site

PHOTO = "018b6f00-0000-7000-8000-000000000001"
WHO = {"name": "高峰", "post": "管理者代表", "how": "typed"}
CHANGES: dict[str, dict[str, Any]] = {
    "fact": {"fact": "10 月 27 日在研发中心……"},
    "severity": {"severity": "major"},
    "clauses": {"clauses": ["7.6", "8.4"]},
    "department": {"department": "知识产权部"},
    "term": {"term": {"days": 15, "on": None}},
    "moved": {"moved": True},
    "photos": {"photos": [PHOTO]},
}


def both_acts(site: Site, subject: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Raising and confirming as one tablet makes them without a network: both upon what it shows."""
    read = site.words(subject)
    raising = site.op("nonconformity.raise", subject, read=read)
    return raising, site.op("nonconformity.confirm", subject, read=read, **WHO)


def edited(site: Site, subject: str, who: str = "liyan", **change: Any) -> None:
    base = {
        name: [row["op_id"] for row in site.rows("heads") if (row["subject"], row["field"]) == (subject, name)]
        for name in change
    }
    site.done(site.op("nonconformity.set", subject, base, **change), who)


def replays_alike(site: Site, folder: Path) -> None:
    """The log by itself gives the same nonconformities and the same list of what waits."""
    again = Database(f"sqlite:///{folder / 'again.db'}")
    migrate(again)
    replay(site.database, again)
    other = Site.__new__(Site)
    other.database = again
    for table in ("nonconformities", "held"):
        assert other.rows(table) == site.rows(table)
    again.close()


def state(site: Site) -> str:
    return str(site.rows("nonconformities")[0]["state"])


def test_a_company_confirms_a_term_of_calendar_months_that_it_read(database: Database) -> None:
    site = Site(database)
    subject, _base = site.complete()
    edited(site, subject, term={"days": None, "on": None, "months": 3})
    acts = both_acts(site, subject)
    assert acts[0]["body"]["read"]["due_on"] == "2024-01-27"
    assert [site.apply(act).outcome for act in acts] == ["done", "done"]
    (row,) = site.rows("nonconformities")
    assert (row["state"], row["due_on"]) == ("confirmed", "2024-01-27") and '"months"' in row["term"]


def test_a_part_of_a_term_that_says_nothing_makes_no_difference(database: Database) -> None:
    now = Site(database)
    subject, _base = now.complete()
    words = now.words(subject)
    assert same_words({**words, "term": {**words["term"], "months": None}}, words)
    assert not same_words({**words, "term": {"days": None, "on": None, "months": 1}}, words)


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_that_the_company_did_not_see_holds_the_confirmation(database: Database, name: str) -> None:
    site = Site(database)
    subject, _base = site.complete()
    site.done(site.photo(PHOTO))
    acts = both_acts(site, subject)
    edited(site, subject, **CHANGES[name])
    said = [site.apply(act) for act in acts]
    assert [(one.outcome, one.why) for one in said] == [("held", "words_changed")] * 2
    assert name in said[1].details["differ"]
    assert (state(site), site.rows("nonconformities")[0]["confirmed_by"]) == ("draft", None)


def test_the_sentence_names_what_changed(database: Database) -> None:
    site = Site(database)
    subject, _base = site.complete()
    _raising, confirming = both_acts(site, subject)
    edited(site, subject, **CHANGES["fact"], **CHANGES["department"])
    assert site.apply(confirming).sentence == (
        "对方看过的内容后来改了：事实描述、责任部门。请对方看过现在的内容，再确认一次。"
    )


def test_what_arrives_before_the_change_stands_and_the_change_is_refused(database: Database) -> None:
    site = Site(database)
    subject, _base = site.complete()
    for act in both_acts(site, subject):
        site.done(act)
    late = site.op("nonconformity.set", subject, fact="另写的")
    assert (site.apply(late, "liyan").why, state(site)) == ("confirmed_words", "confirmed")
    assert site.rows("nonconformities")[0]["fact"] != "另写的"


def test_the_same_words_again_are_no_difference(database: Database) -> None:
    site = Site(database)
    subject, _base = site.complete()
    acts = both_acts(site, subject)
    edited(site, subject, fact=site.words(subject)["fact"])
    assert [site.apply(act).outcome for act in acts] == ["done", "done"]


def test_signs_that_nobody_sees_are_no_difference() -> None:
    """Words of an older version may hold them; what a tablet sends of them has lost them at the door."""
    kept = NOTHING_READ | {"fact": "未见\u202e记录\u200b", "department": "研发\ufeff中心"}
    assert same_words(NOTHING_READ | {"fact": "未见记录", "department": "研发中心"}, kept)
    assert not same_words(NOTHING_READ | {"fact": "未见记录。", "department": "研发中心"}, kept)


def test_two_versions_side_by_side_are_not_confirmed(database: Database) -> None:
    site = Site(database)
    subject, base = site.complete()
    site.done(site.op("nonconformity.set", subject, {"fact": base["fact"]}, fact="甲写的"), "liyan")
    site.done(site.op("nonconformity.set", subject, {"fact": base["fact"]}, fact="乙写的"))
    said = [site.apply(act) for act in both_acts(site, subject)]
    assert [(one.why, one.details["differ"]) for one in said] == [("words_changed", ["fact"])] * 2


def test_a_new_confirmation_of_the_words_as_they_are_ends_the_held_one(database: Database) -> None:
    site = Site(database)
    subject, _base = site.complete()
    first = both_acts(site, subject)
    edited(site, subject, **CHANGES["fact"])
    for act in first:
        site.apply(act)
    for act in both_acts(site, subject):
        site.done(act)
    assert (state(site), site.rows("held")) == ("confirmed", [])
    again = [site.apply(act) for act in first]
    assert [(one.outcome, one.why) for one in again] == [("refused", "superseded")] * 2


def test_asked_again_only_the_latest_waits(database: Database, tmp_path: Path) -> None:
    site = Site(database)
    subject, _base = site.complete()
    first, second = both_acts(site, subject), both_acts(site, subject)
    edited(site, subject, **CHANGES["fact"])
    said = [site.apply(act) for act in (*first, *second)]
    assert {one.outcome for one in said} == {"held"}
    assert [row["op_id"] for row in site.rows("held")] == [act["id"] for act in second]
    again = [site.apply(act) for act in first]
    assert [(one.outcome, one.why) for one in again] == [("refused", "asked_anew")] * 2
    replays_alike(site, tmp_path)


def test_words_that_are_again_those_that_were_confirmed_settle_it(database: Database, tmp_path: Path) -> None:
    site = Site(database)
    subject, _base = site.complete()
    read, acts = site.words(subject)["fact"], both_acts(site, subject)
    edited(site, subject, **CHANGES["fact"])
    for act in acts:
        site.apply(act)
    edited(site, subject, fact="又一版")
    set_ids = [row["id"] for row in site.rows("log") if row["kind"] == "nonconformity.set"]
    done = [Outcome(one, "done") for one in set_ids]
    assert retry_confirmed(database, done, NOW) == [] and state(site) == "draft"
    edited(site, subject, fact=read)
    set_ids = [row["id"] for row in site.rows("log") if row["kind"] == "nonconformity.set"]
    assert [one.outcome for one in retry_confirmed(database, [Outcome(set_ids[-1], "done")], NOW)] == ["done"] * 2
    assert (state(site), site.rows("held")) == ("confirmed", [])
    replays_alike(site, tmp_path)


def test_a_withdrawal_ends_the_held_one_too(database: Database) -> None:
    site = Site(database)
    subject, _base = site.complete()
    _raising, confirming = both_acts(site, subject)
    edited(site, subject, **CHANGES["fact"])
    site.apply(confirming)
    heads = {row["field"]: [row["op_id"]] for row in site.rows("heads") if row["subject"] == subject}
    site.done(site.op("nonconformity.withdraw", subject, heads, reason="不成立"))
    assert (state(site), site.rows("held")) == ("withdrawn", [])


@pytest.mark.parametrize("who", ["liyan", "sunqian"])
def test_nobody_releases_it_for_the_company(database: Database, who: str) -> None:
    site = Site(database)
    subject, _base = site.complete()
    _raising, confirming = both_acts(site, subject)
    edited(site, subject, **CHANGES["fact"])
    site.apply(confirming)
    said = site.apply(site.op("held.release", confirming["id"]) | {"body": {}}, who)
    assert (said.why, state(site)) == ("only_the_company", "draft")
    assert [row["op_id"] for row in site.rows("held")] == [confirming["id"]]


def old(op: dict[str, Any]) -> dict[str, Any]:
    """The same act as a tablet sends it that was not updated."""
    return {**op, "v": 1, "body": {name: value for name, value in op["body"].items() if name != "read"}}


def test_a_confirmation_of_the_first_version_proves_nothing_and_asks_anew(database: Database) -> None:
    site = Site(database)
    subject, _raised = site.raised()
    late = old(site.op("nonconformity.confirm", subject, **WHO))
    said: Outcome = apply(database, late, site.actors["chenjing"], NOW)
    assert (said.outcome, said.why, state(site)) == ("held", "words_unproven", "raised")
    site.done(site.op("nonconformity.confirm", subject, **WHO))
    assert (state(site), site.rows("held")) == ("confirmed", [])


def test_the_control_without_the_comparison_confirms_what_nobody_read(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    from audit_app.ops import nonconformities

    monkeypatch.setattr(nonconformities, "_stands_on_what_was_read", lambda tx, row: None)
    site = Site(database)
    subject, _base = site.complete()
    acts = both_acts(site, subject)
    edited(site, subject, **CHANGES["fact"])
    assert [site.apply(act).outcome for act in acts] == ["done", "done"]
    assert state(site) == "confirmed"
