"""A new audit on one page: company, edition, type, days, team, chapters, departments; mistakes beside their fields."""

import re
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from flask import g, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Connection
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from audit_app.asking import ask_first
from audit_app.forms import all_mistakes, errors_of, given_op, raise_if_closed, unnamed
from audit_app.ops import Outcome, apply_together, make
from audit_app.ops.division import levels, shared_out
from audit_app.ops.editions import default_edition, find_edition
from audit_app.ops.even_split import evenly, totals
from audit_app.review import bp, queries, questions
from audit_app.review.audits import TEAM_WORDS
from audit_app.rules import ids
from audit_app.rules.permits import Resource, require
from audit_app.rules.refusals import Refused
from audit_app.rules.standards import SCHEME, STANDARDS, find_standard, in_force_on
from audit_app.rules.vocabulary import AUDIT_TYPES, OFFERED_TYPES, TEAM_ROLES
from audit_app.security import clock, database
from audit_app.show import bracketed, in_force, language, listed, show, standard
from audit_app.store import editions, people, visits
from checklists import Edition, available, load, newest, offered
from schemas.words import SENTENCES

Form = Mapping[str, str]
ON_TEAM = frozenset(TEAM_ROLES)
AUDITING = ("lead", "auditor")
CODE, CODE_SAYS = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}"), SENTENCES["code"]
EARLIEST, YEARS_AHEAD = 2013, 5
"""Years in which an audit by GB/T 29490 can be planned: any other is a slip of the finger."""
CLIENT_FIELDS = ("name", "short_name", "uscc", "address", "contact", "phone")


@bp.get("/audits/new")
def new_audit() -> Response:
    """The empty form, its code proposed."""
    require(g.actor, "audit.plan", Resource(g.actor.organisation))
    return page(MultiDict(), {})


@bp.post("/audits/new")
def plan_audit() -> Response:
    """Client and audit enter together or not at all. With `refresh` the form comes back for another edition."""
    require(g.actor, "audit.plan", Resource(g.actor.organisation))
    form = request.form
    if form.get("refresh"):
        return page(form, {}, ops=(given_op(), given_op("client_op")), even=form["refresh"] == "even")
    errors = mistakes(form)
    if errors:
        return page(form, everything_wrong(form, errors), 422)
    if form["ends_on"] < clock().today().isoformat():
        back = url_for("review.new_audit")
        return ask_first(written(form), questions.planned_late(form), done=planned, failed=refused, back=back)
    outcome = apply_together(database(), written(form), g.actor, clock().now())
    return planned() if outcome.outcome == "done" else refused(outcome)


def planned() -> Response:
    return redirect(url_for("review.audit", audit=request.form["code"].strip()), 303)


def refused(outcome: Outcome) -> Response:
    raise_if_closed(outcome)
    return page(request.form, everything_wrong(request.form, named(outcome)), 422)


def written(form: Form) -> list[dict[str, Any]]:
    """The ops of this form: a new company first where one was written."""
    ops, client = [], form.get("client", "")
    if not client:
        client = ids.new_id()
        body = {name: form.get(f"client_{name}", "").strip() or None for name in CLIENT_FIELDS}
        body["short_name"] = body["short_name"] or short_of(str(body["name"]))
        ops.append(make("client.create", client, {**body, "departments": departments(form)}, id=given_op("client_op")))
    prefix = f"chapter-{form['edition']}-"
    owners = [(name.removeprefix(prefix), user) for name, user in form.items() if name.startswith(prefix) and user]
    body = {
        "code": form["code"].strip(),
        "client": client,
        "edition": form["edition"],
        "type": form["type"],
        "starts_on": form["starts_on"],
        "ends_on": form["ends_on"],
        **{name: form.get(name, "").strip() or None for name in ("applied_on", "edition_reason")},
        "departments": departments(form),
        "team": [{"user": user, "role": role} for user, role in team(form).items()],
        "chapters": [{"chapter": chapter, "user": user} for chapter, user in owners],
    }
    return [*ops, make("audit.plan", ids.new_id(), body, id=given_op())]


def departments(form: Form) -> list[str]:
    """One a line, or separated by 、 or ；; each once."""
    return list(
        dict.fromkeys(
            part.strip() for part in re.split(r"[\r\n、，,；;]+", form.get("departments", "")) if part.strip()
        )
    )


def team(form: Form) -> dict[str, str]:
    """Role by person of those who were given one."""
    return {name.removeprefix("team-"): role for name, role in form.items() if name.startswith("team-") and role}


def short_of(name: str) -> str:
    """A proposal for the short name: without form of company and the word of its place."""
    bare = re.sub(r"（.*?）|\(.*?\)|(股份|集团)?有限(责任)?公司|股份公司|集团", "", name)
    return (re.sub(r"^.{2,3}?(省|市|县|区)", "", bare) or bare or name)[:20]


