"""Certification bodies in lists: one body by its approval number, and two of one name told apart by it."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _

from audit_app.rules.followup import approval_of, body_keys
from audit_app.show import bracketed

Row = Mapping[str, Any]


def labelled(rows: Iterable[Row], among: Iterable[Row] = ()) -> list[dict[str, Any]]:
    """The rows with `body_key` and `body_label`: the name, and the approval number where two bodies of the list have one name.

    `among`: rows of other lists on the same page.
    """
    known = list(rows)
    everywhere = [*known, *among]
    keys = body_keys(everywhere)
    of_name: dict[str, set[str]] = {}
    for row, key in zip(everywhere, keys, strict=True):
        of_name.setdefault(str(row["body"]), set()).add(key)
    return [
        {**row, "body_key": key, "body_label": _label(row, key, len(of_name[str(row["body"])]) > 1)}
        for row, key in zip(known, keys, strict=False)
    ]


def _label(row: Row, key: str, shared: bool) -> str:
    """A row that was put to the only number of its name is never among several of that name."""
    name = str(row["body"])
    return name + bracketed(key if approval_of(row) else _("没有批准号")) if shared else name
