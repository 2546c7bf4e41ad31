"""同上 and 无 are no names, two people are not one inspector, 造字 prints nowhere, and one number is one body: told at the cell."""

import pytest

from audit_app.sheets.contents import check_contents, read_contents
from audit_app.sheets.inspectors import HEADER as STAFF
from audit_app.sheets.inspectors import check_inspectors
from audit_app.sheets.problems import Checked
from audit_app.sheets.reading import Table
from audit_app.sheets.register import FREE, REQUIRED, check_register
from audit_app.sheets.register import HEADER as REGISTER
from tests.sheets.register_files import good_rows

NAMES = {"name": "企业名称", "body": "认证机构名称", "approval_no": "认证机构批准号", "certificate_no": "认证证书编号"}
WORDS = ("同上", "〃", "″", "同前", "无", "不详", "见附件", "待定", "N/A", "暂无", "0", "——")
PEOPLE = ["钱磊", "3206-001", "南通市市场监督管理局", ""]


def register(*changes: dict[str, str]) -> Checked:
    rows = good_rows(len(changes))
    for row, changed in zip(rows, changes, strict=True):
        for name, value in changed.items():
            row[REGISTER.index(name)] = value
    return check_register(Table(list(REGISTER), list(enumerate(rows, 2))))


def people(*rows: list[str]) -> Checked:
    return check_inspectors(Table(list(STAFF), list(enumerate(rows, 2))))


def told(checked: Checked) -> list[tuple[int, str, str]]:
    return [(one.row, one.column, one.code) for one in checked.problems]


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("key", FREE)
def test_a_register_takes_no_word_for_a_name_or_number(key: str, word: str) -> None:
    checked = register({}, {NAMES[key]: word})
    assert told(checked) == [(3, NAMES[key], "no_name")]
    assert f"「{word}」" in checked.problems[0].message


@pytest.mark.parametrize("column", REGISTER)
def test_no_column_of_a_register_takes_a_ditto(column: str) -> None:
    assert [one[:2] for one in told(register({}, {column: "同上"}))] == [(3, column)]


def test_a_lone_dash_is_an_empty_cell_as_before() -> None:
    assert register({NAMES["approval_no"]: "/", NAMES["certificate_no"]: "—"}).ok
    assert {"name", "body"} <= REQUIRED and told(register({NAMES["body"]: "/"})) == [(2, NAMES["body"], "required")]


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_list_of_inspectors_takes_none_either(at: int, word: str) -> None:
    row = [*PEOPLE]
    row[at] = word
    assert told(people(row)) == [(2, STAFF[at], "no_name")]


def test_nobody_to_stay_away_from_may_be_written_as_nothing() -> None:
    assert people([*PEOPLE[:3], "无"]).ok and people([*PEOPLE[:2], "", "暂无"]).ok


@pytest.mark.parametrize(("line", "column"), [("4.1,4.1,同上", "title"), ("a,同上,b", "number"), ("无,4.1,b", "ref")])
def test_a_contents_list_takes_none(line: str, column: str) -> None:
    checked = check_contents(read_contents("目次", f"ref,number,title\n{line}\n".encode()))
    assert told(checked) == [(2, column, "no_name")]
    assert check_contents(read_contents("目次", "ref,number,title\nintro,0,引言\n".encode())).ok


@pytest.mark.parametrize("name", ["李 磊、王芳", "张三、李四", "张三,李四", "张三/李四", "张三；李四", "张三＆李四"])
def test_two_people_are_not_one_inspector(name: str) -> None:
    assert told(people([name, *PEOPLE[1:]])) == [(2, "姓名", "two_people")]


def test_two_cards_are_not_one() -> None:
    assert told(people(["钱磊", "3206-001、3206-002", "", ""])) == [(2, "执法证号", "two_people")]


@pytest.mark.parametrize(
    ("name", "warned"),
    [("张三 李四", 1), ("张三\n李小四", 1), ("钱　磊", 0), ("欧阳 娜娜", 0), ("阿卜杜拉·买买提", 0), ("John Smith", 0)],
)
def test_names_with_a_blank_between_are_asked_about(name: str, warned: int) -> None:
    checked = people([name, *PEOPLE[1:]])
    assert checked.ok and [one.code for one in checked.warnings] == ["long_name"] * warned


@pytest.mark.parametrize("column", ["企业名称", "认证机构名称"])
def test_a_made_up_character_is_a_problem_with_its_code(column: str) -> None:
    checked = register({column: "南通\ue815\U000f0001仪器有限公司"})
    assert told(checked) == [(2, column, "no_character")]
    assert "‹U+E815›‹U+F0001›" in checked.problems[0].message
    assert told(people(["钱\ue815", *PEOPLE[1:]])) == [(2, "姓名", "no_character")]


def test_another_name_under_one_number_is_told_once() -> None:
    body, number = NAMES["body"], NAMES["approval_no"]
    same = {number: "CNCA-R-2003-117"}
    names = ("甲认证（南通）", "甲认证(南通)", "乙认证有限公司", "乙认证有限公司", "甲认证（南通）")
    checked = register(*({**same, body: one} for one in names))
    assert checked.ok
    assert [(one.row, one.column, one.code) for one in checked.warnings] == [(4, body, "two_bodies")]
    assert "第 2 行" in checked.warnings[0].message and "甲认证（南通）" in checked.warnings[0].message
    assert register(*({number: "", body: one} for one in names)).warnings == []
