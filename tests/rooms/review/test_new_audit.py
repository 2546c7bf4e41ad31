"""A real audit is planned on screen: company and audit together, every mistake beside its field."""

import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from audit_app.demo.script import Script, known_id
from audit_app.review.planning import short_of
from audit_app.rules import ids
from audit_app.store import visits
from audit_app.store.db import Database
from audit_app.store.tables import audits, clients
from tests.rooms.conftest import SignedIn
from tests.rooms.pressing import agree
from tests.rooms.regulator.kit import words

AT = "/review/audits/new"


def form(**changed: str) -> dict[str, str]:
    plain = {
        "op": ids.new_id(),
        "client_op": ids.new_id(),
        "client": "",
        "client_name": "苏州澄观光电有限公司",
        "code": "2023-001",
        "edition": "gbt-29490-2013.2",
        "type": "surveillance",
        "starts_on": "2023-11-06",
        "ends_on": "2023-11-07",
        "departments": "研发部\n采购部、研发部",
        f"team-{known_id('liyan')}": "lead",
        f"team-{known_id('chenjing')}": "auditor",
        "chapter-gbt-29490-2013.2-7": known_id("chenjing"),
        "chapter-gbt-29490-2013.2-8": "",
        "chapter-gbt-29490-2023.2-4": known_id("chenjing"),
    }
    return plain | changed


def planned(database: Database) -> list[dict[str, str]]:
    with database.reading() as connection:
        return [dict(row) for row in connection.execute(audits.select()).mappings()]


def companies(database: Database) -> list[str]:
    with database.reading() as connection:
        return list(connection.scalars(clients.select().with_only_columns(clients.c.name)))


def test_company_and_audit_are_made_together(signed_in: SignedIn, database: Database) -> None:
    client = signed_in("sunqian")
    assert client.post(AT, data=form()).location == "/review/audits/2023-001"
    page = client.get("/review/audits/2023-001").text
    assert "苏州澄观光电有限公司" in page and "GB/T 29490—2013" in page and "A 李岩（审核组长）" in page
    row = planned(database)[0]
    with database.reading() as connection:
        owners = visits.get_owners(connection, row["id"])
        assert visits.get_departments(connection, row["id"]) == ["研发部", "采购部"]
    assert owners["7.4.1"] == known_id("chenjing") and owners["4.1"] == owners["8.1"] == known_id("liyan")


def test_days_that_are_over_are_asked_about_once(signed_in: SignedIn, database: Database) -> None:
    """Today is 2023-10-27: an audit that ends today is not asked about, one that ended yesterday is entered late or wrong."""
    client = signed_in("sunqian")
    over = form(starts_on="2023-10-25", ends_on="2023-10-26")
    question = client.post(AT, data=over)
    assert "结束日期 10 月 26 日 周四 已经过去" in words(question) and planned(database) == [] == companies(database)
    assert agree(client, question).location == "/review/audits/2023-001"
    assert [row["ends_on"] for row in planned(database)] == ["2023-10-26"] and len(companies(database)) == 1
    assert (
        client.post(
            AT,
            data=form(
                code="2023-002", starts_on="2023-10-26", ends_on="2023-10-27", client_name="苏州澄望光电有限公司"
            ),
        ).status_code
        == 303
    )


def test_a_mistake_beside_days_that_are_over_is_told_in_the_form(signed_in: SignedIn, database: Database) -> None:
    answer = signed_in("sunqian").post(AT, data=form(starts_on="2023-10-25", ends_on="2023-10-26", client_name=""))
    assert answer.status_code == 422 and "Asks" not in answer.headers and planned(database) == []


@pytest.mark.parametrize("account", ["sunqian", "fengjie"])
def test_the_form_proposes_a_code_and_the_default_edition(signed_in: SignedIn, account: str) -> None:
    page = signed_in(account).get(AT).text
    assert 'value="2023-001"' in page and '<option value="gbt-29490-2013.2" selected>GB/T 29490—2013' in page
    assert "李岩" in page and "赵卫东" not in page.split("</header>", 1)[1] and page.count('name="op"') == 1


