"""反馈企业的日期 is put right with a reason, whatever papers are out."""

from audit_app.store.tables import spot_checks
from tests.rooms.conftest import SignedIn
from tests.rooms.reasons import filled
from tests.rooms.regulator.kit import Campaign, words

WHY = "反馈单上的日期是十八日"


def test_the_day_of_feedback_is_put_right_once_papers_are_out(told: Campaign, signed_in: SignedIn) -> None:
    client, check = signed_in("wuhao"), told.checks["320600"][0]
    path = f"/regulator/checks/{check}/correct"
    early = client.post(path, data=filled(client, path, fed_back_on="2023-09-13", reason=WHY))
    assert early.status_code == 422 and 'id="f-fed_back_on-err"' in early.text
    assert client.post(path, data=filled(client, path, fed_back_on="2023-09-18", reason=WHY)).status_code == 303
    assert told.row(spot_checks, check)["fed_back_on"] == "2023-09-18"
    said = words(client.get(f"/regulator/checks/{check}"))
    assert "反馈企业的日期" in said and "2023 年 9 月 18 日" in said and WHY in said
