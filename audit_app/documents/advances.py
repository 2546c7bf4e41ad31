"""How wide a text is on paper, whichever of two fonts the reader's machine has: 仿宋, or Noto's as the substitute.

Letters and digits of 仿宋 are half an em, everything else one em (LIKELY: measured on its usual releases). What is laid out
with these widths does not live here.
"""

from __future__ import annotations

import math

MM_PER_POINT = 25.4 / 72
PADDING_MM = 2.0
"""What a cell leaves free beside its text, both sides together."""
BESIDE_CODE_MM = 0.8
"""What the cell of a code or a date leaves free, both sides and the line together."""
SMALLEST = 5.0
"""Points below which nobody can read; a longer code breaks."""
LINE = 1.35
"""Height of a line in em."""

# Noto Serif CJK SC, thousandths of an em, U+0020 to U+007E
_WIDTHS = (
    "256 308 376 574 550 923 779 196 364 364 478 580 327 346 327 352 557 471 558 557 555 558 558 549 558 562 327 327 580 "
    "580 580 432 912 718 670 691 770 652 629 741 853 405 402 731 625 975 796 767 641 767 715 567 659 797 714 1053 700 687 "
    "605 344 352 344 580 563 435 557 638 538 629 546 388 566 663 332 311 607 334 974 661 596 638 607 462 473 367 653 548 "
    "838 564 552 498 374 316 374 580"
)
_NOTO = {chr(0x20 + at): int(width) / 1000 for at, width in enumerate(_WIDTHS.split())}

# Each the widest of Noto Serif CJK SC, DejaVu Sans and DejaVu Serif: what a machine without 仿宋 takes
_FALLBACK = (
    "318 402 460 838 636 950 890 275 390 390 500 838 327 361 327 352 636 636 636 636 636 636 636 636 636 636 337 "
    "337 838 838 838 536 1000 722 735 765 802 730 694 799 872 405 402 747 664 1024 875 820 673 820 753 685 667 843 "
    "722 1053 712 687 695 390 352 390 838 563 500 613 640 560 640 615 388 640 663 332 311 607 334 974 661 612 640 "
    "640 478 521 402 653 592 856 592 592 527 636 337 636 838"
)
_ANY_FONT = {chr(0x20 + at): int(width) / 1000 for at, width in enumerate(_FALLBACK.split())}


def points_in_one_piece(text: str, width: float, points: float) -> float | None:
    """The size, at most `points`, at which a code or a date fits a cell `width` millimetres wide in one line, whichever
    font the reader's machine takes; None where it would be too small to read."""
    ems = max(sum(_ANY_FONT.get(sign, 1.0) for sign in text), len(text) / 2)
    fits = points if not ems else min(points, (width - BESIDE_CODE_MM) / MM_PER_POINT / ems)
    return None if fits < SMALLEST or "\n" in text else fits


def width_mm(text: str, points: float) -> float:
    """Width of a line of text at a size in points, in millimetres: in the wider of the two fonts."""
    narrow = [_NOTO[sign] for sign in text if sign in _NOTO]
    ems = max(len(narrow) / 2, sum(narrow)) + len(text) - len(narrow)
    return ems * points * MM_PER_POINT


def lines_of(text: str, width: float, points: float) -> int:
    """How many lines a text takes in a cell `width` millimetres wide; never fewer than it will take in either font.

    A line of Chinese may leave up to two places free before a sign that may not begin a line.
    """
    room = max(width - PADDING_MM - points * MM_PER_POINT, points * MM_PER_POINT)
    return sum(max(1, math.ceil(width_mm(line, points) / room)) for line in (text or "").split("\n"))


def height_points(lines: int, points: float) -> float:
    """Height of a row of so many lines, in points, with the cell's own space above and below."""
    return round(lines * points * LINE + 6, 1)
