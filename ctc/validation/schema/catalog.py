"""The schema files that ship with ctc, each made self-contained.

They stand in the wheel as ``ctc/_schemas`` and in a source checkout as ``schemas/``.
"""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from posixpath import normpath
from typing import Any

Schema = dict[str, Any]
SUFFIX = ".schema.json"


def self_contained(file: str) -> Schema:
    """A schema file, by its path under ``schemas/``, with all references to other files inlined."""
    definitions: Schema = {}
    schema: Schema = _inline(read(file), file, definitions)
    own = schema.pop("$defs", {})
    if definitions or own:
        schema["$defs"] = {**own, **dict(sorted(definitions.items()))}
    return schema


@cache
def read(file: str) -> Schema:
    """The text of one schema file, as it stands."""
    schema: Schema = json.loads(_root().joinpath(file).read_text(encoding="utf-8"))
    return schema


def resolve(node: Any, schema: Schema) -> Any:
    """A subschema with its ``$ref`` followed; what stands beside the reference wins."""
    while isinstance(node, dict) and "$ref" in node:
        beside = {key: value for key, value in node.items() if key != "$ref"}
        node = {**schema["$defs"][node["$ref"].removeprefix("#/$defs/")], **beside}
    return node


@cache
def names_in(folder: str) -> tuple[str, ...]:
    """The schemas of a folder under ``schemas/``, without their suffix."""
    entries = (entry.name for entry in _root().joinpath(folder).iterdir())
    return tuple(sorted(name.removesuffix(SUFFIX) for name in entries if name.endswith(SUFFIX)))


@cache
def _root() -> Path:
    packaged = Path(__file__).parents[2] / "_schemas"
    return packaged if packaged.is_dir() else Path(__file__).parents[3] / "schemas"


def _inline(node: Any, file: str, definitions: Schema) -> Any:
    """``node`` with its references rewritten to ``#/$defs/…``, their targets added to ``definitions``."""
    if isinstance(node, list):
        return [_inline(item, file, definitions) for item in node]
    if not isinstance(node, dict):
        return node
    return {key: _inlined(key, value, file, definitions) for key, value in node.items()}


def _inlined(key: str, value: Any, file: str, definitions: Schema) -> Any:
    if key in ("examples", "const", "enum"):
        return value
    if key != "$ref" or not isinstance(value, str):
        return _inline(value, file, definitions)
    target, _, pointer = value.partition("#")
    there = normpath(f"{file}/../{target}") if target else file
    if not target and not file.startswith("defs/"):
        return value
    name = ".".join([_stem(there), *(step for step in _walk(pointer) if step != "$defs")])
    if name not in definitions:
        definitions.update(_definitions(name, there, pointer))
    return f"#/$defs/{name}"


@cache
def _definitions(name: str, file: str, pointer: str) -> Schema:
    """One definition of a file under its new name, and with it all that it refers to; shared by many schemas."""
    definitions: Schema = {}
    found = read(file)
    for step in _walk(pointer):
        found = found[step]
    definitions[name] = _inline({k: v for k, v in found.items() if k != "$schema"}, file, definitions)
    return definitions


def _walk(pointer: str) -> Iterator[str]:
    return (step for step in pointer.split("/") if step)


def _stem(file: str) -> str:
    """``defs/audience.schema.json`` is ``audience``, ``payload/push.schema.json`` is ``payload.push``."""
    return file.removesuffix(SUFFIX).removeprefix("defs/").replace("/", ".")
