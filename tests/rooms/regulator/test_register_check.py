"""Uploads of a register and of inspectors: a report by row and column; nothing is written before 「确认导入」.

Endpoints: register_check, inspectors_check, confirm, template.
"""

import hashlib
import io
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from audit_app.config import Config
from audit_app.rules import ids
from audit_app.sheets.inspectors import check_inspectors
from audit_app.sheets.reading import read_table
from audit_app.sheets.register import check_register
from audit_app.store.tables import inspectors, log, register_rows, registers
from tests.rooms.conftest import SignedIn
from tests.rooms.regulator.kit import Campaign, register_file, register_of, send, staff_file, staff_of, words
from tests.sheets.register_files import uscc as code

PAGE = "/regulator/campaigns/T1"


def upload(client: FlaskClient, what: str, data: bytes, name: str = "名录.csv") -> TestResponse:
    return client.post(f"{PAGE}/{what}", data={what: (io.BytesIO(data), name)})


def hidden(page: TestResponse) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page.text.split('id="f-form"')[1]))


def test_a_good_register_is_written_on_confirmation_and_not_before(opened: Campaign, signed_in: SignedIn) -> None:
    client, rows = signed_in("wuhao"), register_of("320600")
    page = upload(client, "register", register_file(rows))
    assert page.status_code == 200 and "12 行都没有问题" in page.text
    assert opened.count(registers) == 0 and opened.count(log, log.c.kind == "register.import") == 0
    form = hidden(page)
    for _twice in range(2):
        assert client.post(f"{PAGE}/confirm/register", data=form).status_code == 303
    assert opened.count(registers) == 1 and opened.count(register_rows) == 12
    assert opened.values(registers.c.file_name) == ["名录.csv"]
    assert "名录.csv" in client.get(PAGE).text


def test_every_fault_is_named_by_row_and_column_and_nothing_is_kept(opened: Campaign, signed_in: SignedIn) -> None:
    client, rows = signed_in("wuhao"), register_of("320600")
    rows[0]["uscc"], rows[3]["valid_to"], rows[5]["status"] = "9132060012345678XX", "2023-02-30", "作废"
    page = upload(client, "register", register_file(rows))
    said = words(page)
    assert page.status_code == 422 and "有 3 处问题，没有写入任何内容" in said
    for place in ("2 统一社会信用代码 9132060012345678XX", "5 证书有效期止 2023-02-30", "7 证书状态 作废"):
        assert place in said, place
    assert "请写成 2025-03-01 的样子" in said and "确认导入" not in said
    forced = {"op": ids.new_id(), "subject": ids.new_id(), "digest": "0" * 64, "name": "x"}
    assert client.post(f"{PAGE}/confirm/register", data=forced).status_code == 422
    assert opened.count(registers) == 0


def test_a_confirmed_file_with_faults_is_reported_again(opened: Campaign, signed_in: SignedIn) -> None:
    client, rows = signed_in("wuhao"), register_of("320600")
    rows[0]["uscc"] = "1"
    data = register_file(rows)
    upload(client, "register", data)
    form = {"op": ids.new_id(), "subject": ids.new_id(), "digest": hashlib.sha256(data).hexdigest(), "name": "名录.csv"}
    answer = client.post(f"{PAGE}/confirm/register", data=form)
    assert answer.status_code == 422 and "有 1 处问题" in answer.text and opened.count(registers) == 0


def test_more_warnings_than_are_listed_are_counted_and_the_weightiest_come_first(
    opened: Campaign, signed_in: SignedIn
) -> None:
    one = register_of("320600")[0]
    rows = [{**one, "uscc": code(at), "certificate_no": f"IP-{at}", "body": " 甲 认证"} for at in range(250)]
    rows[-1] |= {"uscc": rows[0]["uscc"], "name": "南通别名有限公司", "body": "\u200b甲认证"}
    page = upload(signed_in("wuhao"), "register", register_file(rows))
    said = words(page)
    assert page.status_code == 200
    assert "提醒 251 处，先列前 200 处；" in said and "251 企业名称 南通别名有限公司" in said
    assert said.index("251 企业名称") < said.index("2 认证证书编号")
    assert "已自动改写 250 处，先列前 200 处；" in said and "251 认证机构名称 ‹U+200B›甲认证" in said
    few = words(upload(signed_in("wuhao"), "register", register_file(rows[:3])))
    assert "提醒 3 处；" in few and "已自动改写 3 处；" in few and "先列前" not in few


def test_companies_of_another_city_are_named(opened: Campaign, signed_in: SignedIn) -> None:
    page = upload(signed_in("wuhao"), "register", register_file(register_of("320500")))
    assert page.status_code == 422 and "12 行。这里只导入南通市的企业" in words(page) and "确认导入" not in page.text


