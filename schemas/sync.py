"""The shape of a sync request: what a tablet sends besides the ops themselves, whose shapes are in `ops`."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from schemas.fields import ID
from schemas.words import say

MOST_OPS = 500
MOST_SEQ = 2**53
DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Asked:
    """A sync request: whose tablet, what it has heard, of which visits, what it sends, which photos it wants proven;
    the epoch and the end of the log it last heard, and ops of whose fate it wants to know.
    """

    device: str
    since: int
    visits: list[str]
    ops: list[Any]
    have: list[str]
    epoch: int | None = None
    head: tuple[int, str] | None = None
    ask: tuple[str, ...] = ()


def load_asked(data: bytes) -> Asked:
    """Read a request. Raises ValueError with a Chinese sentence saying which part is wrong."""
    asked = _json(data)
    if not isinstance(asked, dict):
        raise ValueError(say("sync_object"))
    device, since = asked.get("device"), asked.get("since", 0)
    if not isinstance(device, str) or not 0 < len(device) <= 60 or "\0" in device:
        raise ValueError(say("sync_device"))
    if isinstance(since, bool) or not isinstance(since, int) or not 0 <= since < MOST_SEQ:
        raise ValueError(say("sync_since"))
    visits = _texts(asked, "visits", 100, ID.fullmatch, say("sync_visits"))
    have = _texts(asked, "have", 500, DIGEST.fullmatch, say("sync_have"))
    ops = asked.get("ops", [])
    if not isinstance(ops, list) or len(ops) > MOST_OPS:
        raise ValueError(say("sync_ops", most=MOST_OPS))
    ask = _texts(asked, "ask", 500, ID.fullmatch, say("sync_ask"))
    return Asked(device, since, visits, ops, have, *_heard(asked), tuple(ask))


def _heard(asked: dict[str, Any]) -> tuple[int | None, tuple[int, str] | None]:
    """The epoch and (seq, chain) that the tablet last heard; a tablet that has heard nothing says null."""
    epoch, head = asked.get("epoch"), asked.get("head")
    if not isinstance(head, dict):
        if head is None and (epoch is None or isinstance(epoch, int)):
            return epoch, None
        raise ValueError(say("sync_head"))
    seq, chain = head.get("seq"), head.get("chain")
    if not isinstance(seq, int) or not 0 <= seq < MOST_SEQ or not isinstance(epoch, int):
        raise ValueError(say("sync_head"))
    if not isinstance(chain, str) or not DIGEST.fullmatch(chain):
        raise ValueError(say("sync_head"))
    return epoch, (seq, chain)


def _json(data: bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        raise ValueError(say("sync_json")) from None


def _texts(asked: dict[str, Any], name: str, most: int, fits: Callable[[str], object], sentence: str) -> list[str]:
    values = asked.get(name, [])
    good = (
        isinstance(values, list) and len(values) <= most and all(isinstance(one, str) and fits(one) for one in values)
    )
    if not good:
        raise ValueError(sentence)
    return list(dict.fromkeys(values))
