"""Who acted is told by the name of that day; a new name stands behind it, and alone on what was done since."""

from audit_app.demo.script import known_id
from audit_app.rules import ids
from audit_app.store import people
from tests.rooms.conftest import SignedIn
from tests.rooms.regulator.kit import Campaign, send, words

AT = f"/admin/people/{known_id('wuhao')}/correct"


def renamed(signed_in: SignedIn, was: str, now: str) -> None:
    form = {"op": ids.new_id(), "was-name": was, "name": now, "reason": "户口簿上更正了姓名，以身份证为准"}
    assert signed_in("operator").post(AT, data=form).status_code in (302, 303)


def test_the_history_of_a_notice_keeps_the_name_of_the_day(told: Campaign, signed_in: SignedIn) -> None:
    client, url = signed_in("wuhao"), f"/regulator/rectify/{told.late}"
    before = words(client.get(url)).split("历史")[-1]
    assert "吴昊" in before and "现名" not in before
    renamed(signed_in, "吴昊", "吴浩")
    renamed(signed_in, "吴浩", "吴昊天")
    assert send(client, f"{url}/respond", on_respond="2023-10-20").status_code == 303
    after = words(client.get(url)).split("历史")[-1]
    assert "登记送达 吴昊（现名 吴昊天）" in after and "提交整改回复 吴昊天" in after and "吴浩" not in after


def test_names_are_taken_back_step_by_step(told: Campaign, signed_in: SignedIn) -> None:
    renamed(signed_in, "吴昊", "吴浩")
    with told.database.reading() as connection:
        found = people.names_then(
            connection, {(known_id("wuhao"), "2023-09-01T00:00:00.000Z"), (known_id("wuhao"), "2099"), ("nobody", "")}
        )
    assert found == {
        (known_id("wuhao"), "2023-09-01T00:00:00.000Z"): ("吴昊", "吴浩"),
        (known_id("wuhao"), "2099"): ("吴浩", "吴浩"),
    }
