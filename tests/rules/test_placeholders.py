"""Words that are no names: in whatever width, case and brackets they stand, and never a part of a real name."""

import pytest

from audit_app.rules.placeholders import no_name


@pytest.mark.parametrize(
    "text",
    [
        "同上", " 同 上 ", "〃", "″", '"', "''", "々", "同前", "同第3行", "无", "（无）", "无。", "暂无", "不详",
        "见附件", "见附件1", "详见附表", "待定",
        "待补充", "/", "//", "—", "——", "……", "？？", "***", "N/A", "n.a.", "ｎ／ａ", "NULL", "0", "00", "未提供", "TBD",
    ],
)  # fmt: skip
def test_a_word_that_stands_for_no_name(text: str) -> None:
    assert no_name(text)


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "无锡启衡精密仪器有限公司", "同上科技有限公司", "同济认证有限公司", "见龙认证有限公司",
        "待定云（南通）有限公司", "无名", "CNCA-R-2003-117",
        "附录A", "8.2.1", "3206-0", "不详科技", "NA-12", "中规（北京）认证有限公司", "\ue815",
    ],
)  # fmt: skip
def test_a_name_or_number(text: str) -> None:
    assert not no_name(text)
