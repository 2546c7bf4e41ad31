"""Organisations of this installation, for the operator: the list and a new one."""

from collections.abc import Mapping

from flask import g, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from audit_app.admin import room
from audit_app.forms import errors_of, given_op, raise_if_closed
from audit_app.ops import apply, make
from audit_app.rules import ids
from audit_app.rules.permits import Thing, check
from audit_app.rules.roles import KIND_WORDS
from audit_app.security import clock, database
from audit_app.show import show
from audit_app.store import people as store

KINDS = ("body", "city_office", "province_office", "company")
OPTIONAL = ("short_name", "region", "parent", "approval_no", "uscc")


@room.get("/organisations")
def organisations() -> Response:
    return page({}, {})


@room.post("/organisations")
def create_organisation() -> Response:
    """A certification body, an office or a company; its people are added afterwards."""
    form = request.form
    errors = {
        name: said
        for name, said in (("kind", _("请选择类别")), ("code", _("还没有写代号")), ("name", _("还没有写名称")))
        if not form.get(name, "").strip()
    }
    if errors:
        return page(form, errors, 422)
    body = {name: form[name].strip() for name in ("kind", "code", "name")}
    body |= {name: form.get(name, "").strip() or None for name in OPTIONAL}
    op = make("organisation.create", ids.new_id(), body, id=given_op())
    done = apply(database(), op, g.actor, clock().now())
    raise_if_closed(done)
    if done.outcome != "done":
        return page(form, errors_of(done), 422)
    return redirect(url_for("admin.organisations"), 303)


def page(form: Mapping[str, str], errors: Mapping[str, str], status: int = 200) -> Response:
    check(g.actor, "organisation.create", Thing(g.actor.organisation))
    with database().reading() as connection:
        rows = [row for row in store.list_organisations(connection) if row["kind"] != "house"]
    names = {row["id"]: row["name"] for row in rows}
    return show(
        "admin/organisations.html",
        status=status,
        form=form,
        errors=errors,
        op=ids.new_id(),
        lines=[
            {**row, "kind_word": _(KIND_WORDS[row["kind"]]), "parent": names.get(row["parent_id"], "")} for row in rows
        ],
        kinds=[(kind, _(KIND_WORDS[kind])) for kind in KINDS],
        provinces=[(row["id"], row["name"]) for row in rows if row["kind"] == "province_office"],
    )