def test_the_bodys_default_is_where_a_new_one_begins(script: Script, signed_in: SignedIn) -> None:
    body = {"name": "default_edition", "value": "gbt-29490-2013.2"}
    script.do("fengjie", "setting.set", known_id("JX"), body)
    script.flush()
    page = signed_in("sunqian").get(AT).text
    assert (
        '<option value="gbt-29490-2013.2" selected>' in page and page.count('name="chapter-gbt-29490-2013.2-') == 6 + 25
    )


def test_an_existing_company_is_chosen(script: Script, signed_in: SignedIn, database: Database) -> None:
    known = ids.new_id()
    script.do("sunqian", "client.create", known, {"name": "旧客户有限公司", "short_name": "旧客户", "departments": []})
    script.flush()
    assert signed_in("sunqian").post(AT, data=form(client=known, client_name="")).status_code == 303
    assert planned(database)[0]["client_id"] == known and companies(database) == ["旧客户有限公司"]


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"client_name": " "}, "client", "请选择企业"),
        ({"code": ""}, "code", "还没有写代号"),
        ({"code": "代号 1"}, "code", "代号只能有字母"),
        ({"code": "new"}, "code", "代号不能是 new"),
        ({"type": "nonsense"}, "type", "请选择审核类型"),
        ({"starts_on": ""}, "starts_on", "请填写日期"),
        ({"starts_on": "2023-11-31"}, "starts_on", "请填写日期"),
        ({"ends_on": "2023-11-01"}, "ends_on", "结束日期早于开始日期"),
        ({"starts_on": "0203-11-14"}, "starts_on", "请核对年份，203 年不会有这次审核"),
        ({"ends_on": "2203-11-15"}, "ends_on", "请核对年份，2203 年不会有这次审核"),
        ({"departments": " \n、"}, "departments", "至少写一个部门"),
        ({f"team-{known_id('liyan')}": ""}, "team", "请选一名审核组长"),
        ({f"team-{known_id('chenjing')}": "lead"}, "team", "只选一名"),
        ({"edition": "nonsense"}, "edition", "没有「nonsense」"),
        ({"client_uscc": "91320000MA1XXXXX00"}, "client_uscc", "统一社会信用代码"),
        ({"chapter-gbt-29490-2013.2-4": known_id("heming")}, "chapters", "分给了审核组以外的人"),
        ({"client": known_id("nothing")}, "client", "没有找到"),
        ({f"team-{known_id('linfan')}": "auditor"}, "team", "没有找到"),
    ],
)
def test_a_mistake_stands_beside_its_field_and_nothing_is_written(
    signed_in: SignedIn, database: Database, changed: dict[str, str], field: str, said: str
) -> None:
    sent = form(**changed)
    page = signed_in("sunqian").post(AT, data=sent)
    assert page.status_code == 422
    summary = page.text[page.text.index('id="problems"') : page.text.index("</ul>", page.text.index('id="problems"'))]
    assert f'href="#f-{field}"' in summary and said in summary and page.text.count(said) >= 2
    assert f'id="f-{field}"' in page.text
    assert sent["op"] not in page.text and planned(database) == [] and companies(database) == []
    if changed.get("client_name") != " " and "client" not in changed:
        assert "苏州澄观光电有限公司" in page.text


def test_a_mended_form_goes_through(signed_in: SignedIn, database: Database) -> None:
    client = signed_in("sunqian")
    page = client.post(AT, data=form(code="代号 1")).text
    new = dict(re.findall(r'name="(op|client_op)" value="([^"]+)"', page))
    assert client.post(AT, data=form(**new)).status_code == 303 and len(planned(database)) == 1


def test_a_code_is_given_once(signed_in: SignedIn, database: Database) -> None:
    client = signed_in("sunqian")
    client.post(AT, data=form())
    page = client.post(AT, data=form(client_name="另一家有限公司"))
    assert page.status_code == 422 and "「2023-001」已经用过" in page.text
    assert companies(database) == ["苏州澄观光电有限公司"]


def test_a_double_click_is_one_audit(signed_in: SignedIn, database: Database) -> None:
    client, sent = signed_in("sunqian"), form()
    assert [client.post(AT, data=sent).status_code for _ in range(2)] == [303, 303]
    assert len(planned(database)) == len(companies(database)) == 1


