"""What forms and questions of a check say of 附件 3, in every state of the table: true, and nothing is offered that is refused."""

import pytest

from audit_app.store.tables import campaigns, city_rounds, spot_checks
from tests.rooms.conftest import SignedIn
from tests.rooms.regulator.kit import Campaign, press, send, words

AFTER = "列为「报送后变化」"


@pytest.fixture
def done(told: Campaign) -> str:
    """The first of 南通 is concluded."""
    return told.checks["320600"][0]


def at(told: Campaign, state: str) -> None:
    told.change(city_rounds, told.round("320600"), state=state)


@pytest.mark.parametrize("state", ["sealed", "checking", "returned"])
def test_an_open_table_takes_the_new_day(told: Campaign, done: str, signed_in: SignedIn, state: str) -> None:
    at(told, state)
    page = words(signed_in("wuhao").get(f"/regulator/checks/{done}/correct"))
    assert "抽查日期、抽查方式改了，表里随即换成新的" in page and AFTER not in page


def test_what_is_in_no_table_is_not_spoken_of(told: Campaign, signed_in: SignedIn) -> None:
    """A company that was told and nothing more."""
    sixth = told.checks["320600"][5]
    told.change(spot_checks, sixth, state="notified", notified_on="2023-10-20", checked_on=None, method=None)
    page = words(signed_in("wuhao").get(f"/regulator/checks/{sixth}/correct"))
    assert "通知日期" in page and "附件 3" not in page


def test_a_reported_table_stays_and_says_so(told: Campaign, done: str, signed_in: SignedIn) -> None:
    at(told, "reported")
    client = signed_in("wuhao")
    assert AFTER in words(client.get(f"/regulator/checks/{done}/correct"))
    told.change(spot_checks, done, transfer="市场监管综合执法", transferred_on=None)
    page = words(client.get(f"/regulator/checks/{done}"))
    assert AFTER in page and "才进附件 3" not in page
    question = press(client, f"/regulator/checks/{done}/transfer", transferred_on="2023-10-27")
    assert AFTER in words(question) and "写进附件 3" not in words(question).replace("才写进", "")


def test_nothing_that_the_accepted_table_refuses_is_offered(told: Campaign, done: str, signed_in: SignedIn) -> None:
    at(told, "accepted")
    told.change(spot_checks, done, transfer="市场监管综合执法", transferred_on=None)
    client, page = signed_in("wuhao"), f"/regulator/checks/{done}"
    shown = client.get(page).text
    for act in ("correct", "correct-conclusion", "transfer", "amend", "take-back", "replace", "conclude", "complete"):
        assert f"{page}/{act}" not in shown, act
    refused = client.get(f"{page}/correct")
    assert refused.status_code == 422 and "已接收" in words(refused) and "接收以后不能再改" in words(refused)
    assert "报送之前改" not in words(send(client, f"{page}/transfer", transferred_on="2023-10-27"))
    told.change(spot_checks, done, state="concluded")
    assert f"{page}/complete" not in client.get(page).text


@pytest.mark.parametrize(("state", "said"), [("reported", AFTER), ("accepted", "附件 3 已经接收，不再改变")])
def test_a_paper_extended_later_says_what_the_table_does(
    told: Campaign, signed_in: SignedIn, state: str, said: str
) -> None:
    client, path = signed_in("wuhao"), f"/regulator/rectify/{told.going}/extend"
    form = {"until": "2023-11-30", "reason_extend": "企业设备到货推迟，申请延期三周"}
    assert "附件 3 里写上整改期限" in words(press(client, path, **form))
    at(told, state)
    question = words(press(client, path, **form))
    assert said in question and "附件 3 里写上整改期限" not in question


def test_a_report_says_by_when_it_was_to_be_made_and_how_late_it_is(told: Campaign, signed_in: SignedIn) -> None:
    """The day on which it is due is not the day on which it is reported."""
    client, page = signed_in("suzhou"), "/regulator/campaigns/T1/summary"
    digest = client.get(f"{page}?city=320500").text.split('name="digest" value="')[1].split('"')[0]
    form = {"city": "320500", "digest": digest}
    question = words(press(client, f"{page}/report", **form))
    assert "要求 11 月 30 日 周四前报送" in question and "报送日期" not in question and "已过" not in question
    told.change(campaigns, told.id, due_on="2023-10-17")
    assert "要求 10 月 17 日 周二前报送，已过 10 天" in words(press(client, f"{page}/report", **form))


def test_the_report_names_who_is_missing_to_the_minimum(told: Campaign, signed_in: SignedIn) -> None:
    for check in told.checks["320600"]:
        told.change(spot_checks, check, state="uncheckable", result="uncheckable", checked_on="2023-10-20")
    client = signed_in("wuhao")
    page = client.get("/regulator/campaigns/T1/summary?city=320600").text
    digest = page.split('name="digest" value="')[1].split('"')[0]
    at(told, "checking")
    question = words(press(client, "/regulator/campaigns/T1/summary/report", city="320600", digest=digest))
    name = told.row(spot_checks, told.checks["320600"][0])["name"]
    assert "比最低家数少 3 家；没有查成、也没有替换的" in question and name in question


def test_a_number_in_a_stratum_is_not_broken(told: Campaign, done: str, signed_in: SignedIn) -> None:
    told.change(spot_checks, done, stratum="某认证有限公司（CNCA-R-2002-001）")
    page = signed_in("wuhao").get("/regulator/campaigns/T1/draw").text
    assert '某认证有限公司（<span class="nowrap">CNCA-R-2002-001</span>）' in page
