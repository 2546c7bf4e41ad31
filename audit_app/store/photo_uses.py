"""Further clauses at which a photo is seen (另用): nothing but heads, one field for each clause."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select

from audit_app.store.tables import heads, photos

ALSO = "also."
"""Before the ref of a clause in the field of a head: whether a photo is used there, too."""


def uses_on(connection: Connection, visit_id: str) -> dict[str, set[str]]:
    """The clauses of each photo's heads whose latest says yes."""
    of_visit = select(photos.c.id).where(photos.c.visit_id == visit_id)
    wanted = select(heads).where(heads.c.subject.in_(of_visit), heads.c.field.startswith(ALSO, autoescape=True))
    found: dict[str, set[str]] = {}
    latest = sorted(connection.execute(wanted).mappings(), key=lambda row: (row["stamp"], row["op_id"]))
    for row in latest:
        refs, ref = found.setdefault(row["subject"], set()), row["field"].removeprefix(ALSO)
        refs.add(ref) if json.loads(row["value"]) else refs.discard(ref)
    return found


def is_at(photo: Mapping[Any, Any], ref: str) -> bool:
    """Whether a photo of `list_photos` is seen at this clause: at home there, or used once more."""
    return photo["ref"] == ref or ref in photo["also"]
