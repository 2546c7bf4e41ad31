"""Field types of the house with Chinese messages and limits. Shapes made of them live beside, one file per subject."""

import datetime
import math
import re
import unicodedata
from collections.abc import Mapping
from typing import Any, TypeGuard

from marshmallow import RAISE, Schema, ValidationError, fields, validate

from schemas.words import SENTENCES, say

WORDS: dict[str, str | list[Any] | dict[Any, Any]] = {
    name: SENTENCES[name]
    for name in ("required", "null", "validator_failed", "invalid", "type", "unknown", "too_large", "invalid_utf8")
}
"""Marshmallow's own complaints in our words."""
ID = re.compile(r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")
INSTANT = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
LONE = re.compile(r"[\ud800-\udfff]")


def is_plain(value: Any) -> TypeGuard[str]:
    """Whether this is text that every engine can keep and every reader can be sent."""
    return isinstance(value, str) and "\0" not in value and not LONE.search(value)


class Shape(Schema):
    """Base of every shape: an unknown name is an error, never silently dropped."""

    error_messages = {"type": str(WORDS["type"]), "unknown": str(WORDS["unknown"])}

    class Meta:
        unknown = RAISE


class Text(fields.String):
    """Text of at most `most` characters, NFC, line feeds and tabs allowed, other control characters refused."""

    default_error_messages = WORDS

    def __init__(self, most: int = 200, least: int = 0, **kw: Any) -> None:
        self.most, self.least = most, least
        super().__init__(**{"required": True, **kw})

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kw: Any) -> Any:
        text = unicodedata.normalize("NFC", str(super()._deserialize(value, attr, data, **kw)))
        if CONTROL.search(text) or LONE.search(text):
            raise self.make_error("invalid")
        if len(text) > self.most:
            raise ValidationError(say("too_long", most=self.most, now=len(text)))
        if len(text.strip()) < self.least:
            raise ValidationError(say("null") if self.least == 1 else say("too_short", least=self.least))
        return text


class Pattern(Text):
    """Text that matches a regular expression from beginning to end; `says` names the right form."""

    def __init__(self, pattern: "re.Pattern[str]", says: str, **kw: Any) -> None:
        self.pattern, self.says = pattern, says
        super().__init__(**kw)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kw: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kw)
        if not self.pattern.fullmatch(text):
            raise ValidationError(self.says)
        return text


def Id(**kw: Any) -> Pattern:
    return Pattern(ID, say("id"), most=36, **kw)


def Instant(**kw: Any) -> Pattern:
    return Pattern(INSTANT, say("instant"), most=24, **kw)


def Sha256(**kw: Any) -> Pattern:
    return Pattern(re.compile(r"^[0-9a-f]{64}$"), say("sha256"), most=64, **kw)


def Ref(**kw: Any) -> Pattern:
    return Pattern(re.compile(r"^[a-z0-9][a-z0-9_.-]{0,79}$"), say("ref"), most=80, **kw)


def Code(**kw: Any) -> Pattern:
    return Pattern(re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$"), say("code"), most=40, **kw)


class Day(Pattern):
    """A calendar day that exists, `YYYY-MM-DD`."""

    def __init__(self, **kw: Any) -> None:
        super().__init__(re.compile(r"^\d{4}-\d\d-\d\d$"), say("day"), most=10, **kw)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kw: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kw)
        try:
            datetime.date.fromisoformat(text)
        except ValueError:
            raise ValidationError(say("no_such_day")) from None
        return text


class Choice(Text):
    """One of a fixed set of words."""

    def __init__(self, *words: str, **kw: Any) -> None:
        self.words = words
        super().__init__(most=60, **kw)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kw: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kw)
        if text not in self.words:
            raise ValidationError(say("choice", words="、".join(self.words)))
        return text


class Count(fields.Integer):
    """A whole number between `least` and `most`; text digits are not numbers here."""

    default_error_messages = WORDS

    def __init__(self, least: int = 0, most: int = 10**9, **kw: Any) -> None:
        self.least, self.most = least, most
        super().__init__(strict=True, **{"required": True, **kw})

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kw: Any) -> Any:
        if isinstance(value, bool | str) or (isinstance(value, float) and not math.isfinite(value)):
            raise self.make_error("invalid")
        number = super()._deserialize(value, attr, data, **kw)
        if number is None or not self.least <= number <= self.most:
            raise ValidationError(say("between", least=self.least, most=self.most))
        return number


class Flag(fields.Boolean):
    """true or false, nothing else."""

    default_error_messages = WORDS

    def __init__(self, **kw: Any) -> None:
        super().__init__(**{"required": True, **kw})

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kw: Any) -> Any:
        if not isinstance(value, bool):
            raise self.make_error("invalid")
        return value


class Many(fields.List[Any]):
    """A list of at most `most` entries."""

    default_error_messages = WORDS

    def __init__(self, inner: fields.Field[Any], most: int = 100, least: int = 0, **kw: Any) -> None:
        super().__init__(
            inner,
            **{
                "required": True,
                **kw,
                "validate": validate.Length(least, most, error=say("how_many", least=least, most=most)),
            },
        )


class Part(fields.Nested):
    """A shape inside a shape."""

    default_error_messages = WORDS

    def __init__(self, shape: Any, **kw: Any) -> None:
        super().__init__(shape, **{"required": True, **kw})


class Loose(fields.Dict):
    """A record of any names; whoever reads it knows its shape."""

    default_error_messages = WORDS

    def __init__(self, **kw: Any) -> None:
        super().__init__(**{"keys": fields.String(error_messages=WORDS), "required": True, **kw})
