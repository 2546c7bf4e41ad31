"""photo.withdraw: works, who may not, twice, out of order, what else changed."""

from audit_app.store.db import Database
from tests.ops.site_kit import Site


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
        two = [site.op("photo.withdraw", op["subject"], reason=reason) for reason in ("一", "二")]
        for withdrawal in reversed(two) if turned else two:
            site.done(withdrawal)
        (row,) = [row for row in site.rows("photos") if row["id"] == op["subject"]]
        rows.append((row["reason"], row["withdrawn_at"]))
    assert rows[0] == rows[1] == ("二", "2023-10-27T02:42:00.000Z")


def test_who_is_not_on_the_team_may_not(database: Database) -> None:
    site = Site(database)
    op = site.photo()
    site.done(op)
    assert site.apply(site.op("photo.withdraw", op["subject"], reason=""), "wangwu").why == "not_permitted"
    assert site.apply(site.op("photo.withdraw", op["subject"], reason=""), "linfan").why == "absent"
