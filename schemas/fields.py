"""Field types of the system with Chinese messages and limits. Shapes made of them live beside, one file per subject."""

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
BREAK = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
MARKS = "\xad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"
"""Signs of direction and of no width: what they do to a line is not what its reader sees. The joiners of emoji stay."""
UNSEEN = re.compile(f"[\x00-\x08\x0e-\x1f\x7f-\x9f{MARKS}\ud800-\udfff]")
UNTIDY = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f{MARKS}\u2028\u2029\ud800-\udfff]")


def is_plain(value: Any) -> TypeGuard[str]:
    """Whether this is text that every engine can keep and every reader can be sent."""
    return isinstance(value, str) and "\0" not in value and not LONE.search(value)


def tidy(text: str) -> str:
    """What somebody typed or pasted, as it is kept: every kind of line break a line feed, other control characters,
    signs of direction or of no width and halves of characters gone, NFC. The tablet does the same before it makes an op
    (`static/field/tidy.js`).
    """
    if text.isascii() and not UNTIDY.search(text):
        return text
    return unicodedata.normalize("NFC", UNSEEN.sub("", BREAK.sub("\n", text)))


def tidied(value: Any) -> Any:
    """The same value with all its texts tidy; names of fields stay as they came."""
    if isinstance(value, str):
        return tidy(value)
    if isinstance(value, list):
        return [tidied(one) for one in value]
    return {name: tidied(one) for name, one in value.items()} if isinstance(value, dict) else value


MOST_PROBLEMS = 20
"""After so many problems nobody looks further: a shape that is wrong is wrong."""


class Shape(Schema):
    """Base of every shape: an unknown name is an error, never silently dropped."""

    error_messages = {"type": str(WORDS["type"]), "unknown": str(WORDS["unknown"])}

    class Meta:
        unknown = RAISE

    def load(self, data: Any, **kw: Any) -> Any:
        """As marshmallow does; of names that are not known it hears of the first few only, and then of nothing else."""
        if isinstance(data, Mapping):
            unknown = [name for name in data if name not in self.fields]
            if len(unknown) > MOST_PROBLEMS:
                raise ValidationError({str(name): [str(WORDS["unknown"])] for name in unknown[:MOST_PROBLEMS]})
        return super().load(data, **kw)


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


class DayText(Text):
    """A day, perhaps empty or with the time of day behind it (`2023-10-27T14:00`); whoever reads it says whether it exists."""


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
        self.most = most
        super().__init__(
            inner,
            **{
                "required": True,
                **kw,
                "validate": validate.Length(least, most, error=say("how_many", least=least, most=most)),
            },
        )

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kw: Any) -> list[Any]:
        """Its length first; then one entry after the other, until so much is wrong that it is enough."""
        if not isinstance(value, list):
            raise self.make_error("invalid")
        for validator in self.validators:
            validator(value)
        loaded: list[Any] = []
        errors: dict[int, Any] = {}
        for at, one in enumerate(value):
            try:
                loaded.append(self.inner.deserialize(one, **kw))
            except ValidationError as error:
                errors[at] = error.messages
                if len(errors) >= MOST_PROBLEMS:
                    break
        if errors:
            raise ValidationError(errors, valid_data=loaded)
        return loaded


def most_of(shape: type[Shape], name: str) -> int:
    """The limit of a text or a list in a shape: what reads files before an op is made knows the same one."""
    field = shape().fields[name]
    assert isinstance(field, Text | Many)
    return field.most


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

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kw: Any) -> Any:
        """Its size first, then what it holds."""
        if isinstance(value, Mapping):
            for validator in self.validators:
                validator(value)
        return super()._deserialize(value, attr, data, **kw)  # type: ignore[no-untyped-call]
