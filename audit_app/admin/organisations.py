"""Organisations of this installation, for the operator: the list, a new one, and what was written wrong corrected."""

from collections.abc import Collection, Mapping
from typing import Any

from flask import g, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from audit_app import correcting
from audit_app.admin import bp, questions
from audit_app.admin.twins import twins
from audit_app.asking import ask_first
from audit_app.correcting import Field, Subject
from audit_app.forms import all_mistakes, errors_of, given_op, raise_if_closed, unnamed
from audit_app.ops import Outcome, apply, make
from audit_app.rules import ids
from audit_app.rules.permits import Resource, require
from audit_app.rules.refusals import Refused
from audit_app.rules.roles import KIND_WORDS
from audit_app.security import clock, database
from audit_app.show import show, told_apart
from audit_app.store import campaigns, people, seen
from checklists import regions

KINDS = ("body", "city_office", "province_office", "company")
OPTIONAL = ("short_name", "region", "parent", "approval_no", "uscc")


@bp.get("/organisations")
def organisations() -> Response:
    return page({}, {})


@bp.post("/organisations")
def create_organisation() -> Response:
    """A certification body, an office or a company; its people are added afterwards."""
    form = request.form
    errors = {
        name: said
        for name, said in (("kind", _("请选择类别")), ("code", _("还没有写代号")), ("name", _("还没有写名称")))
        if not form.get(name, "").strip()
    }
    errors |= missing_of(form)
    body = {name: form.get(name, "").strip() for name in ("kind", "code", "name")}
    body |= {name: form.get(name, "").strip() or None for name in OPTIONAL}
    errors |= unnamed(body, "name", "short_name", "approval_no")
    op = make("organisation.create", ids.new_id(), body, id=given_op())

    def wrong(errors: Mapping[str, str]) -> Response:
        return page(form, all_mistakes(errors, lambda bad: [{**op, "body": mended(body, bad)}]), 422)

    def failed(done: Outcome) -> Response:
        raise_if_closed(done)
        return wrong(errors_of(done))

    if errors:
        require(g.actor, "organisation.create", Resource(g.actor.organisation))
        return wrong(errors)

    def created() -> Response:
        return redirect(url_for("admin.organisations"), 303)

    with database().reading() as connection:
        require(g.actor, "organisation.create", Resource(g.actor.organisation))
        alike = twins(connection, body)
    if alike:
        back = url_for("admin.organisations")
        return ask_first([op], questions.doubling(body, alike), done=created, failed=failed, back=back)
    done = apply(database(), op, g.actor, clock().now())
    return created() if done.outcome == "done" else failed(done)


def mended(body: Mapping[str, Any], bad: Collection[str]) -> dict[str, Any]:
    """The body with something sound in the fields named, so that the others can be judged; where a field is about the kind, as a body."""
    unused = ids.new_id()
    sound = {"kind": "body", "code": unused, "name": unused}
    found = {**body, **{name: sound.get(name) for name in bad if name in body}}
    if {"kind", "region", "parent"} & set(bad):
        found |= {"kind": "body", "region": None, "parent": None}
    return found


def missing_of(form: Mapping[str, str]) -> dict[str, str]:
    """What the kind of organisation needs besides; without it its pages could not be opened."""
    if form.get("kind") not in ("city_office", "province_office"):
        return {}
    needed = {"region": _("请选择区划")}
    if form.get("kind") == "city_office":
        needed["parent"] = _("市知识产权局要有上级，请选省知识产权局")
    return {name: said for name, said in needed.items() if not form.get(name, "").strip()}


def page(form: Mapping[str, str], errors: Mapping[str, str], status: int = 200) -> Response:
    require(g.actor, "organisation.create", Resource(g.actor.organisation))
    with database().reading() as connection:
        rows = [row for row in people.list_organisations(connection) if row["kind"] != "house"]
    names = told_apart(rows, lambda row: str(row["name"]))
    return show(
        "admin/organisations.html",
        status=status,
        form=form,
        errors=errors,
        op=ids.new_id(),
        lines=[
            {
                **row,
                "name": names[row["id"]],
                "kind_word": _(KIND_WORDS[row["kind"]]),
                "parent": names.get(row["parent_id"], ""),
            }
            for row in rows
        ],
        kinds=[(kind, _(KIND_WORDS[kind])) for kind in KINDS],
        provinces=[(row["id"], names[row["id"]]) for row in rows if row["kind"] == "province_office"],
        regions=region_options(),
    )


def region_options(kind: str = "") -> list[tuple[str, str]]:
    """Codes of the list as (code, 「321200 泰州市」): the province, its cities, or both."""
    province = regions()
    own = [(province.code, f"{province.code} {province.name}")] if kind != "city_office" else []
    cities = [(city.code, f"{city.code} {city.name}") for city in province.cities] if kind != "province_office" else []
    return own + cities


@bp.get("/organisations/<organisation>/correct")
def correct_organisation(organisation: str) -> Response:
    with database().reading() as connection:
        return correcting.page(connection, subject_of(connection, organisation))


