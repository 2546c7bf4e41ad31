"""Lists of 约谈 and 书面提醒 name the companies, and give a time as that of what it is: set, or held."""

from audit_app.store.tables import regulatory_interviews, spot_checks
from tests.rooms.conftest import SignedIn
from tests.rooms.regulator.kit import Campaign, send, words


def test_two_reminders_to_one_body_are_told_apart(told: Campaign, signed_in: SignedIn) -> None:
    names = [told.row(spot_checks, told.checks["320600"][at])["name"] for at in (0, 2)]
    page = words(signed_in("wuhao").get("/regulator/talks"))
    waiting = words(signed_in("wuhao").get("/regulator?all=1"))
    for name in names:
        assert f"涉及企业 1 家：{name}" in page and f"涉及企业 1 家：{name}" in waiting


def test_more_than_two_companies_are_counted_with_two_names(told: Campaign, signed_in: SignedIn) -> None:
    paper = told.paper("interview", "320600")
    with told.database.writing() as connection:
        for at in (0, 2):
            connection.exec_driver_sql(
                "INSERT INTO regulatory_interview_checks (interview_id, spot_check_id) VALUES "
                f"('{paper}', '{told.checks['320600'][at]}')"
            )
    page = words(signed_in("wuhao").get("/regulator/talks"))
    found = page.split("涉及企业 3 家：")[1].split(" ")[0]
    assert found.endswith("等") and found.count("、") == 1


def test_a_time_that_is_set_is_not_given_as_the_one_held(told: Campaign, signed_in: SignedIn) -> None:
    paper, client = told.paper("interview", "320600"), signed_in("wuhao")
    at = f"/regulator/talks/interview/{paper}"
    notice = {"at": "2023-11-10T09:00", "place": "南通市知识产权局", "number": "通知约〔2023〕1 号"}
    assert send(client, f"{at}/notify", **notice).status_code == 303
    assert "定于 11-10 09:00" in words(client.get("/regulator/talks"))
    assert send(client, f"{at}/hold", on_hold="2023-10-26", note_hold="提前约谈").status_code == 303
    assert told.row(regulatory_interviews, paper)["state"] == "held"
    page = words(client.get("/regulator/talks"))
    assert "11-10" not in page and "已约谈 10-26" in page
