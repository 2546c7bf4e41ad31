"""Pages of `field`. An address gives the shell, the same for everybody; the page itself with its pack comes
as JSON, which the tablet checks and keeps. Sync, uploads and photos are beside.
"""

from typing import Any

from flask import Response, g, render_template
from flask_babel import force_locale

from audit_app.field import bp, queries
from audit_app.field.cards import cards
from audit_app.field.clauses import parts_of
from audit_app.field.offline import LANGUAGES, SHELLS, shell_of
from audit_app.field.pack import build, small
from audit_app.rules.permits import require as permitted
from audit_app.rules.refusals import Refused
from audit_app.security import clock, database
from audit_app.store import visits

Plain = dict[str, Any]
INSIDES = {
    "today": "field/today.html",
    "me": "field/me.html",
    "help": "field/help.html",
    "unsent": "field/unsent.html",
    "audit": "field/audit.html",
}


@bp.get("/shell/<name>.<lang>")
def shell(name: str, lang: str) -> Response:
    """A shell by itself, in one language, for the worker to keep."""
    if name not in SHELLS or lang not in LANGUAGES:
        raise Refused("absent")
    with force_locale(LANGUAGES[lang]):
        return Response(shell_of(name), mimetype="text/html")


@bp.get("")
def today() -> str:
    """今日: the visits of these days."""
    return shell_of("today")


@bp.get("/me")
def me() -> str:
    """我的: who is signed in on this tablet, language and display."""
    return shell_of("me")


@bp.get("/help")
def help_page() -> str:
    """Help that also opens without network."""
    return shell_of("help")


@bp.get("/unsent")
def unsent() -> str:
    """What is not on the server yet, and what was lost."""
    return shell_of("unsent")


@bp.get("/pack/<name>")
def page_pack(name: str) -> Plain:
    """What these pages show, with the small pack."""
    if name not in SHELLS or name == "audit":
        raise Refused("absent")
    more: Plain = {"place": name, "actor": g.actor}
    with database().reading() as connection:
        pack = small(connection, g.actor)
        if name == "today":
            more["today"], more["later"] = cards(connection, g.actor, clock().today())
    return _paper(name, pack, **more)


@bp.get("/a/<code>")
@bp.get("/a/<code>/<path:rest>")
def audit(code: str, rest: str = "") -> str:
    """The shell of an audit for those who work on it; its router shows the section that the address names."""
    _entered(_audit(code), "audit")
    return shell_of("audit")


@bp.get("/s/<check>")
@bp.get("/s/<check>/<path:rest>")
def check(check: str, rest: str = "") -> str:
    """The same shell for a spot check on site."""
    _entered(check, "spot_check")
    return shell_of("audit")


@bp.get("/a/<code>/pack")
def audit_pack(code: str) -> Plain:
    """Everything that a tablet needs of an audit."""
    return _visit(_audit(code), "audit")


@bp.get("/s/<check>/pack")
def check_pack(check: str) -> Plain:
    """The same of a spot check."""
    return _visit(check, "spot_check")


def _audit(code: str) -> str:
    with database().reading() as connection:
        row = visits.find_audit(connection, g.actor.organisation, code)
    return row["id"] if row else ""


def _entered(visit_id: str, kind: str) -> None:
    with database().reading() as connection:
        _row(connection, visit_id, kind)


def _row(connection: Any, visit_id: str, kind: str) -> tuple[Any, Any]:
    resource = visits.resource_of_visit(connection, visit_id)
    permitted(g.actor, "visit.work", resource)
    row = next((row for row in queries.visits_of(connection, g.actor.id) if row["id"] == visit_id), None)
    if row is None or row["kind"] != kind:
        raise Refused("absent")
    return row, resource


def _visit(visit_id: str, kind: str) -> Plain:
    with database().reading() as connection:
        row, resource = _row(connection, visit_id, kind)
        pack, edition = build(connection, g.actor, row, resource)
    return _paper("audit", pack, edition=edition, **parts_of(edition, pack))


def _paper(name: str, pack: Plain, **more: Any) -> Plain:
    """Pack and page together, with what the tablet checks before it keeps them: build, person, organisation."""
    html = render_template(INSIDES[name], pack=pack, **more)
    return {
        "page": name,
        "build": pack["build"],
        "person": g.actor.id,
        "organisation": g.actor.organisation,
        "pack": pack,
        "html": html,
    }
