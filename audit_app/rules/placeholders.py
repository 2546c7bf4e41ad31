"""Words that stand where a name or a number should: 同上, 无, 见附件, a ditto mark. Who takes one for a name prints it on a paper.

Which columns and fields must hold a name or a number is said where they are read: sheets, forms.
"""

from __future__ import annotations

import re
import unicodedata

from audit_app.rules.identifiers import plain_text
from audit_app.rules.refusals import SENTENCES

_WORDS = """
同 同上 同前 同左 同右 同下 如上 上同 同上行 同上一行 相同 一样 々 ditto idem 无 無 没有 沒有 暂无 暂缺 缺 空 空白
空缺 无此项 不适用 略 na n/a n.a nil none null 不详 未详 不明 不清楚 不知 不知道 未知 unknown 待定 未定 待补 待补充
待填 待填写 待查 待核 待核实 待核对 待确认 待提供 未填 未填写 未提供 未登记 未取得 tbd tba 附件 附后 另附 xx xxx 某
某某
"""
WORDS = frozenset(_WORDS.split())
"""Whole cells that are no name and no number, in small letters, without blanks, brackets and full stops round them."""
_ELSEWHERE = re.compile(
    r"(?:详见|参见|请见|见)(?:附|上|下|前|后|背|表|原件|证书|复印件|扫描件).{0,4}|同第?[0-9一二三四五六七八九十]+行"
)
_ZEROS = re.compile(r"0+")
"""What a spreadsheet shows for a reference to an empty cell."""
NO_NAME = SENTENCES["no_name"]


def no_name(text: str) -> bool:
    """Whether a text that somebody wrote stands for no name and no number: one of `WORDS`, a pointer elsewhere, zeros, or
    nothing but signs. Of an empty text False: that is for who needs one to say."""
    plain = "".join(unicodedata.normalize("NFKC", plain_text(text)).split()).casefold()
    if not plain:
        return False
    bare = plain.strip("()[]{}<>【】「」《》〔〕。.,、，;；:：!！'\"“”‘’*-—_")
    if not any(unicodedata.category(sign)[0] in "LNC" for sign in bare):
        return True
    return bare in WORDS or bool(_ELSEWHERE.fullmatch(bare) or _ZEROS.fullmatch(bare))
