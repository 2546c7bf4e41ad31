"""The sentences with which a shape complains, each once, and how a filled one is told again in another language.

Shapes are in `fields`, `ops` and `sync`; who reads a sentence, and in which language, is the pages' business.
"""

import re
from collections.abc import Callable, Iterable
from functools import cache
from string import Formatter
from typing import Any


def N_(text: str) -> str:
    """The same text; marks a msgid for extraction where no request (and so no language) is at hand."""
    return text


SENTENCES: dict[str, str] = {
    "required": N_("缺少这一项"),
    "null": N_("这一项不能为空"),
    "validator_failed": N_("这一项的值不对"),
    "invalid": N_("这一项的格式不对"),
    "type": N_("应当是一组有名字的值"),
    "unknown": N_("没有这一项，请去掉"),
    "too_large": N_("数太大了"),
    "invalid_utf8": N_("不是 UTF-8 文字"),
    "too_long": N_("最多 {most} 个字，现在有 {now} 个"),
    "too_short": N_("至少 {least} 个字"),
    "id": N_("应当是 36 位的编号（UUID）"),
    "instant": N_("时间应当写成 2023-10-27T02:42:00.000Z"),
    "sha256": N_("应当是 64 位的 SHA-256 摘要"),
    "ref": N_("条款代号只能有小写字母、数字、点和连字符"),
    "code": N_("代号只能有字母、数字、点和连字符，最多 40 个"),
    "day": N_("日期应当写成 2023-10-27"),
    "no_such_day": N_("没有这一天"),
    "odd_sign": N_("「{sign}」不是普通的数字或字母，看起来一样也会当成另一个。请用键盘重新输入"),
    "day_span": N_("日期应当在 {first} 年到 {last} 年之间"),
    "choice": N_("只能是：{words}"),
    "between": N_("应当在 {least} 到 {most} 之间"),
    "how_many": N_("应当有 {least} 到 {most} 条"),
    "ends_first": N_("结束日期早于开始日期"),
    "drawn_too_many": N_("抽取数不能大于总体 {population}"),
    "not_text": N_("不是可以保存的文字"),
    "sync_object": N_("同步内容应当是一个 JSON 对象"),
    "sync_json": N_("同步内容不是完整的 JSON，没有改动任何内容。请再试一次"),
    "sync_device": N_("「device」应当是不超过 60 个字的设备编号"),
    "sync_since": N_("「since」应当是上次同步得到的序号"),
    "sync_visits": N_("「visits」应当是不超过 100 个的审核编号"),
    "sync_have": N_("「have」应当是不超过 500 个的照片摘要"),
    "sync_ask": N_("「ask」应当是不超过 500 个的操作编号"),
    "sync_head": N_("「epoch」和「head」应当是上次同步得到的代号和日志末尾"),
    "sync_ops": N_("「ops」应当是不超过 {most} 条的列表"),
}
PREFIX = re.compile(r"([A-Za-z0-9_.-]{1,200})：(.+)", re.DOTALL)


def say(code: str, **details: object) -> str:
    """The Chinese sentence, filled in."""
    return SENTENCES[code].format(**details)


@cache
def _form(template: str) -> "re.Pattern[str]":
    parts, known = [], set()
    for literal, name, _spec, _conversion in Formatter().parse(template):
        parts.append(re.escape(literal))
        if name:
            parts.append(f"(?P={name})" if name in known else f"(?P<{name}>.*?)")
            known.add(name)
    return re.compile("".join(parts), re.DOTALL)


def translate_error(
    sentence: str, translate: Callable[[str], str], templates: Iterable[str] = SENTENCES.values()
) -> str:
    """A filled Chinese sentence in the language of `translate`, recognised by its form; an unknown one as it is.

    A log keeps the sentence alone, so also an answer given again tells the reader what the first one told. The name of
    the field that an op's first complaint begins with (「body.text：…」) stays in front.
    """
    if prefixed := PREFIX.fullmatch(sentence):
        rest = translate_error(prefixed[2], translate, templates)
        return sentence if rest == prefixed[2] else f"{prefixed[1]}: {rest}"
    for template in templates:
        if (found := _form(template).fullmatch(sentence)) and (said := translate(template)) != template:
            return said.format(**found.groupdict())
    return sentence


def translate_errors(complaints: Any, translate: Callable[[str], str]) -> Any:
    """A shape's complaints, nested by field as marshmallow gives them, each sentence told again."""
    if isinstance(complaints, dict):
        return {name: translate_errors(one, translate) for name, one in complaints.items()}
    if isinstance(complaints, list):
        return [translate_errors(one, translate) for one in complaints]
    return translate_error(complaints, translate) if isinstance(complaints, str) else complaints
