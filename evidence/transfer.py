"""Tells a photo that a transfer as text has changed: FTP in text mode, a mail program or an editor rewrites the ends of lines,
drops the eighth bit or puts another encoding. What was changed cannot be put back; the file must be copied again."""

import re

# What is left of the first bytes of a PNG, a JPEG and a WebP. PNG's signature has a byte above 127 and both ends of lines
# so that this is seen (ISO/IEC 15948, 5.2).
_HEAD = re.compile(
    rb"(?:\x89|\t|\xc2\x89|\xef\xbf\xbd)PNG(?!\r\n\x1a\n)[\r\n]"
    rb"|(?:\t|\xc2\x89|\xef\xbf\xbd)PNG\r\n\x1a\n"
    rb"|\x7fX\x7f|\xc3\xbf\xc3\x98\xc3\xbf|(?:\xef\xbf\xbd){3}"
    rb"|RIFF(?!.{4}WEBP).{1,12}WEBP",
    re.DOTALL,
)
_LINE_END, _UNKNOWN = re.compile(rb"\r\n(.)", re.DOTALL), b"\xef\xbf\xbd"
_ENOUGH, _DIFFERENT, _MANY = 16, 8, 4000
_SCAN = b"\xff\xda"


def changed_head(head: bytes) -> bool:
    """Whether these are the first bytes of a photo after a transfer as text."""
    return bool(_HEAD.match(head))


def changed_lines(data: bytes) -> bool:
    """Whether no end of line stands alone in compressed data: of sixteen by chance one in 256 would not. What follows
    them must differ, for the data of a plain surface repeat themselves."""
    pixels = data[max(0, data.find(_SCAN)) :] if data[:2] == b"\xff\xd8" else data
    ends = pixels.count(b"\n")
    if ends < _ENOUGH or pixels.count(b"\r\n") != ends:
        return False
    return len(set(_LINE_END.findall(pixels))) >= _DIFFERENT


def changed(data: bytes) -> bool:
    """Whether a photo that does not decode as it should was changed by a transfer as text, in either direction."""
    ends, unknown = data.count(b"\n"), data.count(_UNKNOWN)
    no_pair = ends >= _MANY and b"\r\n" not in data
    return changed_lines(data) or no_pair or unknown * 32 > len(data)
