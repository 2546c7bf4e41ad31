"""Field types of the house with Chinese messages and limits. Shapes made of them live beside, one file per subject."""

import datetime
import math
import re
import unicodedata
from collections.abc import Mapping
from typing import Any, TypeGuard

from marshmallow import RAISE, Schema, ValidationError, fields, validate

WORDS: dict[str, str | list[Any] | dict[Any, Any]] = {
    "required": "缺少这一项",
    "null": "这一项不能为空",
    "validator_failed": "这一项的值不对",
    "invalid": "这一项的格式不对",
    "type": "应当是一组有名字的值",
    "unknown": "没有这一项，请去掉",
    "too_large": "数太大了",
    "invalid_utf8": "不是 UTF-8 文字",
}
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
            raise ValidationError(f"最多 {self.most} 个字，现在有 {len(text)} 个")
        if len(text.strip()) < self.least:
            raise ValidationError("这一项不能为空" if self.least == 1 else f"至少 {self.least} 个字")
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
    return Pattern(ID, "应当是 36 位的编号（UUID）", most=36, **kw)


def Instant(**kw: Any) -> Pattern:
    return Pattern(INSTANT, "时间应当写成 2023-10-27T02:42:00.000Z", most=24, **kw)


def Sha256(**kw: Any) -> Pattern:
    return Pattern(re.compile(r"^[0-9a-f]{64}$"), "应当是 64 位的 SHA-256 摘要", most=64, **kw)


def Ref(**kw: Any) -> Pattern:
    return Pattern(
        re.compile(r"^[a-z0-9][a-z0-9_.-]{0,79}$"), "条款代号只能有小写字母、数字、点和连字符", most=80, **kw
    )


def Code(**kw: Any) -> Pattern:
    return Pattern(
        re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$"), "代号只能有字母、数字、点和连字符，最多 40 个", most=40, **kw
    )


class Day(Pattern):
    """A calendar day that exists, `YYYY-MM-DD`."""

    def __init__(self, **kw: Any) -> None:
        super().__init__(re.compile(r"^\d{4}-\d\d-\d\d$"), "日期应当写成 2023-10-27", most=10, **kw)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kw: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kw)
        try:
            datetime.date.fromisoformat(text)
        except ValueError:
            raise ValidationError("没有这一天") from None
        return text


class Choice(Text):
    """One of a fixed set of words."""

    def __init__(self, *words: str, **kw: Any) -> None:
        self.words = words
        super().__init__(most=60, **kw)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kw: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kw)
        if text not in self.words:
            raise ValidationError("只能是：" + "、".join(self.words))
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
            raise ValidationError(f"应当在 {self.least} 到 {self.most} 之间")
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
            **{"required": True, **kw, "validate": validate.Length(least, most, error=f"应当有 {least} 到 {most} 条")},
        )


class Part(fields.Nested):
    """A shape inside a shape."""

    default_error_messages = WORDS

    def __init__(self, shape: Any, **kw: Any) -> None:
        super().__init__(shape, **{"required": True, **kw})
