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


@pytest.mark.parametrize("encoding", ["big5", "big5hkscs"])
@pytest.mark.parametrize("header", ["企業名稱,統一社會信用代碼,設區市,認證機構名稱", "姓名,執法證號,單位"])
def test_a_list_in_big5_is_called_by_its_name(encoding, header):
    text = f"名錄\n{header}\n" + "蘇州啟衡精密儀器有限公司,甲,乙,丙\n" * 3
    with pytest.raises(Unreadable, match=r"Big5（繁体）.*改成简体"):
        read_table("名錄.csv", text.encode(encoding))


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-16"])
def test_traditional_characters_in_another_encoding_are_read(encoding):
    """The control: it is the encoding that is named, not the characters."""
    text = "企业名称,備註\n蘇州啟衡精密儀器有限公司,證書編號\n"
    assert [cells for _, cells in read_table("名录.csv", text.encode(encoding)).rows] == [
        ["蘇州啟衡精密儀器有限公司", "證書編號"]
    ]


@pytest.mark.parametrize("data", [b"\xff\xff\xff\xff,\x80\n", "名称\0,甲\n".encode(), b"\xff\xfe\x00"])
def test_bytes_that_are_no_text_are_refused_with_a_sentence(data):
    with pytest.raises(Unreadable, match="编码"):
        read_table("名录.csv", data)


@pytest.mark.parametrize(
    ("encoding", "word"), [("utf-8-sig", "UTF-8"), ("utf-8", "UTF-8"), ("gb18030", "GBK"), ("utf-16", "UTF-16")]
)
def test_the_place_of_a_broken_byte_is_named(encoding, word):
    text = "企业名称,备注\n" + "江苏试样精密仪器有限公司,甲\n" * 9 + "南通"
    broken = b"\x00\xdc" if encoding == "utf-16" else b"\xff\xff"
    with pytest.raises(Unreadable, match=f"第 11 行第 3 个字起.*{word}"):
        read_table("名录.csv", text.encode(encoding) + broken + "x".encode(encoding.removesuffix("-sig")))


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_its_mark_is_read(encoding):
    text = "企业名称,备注\n" + "".join(f"{name},甲\n" for name in NAMES)
    table = read_table("名录.csv", text.encode(encoding))
    assert [cells[0] for _, cells in table.rows] == NAMES and table.header == ["企业名称", "备注"]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("end", ["\x1a", "\r\n\x1a", "\x1a\r\n", "\n\x1a\x1a"])
def test_the_sign_that_once_ended_a_file_is_no_row(encoding, end):
    text = f"企业名称,备注\n{NAMES[0]},甲{end}"
    assert read_table("名录.csv", text.encode(encoding)).rows == [(2, [NAMES[0], "甲"])]


def test_the_same_sign_inside_is_still_a_fault():
    rows = read_table("名录.csv", "企业名称,备注\n试\x1a样,甲\n乙,丙\n".encode()).rows
    assert rows[0][1][0] == "试\x1a样"
