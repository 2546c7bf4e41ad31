"""Comparing an account's password with the one kept: counted, equally slow for nobody's account, for pages and programs.

Every try is counted before it is compared, so that parallel guesses count too; a good one is taken back (ASVS 6.3.1).
Wrong tries slow down the account on the network they come from, longer each time; a device the account knows has a count of
its own, which nobody else can use up. Nothing is written for a try that is not allowed.
"""

import hashlib
import ipaddress
import math
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import request
from werkzeug.wrappers import Response

from audit_app import passwords, security
from audit_app.store import devices, people, rates

PER_ACCOUNT = 5
WAIT, LONGEST, FORGOTTEN = 15 * 60, 4 * 3600, 24 * 3600
"""After so many wrong tries in a row one waits, twice as long after each further one; a day without any forgets them."""
WINDOW, FROM_ANYWHERE, PER_ADDRESS = 3600, 80, 100
"""In an hour, from devices and networks that the account does not know: at one account in all, from one address in all."""


@dataclass(frozen=True)
class Try:
    """Under which names a try counts, and whether it may be made: `wait` seconds from now on where not."""

    pair: str
    account: str
    address: str
    known: str | None
    wait: int = 0

    def names(self) -> tuple[str, ...]:
        """Those beside the pair, in the one order in which they are locked."""
        return () if self.known else tuple(sorted((self.account, self.address)))


@dataclass(frozen=True)
class Checked:
    """What came of a try: `good`, `initial` (right, but must be replaced first), `expired` (the right initial one, too late: it opens
    nothing, and the try counts), `wrong` or `too_many`; `left` tries, or whole `minutes` to wait."""

    result: str
    left: int
    user: Mapping[str, Any]
    minutes: int = 0


def network() -> str:
    """Where the request comes from: an address, of IPv6 the subnet that one line has."""
    try:
        address = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:
        return "unknown"
    return str(ipaddress.ip_network(f"{address}/64", strict=False)) if address.version == 6 else str(address)


def device_cookie() -> str:
    return security.cookie_name().replace("session", "device")


def device_hash() -> str:
    token = request.cookies.get(device_cookie(), "")
    return security.token_hash(token) if 20 <= len(token) <= 100 else ""


def name_of(account: str) -> str:
    """Under which name tries at an account count, typed however."""
    return "password:" + hashlib.sha256(account.strip().lower().encode()).hexdigest()[:32]


def start_anew(account: str) -> None:
    """The account has got another password: what was tried at the one before counts no more."""
    with security.database().aside() as connection:
        rates.forget_from_anywhere(connection, name_of(account))


def begin(account: str) -> Try:
    """What this try counts under, for what was typed as account, known or not; nothing is written."""
    name = name_of(account)
    where, device = network(), device_hash()
    with security.database().reading() as connection:
        known = devices.known_from(connection, account, device, where)
    pair = f"{name} device:{device[:32]}" if known == "device" else f"{name} network:{where}"
    found = Try(pair, name, f"address:{where}", known)
    with security.database().aside() as connection:
        count, last = rates.tries_until(connection, pair, int(security.wall_seconds()))
        wait = last + waiting_after(count) - security.wall_seconds()
        if wait <= 0 and not known:
            window = int(security.wall_seconds() // WINDOW)
            full = (
                rates.count_of(connection, found.account, window) >= FROM_ANYWHERE
                or rates.count_of(connection, found.address, window) >= PER_ADDRESS
            )
            wait = WINDOW - security.wall_seconds() % WINDOW if full else 0
    return Try(pair, name, found.address, known, max(0, math.ceil(wait)))


def waiting_after(count: int) -> int:
    """Seconds that have to pass after so many wrong tries in a row."""
    return 0 if count < PER_ACCOUNT else min(WAIT * 2 ** min(count - PER_ACCOUNT, 10), LONGEST)


def count(attempt: Try) -> int:
    """Count it before anything is compared; returns how many tries are left before one has to wait."""
    window = int(security.wall_seconds() // WINDOW)
    with security.database().aside() as connection:
        tried = rates.count_on(connection, attempt.pair, int(security.wall_seconds()), FORGOTTEN)
        for name in attempt.names():
            rates.count_one(connection, name, window)
    return PER_ACCOUNT - tried


def was_good(attempt: Try) -> None:
    """Forget the wrong tries of this pair, and take this one back from what others may have used up."""
    with security.database().aside() as connection:
        rates.forget(connection, attempt.pair)
        for name in attempt.names():
            rates.uncount_one(connection, name)


def known(account: str) -> tuple[Mapping[str, Any], str | None, bool]:
    """The user, the kept hash, and whether it is that of an initial password which is too old; no hash for an unknown or disabled
    user.
    """
    with security.database().reading() as connection:
        user = people.get_user_by_account(connection, account.strip())
        if user is None or not user["active"]:
            return {}, None, False
        kept = people.get_credential_row(connection, user["id"], "password")
    if kept is None:
        return {}, None, False
    old = passwords.is_initial(kept["secret"]) and passwords.expired(kept["changed_at"], security.clock().now())
    return user, kept["secret"], old


def check_password(account: str, password: str) -> Checked:
    """Compare once. Raises passwords.Busy when too many wait to be compared."""
    attempt = begin(account)
    if attempt.wait:
        return _too_many(attempt.wait)
    with passwords.turn():
        attempt = begin(account)  # while it waited for its turn others may have guessed
        if attempt.wait:
            return _too_many(attempt.wait)
        left = count(attempt)
        user, kept, old = known(account)
        if not passwords.fits(password, kept):
            return Checked("wrong", left, {}) if left > 0 else _too_many(waiting_after(PER_ACCOUNT - left))
        if old:
            return Checked("expired", left, user)
        was_good(attempt)
    return Checked("initial" if passwords.is_initial(str(kept)) else "good", left, user)


def _too_many(seconds: int) -> Checked:
    return Checked("too_many", 0, {}, -(-seconds // 60))


def remember(user_id: str, response: Response | None = None) -> None:
    """After a good sign-in: this network, and with a response this browser, is known to the account."""
    token = request.cookies.get(device_cookie(), "") if device_hash() else secrets.token_urlsafe(32)
    mark = security.token_hash(token) if response is not None else f"network {network()}"
    with security.database().noting() as connection:
        devices.note_device(connection, user_id, mark, network(), security.clock().now())
    if response is not None:
        security.set_cookie(response, device_cookie(), token, 365 * 86_400)
