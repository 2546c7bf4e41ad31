"""/field/a/<code>: a shell without data for the team; the pack and the page come as JSON beside it."""

from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient

from audit_app.demo.script import Script, known_id
from audit_app.field import pack as pack_module
from audit_app.store import people
from checklists import RulePack, rulepack
from tests.rooms.conftest import SignedIn
from tests.rooms.field.conftest import judge, sync
from tests.rooms.review.conftest import plan


def pack_of(client: FlaskClient, address: str = "/field/a/A1") -> Any:
    page = client.get(f"{address}/pack")
    assert page.status_code == 200
    return page.json["pack"]


def test_the_pack_holds_what_was_recorded_counted_as_the_tablet_counts(signed_in: SignedIn, a1: str) -> None:
    pack = pack_of(signed_in("chenjing"))
    state = pack["state"]
    judged = [one for one in state["judgements"].values() if one["value"]]
    clauses = {ref for ref, one in state["judgements"].items() if one["value"]} | {
        one["ref"] for one in state["records"]
    }
    counted = len(clauses) + sum(len(state[name]) for name in ("samples", "interviews", "photos", "nonconformities"))
    assert (len(judged), counted, pack["items"]) == (33, 61, 61)
    assert len(pack["refs"]) == 45 and pack["standard"] == "GB/T 29490—2013"
    assert [one["number"] for one in state["photos"] if one["ref"] == "7.4.1"] == [
        f"启衡-7.4.1-B0{n}" for n in (1, 2, 3)
    ]
    mine = [
        one["ref"]
        for one in pack["refs"]
        if pack["owners"][one["ref"]] == pack["me"]["id"] and one["ref"] not in state["judgements"]
    ]
    assert mine == ["7.4.1", "7.4.2", "7.4.3", "7.5", "9.1", "9.2", "9.3"]


def test_the_pack_says_who_i_am_and_what_my_role_may(signed_in: SignedIn, a1: str) -> None:
    me = pack_of(signed_in("chenjing"))["me"]
    assert (me["name"], me["letter"], me["role"]) == ("陈静", "B", "auditor")
    assert "judgement.set" in me["may"] and "nonconformity.raise" in me["may"]


def test_terms_and_days_off_are_those_of_the_server(signed_in: SignedIn, a1: str) -> None:
    pack = pack_of(signed_in("chenjing"))
    about = "没有另选的，按 30 天或 90 天：见于一份审核报告表格，没有核实；以本机构的规定为准。"
    assert (pack["closing_on"], pack["terms"]) == (
        "2023-10-27",
        {"presets": [15, 30, 60, 90], "months": [1, 3], "minor": 30, "major": 90, "unit": "day", "about": about},
    )
    assert "2023-11-26" in pack["rest_days"] and "2023-11-27" not in pack["rest_days"]
    assert pack["state"]["nonconformities"][0]["due_on"] == "2023-11-27"