@pytest.mark.parametrize("data", [b"", b"\xd0\xcf\x11\xe0" + b"\0" * 600, b"PK\x03\x04 broken", b"\x00\x01\x02\x03"])
def test_a_file_that_is_no_table_gets_a_sentence(opened: Campaign, signed_in: SignedIn, data: bytes) -> None:
    page = upload(signed_in("wuhao"), "register", data, "a.xlsx")
    assert page.status_code == 422 and 'id="f-register-err"' in page.text and opened.count(registers) == 0


def test_what_waits_belongs_to_who_sent_it(opened: Campaign, signed_in: SignedIn, config: Config) -> None:
    page = upload(signed_in("wuhao"), "register", register_file(register_of("320600")))
    form = hidden(page)
    other = signed_in("suzhou").post(f"{PAGE}/confirm/register", data=form)
    assert other.status_code == 422 and "已经不在" in other.text
    for path in (Path(config.uploads) / "lists").iterdir():
        path.unlink()
    gone = signed_in("wuhao").post(f"{PAGE}/confirm/register", data=form)
    assert gone.status_code == 422 and "重新上传" in gone.text and opened.count(registers) == 0


def test_inspectors_come_in_with_their_accounts_and_keep_their_ids(opened: Campaign, signed_in: SignedIn) -> None:
    client, staff = signed_in("wuhao"), staff_of("320600")
    staff[1]["recusals"] = [register_of("320600")[0]["uscc"]]
    for times in (1, 2):
        page = upload(client, "inspectors", staff_file(staff), "人员.csv")
        assert page.status_code == 200 and "qianlei" in page.text
        assert client.post(f"{PAGE}/confirm/inspectors", data=hidden(page)).status_code == 303
        assert opened.count(inspectors, inspectors.c.active == 1) == 3, times
    assert len([user for user in opened.values(inspectors.c.user_id) if user]) == 1
    staff[2]["card_no"] = ""
    bad = upload(client, "inspectors", staff_file(staff), "人员.csv")
    assert bad.status_code == 422 and "没有执法证号的人员不能参加抽取" in bad.text


def test_only_the_city_imports(opened: Campaign, signed_in: SignedIn) -> None:
    data = register_file(register_of("320600"))
    assert upload(signed_in("zhoumin"), "register", data).status_code == 403
    assert upload(signed_in("qianlei"), "register", data).status_code == 403


def test_a_frozen_round_takes_no_other_register(drawn: Campaign, signed_in: SignedIn) -> None:
    client, data = signed_in("wuhao"), register_file(register_of("320600"))
    page = upload(client, "register", data)
    assert page.status_code == 422 and "不能再导入" in words(page) and "确认导入" not in page.text
    form = {"op": ids.new_id(), "subject": ids.new_id(), "digest": hashlib.sha256(data).hexdigest(), "name": "名录.csv"}
    answer = client.post(f"{PAGE}/confirm/register", data=form)
    assert answer.status_code == 422 and "不能再导入" in answer.text and drawn.count(registers) == 2


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_empty_lists_pass_their_own_check(opened: Campaign, signed_in: SignedIn, kind: str) -> None:
    client = signed_in("wuhao")
    for what, check in (("register", check_register), ("inspectors", check_inspectors)):
        answer = client.get(f"{PAGE}/{what}-template.{kind}")
        checked = check(read_table(f"a.{kind}", answer.data))
        assert checked.ok and checked.count == 0
        assert answer.headers["Content-Disposition"].startswith("attachment")


def test_no_file_is_said_beside_the_field(opened: Campaign, signed_in: SignedIn) -> None:
    answer = send(signed_in("wuhao"), f"{PAGE}/register")
    assert answer.status_code == 422 and "还没有选文件" in answer.text


def test_the_mended_file_goes_up_from_the_report_itself(opened: Campaign, signed_in: SignedIn) -> None:
    client = signed_in("wuhao")
    again = f'<form class="upload" method="post" enctype="multipart/form-data" action="{PAGE}/register"'
    page = upload(client, "register", register_file([{**row, "body": ""} for row in register_of("320600")]))
    assert again in page.text and 'name="register" type="file"' in page.text
    page = upload(client, "register", register_file(register_of("320600")))
    assert "确认导入" in page.text and again not in page.text


def test_a_code_with_two_names_is_pointed_out_and_counted_as_one_company(opened: Campaign, signed_in: SignedIn) -> None:
    client, rows = signed_in("wuhao"), register_of("320600")
    rows.append({**rows[0], "name": "另一名称有限公司", "certificate_no": "84022IP29999R0M"})
    page = upload(client, "register", register_file(rows))
    assert page.status_code == 200 and "统一社会信用代码与第 2 行相同" in page.text and rows[0]["name"] in page.text
    form = hidden(page)
    assert send(client, f"{PAGE}/confirm/register", **form).status_code == 303
    ((path,),) = [set(re.findall(r'/regulator/campaigns/T1/registers/[^"]+', client.get(PAGE).text))]
    assert "12 家，13 行" in words(client.get(path))