@bp.post("/organisations/<organisation>/correct")
def correct_organisation_now(organisation: str) -> Response:
    """Put right what was written wrong; a reason is asked where somebody else has used it."""
    with database().reading() as connection:
        subject = subject_of(connection, organisation)
    op = make("organisation.correct", organisation, correcting.written(subject.fields), id=given_op())

    def again(errors: Mapping[str, str]) -> Response:
        with database().reading() as connection:
            return correcting.page(connection, subject_of(connection, organisation), errors, 422)

    def failed(done: Outcome) -> Response:
        raise_if_closed(done)
        return again(correcting.mistakes(done))

    def corrected() -> Response:
        return redirect(url_for("admin.organisations"), 303)

    no_names = correcting.no_names(op)
    if no_names:
        return again(no_names)
    with database().reading() as connection:
        after = {**(people.get_organisation(connection, organisation) or {}), **op["body"]["now"]}
        alike = twins(connection, after, but=organisation, of=op["body"]["now"])
    if alike:
        back = url_for("admin.correct_organisation", organisation=organisation)
        return ask_first([op], questions.same_after(after, alike), done=corrected, failed=failed, back=back)
    done = apply(database(), op, g.actor, clock().now())
    return corrected() if done.outcome == "done" else failed(done)


def subject_of(connection: Connection, organisation: str) -> Subject:
    """One organisation as it stands, with the fields that its kind has. Raises Refused."""
    require(g.actor, "organisation.correct", Resource(g.actor.organisation))
    row = people.get_organisation(connection, organisation)
    if row is None or row["kind"] == "house":
        raise Refused("absent")
    users = people.list_users(connection, organisation)
    return Subject(
        id=organisation,
        heading=_("更正单位"),
        line=f"{row['name']} · {_(KIND_WORDS[row['kind']])} · {_('%(n)s 人', n=len(users))}",
        back=url_for("admin.organisations"),
        back_words=_("单位"),
        action=url_for("admin.correct_organisation_now", organisation=organisation),
        fields=fields_of(connection, row),
        kind="organisation.correct",
        which=seen.on_organisation(organisation),
        then=consequences(connection, row),
        fixed=""
        if unused(connection, organisation)
        else _("不改：类别、代号 %(code)s，因为已经有人员、下级或抽查任务", code=row["code"]),
    )


def unused(connection: Connection, organisation: str) -> bool:
    """Whether nothing hangs on an organisation: nobody, no office under it, no round."""
    below = people.list_organisations(connection, parent=organisation)
    return not (people.list_users(connection, organisation) or below or campaigns.rounds_of(connection, organisation))


def fields_of(connection: Connection, row: Mapping[str, Any]) -> list[Field]:
    """The fields that its kind has; of one that is unused those of every kind, with kind and code."""
    kind, free = row["kind"], unused(connection, row["id"])
    kinds = [(one, _(KIND_WORDS[one])) for one in KINDS]
    fields = (
        [
            Field("kind", _("类别"), kind, "choose", dict(kinds)[kind], "", kinds),
            Field("code", _("代号"), row["code"], most=40),
        ]
        if free
        else []
    )
    fields += [
        Field("name", _("名称"), row["name"], most=100),
        Field("short_name", _("简称"), row["short_name"] or "", most=40),
    ]
    if free or kind in ("city_office", "province_office"):
        options = region_options("" if free else kind)
        now = row["region"] or ""
        shown = dict(options).get(now, _("%(code)s（不在列表里）", code=now) if now else "")
        hint = _("市知识产权局只能选设区市") if kind == "city_office" else ""
        unlisted = [(now, shown)] if now and now not in dict(options) else []
        fields.append(Field("region", _("区划"), now, "choose", shown, hint, unlisted + options))
    if free or kind == "city_office":
        provinces = people.list_organisations(connection, kind="province_office")
        offices = list(told_apart(provinces, lambda one: str(one["name"])).items())
        now = row["parent_id"] or ""
        fields.append(
            Field(
                "parent", _("上级单位"), now, "choose", dict(offices).get(now, ""), _("市知识产权局要有上级"), offices
            )
        )
    if free or kind == "body":
        fields.append(Field("approval_no", _("认证机构批准号"), row["approval_no"] or "", most=40))
    fields.append(Field("uscc", _("统一社会信用代码"), row["uscc"] or "", most=18))
    return fields


def consequences(connection: Connection, row: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """What happens elsewhere when the correction stands."""
    then = [("ok", row["name"], _("各页立即用新的内容；已经报送的汇总表不变"))]
    if row["kind"] == "city_office":
        rounds = campaigns.rounds_of(connection, row["id"])
        if any(one["state"] != "open" or one["has_register"] for one in rounds):
            then.append(("no", _("抽查任务"), _("已经导入名录，区划和上级不能再改")))
        elif rounds:
            then.append(("ok", _("抽查任务"), _("还没有导入名录，区划一起改")))
        else:
            then.append(("todo", _("抽查任务"), _("已经开始的任务不会自动加入，由省知识产权局在任务里加")))
    return [*then, ("no", _("平板"), _("没有变化"))]
