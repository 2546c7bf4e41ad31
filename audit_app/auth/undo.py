"""Taking back one's last mark, from the bar of whatever page it was made on."""

from flask import g, redirect, request
from werkzeug.wrappers import Response

from audit_app import undoing
from audit_app.auth import bp
from audit_app.auth.me import signed_in
from audit_app.auth.views import own_path
from audit_app.forms import given_op, raise_if_closed
from audit_app.ops import apply, make
from audit_app.rules.refusals import Refused
from audit_app.security import clock, database


@bp.app_context_processor
def bar() -> dict[str, object]:
    """`undo`: a function that tells what the bar of this page takes back."""
    return {"undo": undoing.offered}


@bp.post("/undo")
def undo() -> Response:
    """The opposite of a mark of one's own, as long as nobody went on from it; else nothing changes and 422 says why."""
    signed_in()
    op, back = given_op(), own_path(request.form.get("back"))
    with database().reading() as connection:
        if undoing.was_done(connection, op):
            return redirect(back, 303)
        undoing.own_mark(connection, request.form.get("of", ""))
        opposite = undoing.opposite_of(connection, request.form.get("of", ""))
    if opposite is None:
        raise Refused("stale")
    done = apply(
        database(), make(opposite["kind"], opposite["subject"], opposite["body"], id=op), g.actor, clock().now()
    )
    raise_if_closed(done)
    if done.outcome != "done":
        raise Refused(done.why or "stale", done.field, **done.details)
    return redirect(back, 303)
