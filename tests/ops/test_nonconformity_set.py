"""nonconformity.set: fields upon their bases, conflicts, due date, out of order, after confirmation."""

from audit_app.store.db import Database
from tests.ops.site_kit import Site


def test_fields_are_set_and_the_due_day_follows_term_and_roll(database: Database) -> None:
    site = Site(database)
    draft = site.draft()
    site.done(draft)
    fields = {"fact": "事实", "department": "研发中心", "photos": [], "term": {"days": 30, "on": None}}
    site.unchanged_but(site.op("nonconformity.set", draft["subject"], **fields), "nonconformities")
    assert site.rows("nonconformities")[0]["due_on"] == "2023-11-26"
    site.done(site.op("nonconformity.set", draft["subject"], moved=True))
    assert site.rows("nonconformities")[0]["due_on"] == "2023-11-27"
    site.done(site.op("nonconformity.set", draft["subject"], term={"days": None, "on": "2023-12-08"}))
    (row,) = site.rows("nonconformities")
    assert (row["due_on"], row["moved"], row["fact"], row["provisional"]) == ("2023-12-08", 1, "事实", 0)


def test_a_term_of_calendar_months_ends_on_the_same_day_number(database: Database) -> None:
    site = Site(database)
    draft = site.draft()
    site.done(draft)
    for months, moved, day in ((1, False, "2023-11-27"), (3, False, "2024-01-27"), (3, True, "2024-01-29")):
        term = {"days": None, "on": None, "months": months}
        site.done(site.op("nonconformity.set", draft["subject"], term=term, moved=moved))
        assert site.rows("nonconformities")[0]["due_on"] == day
    old = {**site.op("nonconformity.set", draft["subject"], term={"days": None, "on": None, "months": 1}), "v": 1}
    assert site.apply(old).why in ("bad_shape", "version_old"), "versions before know days alone"
    thirteen = {"days": None, "on": None, "months": 13}
    assert site.apply(site.op("nonconformity.set", draft["subject"], term=thirteen)).why == "bad_shape"


def test_fields_of_two_people_merge_without_a_sound(database: Database) -> None:
    site = Site(database)
    draft = site.draft()
    drafted = site.done(draft)
    site.done(site.op("nonconformity.set", draft["subject"], {"severity": [drafted]}, severity="major"))
    site.done(site.op("nonconformity.set", draft["subject"], fact="事实"), "liyan")
    (row,) = site.rows("nonconformities")
    assert (row["severity"], row["fact"], row["conflict"]) == ("major", "事实", 0)


def test_two_facts_are_both_kept_and_flagged_until_settled(database: Database) -> None:
    site = Site(database)
    draft = site.draft()
    site.done(draft)
    mine = site.done(site.op("nonconformity.set", draft["subject"], fact="陈静的"))
    hers = site.done(site.op("nonconformity.set", draft["subject"], fact="李岩的"), "liyan")
    (row,) = site.rows("nonconformities")
    assert (row["fact"], row["conflict"]) == ("李岩的", 1)
    site.done(site.op("nonconformity.set", draft["subject"], {"fact": [mine, hers]}, fact="两人的"), "liyan")
    (row,) = site.rows("nonconformities")
    assert (row["fact"], row["conflict"]) == ("两人的", 0)


def test_before_its_draft_it_waits(database: Database) -> None:
    site = Site(database)
    draft = site.draft()
    assert site.apply(site.op("nonconformity.set", draft["subject"], fact="早到")).why == "subject_not_here"
    site.done(draft)
    assert site.rows("nonconformities")[0]["fact"] == "早到"


def test_once_confirmed_its_words_stand(database: Database) -> None:
    site = Site(database)
    subject, raised = site.raised()
    site.done(
        site.op("nonconformity.confirm", subject, {"state": [raised]}, name="高峰", post="管理者代表", how="typed")
    )
    before = site.rows("nonconformities")
    outcome = site.apply(site.op("nonconformity.set", subject, fact="改写"))
    assert outcome.why == "confirmed_words"
    assert str(outcome.sentence).startswith("B-01 已由高峰确认，没有改。需要说明的，请写在审核记录里；要改的，另开一项")
    assert site.rows("nonconformities") == before


def test_an_unknown_clause_another_visit_and_strangers_are_refused(database: Database) -> None:
    site = Site(database)
    draft = site.draft()
    site.done(draft)
    assert site.apply(site.op("nonconformity.set", draft["subject"], clauses=["7.6", "99"])).why == "clause_unknown"
    assert site.apply(site.op("nonconformity.set", draft["subject"], fact="x"), "heming").why == "not_permitted"
    assert site.apply(site.op("nonconformity.set", draft["subject"], severity="slight")).why == "bad_shape"
    assert site.rows("nonconformities")[0]["fact"] == ""


def test_what_stands_there_already_needs_no_mending(database: Database) -> None:
    site = Site(database)
    subject, raised = site.raised()
    site.done(site.op("nonconformity.set", subject, department="研发中心", moved=True))
    site.done(
        site.op("nonconformity.confirm", subject, {"state": [raised]}, name="高峰", post="管理者代表", how="typed")
    )
    said = [
        site.apply(site.op("nonconformity.set", subject, **given)).why
        for given in ({"department": "研发中心"}, {"department": "研发中心", "moved": False}, {"moved": True})
    ]
    assert said == ["stands_already", "confirmed_words", "stands_already"]