def test_another_edition_brings_its_chapters_and_writes_nothing(signed_in: SignedIn, database: Database) -> None:
    page = signed_in("sunqian").post(AT, data=form(edition="gbt-29490-2023.2", refresh="1"))
    assert page.status_code == 200 and page.text.count('name="chapter-gbt-29490-2023.2-') == 7 + 28
    assert "苏州澄观光电有限公司" in page.text and 'id="problems"' not in page.text and planned(database) == []


@pytest.mark.parametrize("account", ["liyan", "zhaoweidong"])
def test_who_may_not_plan_gets_no_form(signed_in: SignedIn, account: str, database: Database) -> None:
    client: FlaskClient = signed_in(account)
    assert client.get(AT).status_code == client.post(AT, data=form()).status_code == 403
    assert planned(database) == []


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("江苏启衡精密仪器有限公司", "江苏启衡精密仪器"),
        ("苏州市澄观光电（集团）股份有限公司", "澄观光电"),
        ("有限公司", "有限公司"),
    ],
)
def test_a_short_name_is_taken_from_the_name(name: str, short: str) -> None:
    assert short_of(name) == short


def shares(page: str) -> list[int]:
    said = re.sub(r"<[^>]+>", "", page.split('class="shared"')[1].split("</p>")[0])
    return [int(n) for n in re.findall(r"\d+", said)]


def test_the_shares_of_the_team_always_add_up(signed_in: SignedIn, database: Database) -> None:
    client = signed_in("sunqian")
    assert 'class="shared"' not in client.get(AT).text
    page = client.post(AT, data=form(refresh="1")).text
    assert shares(page) == [33, 12, 45] and planned(database) == []
    everything = {"chapter-gbt-29490-2013.2-7": "", "chapter-gbt-29490-2013.2-8": ""}
    assert shares(client.post(AT, data=form(refresh="1", **everything)).text) == [45, 0, 45]


def test_an_even_split_is_offered_and_is_what_is_then_planned(signed_in: SignedIn, database: Database) -> None:
    client = signed_in("sunqian")
    even = client.post(AT, data=form(refresh="even")).text
    assert sorted(shares(even)) == [22, 23, 45]
    lists = [one.split("</select>")[0] for one in even.split("<select")[1:]]
    named = [
        (re.search(r'name="(chapter-[\w.-]+)"', one), re.search(r'value="([\w-]+)" selected', one)) for one in lists
    ]
    chosen = {name[1]: value[1] for name, value in named if name and value}
    assert len(chosen) >= 6
    rest = {name: value for name, value in form().items() if not name.startswith("chapter-")}
    assert client.post(AT, data=rest | chosen).status_code == 303
    with database.reading() as connection:
        owners = list(visits.get_owners(connection, planned(database)[0]["id"]).values())
    assert sorted((owners.count(known_id("liyan")), owners.count(known_id("chenjing")))) == [22, 23]


def test_a_trainee_has_no_clauses_of_his_own(signed_in: SignedIn) -> None:
    page = signed_in("sunqian").post(AT, data=form(refresh="1", **{f"team-{known_id('chenjing')}": "trainee"})).text
    assert shares(page) == [45, 45]
    assert known_id("chenjing") not in page.split('id="f-chapters"')[1].split("</fieldset>")[0]


def named(page: str) -> set[str]:
    """The fields that the box above the form leads to."""
    return set(re.findall(r'href="#f-([a-z_]+)"', page.split('id="problems"')[1].split("</ul>")[0]))


WRONG = {
    "client_name": "已有的公司",
    "client_uscc": "91320594MA1WRG7D6Y",
    "client_phone": "1" * 60,
    "code": "taken",
    "type": "",
    "starts_on": "2023-11-06",
    "ends_on": "2024-11-07",
    "departments": "",
}


@pytest.mark.parametrize("left_out", [[], ["type", "departments"], ["ends_on", "client_uscc"]])
def test_everything_wrong_is_said_in_one_answer(signed_in: SignedIn, database: Database, left_out: list[str]) -> None:
    """What the page finds and what only the door knows (a code that is taken, a leader without the role) together."""
    client = signed_in("sunqian")
    assert client.post(AT, data=form(client_name="已有的公司", code="taken")).status_code == 303
    unfit = {f"team-{known_id('liyan')}": "", f"team-{known_id('chenjing')}": "lead"}
    wrong = {name: value for name, value in WRONG.items() if name not in left_out}
    answer = client.post(AT, data=form(**wrong, **unfit))
    expected = {*wrong, "team"} - {"starts_on"}
    assert answer.status_code == 422 and named(answer.text) == expected, named(answer.text) ^ expected
    assert len(planned(database)) == 1 and companies(database).count("已有的公司") == 1
    assert client.post(AT, data=form()).status_code == 303


