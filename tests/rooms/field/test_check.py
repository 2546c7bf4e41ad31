"""/field/s/<check>: the inspectors of a spot check have the same document on its short list, and nobody else."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from audit_app.demo.script import Script, known_id
from audit_app.ops import make
from audit_app.rules import ids
from audit_app.store.spot_checks import list_check_inspectors
from audit_app.store.tables import audit_team, judgements, photos
from checklists import load
from tests.rooms.conftest import SignedIn
from tests.rooms.field.conftest import digest, sync
from tests.rooms.field.test_audit import pack_of
from tests.rooms.field.test_uploads import begin, send
from tests.rooms.regulator.kit import Campaign
from tests.rooms.regulator.kit import send as press_and_agree

WORK = ["judgement.set", "record.set", "sample.add", "sample.withdraw", "interview.add", "interview.withdraw"]


@pytest.fixture
def begun(script: Script) -> Campaign:
    """南通 has drawn six and begun one to which 钱磊 goes; 苏州 has an inspector 陶安."""
    campaign = Campaign(script).open().draw("320600", 6)
    campaign.begin(sent(campaign)[0], "wuhao", "2023-10-26")
    person = {"organisation": known_id("320500"), "account": "taoran", "name": "陶安", "roles": ["inspector"]}
    script.do("suzhou", "user.create", known_id("taoran"), person)
    script.flush()
    return campaign


def sent(campaign: Campaign) -> list[str]:
    """The checks to which 钱磊 goes, in drawn order."""
    mine = campaign.values(audit_team.c.visit_id, audit_team.c.user_id == known_id("qianlei"))
    return [check for check in campaign.checks["320600"] if check in mine]


def judge(check: str, ref: str, value: str | None = "conforms") -> dict[str, Any]:
    return make("judgement.set", f"{check}/{ref}", {"visit": check, "ref": ref, "value": value}, device="平板-03")


def photo(check: str, ref: str, data: bytes) -> dict[str, Any]:
    body = {
        "visit": check,
        "ref": ref,
        "department": "",
        "sha256": digest(data),
        "size": len(data),
        "number": f"海门-{ref}-A01",
        "label": "",
        "source": "camera",
        "taken_at": "2023-10-27T02:42:00.000Z",
    }
    return make("photo.add", ids.new_id(), body, device="平板-03")


def test_the_inspector_has_the_same_document_on_the_short_list(signed_in: SignedIn, begun: Campaign) -> None:
    client, check = signed_in("qianlei"), sent(begun)[0]
    pack = pack_of(client, f"/field/s/{check}")
    edition = load("spot-check-29490")
    assert [one["ref"] for one in pack["refs"]] == [leaf.ref for leaf in edition.leaves]
    assert (pack["edition"]["digest"], pack["kind"], pack["url"]) == (edition.digest, "spot_check", f"/field/s/{check}")
    assert (pack["me"]["role"], pack["me"]["name"], pack["machine_state"]) == ("inspector", "钱磊", "begun")
    assert [kind for kind in pack["me"]["may"] if not kind.startswith("photo.")] == WORK
    first = pack["refs"][0]["ref"]
    assert client.get(f"/field/s/{check}/c/{first}").text == client.get(f"/field/s/{check}").text


def test_the_cover_names_both_who_go_also_one_without_an_account(signed_in: SignedIn, begun: Campaign) -> None:
    check = sent(begun)[0]
    with begun.script.database.reading() as connection:
        both = list_check_inspectors(connection, [check])[check]
    other = next(one for one in both if not one["user_id"])
    assert len(both) == 2 and {one["name"] for one in both} == {"钱磊", other["name"]}
    client = signed_in("qianlei")
    assert pack_of(client, f"/field/s/{check}")["without_account"] == [
        {"name": other["name"], "card_no": other["card_no"]}
    ]
    cover = client.get(f"/field/s/{check}/pack").json["html"]
    row = re.search(rf"<li>(?:(?!</li>).)*<b>{other['name']}</b>.*?</li>", cover, re.S)
    assert row and other["card_no"] in row[0] and "没有账号" in row[0] and "<a" not in row[0]


def test_a_judgement_and_a_photo_come_by_sync_and_stand_in_the_document(
    signed_in: SignedIn, begun: Campaign, jpeg: bytes, app: Flask
) -> None:
    client, check = signed_in("qianlei"), sent(begun)[0]
    picture = photo(check, "7.6", jpeg)
    answer = sync(client, judge(check, "7.6", "nonconforming"), picture, visits=[check]).json
    assert [one["outcome"] for one in answer["outcomes"]] == ["done", "done"] and answer["gone"] == []
    address = begin(client, jpeg, visit=check)
    assert send(client, address, 0, jpeg).status_code == 204  # type: ignore[attr-defined]
    state = pack_of(client, f"/field/s/{check}")["state"]
    assert state["judgements"]["7.6"]["value"] == "nonconforming"
    assert [(one["id"], one["state"]) for one in state["photos"]] == [(picture["subject"], "kept")]
    assert client.get(f"/field/photos/{digest(jpeg)}/original").data == jpeg
    assert begun.values(photos.c.organisation_id) == [known_id("320600")]
    assert app.extensions["evidence"].has(known_id("320600"), digest(jpeg))


def test_a_clause_beside_the_short_list_and_a_nonconformity_are_refused(signed_in: SignedIn, begun: Campaign) -> None:
    client, check = signed_in("qianlei"), sent(begun)[0]
    short = {leaf.ref for leaf in load("spot-check-29490").leaves}
    beside = next(leaf.ref for leaf in load("gbt-29490-2013").leaves if leaf.ref not in short)
    draft = {"visit": check, "ref": "7.6", "number": "A-01", "severity": "minor"}
    ops = [judge(check, beside), make("nonconformity.draft", ids.new_id(), draft)]
    assert [one["why"] for one in sync(client, *ops, visits=[check]).json["outcomes"]] == [
        "clause_unknown",
        "not_permitted",
    ]


@pytest.mark.parametrize(
    ("who", "status"), [("taoran", 404), ("linfan", 404), ("suzhou", 403), ("wuhao", 403), ("zhoumin", 403)]
)
def test_nobody_else_has_it(signed_in: SignedIn, begun: Campaign, who: str, status: int) -> None:
    client, check = signed_in(who), sent(begun)[0]
    assert client.get(f"/field/s/{check}").status_code == status
    if status == 404:
        assert client.get(f"/field/s/{check}").text == client.get(f"/field/s/{ids.new_id()}").text
        answer = sync(client, judge(check, "7.6"), visits=[check]).json
        assert (answer["outcomes"][0]["why"], answer["gone"]) == ("absent", [check])
    assert begun.count(judgements) == 0


def test_an_inspector_has_no_check_to_which_another_was_sent(signed_in: SignedIn, begun: Campaign) -> None:
    other = next(check for check in begun.checks["320600"] if check not in sent(begun))
    assert signed_in("qianlei").get(f"/field/s/{other}").status_code == 403


def test_today_lists_the_approved_checks_and_the_desk_leads_to_the_tablet(signed_in: SignedIn, begun: Campaign) -> None:
    client, (check, later, *_) = signed_in("qianlei"), sent(begun)
    assert listed(client) == {check}
    link = f'href="/field/s/{check}"'
    assert link in client.get(f"/regulator/checks/{check}").text
    assert link not in signed_in("wuhao").get(f"/regulator/checks/{check}").text
    assert "/field/s/" not in client.get(f"/regulator/checks/{later}").text
    begun.script.do("wuhao", "spot_check.approve", later, {})
    begun.script.flush()
    assert listed(client) == {check, later}
    begun.script.do("qianlei", "spot_check.conclude", check, concluded())
    begun.script.flush()
    assert listed(client) == {later}


def listed(client: FlaskClient) -> set[str]:
    return set(re.findall(r'data-url="/field/s/([0-9a-f-]{36})"', client.get("/field/pack/today").json["html"]))


def concluded() -> dict[str, Any]:
    return {"step": "none", "problems": [], "note": "", "rectification": None, "measure": None}


def test_what_comes_after_the_conclusion_waits_until_the_city_office_releases_it(
    signed_in: SignedIn, begun: Campaign
) -> None:
    client, check = signed_in("qianlei"), sent(begun)[0]
    begun.script.do("qianlei", "spot_check.conclude", check, concluded())
    begun.script.flush()
    op = judge(check, "7.6")
    (late,) = sync(client, op, visits=[check]).json["outcomes"]
    assert (late["outcome"], late["why"]) == ("held", "visit_closed") and "抽查由市知识产权局放行" in late["sentence"]
    assert "等市知识产权局放行后生效" in client.get(f"/field/s/{check}/pack").json["html"]
    address = f"/regulator/checks/{check}/held/{op['id']}/release"
    for who, status in (("qianlei", 403), ("zhoumin", 403), ("suzhou", 404), ("taoran", 404)):
        assert signed_in(who).post(address, data={"op": ids.new_id()}).status_code == status
    assert begun.count(judgements) == 0
    assert address not in client.get(f"/regulator/checks/{check}").text
    office = signed_in("wuhao")
    assert f'action="{address}"' in office.get(f"/regulator/checks/{check}").text
    assert press_and_agree(office, address).status_code == 303
    assert begun.values(judgements.c.author_id, judgements.c.visit_id == check) == [known_id("qianlei")]
    assert address not in office.get(f"/regulator/checks/{check}").text
    assert office.post(address, data={"op": ids.new_id()}).status_code == 404


def test_an_inspector_lands_where_his_work_is_and_an_empty_day_says_what_comes_next(
    signed_in: SignedIn, begun: Campaign
) -> None:
    """Whoever also has an office's own role keeps the overview."""
    client = signed_in("qianlei")
    assert client.get("/").location == "/field"
    assert "派给您" not in client.get("/field/pack/today").json["html"], "he has companies to check"
    with begun.script.database.writing() as connection:
        connection.execute(audit_team.delete())
    html = client.get("/field/pack/today").json["html"]
    assert "现在没有派给您、还要检查的企业。抽取时派给您的企业，登记批准以后会出现在这里" in html
    assert "审核任务" not in html and 'href="/regulator/campaigns"' in html
    assert signed_in("wuhao").get("/").location == signed_in("zhoumin").get("/").location == "/regulator"
