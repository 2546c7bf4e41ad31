"""nonconformity.confirm: typed name and post, only after raising, who may not, twice, out of order."""

from typing import Any

from audit_app.rules import ids
from audit_app.store.db import Database
from tests.ops.site_kit import Site


def confirm(site: Site, subject: str, raised: str) -> dict[str, Any]:
    return site.op("nonconformity.confirm", subject, {"state": [raised]}, name="高峰", post="管理者代表", how="typed")


def test_the_confirmation_is_kept_as_typed(database: Database) -> None:
    site = Site(database)
    subject, raised = site.raised()
    site.unchanged_but(confirm(site, subject, raised), "nonconformities")
    (row,) = site.rows("nonconformities")
    assert [row[name] for name in ("state", "confirmed_by", "confirmed_post", "confirmed_how")] == [
        "confirmed",
        "高峰",
        "管理者代表",
        "typed",
    ]


def test_it_waits_for_the_raising(database: Database) -> None:
    site = Site(database)
    subject, base = site.complete()
    raising = site.op("nonconformity.raise", subject, base)
    assert site.apply(confirm(site, subject, raising["id"])).why == "base_not_here"
    site.done(raising)
    assert site.rows("nonconformities")[0]["state"] == "confirmed"


def test_a_draft_cannot_be_confirmed_and_a_name_is_needed(database: Database) -> None:
    site = Site(database)
    subject, _ = site.complete()
    op = site.op("nonconformity.confirm", subject, name="高峰", post="管理者代表", how="typed")
    assert site.apply(op).why == "wrong_state"
    nameless = site.op("nonconformity.confirm", subject, name=" ", post="管理者代表", how="typed")
    assert (site.apply(nameless).why, site.apply(nameless).field) == ("bad_shape", "name")


def test_twice_is_once_and_a_trainee_may_not(database: Database) -> None:
    site = Site(database)
    subject, raised = site.raised()
    assert site.apply(confirm(site, subject, raised), "qinyu").why == "not_permitted"
    op = confirm(site, subject, raised)
    assert site.apply(op) == site.apply(op)


def test_two_of_the_company_confirm_the_same_words_and_the_second_is_told_who_was_first(database: Database) -> None:
    site = Site(database)
    subject, base = site.complete()
    raising, again = (site.op("nonconformity.raise", subject, base) for _ in range(2))
    first, second = (confirm(site, subject, one["id"]) for one in (raising, again))
    second["body"]["name"] = "许宁"
    site.done(raising)
    site.done(first)
    said = [site.apply(op, "liyan") for op in (again, {**second, "base": {}})]
    assert [(one.outcome, one.why) for one in said] == [("refused", "already_raised"), ("refused", "already_confirmed")]
    assert said[1].sentence == "高峰 已经确认不符合项 B-01，内容相同；这一次留在历史里。不用再做什么。"
    assert site.rows("nonconformities")[0]["confirmed_by"] == "高峰"


def test_who_confirmed_other_words_is_not_told_that_they_are_the_same(database: Database) -> None:
    site = Site(database)
    subject, raised = site.raised()
    other = confirm(site, subject, raised)
    other["body"]["read"] = {**other["body"]["read"], "fact": "别的文字"}
    site.done(confirm(site, subject, raised))
    assert site.apply(other, "liyan").why == "wrong_state"


def test_nobody_of_the_audit_team_confirms_for_the_company(database: Database) -> None:
    site = Site(database)
    subject, raised = site.raised()
    for name in ("liyan", " liyan ", "chenjing"):
        op = confirm(site, subject, raised)
        op["body"]["name"] = name
        said = site.apply(op, "liyan")
        assert (said.why, said.field) == ("by_the_team", "name"), name
        assert site.apply({**op, "id": ids.new_id(), "v": 3}, "liyan").why == "by_the_team"
    namesake = confirm(site, subject, raised)
    namesake["body"]["name"] = "liyan（质量部）"
    site.done(namesake)
