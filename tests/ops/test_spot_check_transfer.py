"""spot_check.transfer: a matter is handed over on a day; before that nothing was done."""

from typing import Any

from audit_app import annexes
from audit_app.documents.annex import missing_cells, totals
from audit_app.store.db import Database
from tests.ops.office_kit import DAY, PROBLEMS, Office, Step, conclusion

KIND = "spot_check.transfer"
TO = "移交市市场监管综合执法支队：涉嫌伪造检查记录"


def breach(**more: Any) -> dict[str, Any]:
    return conclusion(
        "suspected_breach",
        problems=PROBLEMS,
        rectification={"due_on": None, "days": 30, "requirement": ""},
        measure={"kind": "reminder", "existing": None},
        transfer=TO,
        **more,
    )


def row_of(office: Office, check: str) -> dict[str, Any]:
    with office.database.reading() as connection:
        campaign = annexes.find_campaign(connection, "T1")
        return next(one for one in annexes.live_rows(connection, campaign, "320600", DAY) if one["id"] == check)


def missing(office: Office) -> list[str]:
    with office.database.reading() as connection:
        campaign = annexes.find_campaign(connection, "T1")
        data = annexes.annex3(connection, campaign, "320600", as_of="2023-10-27T02:42:00.000Z", sample=False)
    return [one.why for one in missing_cells(data) if one.key == "transfer"]


def test_a_transfer_counts_from_its_day_on(database: Database) -> None:
    office = Office(database)
    check = office.until("spot_check.conclude").subject
    office.did("qianlei", "spot_check.conclude", check, breach())
    row = row_of(office, check)
    assert row["transfer"] == "" and totals([row])["transfer"] == 0 and missing(office) == ["还没有移交日期"]
    step = Step(KIND, "wuhao", check, {"on": "2023-09-20"})
    assert office.take(step, on="2023-10-28").why == "date_ahead"
    assert office.take(step, on="2023-09-13").why == "dates_reversed"
    said = office.turned_away(step, "wuhao")
    assert said == {"qianlei": "not_permitted", "zhoumin": "not_permitted", "taoran": "absent", "liyan": "absent"}
    assert office.changed(step) == {"spot_checks"}
    row = row_of(office, check)
    assert row["transfer"] == f"{TO}（2023-09-20）" and totals([row])["transfer"] == 1 and missing(office) == []
    assert office.take(step).why == "transfer_there"
    days = {"was": {"transferred_on": "2023-09-20"}, "now": {"transferred_on": "2023-09-21"}}
    office.did("wuhao", "spot_check.correct", check, {**days, "reason": "移交书上写的是二十一日"})
    assert office.row("spot_checks", check)["transferred_on"] == "2023-09-21"


def test_with_the_conclusion_or_later_and_only_where_one_was_written(database: Database) -> None:
    office = Office(database)
    check = office.until("spot_check.conclude").subject
    body = breach(transferred_on="2023-10-28")
    assert office.do("qianlei", "spot_check.conclude", check, body).why == "date_ahead"
    office.did("qianlei", "spot_check.conclude", check, breach(transferred_on="2023-09-21"))
    assert row_of(office, check)["transfer"] == f"{TO}（2023-09-21）"
    body = {**conclusion("none"), "reason": "把另一家企业的结论写到这家了", **office.as_read(check)}
    office.did("qianlei", "spot_check.correct_conclusion", check, body)
    assert office.row("spot_checks", check)["transferred_on"] is None
    assert office.do("wuhao", KIND, check, {"on": "2023-09-20"}).why == "nothing_to_transfer"
