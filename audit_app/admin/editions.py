"""Editions of a certification body: what is shipped, the default, and a body's own one from its contents list."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from flask import Response, g, redirect, request, url_for
from flask_babel import gettext as _

from audit_app.admin import bp
from audit_app.forms import NO_BYTES, errors_of, given_op, raise_if_closed
from audit_app.ops import apply, make
from audit_app.ops.editions import default_edition, find_edition
from audit_app.rules import ids
from audit_app.rules.permits import Resource, require
from audit_app.rules.refusals import N_, Refused
from audit_app.rules.standards import CURRENT, SCHEME
from audit_app.security import clock, database
from audit_app.sheets import comma
from audit_app.sheets.contents import COLUMNS, check_contents, read_contents
from audit_app.sheets.problems import Checked
from audit_app.sheets.reading import Table
from audit_app.sheets.unreadable import Unreadable
from audit_app.show import bracketed, in_force, language, show
from audit_app.store.editions import list_editions
from checklists import Edition, load, newest, offered
from checklists.numbering import Problem as Unfit
from checklists.numbering import check_list, number
from checklists.words import SENTENCES as CONTENTS
from schemas.words import translate_error

FALLBACK = newest(CURRENT.audited_by)
SHOWN = 200
STATUSES = ("proven", "body", "likely", "unverified")
Plain = dict[str, Any]


def permitted() -> None:
    """Only a certification body has editions of its own."""
    require(g.actor, "edition.publish", Resource(g.actor.organisation))
    if g.actor.organisation_kind != "body":
        raise Refused("not_permitted", verb="edition.publish")


@bp.get("/editions")
def editions() -> Response:
    permitted()
    return page({})


@bp.post("/editions/default")
def set_default() -> Response:
    """Audits planned from now on begin with this edition; those that exist keep theirs."""
    permitted()
    body = {"name": "default_edition", "value": request.form.get("edition", "")}
    done = apply(database(), make("setting.set", g.actor.organisation, body, id=given_op()), g.actor, clock().now())
    raise_if_closed(done)
    if done.outcome != "done":
        return page({"edition": " ".join(errors_of(done).values())}, 422)
    return redirect(url_for("admin.editions", did=done.id), 303)


def page(errors: Mapping[str, str], status: int = 200) -> Response:
    organisation = g.actor.organisation
    with database().reading() as connection:
        own = [
            (row, find_edition(connection, organisation, row["id"])) for row in list_editions(connection, organisation)
        ]
        default = default_edition(connection, organisation, clock().today())
    lines = [line_of(one) for one in shipped()]
    lines += [
        {**line_of(one), "own": True, "published_at": row["published_at"], "source": row["source"]} for row, one in own
    ]
    return show(
        "admin/editions.html",
        status=status,
        errors=errors,
        lines=lines,
        default=default,
        op=ids.new_id(),
        choices=[(line["id"], line["words"]) for line in lines],
    )


def shipped() -> list[Edition]:
    return offered(SCHEME)


def line_of(edition: Edition) -> Plain:
    """An edition with how many of its clauses have a number of which status."""
    counted = Counter(leaf.number_status for leaf in edition.leaves)
    words = edition.printed_standard + bracketed(_("本机构编号")) if edition.based_on else edition.printed_standard
    return {
        "id": edition.id,
        "words": words,
        "in_force": in_force(edition.standard, clock().today()),
        "clauses": len(edition.leaves),
        "own": False,
        "statuses": [counted[name] for name in STATUSES],
        "source": "",
        "published_at": "",
    }


@bp.get("/editions/<edition>/contents.csv")
def contents(edition: str) -> Response:
    """The list to be numbered: ref, number, title of every item; a number nobody has proven is left empty."""
    permitted()
    with database().reading() as connection:
        known = find_edition(connection, g.actor.organisation, edition)
    rows = [[item.ref, item.printed_number or "", item.title] for item in known.items]
    response = Response(comma.written([["ref", "number", "title"], *rows]), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{known.id}-contents.csv"'
    return response


@bp.get("/editions/new")
def new_edition() -> Response:
    permitted()
    return form_page({}, {})


@bp.post("/editions/new")
def publish_edition() -> Response:
    """Check the list and show the tree it gives; with `publish` it becomes the body's own edition."""
    permitted()
    form, errors = dict(request.form), {}
    base = form.get("based_on", "")
    if base not in {one.id for one in shipped()}:
        errors["based_on"] = _("请选择要编号的标准版本")
    if len(form.get("source", "").strip()) < 2:
        errors["source"] = _("请写明目次取自哪一份授权文本")
    try:
        checked = check_contents(table_given())
    except Unreadable as problem:
        return form_page(form, errors | {"list": problem.in_words(_)}, 422)
    rows, notes = checked.rows, checked.warnings
    if checked.ok:
        form["pasted"] = as_text(rows)
    if errors and checked.ok:
        return form_page(form, errors, 422)
    problems = said_of(checked) or listed(check_list(load(base), rows))
    if problems:
        said = _("清单有 %(n)s 处不对，按行列在下面", n=len(problems))
        return form_page(form, errors | {"list": said}, 422, problems=problems, notes=notes)
    if not form.get("publish"):
        return form_page(form, {}, notes=notes, preview=number(load(base), rows, form["source"].strip(), ids.new_id()))
    body = {"organisation": g.actor.organisation, "based_on": base, "source": form["source"].strip(), "rows": rows}
    op = given_op()
    done = apply(database(), make("edition.publish", op, body, id=op), g.actor, clock().now())
    raise_if_closed(done)
    if done.outcome != "done":
        return form_page(form, {"list": " ".join(errors_of(done).values())}, 422)
    return redirect(url_for("admin.editions"), 303)


