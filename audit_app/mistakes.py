"""The box of mistakes above a refused form. It stands before the fields and names them, so the form's own macros say which fields the
page has and what each is called, and the box is written into its place once the page is.
"""

from collections.abc import Mapping

from flask import Flask, g, get_template_attribute
from markupsafe import Markup

PLACE = Markup("<!-- mistakes -->")
"""Where the box will stand. No text of anybody can be this: what is typed is escaped."""


def field_named(name: str, label: str) -> str:
    """Note what a field of this page is called; the macros of `_parts/form.html` do it, and who writes a field by hand."""
    _labels().setdefault(name, Markup(label).striptags())
    return ""


def place_of(errors: Mapping[str, str], heading: str, labels: Mapping[str, str]) -> str:
    """The place of the box; empty where nothing is wrong. `labels` name fields whose own label does not say which they are."""
    if not errors:
        return ""
    g.mistakes = (errors, heading, labels)
    return PLACE


def filled(page: str) -> str:
    """The page with its box of mistakes, each naming its field, in the order of the page. What is about no field of it is no link."""
    if PLACE not in page:
        return page
    errors, heading, own = g.pop("mistakes")
    known = {**own, **{name: label for name, label in _labels().items() if name not in own}}
    names = [*(name for name in known if name in errors), *(name for name in errors if name not in known)]
    lines = [
        {
            "said": errors[name],
            "link": name if f'id="f-{name}"' in page else "",
            "label": "" if name not in own and known.get(name, "") in errors[name] else known.get(name, ""),
        }
        for name in names
    ]
    box = get_template_attribute("_parts/form.html", "mistakes")(lines, heading)
    return page.replace(PLACE, box, 1)


def _labels() -> dict[str, str]:
    labels: dict[str, str] = g.setdefault("field_labels", {})
    return labels


def init_app(app: Flask) -> None:
    """What templates call."""
    app.jinja_env.globals.update(field_named=field_named, place_of_mistakes=place_of)