def test_days_that_somebody_has_confirmed_need_no_remark(
    signed_in: SignedIn, a1: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def confirmed(connection: Any, organisation: str) -> RulePack:
        rules = {name: replace(one, status="CONFIRMED") for name, one in rulepack("body-default.2").rules.items()}
        return replace(rulepack("body-default.2"), rules=rules)

    monkeypatch.setattr(pack_module, "rule_pack", confirmed)
    assert pack_of(signed_in("chenjing"))["terms"]["about"] == ""


def test_a_body_that_keeps_the_first_rules_is_offered_days_alone(script: Script, signed_in: SignedIn, a1: str) -> None:
    script.do("fengjie", "setting.set", known_id("JX"), {"name": "rule_pack", "value": "body-default"})
    script.flush()
    terms = pack_of(signed_in("chenjing"))["terms"]
    assert (terms["presets"], terms["months"], terms["minor"]) == ([15, 30, 60], [], 30)
    assert "没有出处" in terms["about"]


def test_who_confirms_is_called_as_the_edition_does(script: Script, signed_in: SignedIn, a1: str) -> None:
    """管理者代表 is a post of 2013 alone; for 2023 nobody is asked for one, nor offered one."""
    plan(script, "C7", "后来有限公司", "后来", "gbt-29490-2023.2", "2024-02-01", "2024-02-01")
    script.flush()
    old, new = (signed_in("chenjing").get(f"/field/a/{code}/pack").json for code in ("A1", "C7"))
    assert "管理者代表，或其指定的人" in old["html"] and "管理者代表" in old["pack"]["posts"]
    assert 'data-who="受审核方代表"' in new["html"] and "受审核方代表" in new["pack"]["posts"]
    assert "管理者代表" not in new["html"] + "".join(new["pack"]["posts"])
    assert len(new["pack"]["posts"]) == len(old["pack"]["posts"])


def test_the_standard_of_an_audit_is_called_its_criterion(signed_in: SignedIn, a1: str) -> None:
    html = signed_in("chenjing").get("/field/a/A1/pack").json["html"]
    assert "<dt>审核准则</dt><dd>GB/T 29490—2013" in html and "标准版本" not in html
    project = signed_in("liyan").get("/review/audits/A1").text
    assert "<dt>审核准则</dt><dd>GB/T 29490—2013</dd>" in project
    findings = signed_in("liyan").get("/review/audits/A1/findings").text
    assert findings.count("审核准则：GB/T 29490—2013") == 2


def test_every_address_of_the_audit_is_the_same_document(signed_in: SignedIn, a1: str) -> None:
    client = signed_in("chenjing")
    first, clause, form = (client.get(f"/field/a/A1{rest}").text for rest in ("", "/c/7.4.1", "/nc/B-01"))
    assert first == clause == form == client.get("/field/shell/audit.zh").text


def test_the_shell_holds_nothing_of_anybody(signed_in: SignedIn, a1: str) -> None:
    """The browser's caches keep it: two people, two audits and a stranger get the very same bytes."""
    mine, hers = signed_in("chenjing"), signed_in("liyan")
    assert mine.get("/field/a/A1").text == hers.get("/field/a/A2").text
    for address in ("/field", "/field/me", "/field/help", "/field/a/A1"):
        text = mine.get(address).text
        assert text == hers.get(address).text
        assert not [word for word in ("启衡", "陈静", "A1", known_id("chenjing"), known_id("A1")) if word in text]


def test_rules_without_terms_once_chosen_do_not_keep_a_tablet_from_its_audit(
    script: Script, signed_in: SignedIn, a1: str
) -> None:
    before = pack_of(signed_in("chenjing"))["terms"]
    with script.database.writing() as connection:
        people.put_setting(connection, known_id("JX"), "rule_pack", "jiangsu-2023", script.time)
    assert pack_of(signed_in("chenjing"))["terms"] == before


def test_the_page_says_whose_it_is_and_of_which_build(signed_in: SignedIn, a1: str) -> None:
    page = signed_in("chenjing").get("/field/a/A1/pack").json
    shell = signed_in("chenjing").get("/field/a/A1").text
    assert f'data-build="{page["build"]}"' in shell and page["build"] == page["pack"]["build"]
    assert (page["person"], page["pack"]["me"]["id"]) == (known_id("chenjing"),) * 2
    assert page["organisation"] and page["pack"]["url"] == "/field/a/A1" and 'data-clause="7.4.1"' in page["html"]


def test_the_cover_says_how_the_audit_stands(signed_in: SignedIn, a1: str, script: Script) -> None:
    stands = ("还没有备好", "已退回", "现场工作已经结束")

    def said(audit: str) -> list[str]:
        page = signed_in("liyan").get(f"/field/a/{audit}/pack").json["html"]
        return [one for one in stands if one in page]

    assert said("A1") == []
    script.do("liyan", "audit.submit", a1, {})
    script.flush()
    assert said("A1") == ["现场工作已经结束"]
    script.do("zhaoweidong", "audit.return", a1, {"reason": "7.6 缺照片"})
    script.flush()
    assert said("A1") == ["已退回"]
    plan(script, "A9", "后来有限公司", "后来", "gbt-29490-2023", "2024-01-10", "2024-01-10")
    script.flush()
    assert said("A9") == ["还没有备好"]


def test_two_values_are_both_in_the_pack(signed_in: SignedIn, a1: str) -> None:
    mine, hers = judge("7.5", "conforms"), judge("7.5", "observation")
    assert sync(signed_in("chenjing"), mine).json["outcomes"][0]["outcome"] == "done"
    assert sync(signed_in("liyan"), hers, device="平板-01").json["outcomes"][0]["outcome"] == "done"
    one = pack_of(signed_in("liyan"))["state"]["judgements"]["7.5"]
    assert one["conflict"] and {(head["author_name"], head["value"]) for head in one["heads"]} == {
        ("陈静", "conforms"),
        ("李岩", "observation"),
    }


def test_an_audit_keeps_its_edition_and_the_new_one_has_the_other(signed_in: SignedIn, a1: str) -> None:
    assert pack_of(signed_in("chenjing"), "/field/a/A2")["standard"] == "GB/T 29490—2023"


@pytest.mark.parametrize("who, status", [("linfan", 404), ("heming", 403), ("qianlei", 404)])
def test_strangers_do_not_read_it(signed_in: SignedIn, a1: str, who: str, status: int) -> None:
    assert signed_in(who).get("/field/a/A1").status_code == status
    assert signed_in(who).get("/field/a/A1/pack").status_code == status


def test_what_is_not_there_and_what_is_foreign_look_alike(signed_in: SignedIn, a1: str) -> None:
    client = signed_in("linfan")
    foreign, absent = client.get("/field/a/A1"), client.get("/field/a/ZZ")
    assert foreign.status_code == absent.status_code == 404 and foreign.text == absent.text
    assert client.get(f"/field/s/{known_id('A1')}").status_code == 404
    assert signed_in("chenjing").get(f"/field/s/{known_id('A1')}").status_code == 404


def test_a_returned_audit_says_why_from_whom_and_when(signed_in: SignedIn, script: Script, a1: str) -> None:
    script.do("liyan", "audit.submit", a1, {})
    script.do("sunqian", "audit.return", a1, {"reason": "7.5 的合同编号对不上"})
    script.flush()
    page = signed_in("chenjing").get("/field/a/A1/pack").json
    said = page["pack"]["returned"]
    assert (said["reason"], said["by"]) == ("7.5 的合同编号对不上", "孙倩") and said["at"]
    assert "7.5 的合同编号对不上" in page["html"]


def test_the_reason_goes_when_it_is_submitted_again(signed_in: SignedIn, script: Script, a1: str) -> None:
    script.do("liyan", "audit.submit", a1, {})
    script.do("sunqian", "audit.return", a1, {"reason": "7.5 的合同编号对不上"})
    script.do("liyan", "audit.submit", a1, {})
    script.flush()
    assert pack_of(signed_in("chenjing"))["returned"] is None


def test_the_clauses_of_one_edition_are_each_audits_own(signed_in: SignedIn, script: Script, a1: str) -> None:
    """They are rendered once per edition and language: addresses, words and clauses are still those of the page."""
    for code, edition in (("A8", "gbt-29490-2013"), ("A9", "gbt-29490-2023")):
        plan(script, code, f"{code}有限公司", code, edition, "2024-01-10", "2024-01-10")
    script.flush()
    client = signed_in("liyan")

    def html(code: str) -> str:
        return str(client.get(f"/field/a/{code}/pack").json["html"])

    first, same, other = html("A1"), html("A8"), html("A9")
    assert all(f'href="/field/a/{code}/c/7.4.1"' in page for code, page in (("A1", first), ("A8", same)))
    assert "/field/a/A1/" not in same and "this-visit" not in first + same + other
    assert 'data-clause="7.4.1"' in first and 'data-clause="7.4.1"' not in other
    client.post("/me/language", data={"lang": "en"})
    assert "Conforms" in html("A1") and "Conforms" not in first