def said_of(checked: Checked) -> list[Plain]:
    """What is wrong with the cells of a list."""
    return [{"row": one.row, "column": one.column, "message": one.in_words(_)} for one in checked.problems]


def listed(problems: Iterable[Unfit]) -> list[Plain]:
    """What does not fit the edition."""
    return [{"row": one.row, "column": one.column, "message": told(one.message)} for one in problems]


def told(sentence: str) -> str:
    """What is wrong with a file or a row, in the reader's language."""
    return translate_error(_(sentence), _, CONTENTS.values())


def table_given() -> Table:
    """The table of the uploaded file, else of the pasted text. Raises Unreadable."""
    upload = request.files.get("file")
    data = upload.read() if upload and upload.filename else b""
    if upload and data:
        return read_contents(upload.filename or "", data)
    if upload and upload.filename and not request.form.get("pasted", "").strip():
        raise Unreadable("{said}", said=_(NO_BYTES, name=upload.filename))
    pasted = request.form.get("pasted", "").strip("\r\n")
    if not pasted.strip():
        raise Unreadable(N_("请上传目次清单，或把它粘贴在下面"))
    return read_contents("", pasted.encode())


def as_text(rows: list[dict[str, str]]) -> str:
    """The list as text for the form, every row where it was: what was uploaded need not be uploaded again."""
    lines = [",".join(COLUMNS)]
    for row in rows:
        lines += [""] * (int(row["row"]) - len(lines) - 1)
        lines.append(comma.line([comma.harmless(row[name]) for name in COLUMNS]))
    return "\n".join(lines)


def form_page(form: Mapping[str, str], errors: Mapping[str, str], status: int = 200, **more: Any) -> Response:
    preview: Edition | None = more.get("preview")
    bases = [(one.id, one.printed_standard) for one in shipped()]
    return show(
        "admin/new_edition.html",
        status=status,
        form=form,
        errors=errors,
        op=ids.new_id(),
        bases=bases,
        chosen=form.get("based_on") or FALLBACK,
        problems=more.get("problems", [])[:SHOWN],
        notes=[one.in_words(_) for one in more.get("notes", [])],
        preview=tree_of(preview, load(form["based_on"])) if preview else [],
        clauses=len(preview.leaves) if preview else 0,
    )


def tree_of(edition: Edition, base: Edition) -> list[Plain]:
    """Every item with its depth, in order, as screens will print it, and the title that `base` has where it differs."""
    depth: dict[str, int] = {}
    titles = {item.ref: item.title for item in base.items}
    found = []
    for item in edition.items:
        depth[item.ref] = depth.get(item.parent or "", -1) + 1
        found.append(
            {
                "label": item.label(language()),
                "depth": min(depth[item.ref], 3),
                "leaf": item.leaf,
                "missing": not item.printed_number,
                "before": "" if titles.get(item.ref, item.title) == item.title else titles[item.ref],
            }
        )
    return found
