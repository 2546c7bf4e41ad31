"""The sentences with which a file is refused, as templates that a page can translate.
What is checked, and when, is in `take_in` and `check`."""

import unicodedata


def N_(message: str) -> str:
    """Mark a message id for extraction; give it back unchanged."""
    return message


TEMPLATES = {
    "too_large": N_("%(name)s 有 %(size)s，超过 %(limit)s。可以压缩后再传"),
    "empty": N_("%(name)s 是空文件（0 字节）。请重新选择照片"),
    "unknown_format": N_("%(name)s 不是可用的照片，或文件头已损坏。只收 %(formats)s"),
    "other_kind": N_("%(name)s 是 %(kind)s 文件。只收 %(formats)s，请转换后再传"),
    "altered": N_("%(name)s 在传输时被改动（按文本方式传输）。请用二进制方式从原处重新复制"),
    "name_mismatch": N_("%(name)s 的内容是 %(format)s，与扩展名不符。请改正扩展名"),
    "too_many_pixels": N_("%(name)s 有 %(width)s×%(height)s 像素，超过 %(limit)s 万像素。请缩小后再传"),
    "wrong_digest": N_("%(name)s 的校验值不符，传输中有损坏。请重新上传"),
    "wrong_size": N_("%(name)s 应有 %(expected)s 字节，收到 %(received)s 字节。请重新上传"),
    "no_space": N_("服务器存储空间不足，%(name)s（上限 %(limit)s）没有保存。请保留原件并联系管理员"),
    "stalled": N_("%(name)s 的解码被系统中断，没有结果。请稍后再查一次"),
}
_CODE_OF = {"other_kind": "unknown_format", "altered": "unknown_format"}
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


class Undecodable(ValueError):
    """The picture cannot be made visible."""


class Refusal(Exception):
    """A file that is not taken in. `code` is one of too_large, empty, unknown_format, name_mismatch, too_many_pixels,
    wrong_digest, wrong_size, no_space, stalled; `template` and `details` make the Chinese `sentence` and any translation."""

    def __init__(self, reason: str, **details: str) -> None:
        self.code = _CODE_OF.get(reason, reason)
        self.template = TEMPLATES[reason]
        self.details = details
        self.sentence = self.template % details
        super().__init__(self.sentence)


def shown(name: str, most: int = 80) -> str:
    """A file's name as it may stand in a sentence: no folders, no control or direction marks, at most `most` signs."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    clean = "".join(sign for sign in last if unicodedata.category(sign) not in _UNSEEN).strip()
    if len(clean) > most:
        clean = f"{clean[: most - 12]}…{clean[-11:]}"
    return clean or N_("未命名文件")


def megabytes(size: int) -> str:
    """A number of bytes as `62 MB` or `50.1 MB`, rounded up, so that more than the limit never reads as the limit."""
    tenths = -(-size * 10 // 2**20)
    return f"{tenths // 10} MB" if tenths % 10 == 0 else f"{tenths // 10}.{tenths % 10} MB"
