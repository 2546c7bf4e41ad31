"""Blanks that people set between characters to align a column are taken out, and the report says so."""

import pytest

from audit_app.sheets.inspectors import HEADER as INSPECTORS
from audit_app.sheets.inspectors import check_inspectors
from audit_app.sheets.reading import Table
from audit_app.sheets.register import check_register
from tests.sheets.register_files import HEADER, good_rows

AT = {name: at for at, name in enumerate(HEADER)}


@pytest.mark.parametrize(
    ("column", "written", "kept"),
    [
        ("企业名称", "南通　海门　机械有限公司", "南通海门机械有限公司"),
        ("企业名称", "南通 海门（集团） 有限公司", "南通海门（集团）有限公司"),
        ("企业名称", "南通 ABB 电气有限公司", "南通 ABB 电气有限公司"),
        ("认证机构名称", "中 知（北京）认证有限公司", "中知（北京）认证有限公司"),
        ("设区市", "南 通 市", "南通市"),
        ("县(市、区)", "海门　区", "海门区"),
    ],
)
def test_names_in_a_register(column: str, written: str, kept: str) -> None:
    row = list(good_rows(1)[0])
    row[AT["设区市"]], row[AT["县(市、区)"]] = "南通市", "海门区"
    row[AT[column]] = written
    checked = check_register(Table(list(HEADER), [(2, row)]))
    key = {"企业名称": "name", "认证机构名称": "body", "设区市": "city", "县(市、区)": "district"}[column]
    assert checked.ok, checked.problems
    assert checked.rows[0][key] == kept
    said = [(one.row, one.column, one.before, one.after) for one in checked.mended if one.column == column]
    assert said == ([(2, column, written, kept)] if written != kept else [])


def test_one_company_with_and_without_blanks_has_one_name() -> None:
    first, second = (list(row) for row in good_rows(2))
    second[AT["统一社会信用代码"]] = first[AT["统一社会信用代码"]]
    first[AT["企业名称"]], second[AT["企业名称"]] = "南通机械有限公司", "南通　机械　有限公司"
    checked = check_register(Table(list(HEADER), [(2, first), (3, second)]))
    assert checked.ok and "two_names" not in [one.code for one in checked.warnings]


@pytest.mark.parametrize(
    ("name", "kept"),
    [("钱　磊", "钱磊"), ("欧 阳 修", "欧阳修"), ("Li  Ming", "Li Ming"), ("艾力 · 买买提", "艾力·买买提")],
)
def test_names_and_units_of_inspectors(name: str, kept: str) -> None:
    checked = check_inspectors(Table(list(INSPECTORS), [(2, [name, "A1", "南通市　知识产权局", ""])]))
    assert checked.ok and (checked.rows[0]["name"], checked.rows[0]["unit"]) == (kept, "南通市知识产权局")
    assert [(one.column, one.after) for one in checked.mended] == [("姓名", kept), ("单位", "南通市知识产权局")]
