"""Reading an op as it comes from a client: its outer shape, its texts made tidy, its body by kind and version."""

import json
from typing import Any

from marshmallow import ValidationError, validate

from schemas.fields import MOST_PROBLEMS, Count, Id, Loose, Many, Shape, Text, tidied
from schemas.ops import SHAPES
from schemas.quick import BODIES, MOST_FIELDS, MOST_IDS, envelope, is_common
from schemas.words import say


class Envelope(Shape):
    """What a client sends: one thing somebody did."""

    id = Id()
    kind = Text(most=60, least=3)
    v = Count(least=1, most=99)
    subject = Text(most=200, least=1)
    base = Loose(
        keys=Text(most=40),
        values=Many(Id(), most=MOST_IDS),
        validate=validate.Length(max=MOST_FIELDS, error=say("how_many", least=0, most=MOST_FIELDS)),
        required=False,
        load_default=dict,
    )
    body = Loose()
    device = Text(most=60, required=False, allow_none=True, load_default=None)


_NEWEST = dict(sorted(SHAPES))
_READY = {key: shape() for key, shape in SHAPES.items()}
_ENVELOPE = Envelope()


def newest(kind: str) -> int:
    """The newest version of this kind that we understand; 1 for a kind we do not know."""
    return _NEWEST.get(kind, 1)


def load_envelope(data: Any) -> dict[str, Any]:
    """Check the outer shape of an op; the texts of its body come out tidy. Raises ValidationError with Chinese messages
    by field.

    Rows of the log do not come this way again: they are replayed with the texts they were kept with.
    """
    quick = envelope(data)
    if quick is not None and is_common(quick):
        return quick
    loaded: dict[str, Any] = quick or _ENVELOPE.load(data)
    try:
        loaded = {**loaded, "body": tidied(loaded["body"])}
        json.dumps(loaded["body"], ensure_ascii=False).encode()
    except (UnicodeEncodeError, RecursionError):
        raise ValidationError(say("not_text"), "body") from None
    if _has_fraction(loaded["body"]):
        raise ValidationError(say("invalid"), "body")
    return loaded


def _has_fraction(value: Any) -> bool:
    """Whether a number is not whole (or is none at all): the log's bytes know integers and strings only."""
    if isinstance(value, dict | list):
        return any(_has_fraction(one) for one in (value.values() if isinstance(value, dict) else value))
    return isinstance(value, float)


def load_body(kind: str, v: int, body: Any) -> dict[str, Any]:
    """Check a body against its kind and version. Raises ValidationError; KeyError when there is no such shape."""
    quick = BODIES.get((kind, v))
    if quick is not None and type(body) is dict and quick(body):
        return body
    loaded: dict[str, Any] = _READY[(kind, v)].load(body)
    return loaded


MOST_NAME, MOST_DETAILS = 60, 4096
"""How much of a name is told, and how many bytes of all problems of a shape."""


def few(error: ValidationError) -> dict[str, Any]:
    """The first problems of a shape by field, few enough to be kept and read."""
    left = MOST_PROBLEMS

    def first(messages: Any) -> Any:
        nonlocal left
        if isinstance(messages, dict):
            told = {}
            for name, some in messages.items():
                if left <= 0:
                    break
                told[str(name)[:MOST_NAME]] = first(some)
            return told
        some = [str(one)[:200] for one in (messages if isinstance(messages, list) else [messages])[: max(left, 1)]]
        left -= len(some)
        return some

    told: dict[str, Any] = first(error.normalized_messages())  # type: ignore[no-untyped-call]
    while len(told) > 1 and _size(told) > MOST_DETAILS:
        told.popitem()
    return told if _size(told) <= MOST_DETAILS else {"_schema": [first_message(error)[1][:200]]}


def _size(told: Any) -> int:
    return len(json.dumps(told, ensure_ascii=False).encode("utf-8", "surrogatepass"))


def first_message(error: ValidationError) -> tuple[str | None, str]:
    """The first field and sentence of a shape's complaint."""
    messages: Any = error.messages
    path: list[str] = []
    while isinstance(messages, dict) and messages:
        name = next(iter(messages))
        path.append(str(name)[:MOST_NAME])
        messages = messages[name]
    sentence = str(messages[0]) if isinstance(messages, list) and messages else str(messages)
    where = ".".join(p for p in path if p != "_schema")
    return where or None, f"{where}：{sentence}" if where else sentence
