"""Reading the JSON a program sends: its type, its depth, its characters. What it means is its shape's business."""

import json
from typing import Any

from flask import request
from marshmallow import Schema, ValidationError
from werkzeug.exceptions import BadRequest, UnprocessableEntity, UnsupportedMediaType


def read_json() -> Any:
    """The body as data. Raises 415 for another content type, 400 for what is no JSON or nested too deep."""
    if not request.is_json:
        raise UnsupportedMediaType
    try:
        return json.loads(request.get_data(cache=False), parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise BadRequest from error


def read_shape(shape: Schema) -> dict[str, Any]:
    """The body as this shape. Raises 422 with the complaints by field."""
    try:
        loaded: dict[str, Any] = shape.load(read_json())
    except ValidationError as error:
        refused = UnprocessableEntity()
        refused.data = {"messages": error.messages}  # type: ignore[attr-defined]
        raise refused from error
    return loaded


def _no_number(name: str) -> Any:
    raise ValueError(name)
