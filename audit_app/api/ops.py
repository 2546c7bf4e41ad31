"""Ops from programs: one op or a list of ops in, their outcomes out. What ops do is in `audit_app.ops`."""

from dataclasses import replace
from typing import Any

from flask_babel import gettext as _
from marshmallow import ValidationError
from werkzeug.exceptions import UnprocessableEntity

from audit_app import ops
from audit_app.api import bp, signed_in
from audit_app.api.reading import read_json
from audit_app.forms import refuse_pages_own, sentence_of
from audit_app.security import clock, database
from schemas.api import Outcomes

MOST = 500


@bp.post("/ops")
@bp.doc(
    operationId="apply_ops",
    requestBody={
        "required": True,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/OneOrManyOps"}}},
    },
)
@bp.response(200, Outcomes)
def apply_ops() -> dict[str, Any]:
    """Carry out one op, or up to 500 in their order. Sending an op again is safe: the first answer comes again."""
    actor = signed_in()
    sent = read_json()
    many = sent if isinstance(sent, list) else [sent]
    if len(many) > MOST:
        raise wrong(_("一次最多 %(n)s 条", n=MOST))
    refuse_pages_own(many)
    outcomes = ops.apply_all(database(), many, actor, clock().now())
    return {"outcomes": [replace(one, sentence=sentence_of(one) or None) for one in outcomes]}


def wrong(sentence: str) -> UnprocessableEntity:
    error = UnprocessableEntity()
    error.data = {"messages": ValidationError(sentence).normalized_messages()}  # type: ignore[attr-defined]
    return error
