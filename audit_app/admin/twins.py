"""Organisations that another one would be taken for: of its name, its region, or one of the numbers by which it is known."""

from collections.abc import Collection, Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Connection

from audit_app.rules.identifiers import plain_code
from audit_app.show import as_read
from audit_app.store import people

Row = Mapping[str, Any]
FIELDS = ("name", "region", "approval_no", "uscc")


def twins(connection: Connection, row: Row, but: str = "", of: Collection[str] = FIELDS) -> list[dict[str, Any]]:
    """The organisations, each with `same`: in words what it has in common with this one in the fields `of`.

    The name counts among those of one kind, the region among provinces; an approval number and a USCC belong to one
    organisation only; a code like another one, however it is written, is refused. `but` is this one's own id.
    """
    found = []
    for other in people.list_organisations(connection):
        if other["id"] == but or other["kind"] == "house" or (not but and other["code"] == row["code"]):
            continue
        same = [word for name, word in _words().items() if name in of and _alike(name, row, other)]
        if same:
            found.append({**other, "same": same})
    return found


def _words() -> dict[str, str]:
    return {
        "name": _("名称"),
        "region": _("区划"),
        "approval_no": _("认证机构批准号"),
        "uscc": _("统一社会信用代码"),
    }


def _alike(name: str, row: Row, other: Row) -> bool:
    one, two = row.get(name) or "", other[name] or ""
    if not one or not two:
        return False
    if name == "name":
        return bool(row["kind"] == other["kind"] and as_read(one) == as_read(two))
    if name == "region":
        return bool(row["kind"] == other["kind"] == "province_office" and one == two)
    return plain_code(one) == plain_code(two)