def mistakes(form: Form) -> dict[str, str]:
    """By field, what is missing or cannot be; `ops` judges the rest."""
    errors: dict[str, str] = {}
    if not form.get("client") and not form.get("client_name", "").strip():
        errors["client"] = _("请选择企业，或在下面填写新企业")
    elif not form.get("client"):
        errors |= unnamed(form, "client_name", "client_short_name", "client_contact")
    if not form.get("code", "").strip():
        errors["code"] = _("还没有写代号")
    elif form["code"].strip().lower() == "new":
        errors["code"] = _("代号不能是 new，请换一个")
    elif not CODE.fullmatch(form["code"].strip()):
        errors["code"] = _(CODE_SAYS)
    if form.get("type") not in AUDIT_TYPES:
        errors["type"] = _("请选择审核类型")
    if not form.get("edition"):
        errors["edition"] = _("请选择审核准则")
    days = {name: day_of(form.get(name, "")) for name in ("starts_on", "ends_on")}
    for name, day in days.items():
        if day is None:
            errors[name] = _("请填写日期，写成 2023-10-27 这样")
        elif not EARLIEST <= day.year <= clock().today().year + YEARS_AHEAD:
            errors[name] = _("请核对年份，%(year)s 年不会有这次审核", year=day.year)
    if form.get("applied_on") and day_of(form["applied_on"]) is None:
        errors["applied_on"] = _("请填写日期，写成 2023-10-27 这样")
    if days["starts_on"] and days["ends_on"] and days["ends_on"] < days["starts_on"]:
        errors["ends_on"] = _("结束日期早于开始日期")
    if list(team(form).values()).count("lead") != 1:
        errors["team"] = _("请选一名审核组长，只选一名")
    if not departments(form):
        errors["departments"] = _("请至少写一个部门")
    return errors


