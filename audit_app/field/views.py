"""Pages of the room `field`: 今日, one document for each audit or spot check, 我的, help. Sync, uploads and photos
are beside.
"""

from flask import Response, g

from audit_app.field import queries, room
from audit_app.field.cards import cards
from audit_app.field.pack import build, chapters_of, small
from audit_app.rules.permits import check as permitted
from audit_app.rules.refusals import Refused
from audit_app.security import clock, database
from audit_app.show import show
from audit_app.store import visits


@room.get("")
def today() -> Response:
    """Today's visits and the next ones."""
    with database().reading() as connection:
        now, later = cards(connection, g.actor, clock().today())
        pack = small(connection, g.actor)
    return show("field/today.html", None, today=now, later=later, pack=pack, place="today")


@room.get("/a/<code>")
@room.get("/a/<code>/<path:rest>")
def audit(code: str, rest: str = "") -> Response:
    """The one document of an audit; its router shows the section that the address names."""
    with database().reading() as connection:
        row = visits.find_audit(connection, g.actor.organisation, code)
    return _document(row["id"] if row else "", "audit", rest)


@room.get("/s/<check>")
@room.get("/s/<check>/<path:rest>")
def check(check: str, rest: str = "") -> Response:
    """The same document for a spot check on site."""
    return _document(check, "spot_check", rest)


def _document(visit_id: str, kind: str, rest: str) -> Response:
    with database().reading() as connection:
        thing = visits.thing_of_visit(connection, visit_id)
        permitted(g.actor, "visit.work", thing)
        row = next((row for row in queries.visits_of(connection, g.actor.id) if row["id"] == visit_id), None)
        if row is None or row["kind"] != kind:
            raise Refused("absent")
        pack, edition = build(connection, g.actor, row, thing)
    return show("field/audit.html", None, pack=pack, edition=edition, chapters=chapters_of(edition), section=rest)


@room.get("/me")
def me() -> Response:
    """我的: who is signed in on this tablet, language and display."""
    with database().reading() as connection:
        pack = small(connection, g.actor)
    return show("field/me.html", None, pack=pack, actor=g.actor, place="me")


@room.get("/help")
def help_page() -> Response:
    """Help that also opens without network."""
    with database().reading() as connection:
        pack = small(connection, g.actor)
    return show("field/help.html", None, pack=pack, place="help")
