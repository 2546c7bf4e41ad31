"""What was written wrong at the office is put right with a reason; nothing there is a dead end."""

import re

from audit_app import annexes
from audit_app.demo.script import known_id
from audit_app.rules import ids
from audit_app.store.tables import (
    campaigns,
    city_rounds,
    rectifications,
    regulatory_interviews,
    reminders,
    spot_checks,
)
from tests.rooms.conftest import SignedIn
from tests.rooms.reasons import filled as was_and_now
from tests.rooms.reasons import reason_as_said
from tests.rooms.regulator.kit import Campaign, conclusion_read, press, send, words

WHY = "通知原文里写的不是这样，核对后改正"


def open_tab(page: str) -> str:
    """The tab that a page shows as its own."""
    found = re.search(r'class="on" aria-current="page">([^<]+)<', page)
    return found[1] if found else ""


def test_a_campaign_is_corrected_by_its_province(told: Campaign, signed_in: SignedIn) -> None:
    client, path = signed_in("zhoumin"), "/regulator/campaigns/T1/correct"
    form = was_and_now(client, path, minimum="4", title="2023 年度企业贯标质量抽查", reason=WHY)
    short = client.post(path, data={**form, "reason": "错"})
    assert short.status_code == 422 and "原因太短" in short.text
    assert client.post(path, data={**form, "op": ids.new_id()}).status_code == 303
    kept = told.row(campaigns, told.id)
    assert (kept["minimum"], kept["title"]) == (4, "2023 年度企业贯标质量抽查")
    assert WHY in client.get(path).text
    assert signed_in("wuhao").get(path).status_code == 404


def test_the_year_of_a_campaign_is_put_right_wherever_it_is_read(told: Campaign, signed_in: SignedIn) -> None:
    client, path = signed_in("zhoumin"), "/regulator/campaigns/T1/correct"
    alone = client.post(path, data=was_and_now(client, path, year="2022", reason=WHY))
    assert alone.status_code == 422 and 'id="f-year-err"' in alone.text and "名称里写的是 2023 年" in alone.text
    form = was_and_now(client, path, year="2022", title="2022 年度企业贯标质量抽查", reason=WHY)
    assert client.post(path, data=form).status_code == 303
    assert "年度 2022" in words(client.get("/regulator/campaigns/T1"))
    with told.database.reading() as connection:
        table = annexes.annex3(
            connection, annexes.find_campaign(connection, "T1"), None, as_of="2023-10-27", sample=False
        )
    assert (table.year, table.campaign) == (2022, "2022 年度企业贯标质量抽查")


def test_a_page_says_that_a_reason_is_asked_for_wherever_it_is(opened: Campaign, signed_in: SignedIn) -> None:
    """Nobody has worked with them, and yet the act asks: cities read a campaign, a company its notice."""
    opened.draw("320600", 6)
    check = opened.checks["320600"][0]
    opened.begin(check, "wuhao", "2023-08-08")
    for who, path, now in (
        ("zhoumin", "/regulator/campaigns/T1/correct", {"minimum": "4"}),
        ("wuhao", f"/regulator/checks/{check}/correct", {"method": "documents"}),
    ):
        client = signed_in(who)
        page = client.get(path).text
        assert "要写" in page and "至少 10 字" in page and "可不写" not in page, path
        bare = client.post(path, data=was_and_now(client, path, reason="", **now))
        assert bare.status_code == 422 and 'id="f-reason-err"' in bare.text, path


def test_a_reason_is_asked_for_where_the_act_asks(told: Campaign, signed_in: SignedIn) -> None:
    city, province = signed_in("wuhao"), signed_in("zhoumin")
    papers = [("rectification", told.going)] + [
        (kind, told.values(table.c.id)[0])
        for kind, table in (("reminder", reminders), ("interview", regulatory_interviews))
    ]
    assert reason_as_said(province, "/regulator/campaigns/T1/correct", minimum="4")
    assert reason_as_said(city, f"/regulator/checks/{told.checks['320600'][0]}/correct", method="documents")
    assert reason_as_said(city, f"/regulator/papers/rectification/{told.going}/dates", served_on="2023-10-10")
    for kind, id in papers:
        page = city.get(f"/regulator/papers/{kind}/{id}/dates")
        assert page.status_code == 404 or "可不写" not in page.text, kind


