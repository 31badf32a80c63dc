"""The ``spec`` schema as editors see it: the envelope, with the body of each variant opened inside it.

A spec's body is written before templates are rendered and sugar is gone, so wherever something other than a
text is due a template may stand, and dates and schedules may be written as people write them.
"""

from typing import Any

from ctc.validation.schema.catalog import Schema, self_contained
from ctc.variants import TRIGGERS, VARIANTS, Variant

TEMPLATE: Schema = {
    "title": "Template",
    "description": "A Jinja template that gives the value.",
    "type": "string",
    "pattern": r"\{\{|\{%",
    "examples": ["{{ discount }}"],
}
ISO_DAY: Schema = {
    "description": "A day as 2025-09-01.",
    "type": "string",
    "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
    "examples": ["2025-09-01"],
}
ISO_TIME: Schema = {
    "description": "A time as 2031-01-15 09:30, or with its offset or zone.",
    "type": "string",
    "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}",
    "examples": ["2031-01-15 09:30", "2031-01-15T09:30+05:30"],
}
SUGAR = {"date": "iso_day", "stamp": "iso_time"}


def editor_spec() -> Schema:
    """The published ``spec`` schema."""
    schema = self_contained("spec.schema.json")
    definitions: Schema = {
        **schema.get("$defs", {}),
        "template": TEMPLATE,
        "iso_day": ISO_DAY,
        "iso_time": ISO_TIME,
    }
    for variant in VARIANTS:
        body = self_contained(f"payload/{variant.name}.schema.json")
        for name, definition in body.pop("$defs", {}).items():
            definitions.setdefault(name, _open(definition))
        definitions[f"payload.{variant.name}"] = _as_message(_opened_parts(body), variant)
    properties = {**schema["properties"]}
    for kind in ("campaign", "message"):
        properties[kind] = {**properties[kind], **_dispatch(kind)}
    return {**schema, "properties": properties, "$defs": definitions}


def _dispatch(kind: str) -> Schema:
    """if/then by variant: an editor completes the keys of the one that the author has begun."""
    chosen = [v for v in VARIANTS if v.name.startswith("send-") == (kind == "message")]
    branches = [
        {"if": _condition(variant), "then": {"$ref": f"#/$defs/payload.{variant.name}"}} for variant in chosen
    ]
    key = "channel" if kind == "message" else "target_mode"
    names = list(dict.fromkeys(variant.channel for variant in chosen))
    choice = {"description": "The channel.", "enum": names, "examples": names[:1]}
    return {"required": [key], "properties": {key: choice}, "allOf": branches}


def _condition(variant: Variant) -> Schema:
    key = "channel" if variant.name.startswith("send-") else "target_mode"
    properties: Schema = {key: {"const": variant.channel}}
    required = [key]
    if variant.channel == "notificationinbox":
        properties["template_type"] = {"const": variant.name.removeprefix("inbox-")}
        required.append("template_type")
    if variant.channel == "externaltrigger":
        several: Schema = {"required": ["campaign_id_list"]}
        chosen = several if variant.endpoint == TRIGGERS else {"not": several}
        return {"type": "object", "properties": properties, "required": required, "allOf": [chosen]}
    if variant.name.startswith("whatsapp-"):
        properties["content"] = _content_condition(variant.name)
        required.append("content")
    if variant.name == "push-carousel":
        properties["content"] = _has("platform_specific", _has("ios", _has("ct_ContentSlider", {})))
        required.append("content")
    return {"type": "object", "properties": properties, "required": required}


def _content_condition(name: str) -> Schema:
    """The shape of WhatsApp content that belongs to a variant."""
    interactive: list[Schema] = [{"required": [key]} for key in ("header", "body", "buttons")]
    if name == "whatsapp-interactive":
        return {"anyOf": interactive, "not": {"required": ["header"]}}
    if name.startswith("whatsapp-interactive-"):
        kind = name.removeprefix("whatsapp-interactive-")
        return _has("header", _has("type", {"enum": [kind, kind.capitalize()]}))
    standard: Schema = {"not": {"anyOf": interactive}}
    if name == "whatsapp-standard":
        return {**standard, "not": {"anyOf": [*interactive, {"required": ["attachments"]}]}}
    is_location = _has("type", {"const": "Location"})
    wanted = is_location if name == "whatsapp-standard-location" else {"not": is_location}
    return {**standard, **_has("attachments", wanted)}


def _has(key: str, value: Schema) -> Schema:
    return {"type": "object", "properties": {key: value}, "required": [key]}


def _as_message(schema: Schema, variant: Variant) -> Schema:
    """A message names its channel, which the request carries in its endpoint."""
    schema = {key: value for key, value in schema.items() if key not in ("$schema", "examples")}
    if not variant.name.startswith("send-"):
        return schema
    channel = {"const": variant.channel, "description": "The channel.", "examples": [variant.channel]}
    return {
        **schema,
        "properties": {"channel": channel, **schema["properties"]},
        "required": ["channel", *schema["required"]],
    }


def _open(schema: Any) -> Any:
    """A subschema that also takes a template, and the sugar of its kind of date."""
    if not isinstance(schema, dict) or "$ref" in schema:
        return schema
    inside = _opened_parts(schema)
    types = [schema["type"]] if isinstance(schema.get("type"), str) else schema.get("type", [])
    is_free_text = "string" in types and not {"enum", "pattern", "const", "maxLength"} & schema.keys()
    if not types or is_free_text or schema.get("const") is not None:
        return inside
    described = {key: inside.pop(key) for key in ("description", "examples") if key in inside}
    forms = [inside, {"$ref": "#/$defs/template"}]
    if schema.get("x-calendar") in SUGAR:
        forms.insert(1, {"$ref": f"#/$defs/{SUGAR[schema['x-calendar']]}"})
    return {**described, "anyOf": forms}


def _opened_parts(schema: Schema) -> Schema:
    inside = dict(schema)
    if "x-named" in inside:
        inside.pop("pattern", None)  # a spec may write a name of the catalog's in place of an id
    for key in ("properties", "patternProperties"):
        if key in inside:
            inside[key] = {name: _open(below) for name, below in inside[key].items()}
    for key in ("items", "additionalProperties"):
        if key in inside:
            inside[key] = _open(inside[key])
    return inside
