"""历史 of a check and of its papers shows what each act wrote and what that replaced: nothing that was written goes without a trace."""

import re

from werkzeug.test import Client

from audit_app.rules import ids
from audit_app.store.tables import regulatory_interviews, reminders, spot_checks
from tests.rooms.conftest import SignedIn
from tests.rooms.reasons import filled
from tests.rooms.regulator.kit import FAILED, Campaign, conclusion_read, press, send, words
from tests.rooms.regulator.test_paper_history import history

WHY = "核对原始记录以后更正，原来写错了"


def past(client: Client, path: str) -> list[str]:
    """The lines of 历史 without days of the week."""
    return [undayed(one) for one in history(client.get(path).text)]


def undayed(text: str) -> str:
    return re.sub(r" 周[一二三四五六日]", "", text)


def test_the_remark_of_a_conclusion_that_was_taken_back_stays(told: Campaign, signed_in: SignedIn) -> None:
    client, path = signed_in("wuhao"), f"/regulator/checks/{told.checks['320600'][4]}"
    read = conclusion_read(client, path)
    form = {"reason_take_back": WHY, "was_taken_back": read}
    assert send(client, f"{path}/take-back", **form).status_code == 303
    before, last = past(client, path)[-2:]
    assert "结论：无法检查" in before and "备注：停产" in before
    assert WHY in last and "结论：无法检查 → 没有写" in last and "备注：停产 → 没有写" in last


def test_a_corrected_conclusion_shows_both(told: Campaign, signed_in: SignedIn) -> None:
    client, path = signed_in("wuhao"), f"/regulator/checks/{told.checks['320600'][3]}"
    answer = send(
        client,
        f"{path}/correct-conclusion",
        [ids.new_id() for _n in range(3)],
        was_conclusion=conclusion_read(client, path),
        step="ordinary",
        ref="7.6",
        problem="没有保密制度",
        severity="ordinary",
        due_on="2023-12-20",
        measure="reminder",
        reason=WHY,
        note="",
        fed_back_on="2023-10-26",
    )
    assert answer.status_code == 303, words(answer)
    lines = past(client, path)
    line = next(one for one in lines if "更正结论" in one)
    assert "达到标准（轻微） → 未达标准（一般）" in line, line
    assert "发现的问题：7.6 保密：涉密图纸外发没有登记 → 7.6 保密：没有保密制度（一般）" in line, line
    assert "备注：自行整改 → 没有写" in line and "限期整改：没有写 → 2023 年 12 月 20 日" in line
    assert "对认证机构的处理：没有写 → 书面提醒" in line
    assert any("反馈企业的日期：2023 年 10 月 10 日 → 2023 年 10 月 26 日" in one for one in lines)


def test_a_mended_column_names_itself_and_both_values(told: Campaign, signed_in: SignedIn) -> None:
    client, check = signed_in("wuhao"), told.checks["320600"][0]
    path, was = f"/regulator/checks/{check}", told.row(spot_checks, check)["certificate_no"] or ""
    for number, before in (("165IP230901R0S", was), ("165IP230902R0S", "165IP230901R0S")):
        form = {"certificate_no": number, "reason_certificate_no": WHY, "was_certificate_no": before}
        assert send(client, f"{path}/amend/certificate_no", **form).status_code == 303
    assert "认证证书编号：165IP230901R0S → 165IP230902R0S" in past(client, path)[-1]
    assert f"认证证书编号：{was or '没有写'} → 165IP230901R0S" in past(client, path)[-2]


def test_days_that_were_corrected_show_both_on_the_record_and_where_they_are_corrected(
    told: Campaign, signed_in: SignedIn
) -> None:
    client, path = signed_in("wuhao"), f"/regulator/checks/{told.checks['320600'][3]}"
    form = filled(client, f"{path}/correct", checked_on="2023-10-09", notified_on="2023-10-09", reason=WHY)
    assert client.post(f"{path}/correct", data=form).status_code == 303
    said = "抽查日期：2023 年 10 月 10 日 → 2023 年 10 月 9 日"
    assert said in past(client, path)[-1] and said in undayed(words(client.get(f"{path}/correct")))
    assert "备注：自行整改" in words(client.get(f"{path}/correct"))


def test_the_first_reply_stays_after_a_second_one(told: Campaign, signed_in: SignedIn) -> None:
    client, path = signed_in("wuhao"), f"/regulator/rectify/{told.going}"
    for on, note in (("2023-10-20", "已补登记台账"), ("2023-10-24", "补了全部登记和培训记录")):
        form = {"on_respond": on, "note_respond": note}
        assert send(client, f"{path}/respond", **form).status_code == 303
        if note.startswith("已补"):
            assert send(client, f"{path}/return", reason_return="还缺培训记录").status_code == 303
    lines = past(client, path)
    assert "企业的整改情况：已补登记台账" in lines[-3] and "2023 年 10 月 20 日" in lines[-3]
    assert "企业的整改情况：已补登记台账 → 补了全部登记和培训记录" in lines[-1]
    assert "企业回复：2023 年 10 月 20 日 → 2023 年 10 月 24 日" in lines[-1]