def test_whoever_accepted_the_table_has_seen_what_stands_in_it(told: Campaign, signed_in: SignedIn) -> None:
    told.report_and_accept("320500", signed_in)
    check = told.checks["320500"][0]
    pages = (f"/regulator/checks/{check}/correct", f"/regulator/papers/rectification/{told.other}/dates")
    for path in pages:
        assert signed_in("suzhou").get(path).status_code == 422, "no form that the accepted table refuses"
    paper = f"/regulator/rectify/{told.other}"
    shown = signed_in("suzhou").get(paper)
    assert pages[1] not in shown.text and "这份文书的日期不能再更正" in words(shown), (
        "nothing is offered that leads nowhere"
    )
    told.change(city_rounds, told.round("320500"), state="returned")
    shown = signed_in("suzhou").get(paper)
    assert pages[1] in shown.text and "不能再更正" not in words(shown)
    for path in pages:
        panel = words(signed_in("suzhou").get(path)).split("谁已经看过")[1]
        assert "周敏" in panel and "没有人用过它" not in panel, path


def test_a_city_that_came_later_joins(told: Campaign, signed_in: SignedIn) -> None:
    client = signed_in("zhoumin")
    assert 'id="later"' not in client.get("/regulator/campaigns/T1").text
    with told.database.writing() as connection:
        gone = told.round("321200")
        connection.execute(city_rounds.delete().where(city_rounds.c.id == gone))
    assert 'id="later"' in client.get("/regulator/campaigns/T1").text
    form = {"organisation": known_id("321200"), "round": ids.new_id()}
    question = press(client, "/regulator/campaigns/T1/cities", **form)
    assert "加入" in words(question) and "11 月 30 日" in words(question)
    assert send(client, "/regulator/campaigns/T1/cities", **form).status_code == 303
    assert told.row(city_rounds, form["round"])["region"] == "321200"


def test_days_of_notification_and_visit_are_corrected(told: Campaign, signed_in: SignedIn) -> None:
    client, check = signed_in("wuhao"), told.checks["320600"][3]
    path = f"/regulator/checks/{check}/correct"
    assert path in client.get(f"/regulator/checks/{check}").text
    form = was_and_now(client, path, checked_on="2023-10-11", reason=WHY)
    late = client.post(path, data={**form, "fed": "", "checked_on": "2023-12-01"})
    assert late.status_code == 422
    form = was_and_now(client, path, notified_on="2023-10-09", reason=WHY)
    assert client.post(path, data=form).status_code == 303
    assert told.row(spot_checks, check)["notified_on"] == "2023-10-09"


def test_a_conclusion_is_corrected_and_asks_first(told: Campaign, signed_in: SignedIn) -> None:
    client, check = signed_in("wuhao"), told.checks["320600"][3]
    page = client.get(f"/regulator/checks/{check}").text
    assert 'id="correct-conclusion"' in page
    form = {
        "op": [ids.new_id() for _n in range(3)], "step": "ordinary", "ref": "7.6", "problem": "外发图纸没有登记", "severity": "ordinary",
        "due_on": "2023-11-27", "measure": "reminder", "fed_back_on": "2023-10-27", "reason": WHY,
        "was_conclusion": conclusion_read(client, f"/regulator/checks/{check}"),
    }  # fmt: skip
    path = f"/regulator/checks/{check}/correct-conclusion"
    question = press(client, path, **form)
    assert "未达标准" in words(question) and "11 月 27 日 周一" in words(question)
    assert send(client, path, **form).status_code == 303
    row = told.row(spot_checks, check)
    assert (row["state"], row["result"]) == ("complete", "not_met")
    assert told.count(rectifications, rectifications.c.spot_check_id == check) == 1
    refused = send(
        client,
        f"/regulator/checks/{told.checks['320600'][0]}/correct-conclusion",
        **{**form, "op": [ids.new_id() for _n in range(3)]},
    )
    assert refused.status_code == 422 and "不能更正结论" in refused.text


