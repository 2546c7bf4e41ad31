"""Passwords: what makes one good enough, how it is hashed and compared. Who may set whose is decided by `ops`.

Rules after ASVS 5.0: 6.2.1 and 6.2.2 (15 characters where it is the only factor), 6.2.4 (no common ones), 6.2.5
(no rules of composition), 6.2.9 (long ones allowed), 6.4.1 (an initial one is random, short-lived, to be replaced).
"""

import secrets
import threading
from base64 import b64encode
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from audit_app.rules.instants import milliseconds
from audit_app.rules.refusals import N_

LEAST, MOST = 15, 128
INITIAL_DAYS = 7
INITIAL = "initial:"
"""Prefix of a kept hash whose password must be replaced at the first sign-in."""
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
AT_ONCE, WAITING, PATIENCE = 1, 11, 15.0
"""Comparisons at once in a process, 64 MiB and a core each; how many wait for their turn, and how many seconds."""

TOO_SHORT = N_("密码至少 15 个字。可以用几个不相干的词连起来")
TOO_LONG = N_("密码最多 128 个字")
COMMON = N_("这个密码太常见，容易被猜到。请换一个")
REPEATING = N_("密码里不同的字太少。请换一个")
PERSONAL = N_("密码不能就是账号的重复。请换一个")

_hasher = PasswordHasher()
_slots = threading.BoundedSemaphore(AT_ONCE)
_queue = threading.BoundedSemaphore(AT_ONCE + WAITING)


class Busy(Exception):
    """Too many comparisons at once; nothing was compared."""


@cache
def _common() -> frozenset[str]:
    return frozenset((Path(__file__).parent / "common_passwords.txt").read_text(encoding="utf-8").split())


@cache
def _nobody() -> str:
    """A hash nobody's password has, with the cost of a kept one; written without hashing, so that the first try at an
    unknown account in a process takes no longer than the others.
    """
    salt, digest = (b64encode(secrets.token_bytes(size)).decode().rstrip("=") for size in (16, 32))
    cost = f"m={_hasher.memory_cost},t={_hasher.time_cost},p={_hasher.parallelism}"
    return f"$argon2id$v=19${cost}${salt}${digest}"


def weakness(password: str, account: str) -> str | None:
    """Why a new password is not good enough, as a msgid; None when it is."""
    plain = password.lower()
    if len(password) < LEAST:
        return TOO_SHORT
    if len(password) > MOST:
        return TOO_LONG
    if plain in _common() or plain[::-1] in _common():
        return COMMON
    if len(set(plain)) < 5:
        return REPEATING
    if not plain.replace(account.lower(), "").strip("0123456789-_. "):
        return PERSONAL
    return None


def hashed(password: str, *, initial: bool = False) -> str:
    """The hash to keep; `initial` marks one that its owner must replace."""
    with turn():
        return (INITIAL if initial else "") + _hasher.hash(password)


def fits(password: str, kept: str | None) -> bool:
    """Whether this is the password kept. Without a kept one it takes just as long and is False. Call it in one's `turn`."""
    try:
        _hasher.verify((kept or _nobody()).removeprefix(INITIAL), password[: MOST * 4])
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def is_initial(kept: str) -> bool:
    return kept.startswith(INITIAL)


def expired(changed_at: str, now: str) -> bool:
    """Whether an initial password set then (UTC instant) is too old now."""
    return milliseconds(now) - milliseconds(changed_at) > INITIAL_DAYS * 86_400_000


def new_initial() -> str:
    """A random password to be told to its owner once: four groups of five letters or digits, none easily confused."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(5)) for _ in range(4))


class turn:
    """One after the other: whoever finds the queue full, or waits longer than PATIENCE seconds, gets Busy."""

    def __enter__(self) -> None:
        if not _queue.acquire(blocking=False):
            raise Busy
        if not _slots.acquire(timeout=PATIENCE):
            _queue.release()
            raise Busy

    def __exit__(self, *_: object) -> None:
        _slots.release()
        _queue.release()
