"""The register for programs: a city's own, the province's cities, page by page; other cities' are absent."""

import pytest

from audit_app.demo.script import Script, known_id
from tests.rooms.conftest import SignedIn
from tests.sheets.register_files import uscc

ROUND = {code: known_id(f"round-{code}") for code in ("320100", "320600")}


@pytest.fixture(autouse=True)
def campaign(script: Script) -> None:
    rounds = [{"id": ROUND[code], "organisation": known_id(code)} for code in ROUND]
    script.do(
        "zhoumin",
        "campaign.create",
        known_id("campaign"),
        {
            "code": "K9",
            "title": "监督抽查",
            "year": 2023,
            "basis": "",
            "minimum": 3,
            "because": "城市试点，全市只抽三家企业",
            "due_on": "2023-12-20",
            "rule_pack": "jiangsu-2023",
            "term": {"unit": "workday", "n": 15},
            "rounds": rounds,
        },
    )
    rows = [
        {
            "row_no": at,
            "name": f"企业{at}",
            "uscc": uscc(at),
            "city": "南通市",
            "district": "崇川区",
            "body": "江信认证",
            "approval_no": "",
            "certificate_no": f"C-{at}",
            "valid_from": "2022-01-01",
            "valid_to": "2025-01-01",
            "standard": "GB/T 29490-2013",
            "status": "有效",
            "credit_class": "A",
        }
        for at in range(2, 9)
    ]
    script.do(
        "wuhao",
        "register.import",
        known_id("register"),
        {"round": ROUND["320600"], "file_name": "名录.xlsx", "rows": rows},
    )
    script.flush()


def test_a_city_reads_its_own_register_in_pages(signed_in: SignedIn) -> None:
    client, numbers, after = signed_in("wuhao"), [], 0
    while after is not None:
        page = client.get("/api/register", query_string={"campaign": "K9", "after": after, "limit": 3}).json
        numbers += [row["row_no"] for row in page["rows"]]
        after = page["next"]
    assert numbers == list(range(2, 9))
    assert page["register"] == known_id("register") and page["city"] == "320600" and len(page["digest"]) == 64


def test_the_province_names_the_city(signed_in: SignedIn) -> None:
    client = signed_in("zhoumin")
    assert len(client.get("/api/register?campaign=K9&city=320600").json["rows"]) == 7
    empty = client.get("/api/register?campaign=K9&city=320100").json
    assert empty["rows"] == [] and empty["register"] is None
    assert client.get("/api/register?campaign=K9").status_code == 404


def test_another_city_is_as_absent_as_one_that_takes_no_part(signed_in: SignedIn) -> None:
    client = signed_in("nanjing")
    foreign = client.get("/api/register?campaign=K9&city=320600")
    assert foreign.status_code == 404
    assert foreign.data == client.get("/api/register?campaign=K9&city=999999").data
    assert foreign.data == client.get("/api/register?campaign=absent").data


def test_only_offices_have_registers(signed_in: SignedIn) -> None:
    expected = {"liyan": 403, "xuning": 403, "qianlei": 200, "operator": 403}
    assert {who: signed_in(who).get("/api/register?campaign=K9").status_code for who in expected} == expected
