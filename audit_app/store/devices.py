"""Devices and networks from which a person signed in well before. Written without an op; only hashes of tokens are kept."""

from sqlalchemy import Connection, delete, func, select

from audit_app.store.db import upsert
from audit_app.store.tables import known_devices, users

MOST = 50


def known_from(connection: Connection, account: str, token_hash: str, network: str) -> str | None:
    """`device` or `network` where this account once signed in well from it."""
    wanted = (
        select(known_devices.c.token_hash, known_devices.c.network)
        .join(users, users.c.id == known_devices.c.user_id)
        .where(func.lower(users.c.account) == account.lower())
    )
    rows = connection.execute(wanted).all()
    if token_hash and any(row.token_hash == token_hash for row in rows):
        return "device"
    return "network" if any(row.network == network for row in rows) else None


def note_device(connection: Connection, user_id: str, token_hash: str, network: str, at: str) -> None:
    """A good sign-in from there; of more than MOST the oldest are forgotten."""
    upsert(
        connection,
        known_devices,
        {"user_id": user_id, "token_hash": token_hash, "network": network, "seen_at": at},
    )
    mine = known_devices.c.user_id == user_id
    kept = select(known_devices.c.token_hash).where(mine).order_by(known_devices.c.seen_at.desc()).limit(MOST)
    connection.execute(delete(known_devices).where(mine, known_devices.c.token_hash.not_in(kept)))
