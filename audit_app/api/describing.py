"""The description of this API as OpenAPI 3.1, and the page that shows it. Shapes come from `schemas`."""

from typing import Any

from flask import Response, current_app, jsonify
from flask_smorest import Api
from marshmallow import fields

from audit_app.api import bp
from audit_app.show import show
from schemas.fields import ID, Choice, Count, Pattern, Text
from schemas.ops import SHAPES

UUID7 = "^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"
"""An op's id carries its time; ids of things may be any UUID."""
ABOUT = (
    "每条操作只算一次：同一编号重发，答复不变。句子的语言由 Accept-Language 决定（zh 或 en）。\n\n"
    "An op counts once: sent again under the same id, it gets the same answer. "
    "`Accept-Language` (zh or en) chooses the language of sentences."
)


def prepare(api: Api) -> None:
    """Everything the views refer to by name: the refusal, every kind of op, how one signs in."""
    api.ma_plugin.converter.add_attribute_function(limits)
    api.spec.components.security_scheme("bearer", {"type": "http", "scheme": "bearer"})
    api.spec.options["security"] = [{"bearer": []}]
    api.spec.options["info"] = {"description": ABOUT}
    names = [op_shape(api, kind, v) for kind, v in sorted(SHAPES)]
    one = [{"$ref": f"#/components/schemas/{name}"} for name in names]
    api.spec.components.schema("Op", {"anyOf": one})
    op = {"$ref": "#/components/schemas/Op"}
    api.spec.components.schema("OneOrManyOps", {"anyOf": [op, {"type": "array", "items": op, "maxItems": 500}]})


def op_shape(api: Api, kind: str, v: int) -> str:
    """One kind and version of op as a component; returns its name."""
    shape = SHAPES[(kind, v)]
    named = {api.ma_plugin.converter.refs[key] for key in api.ma_plugin.converter.refs if key[0] is shape}
    if not named:
        api.spec.components.schema(f"{shape.__name__}Body", schema=shape)
        named = {f"{shape.__name__}Body"}
    an_id = {"type": "string", "pattern": ID.pattern}
    own_id = {"type": "string", "pattern": UUID7}
    api.spec.components.schema(
        f"op.{kind}.{v}",
        {
            "type": "object",
            "additionalProperties": False,
            "required": ["id", "kind", "v", "subject", "body"],
            "properties": {
                "id": own_id,
                "kind": {"type": "string", "const": kind},
                "v": {"type": "integer", "const": v},
                "subject": {"type": "string", "minLength": 1, "maxLength": 200},
                "base": {"type": "object", "additionalProperties": {"type": "array", "items": an_id}},
                "body": {"$ref": f"#/components/schemas/{named.pop()}"},
                "device": {"type": ["string", "null"], "maxLength": 60},
            },
        },
    )
    return f"op.{kind}.{v}"


def limits(_converter: Any, field: fields.Field[Any], **_: Any) -> dict[str, Any]:
    """What our own field types demand, in the words of JSON Schema."""
    if isinstance(field, Choice):
        return {"enum": [*field.words, None] if field.allow_none else list(field.words)}
    if isinstance(field, Pattern):
        return {"pattern": field.pattern.pattern, "maxLength": field.most}
    if isinstance(field, Text):
        return {"minLength": field.least, "maxLength": field.most}
    return {"minimum": field.least, "maximum": field.most} if isinstance(field, Count) else {}


def described(api: Api) -> dict[str, Any]:
    """The whole description as data; every operation names its refusals."""
    spec: dict[str, Any] = api.spec.to_dict()
    problem = {
        "description": "refused",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Refusal"}}},
    }
    for path in spec["paths"].values():
        for operation in path.values():
            if isinstance(operation, dict) and "responses" in operation:
                operation["responses"]["default"] = problem
    return spec


@bp.get("/openapi.json")
@bp.doc(operationId="get_description", security=[])
def openapi() -> Response:
    """This description."""
    return jsonify(current_app.extensions["api_description"])


@bp.get("/")
@bp.doc(operationId="get_page", security=[])
def index() -> Response:
    """The description as a page to read and to try."""
    return show("api/index.html")
