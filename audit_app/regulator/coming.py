"""What waits next: the one link that a page with acts gives after its act. The same kind first, then 先处理这些 in its order.

Words and place are the macro's in `_parts/coming.html`; what waits is decided in `matters`.
"""

import dataclasses
from collections.abc import Callable, Sequence
from typing import Any

from flask import g, url_for
from flask_babel import gettext as _
from sqlalchemy import Connection

from audit_app.regulator import matters
from audit_app.regulator.matters import Matter, Work
from audit_app.regulator.scope import Scope, scopes
from audit_app.rules.campaign import ENDED, SPOT_CHECK

Next = dict[str, Any]
"""url, name, waits, and whether it is a company (下一家) or anything else (下一件)."""
PAPERS = ("interviews", "reminders")


def after_paper(connection: Connection, kind: str, row: Any, here: str) -> Next | None:
    """The next interview or reminder of the same office, the paper's own kind first; then whatever waits. None when nothing does."""
    kinds = (matters.interviews, matters.reminders)
    return _after(connection, kinds if kind == "interview" else kinds[::-1], here, row["organisation_id"])


def after_rectification(connection: Connection, here: str) -> Next | None:
    """What waits when no rectification does."""
    return _after(connection, (), here)


def after_table(connection: Connection, scope: Scope, row: Any) -> Next | None:
    """The next table to accept, or of one's own to report; then whatever waits. None when nothing does."""
    here = url_for("regulator.summary", campaign=scope.campaign["code"], city=row["region"] if row else None)
    return _after(connection, (matters.accepts, matters.returned, matters.reports), here)


def after_draw(connection: Connection, scope: Scope, row: Any) -> Next | None:
    """Of a city's round: the draw once its lists are there, the seal, then the first company to check. None where nothing waits."""
    if scope.province or not row:
        return None
    work = matters.read_work(connection, scope, g.actor.organisation)
    stage = matters.stage_of(work, row)
    if stage == "sealed":
        open_ = [one for one in work.checks_of(row) if one["state"] not in ENDED]
        return of_check(min(open_, key=lambda one: one["position"])) if open_ else None
    if stage == "nothing":
        return None
    word = matters.stage_word(stage, row["minimum"])
    return {"url": url_for("regulator.draw", campaign=scope.campaign["code"]), "name": _("双随机抽取"), "waits": word}


def of_check(check: Any) -> Next:
    """A company that is to be checked."""
    word = _(SPOT_CHECK.word(check["state"]))
    return {
        "url": url_for("regulator.check", check=check["id"]),
        "name": check["name"],
        "waits": word,
        "company": True,
    }


def _after(
    connection: Connection, kinds: Sequence[Callable[[Work], list[Matter]]], here: str, office: str = ""
) -> Next | None:
    works = [matters.read_work(connection, one, g.actor.organisation) for one in scopes(connection)]
    for kind in kinds:
        for work in works:
            found = next((one for one in kind(_of_office(work, office)) if one["url"] != here), None)
            if found:
                return _as_next(found)
    rest = next((one for one in matters.waiting(works) if one["url"] != here), None)
    return _as_next(rest) if rest else None


def _of_office(work: Work, office: str) -> Work:
    """The papers of one office: those it may act on."""
    if not office:
        return work
    own = {name: [one for one in getattr(work, name) if one["organisation_id"] == office] for name in PAPERS}
    return dataclasses.replace(work, **own)


def _as_next(matter: Matter) -> Next:
    return {"url": matter["url"], "name": matter["title"], "waits": matter["when"]}
