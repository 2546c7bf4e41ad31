"""A .csv is read in every encoding that Chinese offices save it in, rare characters of names included."""

import pytest

from audit_app.sheets.reading import read_table
from audit_app.sheets.unreadable import Unreadable

NAMES = ["江苏试样精密仪器有限公司", "龚䶮", "㛃氏仪器", "𬭎仪科技", "Müller（苏州）"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_every_name_comes_out_as_it_was_written(encoding):
    text = "企业名称,备注\n" + "".join(f"{name},甲\n" for name in NAMES)
    table = read_table("名录.csv", text.encode(encoding))
    assert [cells[0] for _, cells in table.rows] == NAMES and table.header == ["企业名称", "备注"]


@pytest.mark.parametrize("data", [b"\xff\xff\xff\xff,\x80\n", "名称\0,甲\n".encode(), b"\xff\xfe\x00"])
def test_bytes_that_are_no_text_are_refused_with_a_sentence(data):
    with pytest.raises(Unreadable, match="编码"):
        read_table("名录.csv", data)
