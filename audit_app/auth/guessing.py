"""How often a password may be tried: per account and per address, in windows of 15 minutes of real time (ASVS 6.3.1).

Every try is counted before it is compared, so that parallel guesses count too; a good one is taken back.
"""

import hashlib
from dataclasses import dataclass

from flask import request

from audit_app import security
from audit_app.store import rates

WINDOW = 15 * 60
PER_ACCOUNT, PER_ADDRESS = 5, 60


@dataclass(frozen=True)
class Try:
    """One try that was counted; `left` is how many remain for the account, negative when this one was too many."""

    account: str
    address: str
    left: int
    allowed: bool

    def was_good(self) -> None:
        """Forget the tries of the account and take this one back from the address."""
        with security.database().writing() as connection:
            rates.forget(connection, self.account)
            rates.uncount_one(connection, self.address)


def begin(account: str) -> Try:
    """Count a try for what was typed as account, known or not, and for the address it comes from."""
    name = "password:" + hashlib.sha256(account.strip().lower().encode()).hexdigest()[:32]
    address = f"address:{request.remote_addr or ''}"
    left = PER_ACCOUNT - security.count_try(name, WINDOW)
    allowed = security.within_rate(address, PER_ADDRESS, WINDOW)
    return Try(name, address, left, allowed and left >= 0)


def minutes_to_wait() -> int:
    """Whole minutes until the running window ends."""
    return int(WINDOW - security.wall_seconds() % WINDOW) // 60 + 1
