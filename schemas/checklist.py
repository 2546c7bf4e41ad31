"""Shapes of the content files: editions of checklists and rule packs. What the values mean is not judged here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

NUMBER_STATUS = ("proven", "likely", "body", "unverified")
METHODS = ("read", "interview", "observe", "sample", "photo")
PDCA = ("plan", "do", "check", "act")
RULE_STATUS = ("CONFIRMED", "LIKELY", "ASSUMED")

_text = validate.Regexp(r"^\S(.{0,398}\S)?$", error="应为 1 至 400 个字，一行写完，前后不留空格。")
_ref = validate.Regexp(r"^[a-z0-9][a-z0-9_.-]*$")
_number = validate.Regexp(r"^[1-9][0-9]?(\.[1-9][0-9]?){0,3}$")


class PromptSchema(Schema):
    """One question in both languages."""

    zh = fields.String(required=True, validate=_text)
    en = fields.String(required=True, validate=_text)


class ItemSchema(Schema):
    """A chapter, group or leaf; a leaf has questions, methods, departments and a PDCA step, the others have none."""

    ref = fields.String(required=True, validate=_ref)
    parent = fields.String(allow_none=True, load_default=None)
    number = fields.String(allow_none=True, load_default=None, validate=_number)
    number_status = fields.String(required=True, validate=validate.OneOf(NUMBER_STATUS))
    title = fields.String(required=True, validate=_text)
    title_en = fields.String(required=True, validate=_text)
    prompts = fields.List(fields.Nested(PromptSchema), load_default=list)
    records = fields.List(fields.String(validate=_text), load_default=list)
    methods = fields.List(fields.String(validate=validate.OneOf(METHODS)), load_default=list)
    departments = fields.List(fields.String(validate=_text), load_default=list)
    pdca = fields.String(allow_none=True, load_default=None, validate=validate.OneOf(PDCA))
    when = fields.String(allow_none=True, load_default=None)
    leaf = fields.Boolean(load_default=False)
    inferred_from = fields.String(allow_none=True, load_default=None, validate=_text)

    @validates_schema
    def number_and_status(self, data: Mapping[str, Any], **_: Any) -> None:
        """An empty number is unverified, and an unverified one is empty."""
        if (data["number"] is None) != (data["number_status"] == "unverified"):
            raise ValidationError("编号为空时状态须为 unverified，反之亦然。", "number_status")


class EditionSchema(Schema):
    """One edition's file."""

    id = fields.String(required=True, validate=_ref)
    scheme = fields.String(required=True, validate=_ref)
    standard = fields.String(required=True, validate=_text)
    edition = fields.String(required=True, validate=_text)
    title = fields.String(required=True, validate=_text)
    title_en = fields.String(required=True, validate=_text)
    source = fields.String(required=True, validate=_text)
    based_on = fields.String(allow_none=True, load_default=None)
    replaces = fields.String(allow_none=True, load_default=None, validate=_ref)
    features = fields.Dict(keys=fields.String(), values=fields.Nested(PromptSchema), load_default=dict)
    items = fields.List(fields.Nested(ItemSchema), required=True, validate=validate.Length(min=1))


class RuleSchema(Schema):
    """One value of a rule pack; none stands without its source and status."""

    value = fields.Raw(required=True)
    source = fields.String(required=True, validate=_text)
    status = fields.String(required=True, validate=validate.OneOf(RULE_STATUS))
    note = fields.String(load_default="")


class RulePackSchema(Schema):
    """One rule pack's file."""

    id = fields.String(required=True, validate=_ref)
    title = fields.String(required=True, validate=_text)
    title_en = fields.String(required=True, validate=_text)
    effective_from = fields.Date(required=True)
    rules = fields.Dict(keys=fields.String(), values=fields.Nested(RuleSchema), required=True)
