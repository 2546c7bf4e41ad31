"""The heads of a field: which value is shown, and when two people disagree.

Where heads are kept and who may write is not known here; the rule is the same on the tablet and on the server.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Head:
    """A value nobody has built upon: the op that set it, the value, and the op's stamp (its place in time)."""

    op: str
    value: Any
    stamp: str


def settle(heads: Iterable[Head], op: str, base: Collection[str], value: Any, stamp: str) -> tuple[Head, ...]:
    """The heads after `op`, which was written while looking at the ops in `base`: base goes, op comes.

    Sorted by stamp, then op, so that two machines write the same row. The same op twice changes nothing; that an op
    comes after its base is the care of `ops` (it holds what came too early).
    """
    before = tuple(heads)
    if any(head.op == op for head in before):
        return _sorted(before)
    return _sorted((*(head for head in before if head.op not in base), Head(op, value, stamp)))


def shown(heads: Iterable[Head]) -> Head:
    """The head on the screen until a person settles it: the latest stamp. ValueError when there is none."""
    return max(heads, key=lambda head: (head.stamp, head.op))


def conflict(heads: Iterable[Head]) -> bool:
    """True if several heads carry different values; two people who wrote the same do not disagree."""
    values = [head.value for head in heads]
    return any(value != values[0] for value in values[1:])


def _sorted(heads: Iterable[Head]) -> tuple[Head, ...]:
    return tuple(sorted(heads, key=lambda head: (head.stamp, head.op)))
