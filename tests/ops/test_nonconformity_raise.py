"""nonconformity.raise: complete or refused with what is missing, default term, who may not, twice, out of order."""

import pytest

from audit_app.store.db import Database
from tests.ops.site_kit import Site


def test_raising_fills_the_term_of_its_severity_and_counts_from_the_closing_meeting(database: Database) -> None:
    site = Site(database)
    subject, base = site.complete()
    site.unchanged_but(site.op("nonconformity.raise", subject, base), "nonconformities")
    (row,) = site.rows("nonconformities")
    assert (row["state"], row["term"], row["due_on"]) == ("raised", '{"days": 30, "on": null}', "2023-11-26")
    assert row["raised_at"] == "2023-10-27T02:42:00.000Z"


def test_a_major_one_has_its_own_default(database: Database) -> None:
    site = Site(database)
    site.raised(severity="major")
    assert site.rows("nonconformities")[0]["due_on"] == "2024-01-25"


def test_a_chosen_term_stays(database: Database) -> None:
    site = Site(database)
    site.raised(term={"days": 15, "on": None}, moved=True)
    assert site.rows("nonconformities")[0]["due_on"] == "2023-11-13"


def test_what_is_missing_is_named(database: Database) -> None:
    site = Site(database)
    draft = site.draft(severity=None)
    site.done(draft)
    outcome = site.apply(site.op("nonconformity.raise", draft["subject"]))
    assert outcome.why == "not_complete"
    assert outcome.details["missing"] == ["severity", "fact"]
    assert "还差 2 处" in str(outcome.sentence)
    assert site.rows("nonconformities")[0]["state"] == "draft"


def test_it_waits_for_the_words_that_were_on_screen(database: Database) -> None:
    site = Site(database)
    draft = site.draft()
    drafted = site.done(draft)
    words = site.op("nonconformity.set", draft["subject"], fact="事实")
    base = {"severity": [drafted], "fact": [words["id"]]}
    read = {**site.words(draft["subject"]), "fact": "事实"}
    raising = site.op("nonconformity.raise", draft["subject"], base, read=read)
    assert site.apply(raising).why == "base_not_here"
    site.done(words)
    assert site.rows("nonconformities")[0]["state"] == "raised"


def test_twice_is_once_and_raising_again_is_refused(database: Database) -> None:
    site = Site(database)
    subject, base = site.complete()
    op = site.op("nonconformity.raise", subject, base)
    assert site.apply(op) == site.apply(op)
    assert site.apply(site.op("nonconformity.raise", subject, base)).why == "already_raised"


@pytest.mark.parametrize("who, why", [("qinyu", "not_permitted"), ("heming", "not_permitted"), ("linfan", "absent")])
def test_only_auditors_raise(database: Database, who: str, why: str) -> None:
    site = Site(database)
    subject, base = site.complete()
    assert site.apply(site.op("nonconformity.raise", subject, base), who).why == why
    assert site.rows("nonconformities")[0]["state"] == "draft"
