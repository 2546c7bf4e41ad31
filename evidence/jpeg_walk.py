"""Walks the compressed data of a JPEG code by code, keeping nothing: whether each scan, and each piece between two restart
marks, holds as many blocks as it should and no more. libjpeg passes over what is wrong there and Pillow does not tell."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from struct import iter_unpack

from evidence.jpeg_data import BETWEEN, coefficients, told_to_the_end

_SEGMENT = re.compile(rb"\xff[^\x00\x01\xd0-\xd8\xff]")
_MARK = re.compile(rb"\xff+([\x01-\xfe])")
_STUFFED = re.compile(rb"\xff+\x00")
_TABLES, _END, _SCAN, _INTERVAL = 0xC4, 0xD9, 0xDA, 0xDD
_WALKED = frozenset({0xC0, 0xC1, 0xC2})
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_WINDOW = 13
_WHOLE_BLOCK, _OVER = 128, 64
MOST_WALKED = 12 * 2**20
"""Larger files take too long: a walk of 4 MB takes half a second."""
_MOST_TABLES = 100
"""A progressive picture has some twenty; each takes milliseconds to read."""
_SPARE, _SPARE_AT_END = 2, 8
"""Bytes that cameras leave before a mark; more of them, unless all are alike, are blocks that are drawn nowhere."""

_ZEROED = 16
"""Zeros that end the data of the picture itself, with more behind them: no filling begins inside a picture."""

Steps = list[int]
"""By the next bits: how many bits (low five) and, above, how many coefficients the codes that begin there take."""


@dataclass(slots=True)
class _Walk:
    frame: bytes = b""
    interval: int = 0
    read: int = 0
    tables: dict[int, tuple[Steps, Steps, Steps]] = field(default_factory=dict)


def is_sound(jpeg: bytes, end: int, ended: bool = True) -> bool | None:
    """Whether the data of the picture that ends at `end` walk as they should; not `ended`: whatever comes behind them. None where
    that is not known: of arithmetic coding, 12 bits, missing or impossible tables and frames, and of a progressive picture whose
    walked scans are sound, for its refinements."""
    try:
        return _walked(jpeg, end, ended)
    except (
        LookupError,
        ArithmeticError,
        ValueError,
    ):  # headers that no encoder writes: the decoder refuses them, or has its own
        return None


def _walked(jpeg: bytes, end: int, ended: bool) -> bool | None:
    walk, position, progressive = _Walk(), 2, False
    wanted: set[tuple[int, int]] = set()
    while (following := _SEGMENT.search(jpeg, position, end)) and jpeg[following.start() + 1] != _END:
        code, position = jpeg[following.start() + 1], following.end()
        length = int.from_bytes(jpeg[position : position + 2], "big")
        body = jpeg[position + 2 : position + length]
        position += length
        if code in _FRAMES:
            walk.frame, progressive, wanted = body, code == 0xC2, coefficients(body)
            if code not in _WALKED or body[0] != 8:
                return None
        elif code == _INTERVAL:
            walk.interval = int.from_bytes(body[:2], "big")
        elif code == _TABLES:
            walk.read += _read_tables(body, walk.tables)
            if walk.read > _MOST_TABLES:
                return None
        elif code == _SCAN:
            wanted -= told_to_the_end(body)
            last = not ended and not wanted  # what comes behind it is not of the picture, whatever it looks like
            after = _SEGMENT.search(jpeg, position, end)
            data = jpeg[position : after.start() if after else end].rstrip(b"\xff")
            if after and not last and jpeg[after.start() + 1] not in BETWEEN:
                return False
            if not _scan_is_sound(walk, body, data, progressive, ended or (after is not None and not last)):
                return False
            if last:
                break
    return None if progressive else True


def _read_tables(body: bytes, tables: dict[int, tuple[Steps, Steps, Steps]]) -> int:
    """How many there were. Raises LookupError of one with more codes than there are."""
    number = 0
    while len(body) > 17 and number <= _MOST_TABLES:
        if sum(count << 16 - bits for bits, count in enumerate(body[1:17], 1)) > 1 << 16:
            raise LookupError("more codes than sixteen bits have")
        number += 1
        counts, symbols = body[1:17], body[17 : 17 + sum(body[1:17])]
        one, direct, at, taken = [0] * 65536, [0] * 65536, 0, 0
        codes = []
        for bits, count in enumerate(counts, 1):
            for symbol in symbols[taken : taken + count]:
                run, size = symbol >> 4, symbol & 15
                step = bits + size | (run + 1 << 5 if size or run == 15 else _WHOLE_BLOCK << 5)
                width = 1 << 16 - bits
                one[at : at + width] = [step] * width
                direct[at : at + width] = [bits | symbol << 5] * width
                at += width
                codes.append((bits, step))
            taken += count
        tables[body[0]] = (one, direct, _many(codes))
        body = body[17 + len(symbols) :]
    return number


def _many(codes: list[tuple[int, int]]) -> Steps:
    """The steps of as many codes at once as stand wholly in the window, from the length and the step of each code in order.
    Windows of few bits come first: behind its first code one of more bits goes on as one of them, while coefficients fit."""
    shorter: list[Steps] = []
    for wide in range(_WINDOW + 1):
        steps: Steps = []
        for bits, step in codes:
            if bits > wide:
                break
            alone, room = step & 31, _OVER - (step >> 5)
            if alone > wide:
                steps += [0] * (1 << wide - bits)
            elif room <= 0:  # nothing of this block stands behind it
                steps += [step] * (1 << wide - bits)
            else:
                behind = [step + more if more >> 5 & 63 < room else step for more in shorter[wide - alone]]
                steps += behind * (1 << alone - bits)
        shorter.append(steps + [0] * ((1 << wide) - len(steps)))
    return [step or _OVER << 5 for step in shorter[-1]]


def _scan_is_sound(walk: _Walk, body: bytes, data: bytes, progressive: bool, ended: bool) -> bool:
    first, last, height = body[-3], body[-2], body[-1] >> 4
    parts = {walk.frame[at]: (walk.frame[at + 1] >> 4, walk.frame[at + 1] & 15) for at in range(6, len(walk.frame), 3)}
    widest, highest = max(h for h, _ in parts.values()), max(v for _, v in parts.values())
    chosen = [(parts[body[at]], body[at + 1]) for at in range(1, len(body) - 3, 2)]
    lines, columns = int.from_bytes(walk.frame[1:3], "big"), int.from_bytes(walk.frame[3:5], "big")
    alone = len(chosen) == 1
    across, down = chosen[0][0] if alone else (1, 1)
    units = -(-columns * across // (8 * widest)) * -(-lines * down // (8 * highest))
    blocks = [both for (h, v), both in chosen for _ in range(1 if alone else h * v)]
    interval = walk.interval or units
    pieces = _MARK.split(data)
    if len(pieces) > 1 and not pieces[-1]:  # a restart mark behind the last piece
        pieces = pieces[:-2]
    restarts = [0xD0 + number % 8 for number in range(-(-units // interval) - 1)]
    if not ended:
        pieces = pieces[: 2 * len(restarts) + 1]
    if [mark[0] for mark in pieces[1::2]] != restarts:
        return False
    for number, piece in enumerate(pieces[::2]):
        count, plain = min(interval, units - number * interval), _STUFFED.sub(b"\xff", piece)
        used: int | None
        if not progressive:
            used = _full(count, [(walk.tables[both >> 4][1], walk.tables[16 + (both & 15)]) for both in blocks], plain)
        elif height:
            used = count * len(blocks) if first == 0 else None
        elif first == 0:
            used = _full(count, [(walk.tables[both >> 4][1], None) for both in blocks], plain)
        else:
            used = _bands(count, walk.tables[16 + (blocks[0] & 15)][1], last - first + 1, plain)
        most = _SPARE
        if number == len(pieces) // 2:
            most = _SPARE_AT_END if ended else len(plain)
        if used is not None and not _fits(used, plain, most):
            return False
    return True


def _fits(used: int, plain: bytes, most: int) -> bool:
    behind = -(-used // 8)
    spare = plain[behind:]
    if used >= 0 and len(spare) > _SPARE_AT_END and not any(plain[max(0, behind - _ZEROED) :]):
        return False  # the last blocks were read from the zeros of a copy that was interrupted
    return 0 <= used <= 8 * len(plain) and (len(spare) <= most or len(set(spare)) == 1)


def _words(plain: bytes) -> Iterator[tuple[int]]:
    return iter_unpack(">I", plain + bytes(8 + -len(plain) % 4))


def _full(count: int, blocks: list[tuple[Steps, tuple[Steps, Steps, Steps] | None]], plain: bytes) -> int:
    """The bits that `count` units of blocks take; -1 where they do not walk."""
    words, kept, have, loaded = _words(plain), 0, 0, 0
    try:
        for _ in range(count):
            for heads, tails in blocks:
                if have < 32:
                    kept = (kept & 0xFFFFFFFF) << 32 | next(words)[0]
                    have, loaded = have + 32, loaded + 32
                head = heads[kept >> have - 16 & 0xFFFF]
                if not head or head >> 5 > 15:
                    return -1
                have -= (head & 31) + (head >> 5)
                if tails is None:
                    continue
                one, _direct, many = tails
                place = 1
                while place < 64:
                    if have < 32:
                        kept = (kept & 0xFFFFFFFF) << 32 | next(words)[0]
                        have, loaded = have + 32, loaded + 32
                    step = many[kept >> have - _WINDOW & (1 << _WINDOW) - 1]
                    after = place + (step >> 5)
                    if after <= 64 or 128 <= after < 192:
                        place = after
                        have -= step & 31
                        continue
                    step = one[kept >> have - 16 & 0xFFFF]
                    place += step >> 5
                    if not step or 64 < place < 128:
                        return -1
                    have -= step & 31
    except StopIteration:
        return -1
    return loaded - have


def _bands(count: int, codes: Steps, wide: int, plain: bytes) -> int:
    """The same for the first scan of some coefficients of a progressive picture."""
    words, kept, have, loaded, idle = _words(plain), 0, 0, 0, 0
    try:
        for _ in range(count):
            if idle:
                idle -= 1
                continue
            place = 0
            while place < wide:
                if have < 32:
                    kept = (kept & 0xFFFFFFFF) << 32 | next(words)[0]
                    have, loaded = have + 32, loaded + 32
                code = codes[kept >> have - 16 & 0xFFFF]
                if not code:
                    return -1
                have -= code & 31
                run, size = code >> 9, code >> 5 & 15
                if size or run == 15:
                    have -= size
                    place += run + 1
                    if place > wide:
                        return -1
                else:
                    have -= run
                    idle = (1 << run) - 1 + (kept >> have & (1 << run) - 1)
                    break
    except StopIteration:
        return -1
    return loaded - have if not idle else -1