def test_a_draft_is_withdrawn_and_a_number_filled_in_later(told: Campaign, signed_in: SignedIn) -> None:
    client = signed_in("wuhao")
    paper = told.paper("interview", "320600")
    url = f"/regulator/talks/interview/{paper}"
    assert send(client, f"{url}/withdraw", reason="错").status_code == 422
    assert send(client, f"{url}/withdraw", reason=WHY).status_code == 303
    assert told.row(regulatory_interviews, paper)["state"] == "withdrawn"
    page = words(client.get(url))
    assert "已撤回" in page and WHY in page and "发通知" not in page
    reminder = told.paper("reminder", "320600")
    url = f"/regulator/talks/reminder/{reminder}"
    send(client, f"{url}/issue", on_issue="2023-10-27")
    assert "补填文号" in words(client.get(url))
    assert send(client, f"{url}/number", number="通知改 3 号").status_code == 303
    assert told.row(reminders, reminder)["number"] == "通知改 3 号"
    again = send(client, f"{url}/number", number="通知改 4 号")
    assert again.status_code == 422 and 'href="#f-number"' in again.text
    rectification = f"/regulator/rectify/{told.going}"
    assert send(client, f"{rectification}/number", number="通知改 5 号").status_code == 303
    assert "通知改 5 号" in words(client.get(rectification))


def test_a_reply_has_room_for_its_text(told: Campaign, signed_in: SignedIn) -> None:
    client, url = signed_in("wuhao"), f"/regulator/rectify/{told.going}"
    said = "已建立外发图纸登记台账，附照片三张"
    assert send(client, f"{url}/respond", on_respond="2023-10-27", note_respond=said).status_code == 303
    assert told.row(rectifications, told.going)["response"] == said and said in client.get(url).text


def test_an_imported_register_is_opened_row_by_row(told: Campaign, signed_in: SignedIn) -> None:
    client = signed_in("wuhao")
    path = f"/regulator/campaigns/T1/registers/{known_id('T1 register 320600')}"
    assert (
        path in client.get("/regulator/campaigns/T1").text and path in client.get("/regulator/campaigns/T1/draw").text
    )
    text = client.get(path).text
    assert "名录.xlsx" in text and text.count('<td class="num">') == 12
    assert [int(n) for n in re.findall(r'<td class="num">(\d+)</td>', text)] == list(range(2, 14))
    assert f"/regulator/checks/{told.checks['320600'][0]}" in text
    name = told.row(spot_checks, told.checks["320600"][0])["name"]
    assert client.get(f"{path}?q={name}").text.count('<td class="num">') == 1
    assert signed_in("suzhou").get(path).status_code == 404
    assert signed_in("zhoumin").get(path).status_code == 200


def test_after_an_act_the_page_leads_to_the_next_waiting_one(told: Campaign, signed_in: SignedIn) -> None:
    client, six = signed_in("wuhao"), told.checks["320600"]
    page = client.get(f"/regulator/checks/{six[0]}").text
    assert f'data-keys-main href="/regulator/checks/{six[5]}"' in page
    send(client, f"/regulator/rectify/{told.going}/respond", on_respond="2023-10-27")
    page = client.get(f"/regulator/rectify/{told.late}").text
    assert f'data-keys-main href="/regulator/rectify/{told.going}"' in page


def test_days_of_an_issued_paper_are_corrected_and_stand_in_the_history(told: Campaign, signed_in: SignedIn) -> None:
    client, page = signed_in("wuhao"), f"/regulator/rectify/{told.going}"
    path = f"/regulator/papers/rectification/{told.going}/dates"
    assert path in client.get(page).text
    assert open_tab(client.get(page).text) == open_tab(client.get(path).text) == "限期整改"
    before = told.row(rectifications, told.going)["served_on"]
    form = was_and_now(client, path, served_on="2023-10-10", reason=WHY)
    assert form["was-served_on"] == before != "2023-10-10"
    assert "原因太短" in send(client, path, **{**form, "reason": "错"}).text
    form["op"] = ids.new_id()
    question = words(press(client, path, **form))
    assert "10 月 10 日" in question
    assert "整改期限" in question
    assert send(client, path, **{**form, "op": ids.new_id()}).status_code == 303
    assert told.row(rectifications, told.going)["served_on"] == "2023-10-10"
    said = client.get(page).text
    assert "更正日期" in said and WHY in said and "→" in said
    assert signed_in("zhoumin").get(path).status_code in (403, 404)


