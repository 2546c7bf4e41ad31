"""Checks the log against its own chain and against a head that was taken out earlier. It changes nothing.

What the chain is made of is said once, in `store/log.py`; who holds earlier heads is not known here.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from audit_app.store import log

WITHOUT_HEAD = "没有给出以前记下的链头，所以查不出连同链值一起改写的记录"


@dataclass(frozen=True)
class Report:
    """What the check found: rows read, the sequence number of the first broken row, the problem as a sentence, the
    chain value of the last good row, and what could not be checked (`remark`)."""

    rows: int
    ok: bool
    first_broken: int | None
    problem: str | None
    head: str
    remark: str | None = None


def verify_log(connection: Connection, head: str | None = None) -> Report:
    """Recompute the chain from its beginning and name the first row that does not follow from those before it.

    `head` is a chain value noted earlier (64 hex digits). Only with it a cut tail whose head table was mended, or a
    chain recomputed from changed rows, is found: the value then stands nowhere in the log any more.
    """
    wanted = head.strip().lower() if head else None
    chain, rows, met = log.GENESIS, 0, wanted in (None, log.GENESIS)
    for seq, row in log.walk_whole(connection):
        problem = _problem(seq, row, rows + 1, chain)
        if problem is not None:
            return Report(rows, False, min(seq, rows + 1), problem, chain)
        assert row is not None
        chain, rows = row["chain"], rows + 1
        met = met or chain == wanted
    return _end(connection, rows, chain, wanted, met)


def _problem(seq: int, row: Mapping[str, Any] | None, expected: int, previous: str) -> str | None:
    if seq != expected:
        return f"操作日志第 {min(seq, expected)} 行不见了或序号被改过（应为第 {expected} 行，实为第 {seq} 行）"
    if row is None or not is_plain_row(row) or log.chained(previous, row) != row["chain"]:
        return f"操作日志第 {seq} 行与哈希链对不上：这一行的内容或链值被改过"
    return None


def is_plain_row(row: Mapping[str, Any]) -> bool:
    """Only text in its normal form and whole numbers ever enter: other spellings could chain alike and yet differ."""
    return all(
        value is None or isinstance(value, int) or (isinstance(value, str) and unicodedata.is_normalized("NFC", value))
        for value in row.values()
    )


def _end(connection: Connection, rows: int, chain: str, wanted: str | None, met: bool) -> Report:
    seq, noted, _epoch = log.get_head(connection)
    if seq > rows:
        return Report(rows, False, rows + 1, f"操作日志的尾部被截去：应有 {seq} 行，只有 {rows} 行", chain)
    if (seq, noted) != (rows, chain):
        return Report(rows, False, seq + 1, f"操作日志有 {rows} 行，而登记的链头停在第 {seq} 行，两者对不上", chain)
    if not met:
        problem = f"日志里没有链头 {wanted}：尾部被截去，或整条链被重算过，或数据恢复自更早的备份"
        return Report(rows, False, None, problem, chain)
    return Report(rows, True, None, None, chain, None if wanted else WITHOUT_HEAD)
