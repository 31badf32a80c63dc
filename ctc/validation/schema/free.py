"""Texts of a body that validation asks for nothing but that they are texts and not blank.

Where a leaf is free, any two texts in it get the same findings: a family asks once for all of its rows.
"""

import re
from collections.abc import Iterator
from typing import Any, Final

from ctc.diagnostics import JsonPath
from ctc.validation.schema.catalog import resolve
from ctc.validation.schema.published import bundled

_HARMLESS: Final = frozenset(
    {
        "type",
        "items",
        "description",
        "examples",
        "x-source",
        "title",
        "minLength",
        "pattern",
        "x-as-json",
        "x-json",
        "x-types",
    }
)
_NOT_BLANK: Final = r"[^\s\u001c-\u001f\u0085\ufeff]"
_CONDITIONS: Final = ("if", "then", "else", "anyOf", "oneOf", "allOf", "not", "dependentSchemas")
_ROOTS: Final = frozenset({"name", "content", "where", "ExternalTrigger"})
_LAST: Final = frozenset(
    {
        "title",
        "subject",
        "body",
        "name",
        "value",
        "pre_header",
        "deep_link",
        "wzrk_dl",
        "dl",
        "actionUrl",
        "icon",
        "wzrk_acts",
    }
    | {"image", "imageUrl", "ct_mediaUrl", "mediaUrl", "media_url", "background_image", "large_icon", "url"}
)
"""The last keys that are ever free; whatever a rule of dependencies reads is none of them."""
_OWN: Final = frozenset({"wzrk", "pt", "ct", "mutable-content"})
"""How keys begin that CleverTap or its templates read, though a schema does not list them."""


def is_free(variant: str, path: JsonPath) -> bool:
    """Whether the text at a path of a body is free."""
    if not path or path[0] not in _ROOTS or (path[0] == "where" and path[-1] != "value"):
        return False
    schema = bundled(f"payload.{variant}")
    node: Any = schema
    is_custom = False
    for step in path:
        node = resolve(node, schema)
        if not isinstance(node, dict) or _speaks_of(node, step):
            return False
        is_custom = not isinstance(step, int) and step not in node.get("properties", {})
        node = _below(node, step)
    node = resolve(node, schema)
    is_known = (
        path[-1] in _LAST or path[-2:-1] == ("replacements",) or (is_custom and _is_of_an_app(str(path[-1])))
    )
    return is_known and isinstance(node, dict) and all(_is_harmless(node))


def _below(node: dict[str, Any], step: str | int) -> Any:
    """What a schema says of a value's part."""
    if isinstance(step, int):
        return node.get("items")
    known = node.get("properties", {})
    if step in known:
        return known[step]
    patterns = node.get("patternProperties", {}).items()
    return next((each for name, each in patterns if re.search(name, step)), node.get("additionalProperties"))


def _is_of_an_app(key: str) -> bool:
    """Whether a key that no schema lists is one that the app made up."""
    return not any(key.startswith(own) for own in _OWN)


def _speaks_of(node: dict[str, Any], step: str | int) -> bool:
    """Whether a condition of a schema may look at what a key holds; whether the key is there is no matter."""
    return any(_names(node[word], str(step)) for word in _CONDITIONS if word in node)


def _names(node: Any, key: str) -> bool:
    if isinstance(node, list):
        return any(_names(each, key) for each in node)
    if not isinstance(node, dict):
        return False
    return any(name == key or (name != "required" and _names(below, key)) for name, below in node.items())


def _is_harmless(node: dict[str, Any]) -> Iterator[bool]:
    types = node.get("type")
    yield types == "string" or (isinstance(types, list) and "string" in types)
    yield node.keys() <= _HARMLESS
    yield node.get("minLength", 1) <= 1
    yield node.get("pattern", _NOT_BLANK) == _NOT_BLANK