def test_a_reminder_has_the_same_page_once_it_is_issued(told: Campaign, signed_in: SignedIn) -> None:
    client, reminder = signed_in("wuhao"), told.paper("reminder", "320600")
    page, path = f"/regulator/talks/reminder/{reminder}", f"/regulator/papers/reminder/{reminder}/dates"
    assert path not in client.get(page).text and client.get(path).status_code == 404
    send(client, f"{page}/issue", on_issue="2023-10-27")
    assert path in client.get(page).text
    assert open_tab(client.get(page).text) == open_tab(client.get(path).text) == "约谈与提醒"
    form = was_and_now(client, path, issued_on="2023-10-26", reason=WHY)
    assert send(client, path, **{**form, "op": ids.new_id()}).status_code == 303
    assert told.row(reminders, reminder)["issued_on"] == "2023-10-26"
    assert WHY in client.get(page).text


def test_time_place_and_days_of_an_interview_have_the_same_page(told: Campaign, signed_in: SignedIn) -> None:
    client, talk = signed_in("suzhou"), told.paper("interview", "320500")
    page, path = f"/regulator/talks/interview/{talk}", f"/regulator/papers/interview/{talk}/dates"
    if told.row(regulatory_interviews, talk)["state"] == "drafted":
        assert client.get(path).status_code == 404
        notice = words(press(client, f"{page}/notify", at="2023-10-26T09:00", place="三楼会议室", number=""))
        assert "写错了可以更正" in notice
        send(client, f"{page}/notify", at="2023-10-26T09:00", place="三楼会议室", number="")
    assert path in client.get(page).text
    send(client, f"{page}/hold", on_hold="2023-10-26", note_hold="约谈要点")
    form = was_and_now(client, path, at="2023-10-25T14:30", held_on="2023-10-25", reason=WHY)
    assert form["was-at"] == "2023-10-26T09:00"
    question = words(press(client, path, **{**form, "op": ids.new_id()}))
    assert "14:30" in question and "10 月 25 日" in question
    assert send(client, path, **{**form, "op": ids.new_id()}).status_code == 303
    assert told.row(regulatory_interviews, talk)["held_at"] == "2023-10-25T06:30:00.000Z"
    said = words(client.get(page))
    assert "更正日期" in said and WHY in said and "10 月 26 日 周四 09:00 → 2023 年 10 月 25 日 周三 14:30" in said
    assert "10 月 25 日" in said
    wrong = send(client, path, **{**was_and_now(client, path, held_on="2024-10-25", reason=WHY), "op": ids.new_id()})
    assert wrong.status_code == 422 and "f-held_on" in wrong.text


def test_an_extension_after_the_table_was_accepted_is_put_right(told: Campaign, signed_in: SignedIn) -> None:
    """No accepted cell holds it, so it is corrected; one that the table shows stays."""
    told.report_and_accept("320500", signed_in)
    client, paper = signed_in("suzhou"), f"/regulator/rectify/{told.other}"
    form = {"until": "2024-12-10", "reason_extend": "设备改造没有完成，企业申请延期"}
    assert send(client, f"{paper}/extend", **form).status_code == 303
    assert "这份文书的日期不能再更正" not in words(client.get(paper))
    path = f"/regulator/papers/rectification/{told.other}/dates"
    page = client.get(path)
    assert page.status_code == 200 and 'name="extended_to"' in page.text and 'name="served_on"' not in page.text
    right = was_and_now(client, path, extended_to="2024-01-10", reason=WHY)
    assert send(client, path, **right).status_code == 303
    assert told.row(rectifications, told.other)["due_on"] == "2024-01-10"


def test_an_extended_day_that_the_accepted_table_shows_stays(told: Campaign, signed_in: SignedIn) -> None:
    client, paper = signed_in("suzhou"), f"/regulator/rectify/{told.other}"
    form = {"until": "2023-12-10", "reason_extend": "设备改造没有完成，企业申请延期"}
    assert send(client, f"{paper}/extend", **form).status_code == 303
    told.report_and_accept("320500", signed_in)
    assert "这份文书的日期不能再更正" in words(client.get(paper))