def test_each_mistake_is_a_link_beside_the_button_too(signed_in: SignedIn) -> None:
    page = signed_in("sunqian").post(AT, data=form(type="", departments="")).text
    bar = page.split('class="actbar"')[1]
    assert "还差 2 处" in bar and 'href="#f-type"' in bar and 'href="#f-departments"' in bar
    assert re.search(r'<button class="btn main" type="submit">建立审核', bar)
    assert "还差" not in signed_in("sunqian").get(AT).text


def test_a_refused_share_stays_as_it_was_chosen(signed_in: SignedIn, database: Database) -> None:
    """The person to whom the chapter was given stands chosen beside the mistake, and so does every other choice."""
    page = signed_in("sunqian").post(AT, data=form(**{"chapter-gbt-29490-2013.2-4": known_id("heming")}))
    assert page.status_code == 422 and not planned(database)
    for name, user in (("4", "heming"), ("7", "chenjing")):
        chosen = page.text.split(f'name="chapter-gbt-29490-2013.2-{name}"')[1].split("</select>")[0]
        assert f'value="{known_id(user)}" selected' in chosen, name


def test_a_word_that_is_no_name_is_told_beside_its_field(signed_in: SignedIn, database: Database) -> None:
    before = companies(database)
    answer = signed_in("sunqian").post(AT, data=form(client_name="同上", client_contact="不详"))
    assert answer.status_code == 422 and companies(database) == before
    for field, word in (("client_name", "同上"), ("client_contact", "不详")):
        assert f"这里写的是「{word}」" in answer.text and f'id="f-{field}-err"' in answer.text


def test_numbers_nobody_has_proven_are_said_to_be_so_once(signed_in: SignedIn) -> None:
    client = signed_in("sunqian")
    page = client.post(AT, data=form(edition="gbt-29490-2023.2", refresh="1")).text
    assert page.count("编号待核") == 1 and "4.1 理解企业及其环境" in page
    assert "编号待核" not in client.post(AT, data=form(refresh="1")).text


def test_an_edition_out_of_its_time_is_said_beside_the_field_to_mend(signed_in: SignedIn, database: Database) -> None:
    client = signed_in("sunqian")
    later = {"starts_on": "2025-03-04", "ends_on": "2025-03-05"}
    unexplained = client.post(AT, data=form(**later, code=""))
    said = field_errors(unexplained)
    assert unexplained.status_code == 422 and set(said) == {"code", "edition_reason"}, "all that is wrong at once"
    assert "自 2025-01-01 起只受理按 GB/T 29490—2023 的申请" in said["edition_reason"]
    too_new = field_errors(client.post(AT, data=form(edition="gbt-29490-2023.2", type="")))
    assert set(too_new) == {"type", "starts_on"} and "自 2024-01-01 起实施" in too_new["starts_on"]
    over = field_errors(
        client.post(AT, data=form(starts_on="2025-12-31", ends_on="2026-01-01", edition_reason="证书没有换版"))
    )
    assert set(over) == {"edition"} and planned(database) == []
    reason = "企业的证书到 2025-12-31，按旧版监督"
    made = client.post(AT, data=form(**later, applied_on="2025-02-03", edition_reason=reason))
    assert made.status_code == 303
    page = client.get(made.location).text
    assert reason in page and "<dt>申请受理</dt><dd>2025 年 2 月 3 日" in page
    kept = client.get("/review/audits/2023-001/correct").text
    assert 'name="applied_on"' in kept and reason in kept


def field_errors(answer: TestResponse) -> dict[str, str]:
    """What stands beside the fields of the form, by field."""
    return {
        name: re.sub(r"<[^>]+>", "", said)
        for name, said in re.findall(r'<p class="err" id="f-([a-z_]+)-err"[^>]*>(.*?)</p>', answer.text, re.S)
    }
