"""Quick checks for the shapes that come by the thousand: they say yes only where marshmallow would, and change nothing.

Whatever they do not recognise at once goes to the full schema, which has the sentences. A property test holds both together.
"""

from collections.abc import Callable, Mapping
from typing import Any
from unicodedata import is_normalized

from audit_app.rules.vocabulary import JUDGEMENTS
from schemas.fields import ID, LONE, UNTIDY

MOST_FIELDS, MOST_IDS = 30, 50
"""As many fields a base may have, and so many ops each may name."""
ENVELOPE = frozenset({"id", "kind", "v", "subject", "base", "body", "device"})
VALUES = frozenset(JUDGEMENTS)
REF = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_.-")


def _id(value: Any) -> bool:
    return type(value) is str and len(value) == 36 and ID.fullmatch(value) is not None


def _plain(value: Any, most: int, least: int = 0) -> bool:
    """Text that the full schema would take as it is: normalised, without control characters and halves of characters."""
    return (
        type(value) is str
        and least <= len(value) <= most
        and (value.isascii() or is_normalized("NFC", value))
        and not UNTIDY.search(value)
        and len(value.strip()) >= least
    )


def envelope(data: Any) -> dict[str, Any] | None:
    """The op as data when its outer shape is right beyond doubt."""
    if type(data) is not dict or data.keys() != ENVELOPE:
        return None
    base, device = data["base"], data["device"]
    if not (
        _id(data["id"])
        and _plain(data["kind"], 60, 3)
        and type(data["v"]) is int
        and 1 <= data["v"] <= 99
        and _plain(data["subject"], 200, 1)
        and type(data["body"]) is dict
        and type(base) is dict
        and (device is None or _plain(device, 60))
    ):
        return None
    if len(base) > MOST_FIELDS:
        return None
    for name, some in base.items():
        if not (_plain(name, 40) and type(some) is list and len(some) <= MOST_IDS and all(_id(one) for one in some)):
            return None
    return data if all(type(name) is str and not LONE.search(name) for name in data["body"]) else None


def _ref(value: Any) -> bool:
    return type(value) is str and 1 <= len(value) <= 80 and value[0] not in "_.-" and REF.issuperset(value)


def judgement_set(body: Mapping[str, Any]) -> bool:
    """Whether the body of `judgement.set` is right beyond doubt."""
    return (
        body.keys() == {"visit", "ref", "value"}
        and _id(body["visit"])
        and _ref(body["ref"])
        and (body["value"] is None or (type(body["value"]) is str and body["value"] in VALUES))
    )


def record_set(body: Mapping[str, Any]) -> bool:
    """Whether the body of `record.set` is right beyond doubt."""
    return (
        body.keys() == {"visit", "ref", "department", "text"}
        and _id(body["visit"])
        and _ref(body["ref"])
        and _plain(body["department"], 40)
        and _plain(body["text"], 20000)
    )


BODIES: dict[tuple[str, int], Callable[[Mapping[str, Any]], bool]] = {
    ("judgement.set", 1): judgement_set,
    ("record.set", 1): record_set,
}


def is_common(op: Mapping[str, Any]) -> bool:
    """Whether the body of an op with a right envelope is right beyond doubt, too."""
    common = BODIES.get((op["kind"], op["v"]))
    return common is not None and common(op["body"])
