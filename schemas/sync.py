"""The shape of a sync request: what a tablet sends besides the ops themselves, whose shapes are in `ops`."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from schemas.fields import ID

MOST_OPS = 500
MOST_SEQ = 2**53
DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Asked:
    """A sync request: whose tablet, what it has heard, of which visits, what it sends, which photos it wants proven."""

    device: str
    since: int
    visits: list[str]
    ops: list[Any]
    have: list[str]


def load_asked(data: bytes) -> Asked:
    """Read a request. Raises ValueError with a Chinese sentence saying which part is wrong."""
    asked = _json(data)
    if not isinstance(asked, dict):
        raise ValueError("同步内容应当是一个 JSON 对象")
    device, since = asked.get("device"), asked.get("since", 0)
    if not isinstance(device, str) or not 0 < len(device) <= 60 or "\0" in device:
        raise ValueError("「device」应当是不超过 60 个字的设备编号")
    if isinstance(since, bool) or not isinstance(since, int) or not 0 <= since < MOST_SEQ:
        raise ValueError("「since」应当是上次同步得到的序号")
    visits = _texts(asked, "visits", 100, ID.fullmatch, "「visits」应当是不超过 100 个的审核编号")
    have = _texts(asked, "have", 500, DIGEST.fullmatch, "「have」应当是不超过 500 个的照片摘要")
    ops = asked.get("ops", [])
    if not isinstance(ops, list) or len(ops) > MOST_OPS:
        raise ValueError(f"「ops」应当是不超过 {MOST_OPS} 条的列表")
    return Asked(device, since, visits, ops, have)


def _json(data: bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        raise ValueError("同步内容不是完整的 JSON，没有改动任何内容。请再试一次") from None


def _texts(asked: dict[str, Any], name: str, most: int, fits: Callable[[str], object], sentence: str) -> list[str]:
    values = asked.get(name, [])
    good = (
        isinstance(values, list) and len(values) <= most and all(isinstance(one, str) and fits(one) for one in values)
    )
    if not good:
        raise ValueError(sentence)
    return list(dict.fromkeys(values))
