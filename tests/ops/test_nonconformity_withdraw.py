"""nonconformity.withdraw: the row stays, a confirmed one needs a reason, who may not, twice, out of order."""

from audit_app.store.db import Database
from tests.ops.site_kit import Site


def test_a_draft_goes_without_a_word_and_its_row_stays(database: Database) -> None:
    site = Site(database)
    draft = site.draft()
    site.done(draft)
    site.unchanged_but(site.op("nonconformity.withdraw", draft["subject"], reason=""), "nonconformities")
    (row,) = site.rows("nonconformities")
    assert (row["state"], row["number"]) == ("withdrawn", "B-01")


def test_a_draft_with_words_of_another_goes_only_when_they_were_seen(database: Database) -> None:
    site = Site(database)
    draft = site.draft()
    drafted = site.done(draft)
    written = site.done(site.op("nonconformity.set", draft["subject"], fact="陈静写的事实"))
    for seen in ({}, {"clauses": [drafted], "severity": [drafted]}):
        said = site.apply(site.op("nonconformity.withdraw", draft["subject"], seen, reason=""), "liyan")
        assert (said.outcome, said.why, said.details) == ("refused", "words_unseen", {"names": "chenjing"})
    assert [row["state"] for row in site.rows("nonconformities")] == ["draft"]
    seen = {"clauses": [drafted], "severity": [drafted], "fact": [written]}
    site.done(site.op("nonconformity.withdraw", draft["subject"], seen, reason=""), "liyan")
    assert [(row["state"], row["fact"]) for row in site.rows("nonconformities")] == [("withdrawn", "陈静写的事实")]


def test_a_tablet_of_the_version_before_is_asked_the_same(database: Database) -> None:
    site = Site(database)
    draft = site.draft()
    site.done(draft)
    told = {**site.op("nonconformity.withdraw", draft["subject"], reason=""), "v": 1}
    assert site.apply(told, "liyan").why == "words_unseen"


def test_its_number_is_not_given_again(database: Database) -> None:
    site = Site(database)
    draft = site.draft()
    site.done(draft)
    site.done(site.op("nonconformity.withdraw", draft["subject"], reason=""))
    site.done(site.draft("B-01"))
    assert sorted(row["number"] for row in site.rows("nonconformities")) == ["B-01", "B-02"]


def test_a_confirmed_one_needs_a_reason(database: Database) -> None:
    site = Site(database)
    subject, raised = site.raised()
    site.done(
        site.op("nonconformity.confirm", subject, {"state": [raised]}, name="高峰", post="管理者代表", how="typed")
    )
    said = site.apply(site.op("nonconformity.withdraw", subject, reason=" "))
    assert (said.outcome, said.why) == ("refused", "confirmed_since")
    assert said.sentence == "B-01 已由高峰确认，没有删除。确认以后要撤回，须写明理由。"
    site.done(site.op("nonconformity.withdraw", subject, reason="事实有误"))
    assert site.rows("nonconformities")[0]["reason"] == "事实有误"


def test_words_and_withdrawal_meet_in_either_order_with_the_same_end(database: Database) -> None:
    site = Site(database)
    ends = []
    for turned in (False, True):
        draft = site.draft(f"B-0{1 + turned}")
        site.done(draft)
        two = [
            site.op("nonconformity.set", draft["subject"], fact="事实"),
            site.op("nonconformity.withdraw", draft["subject"], reason=""),
        ]
        for op in reversed(two) if turned else two:
            site.done(op)
        (row,) = [row for row in site.rows("nonconformities") if row["id"] == draft["subject"]]
        ends.append((row["state"], row["fact"]))
    assert ends[0] == ends[1] == ("withdrawn", "事实")


def test_before_its_draft_it_waits_and_strangers_may_not(database: Database) -> None:
    site = Site(database)
    draft = site.draft()
    assert site.apply(site.op("nonconformity.withdraw", draft["subject"], reason="")).why == "subject_not_here"
    site.done(draft)
    assert site.rows("nonconformities")[0]["state"] == "withdrawn"
    other = site.draft("B-02")
    site.done(other)
    assert site.apply(site.op("nonconformity.withdraw", other["subject"], reason=""), "heming").why == "not_permitted"
    assert site.apply(site.op("nonconformity.withdraw", other["subject"], reason=""), "linfan").why == "absent"
