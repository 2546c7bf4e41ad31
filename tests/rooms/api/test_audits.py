"""Audits for programs: one's own, page by page; another body's is as absent as one that never was."""

import pytest

from audit_app import ops
from audit_app.demo.script import Script, known_id
from audit_app.rules import ids
from tests.rooms.conftest import SignedIn

VISIT = known_id("first")


@pytest.fixture(autouse=True)
def audits(script: Script) -> None:
    """Three audits of one body with a little work on the first, one of another."""
    for planner, names in (("sunqian", ("first", "second", "third")), ("gaoyuan", ("other",))):
        client = known_id(f"{planner}-client")
        script.do(planner, "client.create", client, {"name": "示例企业", "short_name": "示例"})
        for name in names:
            lead = "liyan" if planner == "sunqian" else "linfan"
            team = [{"user": known_id(lead), "role": "lead"}]
            team += [{"user": known_id("heming"), "role": "expert"}] if name == "second" else []
            script.do(
                planner,
                "audit.plan",
                known_id(name),
                {
                    "code": name,
                    "client": client,
                    "edition": "gbt-29490-2013",
                    "type": "surveillance",
                    "starts_on": "2023-10-26",
                    "ends_on": "2023-10-27",
                    "team": team,
                    "chapters": [],
                    "departments": ["研发部"],
                },
            )
            script.do(planner, "audit.prepare", known_id(name), {})
    script.do("liyan", "audit.open", VISIT, {})
    script.do("liyan", "judgement.set", f"{VISIT}/7.6", {"visit": VISIT, "ref": "7.6", "value": "nonconforming"})
    script.do(
        "liyan",
        "nonconformity.draft",
        known_id("nc"),
        {"visit": VISIT, "ref": "7.6", "number": "A-01", "severity": "minor"},
    )
    script.do(
        "liyan",
        "photo.add",
        known_id("photo"),
        {
            "visit": VISIT,
            "ref": "7.6",
            "department": "研发部",
            "sha256": "ab" * 32,
            "size": 9,
            "number": "示例-7.6-A01",
            "label": "",
            "source": "camera",
            "taken_at": "2023-10-27T01:00:00.000Z",
        },
    )
    script.flush()


def test_the_list_comes_in_pages_without_gap_or_repeat(signed_in: SignedIn) -> None:
    client, seen, after = signed_in("liyan"), [], ""
    while after is not None:
        page = client.get("/api/audits", query_string={"limit": 2} | ({"after": after} if after else {})).json
        seen += [one["id"] for one in page["audits"]]
        after = page["next"]
    assert sorted(seen) == sorted(known_id(name) for name in ("first", "second", "third"))


def test_an_expert_sees_the_audits_of_the_own_teams(signed_in: SignedIn) -> None:
    assert [one["code"] for one in signed_in("heming").get("/api/audits").json["audits"]] == ["second"]
    assert signed_in("heming").get(f"/api/audits/{known_id('second')}").status_code == 200
    assert signed_in("heming").get(f"/api/audits/{VISIT}").status_code == 403


def test_one_audit_comes_with_its_work_and_without_bytes(signed_in: SignedIn) -> None:
    given = signed_in("zhaoweidong").get(f"/api/audits/{VISIT}").json
    assert given["state"] == "open" and given["client"] == "示例企业"
    assert [(m["name"], m["role"]) for m in given["team"]] == [("李岩", "lead")]
    assert [(j["ref"], j["value"], j["conflict"]) for j in given["judgements"]] == [("7.6", "nonconforming", False)]
    assert [(n["number"], n["severity"], n["clauses"]) for n in given["nonconformities"]] == [
        ("A-01", "minor", ["7.6"])
    ]
    assert [(p["sha256"], p["state"]) for p in given["photos"]] == [("ab" * 32, "awaited")]


def test_foreign_is_absent(signed_in: SignedIn) -> None:
    for account in ("linfan", "wuhao", "zhoumin", "xuning"):
        client = signed_in(account)
        foreign, absent = client.get(f"/api/audits/{VISIT}"), client.get(f"/api/audits/{ids.new_id()}")
        assert (foreign.status_code, foreign.data) == (absent.status_code, absent.data) == (404, absent.data), account


def test_a_wrong_query_is_named(signed_in: SignedIn) -> None:
    client = signed_in("liyan")
    for query in ("limit=0", "limit=501", "limit=x", "after=x"):
        answer = client.get(f"/api/audits?{query}")
        assert answer.status_code == 422 and query.split("=")[0] in answer.json["errors"]["query"], query
    assert client.get("/api/audits?after=%00").status_code == 400


def test_a_program_says_its_language_and_the_cookie_wins(signed_in: SignedIn) -> None:
    client = signed_in("liyan")

    def told(**headers: str) -> str:
        return client.get("/api/audits/nothing", headers=headers).json["message"]

    assert told(Accept_Language="en-GB,en;q=0.9").isascii()
    assert not told().isascii() and not told(Accept_Language="fr").isascii()
    client.set_cookie("lang", "zh")
    assert not told(Accept_Language="en").isascii()


def test_complaints_are_in_one_language(signed_in: SignedIn) -> None:
    (said,) = signed_in("liyan").get("/api/audits?limit=x").json["errors"]["query"]["limit"]
    assert not any("a" <= sign <= "z" for sign in said)


def test_offices_have_no_audits(signed_in: SignedIn) -> None:
    assert signed_in("wuhao").get("/api/audits").status_code == 403


def test_an_op_of_the_api_shows_at_once(signed_in: SignedIn) -> None:
    client = signed_in("liyan")
    op = ops.make("judgement.set", f"{VISIT}/5.2", {"visit": VISIT, "ref": "5.2", "value": "conforms"})
    assert client.post("/api/ops", json=op).json["outcomes"][0]["outcome"] == "done"
    assert {j["ref"] for j in client.get(f"/api/audits/{VISIT}").json["judgements"]} == {"5.2", "7.6"}
