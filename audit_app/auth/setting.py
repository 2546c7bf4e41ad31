"""Setting one's own password: what is wrong with a new one, and putting it in place of the old one."""

from collections.abc import Mapping

from flask import g
from flask_babel import gettext as _

from audit_app import passwords
from audit_app.ops import apply, make
from audit_app.rules import ids
from audit_app.rules.permits import Actor
from audit_app.rules.refusals import Refused
from audit_app.security import clock, database
from audit_app.store import log, people


def problems(form: Mapping[str, str], account: str, old: str) -> dict[str, str]:
    """By field, what is wrong with `new` and `again`; empty when the password may be set."""
    new, again = form.get("new", ""), form.get("again", "")
    weak = passwords.weakness(new, account)
    if weak:
        return {"new": _(weak)}
    if new == old:
        return {"new": _("新密码和原来的一样。请换一个")}
    if new != again:
        return {"again": _("两次写的新密码不一样")}
    return {}


def replace(user_id: str, new: str, op: str | None) -> None:
    """Record that the password was set, keep its hash, end every other session. Raises Refused; "id_taken" where the op was
    used before: the answer that it got then is none to this.
    """
    now, secret = clock().now(), passwords.hashed(new)
    with database().reading() as connection:
        if op and log.seen(connection, [op]):
            raise Refused("id_taken")
        actor: Actor = people.get_actor(connection, user_id)
    done = apply(
        database(),
        make("credential.set", user_id, {"credential": "password"}, id=op if ids.is_id(op) else None),
        actor,
        now,
    )
    if done.outcome != "done":
        raise Refused(done.why or "not_permitted", done.field, **done.details)
    mine = g.session["token_hash"] if g.actor is not None and g.actor.id == user_id else None
    with database().writing() as connection:
        people.put_credential(connection, user_id, "password", secret, now)
        for session in people.list_sessions(connection, user_id):
            if session["token_hash"] != mine:
                people.revoke_session(connection, session["token_hash"], now)
