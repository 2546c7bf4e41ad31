"""The list of nonconformities: deadlines, filters whose counts add up, seven columns at most."""

import re

from flask import Flask

from audit_app.clock import Clock
from audit_app.demo.script import Script, known_id
from tests.rooms.conftest import SignedIn
from tests.rooms.review.conftest import VISIT

FILTER = re.compile(r'href="/review/nc\?state=(\w+)"[^>]*>\S+ (\d+)</a>')


def test_a_line_names_number_company_clause_severity_and_days(story: Script, signed_in: SignedIn) -> None:
    page = signed_in("sunqian").get("/review/nc").text
    assert all(
        word in page
        for word in ("B-01", "江苏启衡精密仪器有限公司", "7.6 保密", "一般", "11-26", "还有 30 天", "已开具")
    )
    assert page.count("<th ") == 7


def test_past_its_day_it_is_late(app: Flask, story: Script, signed_in: SignedIn) -> None:
    app.extensions["clock"] = Clock("2023-12-08T02:00:00.000Z")
    page = signed_in("sunqian").get("/review/nc?state=late").text
    assert "逾期 12 天" in page and "B-01" in page


def test_the_counts_of_the_filters_are_those_of_their_lists(story: Script, signed_in: SignedIn) -> None:
    body = {"visit": VISIT, "ref": "4.1", "number": "A-01", "severity": None}
    story.do("liyan", "nonconformity.draft", known_id("A-01"), body)
    story.do("liyan", "nonconformity.draft", known_id("A-02"), {**body, "number": "A-02", "ref": "5.1"})
    story.do("liyan", "nonconformity.withdraw", known_id("A-02"), {"visit": VISIT, "reason": ""})
    story.flush()
    client = signed_in("zhaoweidong")
    counts = {name: int(n) for name, n in FILTER.findall(client.get("/review/nc").text)}
    assert counts == {"all": 3, "open": 2, "late": 0, "closed": 0, "withdrawn": 1}
    assert counts["open"] + counts["closed"] + counts["withdrawn"] == counts["all"]
    for name, count in counts.items():
        assert client.get(f"/review/nc?state={name}").text.count("<tr data-keys-item>") == count


def test_htmx_gets_the_list_alone(story: Script, signed_in: SignedIn) -> None:
    part = signed_in("liyan").get("/review/nc?state=all", headers={"HX-Request": "true"}).text
    assert "<html" not in part and "B-01" in part


def test_an_empty_list_says_so(script: Script, signed_in: SignedIn) -> None:
    assert "没有未关闭的不符合项" in signed_in("sunqian").get("/review/nc").text
    assert "没有这样的不符合项" in signed_in("sunqian").get("/review/nc?state=late").text


def test_another_body_has_its_own_list(story: Script, signed_in: SignedIn) -> None:
    assert "B-01" not in signed_in("gaoyuan").get("/review/nc?state=all").text
    assert signed_in("zhoumin").get("/review/nc").status_code == 403
