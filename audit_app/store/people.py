"""Rows of organisations, users, credentials, sessions and settings."""

import json
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from audit_app.rules.identifiers import person_name
from audit_app.rules.permits import Actor
from audit_app.rules.refusals import Refused
from audit_app.store.db import upsert
from audit_app.store.prepared import PreparedStatement
from audit_app.store.tables import credentials, log, organisations, sessions, settings, users

Row = Mapping[Any, Any]
_person = (users.c.name, users.c.roles, users.c.organisation_id, organisations.c.kind)
_actor = PreparedStatement(
    select(users.c.id.label("user_id"), *_person)
    .join(organisations, organisations.c.id == users.c.organisation_id)
    .where(users.c.id == bindparam("of_user"))
)
_session = PreparedStatement(
    select(sessions, *_person, settings.c.value.label("severity_words"))
    .join(users, users.c.id == sessions.c.user_id)
    .join(organisations, organisations.c.id == users.c.organisation_id)
    .outerjoin(
        settings, (settings.c.organisation_id == users.c.organisation_id) & (settings.c.name == "severity_words")
    )
    .where(sessions.c.token_hash == bindparam("of_token"), sessions.c.revoked_at.is_(None), users.c.active == 1)
)
_organisation = PreparedStatement(select(organisations).where(organisations.c.id == bindparam("of_organisation")))


def get_organisation(connection: Connection, organisation_id: str) -> Row | None:
    return _organisation.one(connection, of_organisation=organisation_id)


def get_organisation_by_code(connection: Connection, code: str) -> Row | None:
    return connection.execute(select(organisations).where(organisations.c.code == code)).mappings().one_or_none()


def list_organisations(connection: Connection, *, parent: str | None = None, kind: str | None = None) -> list[Row]:
    wanted = select(organisations).order_by(organisations.c.code)
    if parent is not None:
        wanted = wanted.where(organisations.c.parent_id == parent)
    if kind is not None:
        wanted = wanted.where(organisations.c.kind == kind)
    return list(connection.execute(wanted).mappings())


def put_organisation(connection: Connection, **row: Any) -> None:
    connection.execute(insert(organisations).values(**row))


def change_organisation(connection: Connection, organisation_id: str, **changed: Any) -> None:
    connection.execute(update(organisations).where(organisations.c.id == organisation_id).values(**changed))


def get_user(connection: Connection, user_id: str) -> Row | None:
    return connection.execute(select(users).where(users.c.id == user_id)).mappings().one_or_none()


def get_user_by_account(connection: Connection, account: str) -> Row | None:
    """Whose account it is, in whatever case it is written. Where two were made that differ by case alone, each is its own."""
    wanted = select(users).where(func.lower(users.c.account) == account.lower())
    found = connection.execute(wanted).mappings().all()
    exact = [row for row in found if row["account"] == account]
    return next(iter(exact or (found if len(found) == 1 else [])), None)


def account_taken(connection: Connection, account: str) -> bool:
    """Whether somebody has this account, in whatever case."""
    wanted = select(users.c.id).where(func.lower(users.c.account) == account.lower())
    return connection.execute(wanted).first() is not None


def list_users(connection: Connection, organisation_id: str) -> list[Row]:
    return list(
        connection.execute(
            select(users).where(users.c.organisation_id == organisation_id).order_by(users.c.account)
        ).mappings()
    )


def list_namesakes(connection: Connection, organisation_id: str, name: str) -> list[Row]:
    """Users of an organisation, disabled ones too, whose name is read as this one."""
    wanted = person_name(name)
    return [row for row in list_users(connection, organisation_id) if person_name(row["name"]) == wanted]


def names_of(connection: Connection, user_ids: set[str]) -> dict[str, str]:
    """Names by user id; ids without a user are left out."""
    if not user_ids:
        return {}
    rows = connection.execute(select(users.c.id, users.c.name).where(users.c.id.in_(sorted(user_ids))))
    return {row.id: row.name for row in rows}


