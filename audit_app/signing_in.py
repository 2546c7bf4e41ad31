"""Comparing an account's password with the one kept: counted, equally slow for nobody's account, for pages and programs.

Every try is counted before it is compared, so that parallel guesses count too; a good one is taken back (ASVS 6.3.1).
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import request

from audit_app import passwords, security
from audit_app.store import people, rates

WINDOW = 15 * 60
PER_ACCOUNT, FROM_ANYWHERE, PER_ADDRESS = 5, 25, 60
"""Wrong tries in a window: for an account from one address, for an account in all (100 an hour), from one address in
all. Whoever guesses at somebody's account locks out the own address first, not its owner."""


@dataclass(frozen=True)
class Try:
    """One try that was counted; `left` is how many remain for the account from this address, negative when this one was
    too many."""

    pair: str
    account: str
    address: str
    left: int
    allowed: bool

    def was_good(self) -> None:
        """Forget the tries at the account from this address, and take this one back from what others may have used up."""
        with security.database().writing() as connection:
            rates.forget(connection, self.pair)
            rates.uncount_one(connection, self.account)
            rates.uncount_one(connection, self.address)


@dataclass(frozen=True)
class Checked:
    """What came of a try: `good`, `initial` (right, but must be replaced first), `wrong` or `too_many`."""

    result: str
    left: int
    user: Mapping[str, Any]


def begin(account: str) -> Try:
    """Count a try for what was typed as account, known or not, and for the address it comes from."""
    name = "password:" + hashlib.sha256(account.strip().lower().encode()).hexdigest()[:32]
    address = f"address:{request.remote_addr or ''}"
    pair = f"{name} {address}"
    left = PER_ACCOUNT - security.count_try(pair, WINDOW)
    if left < 0 or not security.within_rate(address, PER_ADDRESS, WINDOW):
        return Try(pair, name, address, left, False)
    return Try(pair, name, address, left, security.within_rate(name, FROM_ANYWHERE, WINDOW))


def known(account: str) -> tuple[Mapping[str, Any], str | None]:
    """The user and the kept hash; no hash for an unknown or disabled user, or an initial password that is too old."""
    with security.database().reading() as connection:
        user = people.get_user_by_account(connection, account)
        if user is None or not user["active"]:
            return {}, None
        kept = people.get_credential_row(connection, user["id"], "password")
    if kept is None:
        return {}, None
    if passwords.is_initial(kept["secret"]) and passwords.expired(kept["changed_at"], security.clock().now()):
        return {}, None
    return user, kept["secret"]


def check_password(account: str, password: str) -> Checked:
    """Compare once. Raises passwords.Busy when too many are being compared."""
    attempt = begin(account)
    if not attempt.allowed:
        return Checked("too_many", 0, {})
    user, kept = known(account)
    if not passwords.fits(password, kept):
        return Checked("wrong" if attempt.left > 0 else "too_many", max(attempt.left, 0), {})
    attempt.was_good()
    return Checked("initial" if passwords.is_initial(str(kept)) else "good", attempt.left, user)


def minutes_to_wait() -> int:
    """Whole minutes until the running window ends."""
    return int(WINDOW - security.wall_seconds() % WINDOW) // 60 + 1
