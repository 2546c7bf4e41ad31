"""The record of a spot check: its template reads one view model and the form, and nothing that is in neither."""

from dataclasses import FrozenInstanceError, fields
from typing import Any

import pytest
from flask import Flask
from jinja2 import meta, nodes

from audit_app.regulator.check_page import CheckPage, Replacement, Rights

TEMPLATES = ("regulator/check.html", "regulator/_on_site.html")
PARTS = {"page": CheckPage, "page.may": Rights, "page.replacement": Replacement}
FORM = {"errors", "given", "new_op", "field_named"}
"""What was typed and what is wrong with it; `field_named` notes the label of a field for the list of mistakes."""


def tree_of(app: Flask, template: str) -> nodes.Template:
    assert app.jinja_env.loader is not None
    return app.jinja_env.parse(app.jinja_env.loader.get_source(app.jinja_env, template)[0])


def path_of(node: nodes.Node) -> str:
    """`page.may.office` for such a node; nothing for what does not begin with a name."""
    if isinstance(node, nodes.Name):
        return str(node.name)
    inner = path_of(node.node) if isinstance(node, nodes.Getattr) else ""
    return f"{inner}.{node.attr}" if inner and isinstance(node, nodes.Getattr) else ""


def unknown(tree: nodes.Template) -> list[str]:
    """What is read of the view model or its parts that they do not have."""
    read = [path_of(node) for node in tree.find_all(nodes.Getattr)]
    parts = [(path, path.rpartition(".")) for path in read if path.rpartition(".")[0] in PARTS]
    return [path for path, (of, _, name) in parts if not hasattr(PARTS[of], name) and name not in names_of(PARTS[of])]


def macros_of(tree: nodes.Template) -> set[str]:
    """The macros that the template has or takes from others; inside its blocks Jinja counts them as undeclared."""
    taken = {
        name[1] if isinstance(name, tuple) else name for one in tree.find_all(nodes.FromImport) for name in one.names
    }
    return taken | {one.name for one in tree.find_all(nodes.Macro)}


def names_of(kind: Any) -> set[str]:
    return {one.name for one in fields(kind)}


@pytest.mark.parametrize("template", TEMPLATES)
def test_its_template_reads_the_view_model_and_the_form_alone(app: Flask, template: str) -> None:
    tree = tree_of(app, template)
    read = meta.find_undeclared_variables(tree) - app.jinja_env.globals.keys() - macros_of(tree)
    assert read <= {"page"} | FORM
    assert unknown(tree) == []


def test_a_name_that_the_view_model_has_not_is_found(app: Flask) -> None:
    tree = app.jinja_env.parse(
        "{{ page.may.office }}{{ page.may.offices }}{{ page.wrod }}{{ page.clause_label('7.1') }}"
    )
    assert unknown(tree) == ["page.may.offices", "page.wrod"]


def test_every_name_of_the_view_model_is_read(app: Flask) -> None:
    """A page never carries what nobody looks at."""
    read = {path_of(node) for one in TEMPLATES for node in tree_of(app, one).find_all(nodes.Getattr)}
    assert [
        f"{of}.{name}" for of, kind in PARTS.items() for name in sorted(names_of(kind)) if f"{of}.{name}" not in read
    ] == []


def test_nobody_changes_it_while_a_template_reads() -> None:
    with pytest.raises(FrozenInstanceError):
        Replacement().no_next = "changed"  # type: ignore[misc]
