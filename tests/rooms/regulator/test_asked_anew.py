"""An act on a paper stands on the words that its signer read: changed by a colleague in between, they are shown and asked anew."""

from werkzeug.test import Client

from audit_app.rules import ids
from audit_app.store.tables import rectifications
from tests.rooms.conftest import SignedIn
from tests.rooms.regulator.kit import Campaign, agree, conclusion_read, press, send, words
from tests.rooms.regulator.test_step_undoing import at, read
from tests.rooms.regulator.test_what_was_written import past

WHY = "核对原始记录以后更正，原来写错了"
DAY = "2023-10-27"
FORM = {
    "step": "ordinary", "ref": "7.6", "problem": "外发图纸没有登记", "severity": "ordinary", "measure": "reminder", "note": "",
    "fed_back_on": DAY,
}  # fmt: skip


def concluded(client: Client, told: Campaign, **terms: str) -> str:
    """A check concluded as 未达标准 with a rectification; its address."""
    check = told.checks["320600"][5]
    told.script.at(f"{DAY} 09:00")
    for verb, body in (("notify", {"on": DAY}), ("begin", {"on": DAY, "method": "on_site"})):
        told.script.do("wuhao", f"spot_check.{verb}", check, body)
    told.script.flush()
    path = f"/regulator/checks/{check}"
    answer = send(client, f"{path}/conclude", [ids.new_id() for _n in range(3)], **{**FORM, **terms})
    assert answer.status_code == 303, words(answer)
    return path


def corrected(client: Client, path: str, **terms: str) -> None:
    form = {**FORM, "reason": WHY, "was_conclusion": conclusion_read(client, path), **terms}
    answer = send(client, f"{path}/correct-conclusion", [ids.new_id() for _n in range(3)], **form)
    assert answer.status_code == 303, words(answer)


def paper_of(told: Campaign, path: str) -> str:
    check = path.rsplit("/", 1)[1]
    return f"/regulator/rectify/{told.values(rectifications.c.id, rectifications.c.spot_check_id == check)[0]}"


def test_an_issue_is_asked_anew_when_the_demand_or_its_term_changed(told: Campaign, signed_in: SignedIn) -> None:
    signer, colleague = signed_in("wuhao"), signed_in("wuhao")
    path = concluded(colleague, told, days="30", requirement="发布方针")
    paper = paper_of(told, path)
    question = press(signer, f"{paper}/issue", on_issue=DAY)
    assert "发布方针" in words(question) and "送达之日起 30 日" in words(question)
    corrected(colleague, path, days="15", requirement="发布方针并组织全员学习")
    again = agree(signer, question)
    assert again.status_code == 200 and "内容刚刚变了" in again.text
    assert "组织全员学习" in words(again) and "送达之日起 15 日" in words(again)
    assert agree(signer, again).status_code == 303


def test_a_recheck_is_asked_anew_when_the_reply_is_another(told: Campaign, signed_in: SignedIn) -> None:
    signer, colleague = signed_in("wuhao"), signed_in("wuhao")
    paper = f"/regulator/rectify/{told.going}"
    assert (
        send(colleague, f"{paper}/respond", on_respond=DAY, note_respond="已经发布方针，附照片三张").status_code == 303
    )
    question = press(signer, f"{paper}/recheck", on_recheck=DAY)
    assert "附照片三张" in words(question)
    undone = send(colleague, at("rectification", told.going), **read(colleague, paper), reason_undo=WHY)
    assert undone.status_code == 303, words(undone)
    assert send(colleague, f"{paper}/respond", on_respond=DAY, note_respond="没有整改，要求延期").status_code == 303
    again = agree(signer, question)
    assert again.status_code == 200 and "内容刚刚变了" in again.text and "要求延期" in words(again)


def test_a_term_corrected_from_days_to_days_keeps_its_page(told: Campaign, signed_in: SignedIn) -> None:
    client = signed_in("wuhao")
    path = concluded(client, told, days="30")
    corrected(client, path, days="15")
    page = client.get(paper_of(told, path))
    assert page.status_code == 200
    last = past(client, paper_of(told, path))[-1]
    assert "送达之日起 30 日" in last and "→ 送达之日起 15 日" in last, last
    corrected(client, path, due_on="2023-12-20", days="")
    corrected(client, path, days="60")
    assert "→ 送达之日起 60 日" in past(client, paper_of(told, path))[-1]