def day_of(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def named(outcome: Outcome) -> dict[str, str]:
    """The op's fields under the names they have on this page."""
    of_client = outcome.id == request.form.get("client_op")
    errors = errors_of(outcome)
    return {(f"client_{name}" if of_client and name in CLIENT_FIELDS else name): said for name, said in errors.items()}


def everything_wrong(form: Form, errors: Mapping[str, str]) -> dict[str, str]:
    """What is wrong in every field: also what `ops` would find only after these were mended."""
    return all_mistakes(errors, lambda bad: written(mended(form, bad)), named)


def mended(form: Form, bad: Collection[str]) -> dict[str, str]:
    """The form with something sound in the fields named, so that the others can be judged. Chapters stand and fall with the team."""
    if {"team", "chapters", "edition"} & set(bad):
        form = {name: value for name, value in form.items() if not name.startswith("chapter-")}
    unused, day = ids.new_id(), day_for(form.get("edition", ""))
    sound = {
        "client": "",
        **{f"client_{name}": "" for name in CLIENT_FIELDS},
        "client_name": unused,
        "code": unused,
        "edition": newest(in_force_on(form.get("starts_on") or day).audited_by),
        "type": OFFERED_TYPES[0],
        "starts_on": day if "ends_on" in bad else form.get("ends_on", ""),
        "ends_on": day if "starts_on" in bad else form.get("starts_on", ""),
        "applied_on": "",
        "edition_reason": unused,
        "departments": unused,
    }
    found = {**form, **{name: value for name, value in sound.items() if name in bad}}
    if "client" in bad and not found.get("client_name"):
        found["client_name"] = unused
    if "team" in bad:
        found = {name: value for name, value in found.items() if not name.startswith("team-")} | leader()
    return found


def day_for(edition_id: str) -> str:
    """A day on which an audit by the edition chosen is nothing to remark on; today where the edition is in force."""
    today = clock().today().isoformat()
    try:
        with database().reading() as connection:
            chosen = find_standard(find_edition(connection, g.actor.organisation, edition_id).standard)
    except Refused:
        return today
    return today if chosen.stands_on(today) else chosen.in_force_on


def leader() -> dict[str, str]:
    """Somebody who may lead, as the form names a team; nobody where the body has none."""
    with database().reading() as connection:
        rows = people.list_users(connection, g.actor.organisation)
    leads = [row["id"] for row in rows if row["active"] and '"lead"' in row["roles"]]
    return {f"team-{leads[0]}": "lead"} if leads else {}


def page(
    form: Form, errors: Mapping[str, str], status: int = 200, ops: tuple[str, str] | None = None, even: bool = False
) -> Response:
    """The form as it was typed; with `even` the clauses are shared out anew among those who audit."""
    organisation = g.actor.organisation
    with database().reading() as connection:
        offered = offered_editions(connection, organisation)
        chosen = form.get("edition") or default_edition(connection, organisation, clock().today())
        edition = find_edition(connection, organisation, chosen) if chosen in dict(offered) else None
        clients = [(row["id"], row["name"]) for row in visits.list_clients(connection, organisation)]
        members = auditors(connection, organisation)
        proposed = proposed_code(connection, organisation, clock().today().year)
    mine = team(form)
    auditing = sharing(mine, members)
    prefix = f"chapter-{chosen}-"
    given = {name.removeprefix(prefix): user for name, user in form.items() if name.startswith(prefix) and user}
    if even and edition:
        given = evenly(edition, [user for user, _name in auditing])
    elif auditing and not errors:
        given = {ref: user for ref, user in given.items() if user in dict(auditing)}
    refused = [
        one for one in members if one[0] in given.values() and one not in auditing
    ]  # stays chosen beside its mistake
    return show(
        "review/new_audit.html",
        status=status,
        form=form,
        errors=errors,
        ops=ops or (ids.new_id(), ids.new_id()),
        clients=clients,
        editions=offered,
        edition=edition,
        chosen=chosen,
        in_force=not_in_force(clock().today()),
        types=[(name, _(AUDIT_TYPES[name])) for name in OFFERED_TYPES],
        people=members,
        roles=[(name, _(word)) for name, word in TEAM_WORDS.items()],
        team=mine,
        code=form.get("code") or proposed,
        levels=levels_of(edition) if edition else [],
        given=given,
        owners=[*auditing, *refused] if auditing else members,
        shares=shares_of(edition, given, auditing) if edition else [],
    )


def not_in_force(today: date) -> str:
    """Which standards are superseded or not in force yet, and since or from when; empty where none is."""
    return listed(
        standard(one.number) + bracketed(in_force(one.number, today))
        for one in STANDARDS.values()
        if not one.stands_on(today.isoformat())
    )


def sharing(team: Mapping[str, str], members: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Those of the chosen team who audit clauses of their own, the leader first; a trainee and an expert have none."""
    at = {role: n for n, role in enumerate(AUDITING)}
    mine = [(user, name) for user, name in members if team.get(user) in at]
    return sorted(mine, key=lambda one: at[team[one[0]]])


def shares_of(edition: Edition, given: Mapping[str, str], auditing: list[tuple[str, str]]) -> list[tuple[str, int]]:
    """Name and number of clauses of each who audits; they add up to the edition's. Empty while nobody was chosen."""
    if not auditing:
        return []
    known = {item.ref for item in edition.items}
    fitting = {ref: user for ref, user in given.items() if ref in known}
    counted = totals(shared_out(edition, fitting, auditing[0][0]), [user for user, _name in auditing])
    return [(name, counted[user]) for user, name in auditing]


def levels_of(edition: Edition) -> list[dict[str, Any]]:
    """Chapters and the groups below them with their words and numbers of clauses, for giving them out."""

    def line(row: Mapping[str, Any]) -> dict[str, Any]:
        item = row["item"]
        awaited = item.number_status == "likely"
        return {"ref": item.ref, "label": item.line(language()), "leaves": row["leaves"], "awaited": awaited}

    return [{**line(row), "below": [line(one) for one in row["below"]]} for row in levels(edition)]


def auditors(connection: Connection, organisation: str) -> list[tuple[str, str]]:
    """People of the body who may be on a team, as (id, name)."""
    rows = people.list_users(connection, organisation)
    return [
        (row["id"], row["name"])
        for row in rows
        if row["active"] and any(f'"{role}"' in row["roles"] for role in ON_TEAM)
    ]


def offered_editions(connection: Connection, organisation: str, kept: str | None = None) -> list[tuple[str, str]]:
    """Editions an audit can be planned with, as (id, words): the shipped ones and the body's own. `kept` is what an audit was
    planned with: it can go on with it though better words have been published since.
    """
    shipped = [(one.id, words_of(one)) for one in offered(SCHEME)]
    if kept in available() and newest(kept) != kept:
        shipped.append((kept, words_of(load(kept)) + bracketed(_("原来的审核要点"))))
    own = [
        find_edition(connection, organisation, row["id"]) for row in editions.list_editions(connection, organisation)
    ]
    return shipped + [(one.id, words_of(one, own=True)) for one in own]


def words_of(edition: Edition, own: bool = False) -> str:
    return edition.printed_standard + bracketed(_("本机构编号")) if own else edition.printed_standard


def proposed_code(connection: Connection, organisation: str, year: int) -> str:
    """The next free code of the year, `2023-003`."""
    taken = queries.codes_of_year(connection, organisation, year)
    return next(code for n in range(len(taken) + 1, len(taken) + 1002) if (code := f"{year}-{n:03d}") not in taken)