def test_an_extension_of_a_late_paper_says_how_late_it_is(told: Campaign, signed_in: SignedIn) -> None:
    client = signed_in("wuhao")
    form = {"until": "2023-12-08", "reason_extend": "设备改造没有完成，企业申请延期"}
    asked = words(press(client, f"/regulator/rectify/{told.late}/extend", **form))
    assert "已经逾期 12 天；延期以后不再显示逾期，原来的期限留在历史里" in asked, asked
    assert "已经逾期" not in words(press(client, f"/regulator/rectify/{told.going}/extend", **form))


def test_a_day_that_is_emptied_is_not_blamed_on_somebody_else(told: Campaign, signed_in: SignedIn) -> None:
    client = signed_in("wuhao")
    for path, name in (
        (f"/regulator/checks/{told.checks['320600'][0]}/correct", "checked_on"),
        (f"/regulator/papers/rectification/{told.going}/dates", "served_on"),
    ):
        answer = send(client, path, **was_and_now(client, path, **{name: ""}, reason=WHY))
        assert answer.status_code == 422 and f'id="f-{name}-err"' in answer.text, path
        assert "已经登记的不能清空" in words(answer) and "别人改过" not in words(answer), path


def test_a_fixed_day_off_is_asked_about_and_not_refused(told: Campaign, signed_in: SignedIn) -> None:
    """2023-12-09 is a Saturday, New Year's Day 2024 a Monday."""
    client = signed_in("wuhao")
    extend, form = f"/regulator/rectify/{told.going}/extend", {"reason_extend": "设备改造没有完成，企业申请延期"}
    weekend = words(press(client, extend, **form, until="2023-12-09"))
    assert "12 月 9 日 周六 是周末，下一个工作日是 12 月 11 日 周一" in weekend
    holiday = words(press(client, extend, **form, until="2024-01-01"))
    assert "周一 是节假日，下一个工作日是 2024 年 1 月 2 日 周二" in holiday
    assert "下一个工作日" not in words(press(client, extend, **form, until="2023-12-08"))
    notify = f"/regulator/talks/interview/{told.paper('interview', '320600')}/notify"
    place = {"place": "局会议室", "number": ""}
    assert "是周末，下一个工作日是 11 月 6 日 周一" in words(press(client, notify, **place, at="2023-11-04T09:00"))
    assert "下一个工作日" not in words(press(client, notify, **place, at="2023-11-03T09:00"))
    assert send(client, extend, **form, until="2023-12-09").status_code == 303
    path = f"/regulator/papers/rectification/{told.going}/dates"
    right = was_and_now(client, path, extended_to="2023-12-10", reason=WHY)
    assert "12 月 10 日 周日 是周末" in words(press(client, path, **right))


def test_a_conclusion_with_a_day_off_for_its_last_day_asks(told: Campaign, signed_in: SignedIn) -> None:
    client, path = signed_in("wuhao"), f"/regulator/checks/{told.checks['320600'][3]}"
    form = {
        "op": [ids.new_id() for _n in range(3)],
        "was_conclusion": conclusion_read(client, path),
        "step": "ordinary",
        "ref": "7.6",
        "problem": "没有保密制度",
        "severity": "ordinary",
        "measure": "reminder",
        "reason": WHY,
        "note": "",
        "fed_back_on": "2023-10-26",
    }
    asked = words(press(client, f"{path}/correct-conclusion", **form, due_on="2023-12-23"))
    assert "12 月 23 日 周六 是周末，下一个工作日是 12 月 25 日 周一" in asked


def test_an_interview_years_ahead_is_asked_about(told: Campaign, signed_in: SignedIn) -> None:
    client, paper = signed_in("wuhao"), f"/regulator/talks/interview/{told.paper('interview', '320600')}"
    form = {"place": "局会议室", "number": ""}
    asked = words(press(client, f"{paper}/notify", **form, at="2099-12-01T09:00"))
    assert "请核对年份" in asked
    assert "请核对年份" not in words(press(client, f"{paper}/notify", **form, at="2023-12-01T09:00"))