def test_the_last_day_before_an_extension_stays(told: Campaign, signed_in: SignedIn) -> None:
    client, path = signed_in("wuhao"), f"/regulator/rectify/{told.going}"
    form = {"until": "2023-12-08", "reason_extend": "设备改造没有完成，企业申请延期"}
    assert send(client, f"{path}/extend", **form).status_code == 303
    assert "整改期限：2023 年 11 月 8 日 → 2023 年 12 月 8 日" in past(client, path)[-1]
    assert "原来的期限 2023 年 11 月 8 日" in undayed(words(client.get(path)))
    dates = f"/regulator/papers/rectification/{told.going}/dates"
    again = filled(client, dates, extended_to="2023-12-18", reason=WHY)
    assert send(client, dates, **again).status_code == 303
    assert "整改期限：2023 年 12 月 8 日 → 2023 年 12 月 18 日" in past(client, path)[-1]
    assert "原来的期限 2023 年 11 月 8 日" in undayed(words(client.get(path)))


def test_a_second_extension_is_counted_from_the_day_that_it_extends(told: Campaign, signed_in: SignedIn) -> None:
    """The page keeps 原来的期限 for the first one."""
    client, path = signed_in("wuhao"), f"/regulator/rectify/{told.going}"
    form = {"until": "2023-12-08", "reason_extend": "设备改造没有完成，企业申请延期"}
    assert send(client, f"{path}/extend", **form).status_code == 303
    question = undayed(words(press(client, f"{path}/extend", **{**form, "until": "2023-12-20"})))
    assert "比延期以前的期限 12 月 8 日 晚 12 天" in question and "原来的期限" not in question


def test_a_number_that_was_there_is_changed_not_filled_in(told: Campaign, signed_in: SignedIn) -> None:
    client, path = signed_in("wuhao"), f"/regulator/rectify/{told.going}"
    assert send(client, f"{path}/number", number="通知改 1 号").status_code == 303
    again = {"number": "通知改 2 号", "was_number": "通知改 1 号", "reason_number": WHY}
    assert send(client, f"{path}/number", **again).status_code == 303
    before, last = past(client, path)[-2:]
    assert "补填文号" in before and "改文号" in last and "补填" not in last


def test_a_term_shows_the_last_day_that_service_gave_it(drawn: Campaign, signed_in: SignedIn) -> None:
    check, client = drawn.checks["320600"][0], signed_in("wuhao")
    rectification = {"due_on": None, "days": 30, "requirement": ""}
    measure = {"kind": "reminder", "existing": None}
    drawn.end(check, "wuhao", "2023-10-09", {**FAILED, "rectification": rectification, "measure": measure})
    drawn.script.flush()
    path = client.get(f"/regulator/checks/{check}").text.split("/regulator/rectify/")[1].split('"')[0]
    for act in ("issue", "serve"):
        assert send(client, f"/regulator/rectify/{path}/{act}", **{f"on_{act}": "2023-10-10"}).status_code == 303
    lines = past(client, f"/regulator/rectify/{path}")
    assert "整改期限：送达之日起 30 日" in lines[0], lines
    assert "整改期限：送达之日起 30 日（送达次日起算） → 2023 年 11 月 9 日" in lines[-1], lines


def test_a_number_put_right_shows_both_on_every_paper(told: Campaign, signed_in: SignedIn) -> None:
    client = signed_in("wuhao")
    talks = [
        (f"/regulator/talks/{kind}/{told.paper(kind, '320600')}", table, told.paper(kind, "320600"))
        for kind, table in (("reminder", reminders), ("interview", regulatory_interviews))
    ]
    told.script.flush()
    for _path, table, id in talks:
        told.change(table, id, state="issued" if table is reminders else "notified")
    for path in (f"/regulator/rectify/{told.going}", *(one for one, _table, _id in talks)):
        for number, was in (("通知〔2023〕7 号", ""), ("通知〔2023〕8 号", "通知〔2023〕7 号")):
            form = {"number": number, "was_number": was, "reason_number": WHY}
            assert send(client, f"{path}/number", **form).status_code == 303
        lines = past(client, path)
        assert "文号：没有写 → 通知〔2023〕7 号" in lines[-2], path
        assert "文号：通知〔2023〕7 号 → 通知〔2023〕8 号" in lines[-1] and WHY in lines[-1], path
