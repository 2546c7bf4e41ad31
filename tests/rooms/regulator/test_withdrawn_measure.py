"""A reminder withdrawn before its check is complete: the page of the check drafts another one and goes on."""

from audit_app.rules import ids
from audit_app.store.tables import reminders, spot_checks
from tests.rooms.conftest import SignedIn
from tests.rooms.regulator.kit import FAILED, Campaign, words

WHY = "认证机构名称抄错了，另起草一份"


def test_the_check_goes_on_with_another_paper(told: Campaign, signed_in: SignedIn) -> None:
    client, six = signed_in("wuhao"), told.checks["320600"][5]
    for kind, body in (
        ("notify", {"on": "2023-10-16"}),
        ("begin", {"on": "2023-10-17", "method": "on_site"}),
        (
            "conclude",
            {
                **FAILED,
                "rectification": {"due_on": None, "days": 30, "requirement": ""},
                "measure": {"kind": "reminder", "existing": None},
            },
        ),
    ):
        told.script.at("2023-10-18 10:00")
        told.script.do("wuhao", f"spot_check.{kind}", six, body)
    told.script.flush()
    paper = told.values(reminders.c.id, reminders.c.state == "drafted")[-1]
    page = client.get(f"/regulator/checks/{six}")
    assert 'id="measure"' not in page.text and 'id="correct-conclusion"' in page.text
    told.script.do("wuhao", "reminder.withdraw", paper, {"reason": WHY})
    told.script.flush()
    page = client.get(f"/regulator/checks/{six}")
    assert "另起草一份" in words(page) and "已撤回" in words(page)
    at = f"/regulator/checks/{six}/measure"
    sent = {"op": ids.new_id(), "measure": "interview", "reason_measure": ""}
    refused = client.post(at, data=sent)
    assert refused.status_code == 422 and "还没有写理由" in refused.text
    assert client.post(at, data={"op": ids.new_id(), "reason_measure": WHY}).status_code == 422
    done = client.post(at, data={**sent, "op": ids.new_id(), "reason_measure": WHY})
    assert done.status_code == 303
    assert told.row(spot_checks, six)["measure"] == "interview"
    assert 'id="measure"' not in client.get(f"/regulator/checks/{six}").text
