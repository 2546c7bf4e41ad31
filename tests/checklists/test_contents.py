"""Reading a contents list: encodings, line numbers, and a sentence for every file that is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from checklists.contents import LIMIT, UnreadableContents, read_contents

TEXT = "ref,number,title\ncontext,4.1,理解企业及其环境\n,8.2.1,获取\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_utf_8_with_or_without_bom_and_gbk_are_read(encoding: str, ending: str, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(TEXT.replace("\n", ending).encode(encoding))
    first = {"row": "2", "ref": "context", "number": "4.1", "title": "理解企业及其环境", "under": "", "reason": ""}
    for source in (path, str(path), path.read_bytes()):
        read = read_contents(source)
        assert read[0] == first
        assert (read[1]["row"], read[1]["ref"], read[1]["number"]) == ("3", "", "8.2.1")


def test_blank_lines_do_not_shift_the_row_numbers() -> None:
    read = read_contents(TEXT.replace("\n,8", "\n\n  \n,,\n,8").encode())
    assert [row["row"] for row in read] == ["2", "6"]


def test_a_number_like_7_10_keeps_its_nought() -> None:
    assert read_contents(b"number,ref,title\n7.10,,x\n")[0]["number"] == "7.10"


def test_optional_columns_and_spaces_in_the_header_are_read() -> None:
    read = read_contents("ref , number,title,under,reason\nbiz.hr,, 人事 ,8.3,无\n".encode())
    assert read == [{"row": "2", "ref": "biz.hr", "number": "", "title": "人事", "under": "8.3", "reason": "无"}]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "缺少列 ref、number、title"),
        (b"ref,title\n1,2\n", "缺少列 number"),
        (b"ref,number,title,page\na,1,b,2\n", "不认识的列 page"),
        (b"ref,number,title,title\na,1,b,2\n", "重复的列名"),
        (b"ref,number,title\n", "没有数据行"),
        (b"ref,number,title\n,,\n", "没有数据行"),
        (b"ref,number,title\na,1,b\na,1,b,c\n", "第 3 行的单元格比表头多"),
        (b"ref,number,title\n\xff\xff\xff,1,b\n", "UTF-8 或 GBK"),
        (b"PK\x03\x04\0\0\0", "二进制"),
        (b'ref,number,title\n"' + b"x" * 140_000, "不是完整的 CSV"),
        (b"x" * (LIMIT + 1), "超过 1 MB"),
    ],
)
def test_a_file_that_is_no_list_is_answered_with_a_sentence(content: bytes, says: str) -> None:
    with pytest.raises(UnreadableContents, match=says):
        read_contents(content)


def test_a_trailing_comma_is_no_extra_cell() -> None:
    assert read_contents(b"ref,number,title\na,1,b,\n")[0]["title"] == "b"
