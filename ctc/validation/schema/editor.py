"""The ``spec`` schema as editors see it: the envelope, with the body of each variant opened inside it.

A spec's body is written before templates are rendered and sugar is gone, so wherever something other than a
text is due a template may stand, and dates and schedules may be written as people write them.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from ctc.validation.schema.catalog import Schema, self_contained
from ctc.variants import TRIGGERS, VARIANTS, Variant

TEMPLATE: Schema = {
    "title": "Template",
    "description": "A Jinja template that gives the value.",
    "type": "string",
    "pattern": r"\{\{|\{%",
}
ISO_DAY: Schema = {
    "description": "A day as 2025-09-01, or counted from the day that the campaign goes out.",
    "type": "string",
    "pattern": r"^([0-9]{4}-[0-9]{2}-[0-9]{2}|today|yesterday|[0-9]{1,4} days? ago|in [0-9]{1,4} days?)$",
    "examples": ["2025-09-01", "7 days ago", "yesterday"],
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
    bodies = {variant.name: definitions[f"payload.{variant.name}"] for variant in VARIANTS}
    _offer_whatsapp(bodies, definitions)
    properties = {**schema["properties"]}
    for kind in ("campaign", "message"):
        properties[kind] = {**properties[kind], **_dispatch(kind, bodies)}
    return {**schema, "properties": properties, "$defs": definitions}


def _offer_whatsapp(bodies: Mapping[str, Schema], definitions: Schema) -> None:
    """A template message offers what would make another message of it: with such a key it is one."""
    plain = bodies["whatsapp-standard"]["properties"]["content"]
    for name, body in bodies.items():
        if name.startswith("whatsapp-"):
            for key, schema in body["properties"]["content"]["properties"].items():
                plain["properties"].setdefault(key, {"description": schema.get("description", key)})
    headers = [schema for name, schema in definitions.items() if name.startswith("whatsapp.header-")]
    begun = _begun(headers) | {"type": "object", "title": "A header", "required": ["type"]}
    bodies["whatsapp-interactive"]["properties"]["content"]["properties"]["header"] = begun


def _dispatch(kind: str, bodies: Mapping[str, Schema]) -> Schema:
    """if/then by variant: an editor completes the keys of the one that the author has begun.

    Before that is told, of the channel alone or of none, the keys of all that it may become are known, and no others.
    """
    chosen = [v for v in VARIANTS if v.is_send == (kind == "message")]
    key = "channel" if kind == "message" else "target_mode"
    branches = [
        {"if": _condition(variant), "then": {"$ref": f"#/$defs/payload.{variant.name}"}} for variant in chosen
    ]
    branches.append({"if": {"not": {"required": [key]}}, "then": _begun([bodies[v.name] for v in chosen])})
    for channel in dict.fromkeys(variant.channel for variant in chosen):
        own = [variant for variant in chosen if variant.channel == channel]
        if own[0].name == channel:  # push is a push from its first key on
            continue
        begun = {"properties": {key: {"const": channel}}, "required": [key]}
        undecided = {**begun, "not": {"anyOf": [_condition(variant) for variant in own]}}
        branches.append({"if": undecided, "then": _begun([bodies[v.name] for v in own])})
    names = list(dict.fromkeys(variant.channel for variant in chosen))
    choice = {"description": "The channel.", "enum": names, "examples": names[:1]}
    return {"required": [key], "properties": {key: choice}, "allOf": branches}


def _begun(bodies: Sequence[Schema]) -> Schema:
    """The keys of bodies that one may still become; what they say in common of a key holds."""
    properties: Schema = {}
    for body in bodies:
        for name, schema in body["properties"].items():
            properties[name] = (
                schema if properties.get(name, schema) == schema else _either(properties[name], schema)
            )
    required = [key for key in bodies[0]["required"] if all(key in body["required"] for body in bodies)]
    return {
        "title": "What is required so far",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def _either(one: Schema, other: Schema) -> Schema:
    """What two bodies say differently of a key: the values of both where it is one of several words."""
    words = [*one.get("enum", [one["const"]] if "const" in one else [])]
    more = [*other.get("enum", [other["const"]] if "const" in other else [])]
    described = {"description": one["description"]} if "description" in one else {}
    return {**described, "enum": [*dict.fromkeys([*words, *more])]} if words and more else described


def _condition(variant: Variant) -> Schema:
    key = "channel" if variant.is_send else "target_mode"
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
        told = [_content_condition(each.name) for each in VARIANTS if each.name.startswith(f"{name}-")]
        return {"anyOf": interactive, "not": {"anyOf": told}}  # a header that is not told yet too
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
    if not variant.is_send:
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
    types = [schema["type"]] if isinstance(schema.get("type"), str) else [*schema.get("type", [])]
    is_free_text = "string" in types and not {"enum", "pattern", "const", "maxLength"} & schema.keys()
    if not types or is_free_text or schema.get("const") is not None:
        return inside
    sugar = SUGAR.get(schema.get("x-calendar", ""))
    if "string" not in types and "enum" not in inside and sugar is None:
        return {
            **inside,
            "type": [*types, "string"],
            "pattern": TEMPLATE["pattern"],
        }  # a text is a template here
    described = {key: inside.pop(key) for key in ("description", "examples") if key in inside}
    forms = [inside, {"$ref": "#/$defs/template"}]
    if sugar is not None:
        forms.insert(1, {"$ref": f"#/$defs/{sugar}"})
    return {**described, "anyOf": forms}


def _opened_parts(schema: Schema) -> Schema:
    inside = dict(schema)
    if "examples" in inside:  # an editor offers them as they stand, and a mapping is no word
        words = [each for each in inside["examples"] if not isinstance(each, dict | list)]
        inside = (
            {**inside, "examples": words} if words else {k: v for k, v in inside.items() if k != "examples"}
        )
    if "x-named" in inside:
        inside.pop("pattern", None)  # a spec may write a name of the catalog's in place of an id
    for key in ("properties", "patternProperties"):
        if key in inside:
            inside[key] = {name: _open(below) for name, below in inside[key].items()}
    for key in ("items", "additionalProperties"):
        if key in inside:
            inside[key] = _open(inside[key])
    return inside