def names_then(connection: Connection, acts: Collection[tuple[str, str]]) -> dict[tuple[str, str], tuple[str, str]]:
    """The name of a person at an instant, and today's, by (user id, instant): the corrections of the log that came later
    are taken back one by one. Ids without a user are left out."""
    now = names_of(connection, {user for user, _ in acts if user})
    wanted = select(log.c.subject, log.c.received_at, log.c.body).where(
        log.c.kind == "user.correct", log.c.outcome == "done", log.c.subject.in_(sorted(now))
    )
    later: dict[str, list[tuple[str, str]]] = {}
    for row in connection.execute(wanted.order_by(log.c.seq.desc())) if now else ():
        body = json.loads(row.body)
        if "name" in body["now"]:
            later.setdefault(row.subject, []).append((row.received_at, body["was"]["name"]))
    found = {}
    for user, at in acts:
        if user in now:
            before = [name for changed, name in later.get(user, ()) if changed > at]
            found[user, at] = (before[-1] if before else now[user], now[user])
    return found


def put_user(connection: Connection, **row: Any) -> None:
    connection.execute(insert(users).values(**row))


def change_user(connection: Connection, user_id: str, **changed: Any) -> None:
    connection.execute(update(users).where(users.c.id == user_id).values(**changed))


def get_actor(connection: Connection, user_id: str) -> Actor:
    """The person with the roles of this moment. Raises Refused("absent") for one we do not know."""
    row = _actor.one(connection, of_user=user_id)
    if row is None:
        raise Refused("absent")
    return actor_of(row)


def actor_of(row: Row) -> Actor:
    """The person of a session's row, or of a user's."""
    return Actor(row["user_id"], row["organisation_id"], row["kind"], frozenset(json.loads(row["roles"])), row["name"])


def put_credential(connection: Connection, user_id: str, kind: str, secret: str, at: str) -> None:
    """Keep a secret's hash. Written without an op: the op says that it was set, never what."""
    upsert(connection, credentials, {"user_id": user_id, "kind": kind, "secret": secret, "changed_at": at})


def get_credential(connection: Connection, user_id: str, kind: str) -> str | None:
    return connection.execute(
        select(credentials.c.secret).where(credentials.c.user_id == user_id, credentials.c.kind == kind)
    ).scalar_one_or_none()


def get_credential_row(connection: Connection, user_id: str, kind: str) -> Row | None:
    """A secret's hash with the instant at which it was set."""
    return (
        connection.execute(select(credentials).where(credentials.c.user_id == user_id, credentials.c.kind == kind))
        .mappings()
        .one_or_none()
    )


def put_session(connection: Connection, **row: Any) -> None:
    connection.execute(insert(sessions).values(**row))


def get_session(connection: Connection, token_hash: str) -> Row | None:
    """A session that is neither revoked nor of a disabled user, with what `actor_of` needs of its person and
    what their organisation calls the severities."""
    return _session.one(connection, of_token=token_hash)


def touch_session(connection: Connection, token_hash: str, at: str) -> None:
    connection.execute(update(sessions).where(sessions.c.token_hash == token_hash).values(seen_at=at))


def revoke_session(connection: Connection, token_hash: str, at: str) -> None:
    connection.execute(update(sessions).where(sessions.c.token_hash == token_hash).values(revoked_at=at))


def revoke_sessions_of(connection: Connection, user_id: str, at: str) -> None:
    connection.execute(
        update(sessions).where(sessions.c.user_id == user_id, sessions.c.revoked_at.is_(None)).values(revoked_at=at)
    )


def list_sessions(connection: Connection, user_id: str) -> list[Row]:
    return list(
        connection.execute(
            select(sessions)
            .where(sessions.c.user_id == user_id, sessions.c.revoked_at.is_(None))
            .order_by(sessions.c.seen_at.desc())
        ).mappings()
    )


def put_setting(connection: Connection, organisation_id: str, name: str, value: str, at: str) -> None:
    upsert(connection, settings, {"organisation_id": organisation_id, "name": name, "value": value, "set_at": at})


def get_setting(connection: Connection, organisation_id: str, name: str) -> str | None:
    return connection.execute(
        select(settings.c.value).where(settings.c.organisation_id == organisation_id, settings.c.name == name)
    ).scalar_one_or_none()
