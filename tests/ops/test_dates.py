"""Days that people write into ops: today is the day on site at the moment of receipt, not the day in UTC."""

import re
from types import SimpleNamespace
from typing import Any

import pytest

from audit_app.ops.dates import DAYS, not_ahead, not_before
from audit_app.ops.paper_dates import RECTIFICATION_DAYS, REMINDER_DAYS
from audit_app.rules.followup import INTERVIEW_DAYS
from audit_app.rules.refusals import Refused
from audit_app.store.db import Database
from tests.ops.office_kit import Office

PAST_MIDNIGHT_ON_SITE: Any = SimpleNamespace(at="2023-10-26T16:30:00.000Z")
BEFORE_MIDNIGHT_ON_SITE: Any = SimpleNamespace(at="2023-10-27T15:59:59.999Z")

NAMES = ("served_on", "issued_on")


@pytest.mark.parametrize("tx", [PAST_MIDNIGHT_ON_SITE, BEFORE_MIDNIGHT_ON_SITE])
def test_today_on_site_is_not_ahead_and_tomorrow_is(tx: Any) -> None:
    assert not_ahead(tx, "2023-10-27") == "2023-10-27"
    assert not_ahead(tx, "2023-10-26") == "2023-10-26"
    with pytest.raises(Refused) as refused:
        not_ahead(tx, "2023-10-28", "served_on")
    assert (refused.value.code, refused.value.field) == ("date_ahead", "served_on")


def test_the_same_day_is_not_before_and_the_day_before_is() -> None:
    assert not_before("2023-10-27", "2023-10-27", NAMES) == not_before("2023-10-27", None, NAMES) == "2023-10-27"
    with pytest.raises(Refused) as refused:
        not_before("2023-10-26", "2023-10-27", NAMES)
    assert (refused.value.code, refused.value.details["before"]) == ("dates_reversed", "2023-10-27")
    assert str(refused.value) == "送达日期 2023-10-26 早于签发日期 2023-10-27。请核对后改正。"


def test_an_answer_of_an_older_log_that_named_no_day_is_still_a_sentence() -> None:
    old = Refused("dates_reversed", "on", value="2023-10-26", before="2023-10-27")
    assert str(old) == "日期 2023-10-26 早于前一步的日期 2023-10-27。请核对后改正。"


BACKWARDS = [
    ("spot_check.begin", "抽查日期", "通知日期"),
    ("spot_check.feed_back", "反馈企业的日期", "抽查日期"),
    ("rectification.serve", "送达日期", "签发日期"),
    ("rectification.respond", "企业回复的日期", "送达日期"),
    ("rectification.recheck", "复查日期", "企业回复的日期"),
    ("rectification.close", "关闭日期", "复查日期"),
    ("reminder.serve", "送达日期", "签发日期"),
    ("reminder.close", "关闭日期", "送达日期"),
    ("regulatory_interview.sign_minutes", "签笔录的日期", "约谈日期"),
    ("regulatory_interview.await_commitments", "等待落实承诺的日期", "签笔录的日期"),
    ("regulatory_interview.verify", "核实承诺的日期", "等待落实承诺的日期"),
    ("regulatory_interview.close", "关闭日期", "核实承诺的日期"),
]


@pytest.mark.parametrize(("kind", "day", "before"), BACKWARDS)
def test_a_day_before_the_one_it_follows_is_told_with_both_names(
    database: Database, kind: str, day: str, before: str
) -> None:
    office = Office(database)
    outcome = office.take(office.until(kind), on="2023-09-01")
    assert outcome.why == "dates_reversed"
    assert re.fullmatch(rf"{day} 2023-09-01 早于{before} [\d-]{{10}}。请核对后改正。", str(outcome.sentence)), outcome


def test_every_day_that_a_correction_may_compare_has_a_name() -> None:
    assert {*RECTIFICATION_DAYS, *REMINDER_DAYS, *INTERVIEW_DAYS} <= DAYS.keys()
    assert len(set(DAYS.values())) == len(DAYS)
