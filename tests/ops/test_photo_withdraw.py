"""photo.withdraw: works, who may not, twice, out of order, what else changed."""

import json
from typing import Any

from audit_app.ops import Op, OpBatch
from audit_app.ops.replay import BEFORE_ALL
from audit_app.rules import ids
from audit_app.rules.instants import milliseconds
from audit_app.store.db import Database
from audit_app.store.photos import change_photo
from schemas.loading import load_envelope
from tests.ops.site_kit import NOW, Site


def test_row_and_original_stay_with_the_reason(database: Database) -> None:
    site = Site(database)
    op = site.photo()
    site.done(op)
    site.done(site.received(), "house")
    site.unchanged_but(site.op("photo.withdraw", op["subject"], reason="拍重了"), "photos")
    (row,) = site.rows("photos")
    assert (row["reason"], bool(row["withdrawn_at"]), row["state"]) == ("拍重了", True, "kept")
    assert len(site.rows("originals")) == 1


def test_before_the_photo_it_waits(database: Database) -> None:
    site = Site(database)
    op = site.photo()
    assert site.apply(site.op("photo.withdraw", op["subject"], reason="")).why == "subject_not_here"
    site.done(op)
    assert site.rows("photos")[0]["withdrawn_at"]


def test_two_withdrawals_in_either_order_leave_the_same_row(database: Database) -> None:
    site = Site(database)
    rows = []
    for turned in (False, True):
        op = site.photo()
        site.done(op)
        two = [site.op("photo.withdraw", op["subject"], reason=reason) for reason in ("拍错", "拍重")]
        for withdrawal in reversed(two) if turned else two:
            site.done(withdrawal)
        (row,) = [row for row in site.rows("photos") if row["id"] == op["subject"]]
        rows.append((row["reason"], row["withdrawn_at"]))
    assert rows[0] == rows[1] == ("拍重", "2023-10-27T02:42:00.000Z")


def test_who_is_not_on_the_team_may_not(database: Database) -> None:
    site = Site(database)
    op = site.photo()
    site.done(op)
    assert site.apply(site.op("photo.withdraw", op["subject"], reason=""), "wangwu").why == "not_permitted"
    assert site.apply(site.op("photo.withdraw", op["subject"], reason=""), "linfan").why == "absent"


def chosen(site: Site) -> tuple[dict[str, Any], str, str]:
    """A photo that is chosen in a raised nonconformity: its op, the nonconformity and what raised it."""
    op = site.photo()
    site.done(op)
    return op, *site.raised(photos=[op["subject"]])


def confirmed(site: Site, subject: str, raised: str) -> None:
    who = {"name": "高峰", "post": "管理者代表", "how": "typed"}
    site.done(site.op("nonconformity.confirm", subject, {"state": [raised]}, **who))


def test_a_photo_of_a_raised_nonconformity_stays_until_it_is_chosen_no_longer(database: Database) -> None:
    site = Site(database)
    op, subject, _raised = chosen(site)
    said = site.apply(site.op("photo.withdraw", op["subject"], reason=""))
    assert (said.outcome, said.why) == ("refused", "photo_raised")
    assert said.sentence == ("照片「台账」是不符合项 B-01 的证据，没有删除。要删除，请先在不符合项里去掉这张照片。")
    heads = [row["op_id"] for row in site.rows("heads") if row["field"] == "photos"]
    site.done(site.op("nonconformity.set", subject, {"photos": heads}, photos=[]))
    site.done(site.op("photo.withdraw", op["subject"], reason=""))


def test_a_photo_that_the_company_has_confirmed_stays(database: Database) -> None:
    site = Site(database)
    op, subject, raised = chosen(site)
    confirmed(site, subject, raised)
    said = site.apply(site.op("photo.withdraw", op["subject"], reason=""))
    assert (said.outcome, said.why) == ("refused", "photo_confirmed")
    assert "对方（高峰）已经确认，没有删除" in str(said.sentence)
    assert site.rows("photos")[0]["withdrawn_at"] is None


def test_a_withdrawal_of_before_this_rule_is_carried_out_again(database: Database) -> None:
    site = Site(database)
    op, subject, raised = chosen(site)
    confirmed(site, subject, raised)
    old = {**site.op("photo.withdraw", op["subject"], reason=""), "v": 1}
    assert site.apply(old).why == "photo_confirmed", "today also for a tablet that was not renewed"
    with database.writing() as connection:
        batch = OpBatch(connection, BEFORE_ALL, replaying=True)
        op_again, stamp = Op(**load_envelope(old)), ids.stamp(old["id"], milliseconds(NOW))
        assert batch._attempt(op_again, site.actors["chenjing"], NOW, stamp).outcome == "done"
        batch.flush()
    assert site.rows("photos")[0]["withdrawn_at"]


def test_where_the_deletion_came_first_the_confirmation_waits_and_the_evidence_is_what_is_confirmed(
    database: Database,
) -> None:
    site = Site(database)
    gone, stays = site.photo(), site.photo(sha256="cd" * 32, number="启衡-7.4.1-B02")
    site.done(gone)
    site.done(stays)
    subject, raised = site.raised(photos=[gone["subject"], stays["subject"]])
    who = {"name": "高峰", "post": "管理者代表", "how": "typed"}
    before = site.op("nonconformity.confirm", subject, {"state": [raised]}, **who)
    with database.writing() as connection:  # deleted before it was raised, on a tablet that knew nothing of the form
        change_photo(connection, gone["subject"], withdrawn_at=NOW)
    said = site.apply(before)
    assert (said.outcome, said.why, said.details["differ"]) == ("held", "words_changed", ["photos"])
    site.done(site.op("nonconformity.confirm", subject, {"state": [raised]}, **who))
    assert site.rows("nonconformities")[0]["photos"] == json.dumps([stays["subject"]])
