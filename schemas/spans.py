"""Which days, times and codes an op may name: one span for every field of a day, in every kind; a time that there is; a
code whose signs look like no others.

It is no part of the shapes, because rows of the log are read by these too: a day that was once taken stays readable.
"""

import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from marshmallow import Schema, ValidationError

from schemas.fields import INSTANT, Day, DayText, Many, Part, Pattern
from schemas.ops import SHAPES
from schemas.words import say

FIRST_YEAR, LAST_YEAR = 1990, 2100
"""The years of a day, in a form, a sheet or an op alike: old papers of a company, and what falls due within a lifetime."""
AS_READ = frozenset({"was", "read"})
"""Parts that say what stood on the screen: also a day that was written wrong, or it could not be put right."""
CODES = frozenset({"approval_no", "certificate_no", "card_no"})
"""Fields by which one thing is told from another; 统一社会信用代码 have a rule of their own."""
Days = dict[str, Any]


def check_spans(kind: str, v: int, body: Mapping[str, Any]) -> None:
    """Raises ValidationError, by field, where a day of the body lies outside the span, a time is none, or a code has a digit or
    letter of another script.
    """
    days = _DAYS.get((kind, v))
    found = _wrong(days, body) if days else None
    if kind == "spot_check.amend":  # one cell of any kind: what its value is, the field says
        name, value = body["field"], body["value"].strip()
        said = _day(value) if name == "valid_from" else _code(value) if name in CODES else None
        found = {"value": said} if said else None
    if found:
        raise ValidationError(found)


def _wrong(days: Days, body: Mapping[str, Any]) -> dict[Any, Any]:
    found: dict[Any, Any] = {}
    for name, inner in days.items():
        value = body.get(name)
        if value is None:
            continue
        if name in CODES and inner is None:
            if said := _code(value):
                found[name] = said
        elif isinstance(value, list):
            rows = {n: one for n, row in enumerate(value) if (one := _one(inner, row))}
            found |= {name: rows} if rows else {}
        elif said := _one(inner, value):
            found[name] = said
    return found


def _one(inner: Days | None, value: Any) -> Any:
    if inner is not None:
        return _wrong(inner, value) if isinstance(value, Mapping) else None
    if value.endswith("Z"):
        return None if _is_moment(value) else [say("instant")]
    return _day(value)


def _code(value: str) -> list[str] | None:
    """Full-width signs are the same ones, and are kept as ASCII; ٠, 𝟎, В or Α only look like others."""
    return [say("odd_sign", sign=odd[0])] if (odd := [sign for sign in value if _is_odd(sign)]) else None


def _is_odd(sign: str) -> bool:
    if sign.isascii() or "\uff01" <= sign <= "\uff5e":
        return False
    return unicodedata.digit(sign, None) is not None or sign.lower() != sign.upper()


def _day(value: str) -> list[str] | None:
    year = value[:4]
    outside = year.isdigit() and not FIRST_YEAR <= int(year) <= LAST_YEAR
    return [say("day_span", first=FIRST_YEAR, last=LAST_YEAR)] if outside else None


def _is_moment(text: str) -> bool:
    try:
        datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()
    except (ValueError, OverflowError):
        return False
    return True


def _days_of(shape: Schema) -> Days:
    """Names of the fields with days or codes: nothing behind one, the names within behind a part or a list of parts."""
    found: Days = {}
    for name, field in shape.fields.items():
        inner = field.inner if isinstance(field, Many) else field
        if name in AS_READ:
            continue
        if (
            name in CODES
            or isinstance(inner, Day | DayText)
            or (isinstance(inner, Pattern) and inner.pattern is INSTANT)
        ):
            found[name] = None
        elif isinstance(inner, Part) and (days := _days_of(inner.schema)):
            found[name] = days
    return found


_DAYS = {key: days for key, shape in SHAPES.items() if (days := _days_of(shape()))}
