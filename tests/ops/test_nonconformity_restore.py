"""nonconformity.restore: a deleted draft is there again with all its words; one that was raised stays withdrawn."""

from typing import Any

from audit_app.store.db import Database
from tests.ops.site_kit import Site


def deleted(site: Site) -> str:
    """A draft of 陈静 with a fact, deleted by 李岩 after he has read it."""
    draft = site.draft()
    drafted = site.done(draft)
    written = site.done(site.op("nonconformity.set", draft["subject"], fact="陈静写的事实"))
    seen: dict[str, Any] = {"clauses": [drafted], "severity": [drafted], "fact": [written]}
    site.done(site.op("nonconformity.withdraw", draft["subject"], seen, reason="重复"), "liyan")
    return str(draft["subject"])


def test_whoever_wrote_it_takes_it_back_with_all_its_words(database: Database) -> None:
    site = Site(database)
    subject = deleted(site)
    site.unchanged_but(site.op("nonconformity.restore", subject), "nonconformities")
    (row,) = site.rows("nonconformities")
    assert (row["state"], row["number"], row["fact"]) == ("draft", "B-01", "陈静写的事实")
    assert row["withdrawn_at"] is None and row["reason"] is None


def test_twice_is_once_and_it_can_be_deleted_again(database: Database) -> None:
    site = Site(database)
    subject = deleted(site)
    op = site.op("nonconformity.restore", subject)
    assert site.apply(op) == site.apply(op)
    site.done(site.op("nonconformity.restore", subject), "liyan")
    assert [row["state"] for row in site.rows("nonconformities")] == ["draft"]
    site.done(site.op("nonconformity.withdraw", subject, reason="真的重复"))
    assert [(row["state"], row["reason"]) for row in site.rows("nonconformities")] == [("withdrawn", "真的重复")]


def test_what_was_raised_stays_withdrawn(database: Database) -> None:
    site = Site(database)
    subject, _raised = site.raised()
    site.done(site.op("nonconformity.withdraw", subject, reason="事实有误"))
    assert site.apply(site.op("nonconformity.restore", subject)).why == "wrong_state"
    assert site.rows("nonconformities")[0]["state"] == "withdrawn"


def test_who_may_not_and_out_of_order(database: Database) -> None:
    site = Site(database)
    subject = deleted(site)
    assert site.apply(site.op("nonconformity.restore", subject), "heming").why == "not_permitted"
    assert site.apply(site.op("nonconformity.restore", subject), "linfan").why == "absent"
    assert site.apply(site.op("nonconformity.restore", site.draft()["subject"])).why == "subject_not_here"


def test_an_act_on_a_deleted_draft_says_who_deleted_it_and_what_was_raised_was_withdrawn(database: Database) -> None:
    site = Site(database)
    subject = deleted(site)
    confirmed = {"name": "高峰", "post": "管理者代表", "how": "typed"}
    acts = [site.op("nonconformity.raise", subject), site.op("nonconformity.confirm", subject, **confirmed)]
    said = [site.apply(op) for op in acts]
    sentence = "草稿 B-01 已被liyan删除，这一步没有办。请先恢复草稿，再请对方确认。"
    assert [(one.outcome, one.why, one.sentence) for one in said] == [("refused", "draft_deleted", sentence)] * 2
    site.done(site.op("nonconformity.restore", subject))
    site.done(site.op("nonconformity.withdraw", subject, reason="重复"))
    assert site.apply(site.op("nonconformity.raise", subject)).details["name"] == "chenjing"  # the last who deleted it
    issued, raised = site.raised()
    site.done(site.op("nonconformity.withdraw", issued, reason="事实有误"))
    late = site.apply(site.op("nonconformity.confirm", issued, {"state": [raised]}, **confirmed))
    assert late.why == "wrong_state" and "已撤回" in str(late.sentence)
