"""The schemas themselves: sound, closed, self-contained, each field with words, an example and its source."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from ctc.validation.schema.catalog import names_in, read
from ctc.validation.schema.engine import schema_of
from ctc.validation.schema.keywords import TELLERS
from ctc.validation.schema.published import bundled, schema_names
from ctc.variants import VARIANTS

ROOT = Path(__file__).parents[3] / "schemas"
FILES = sorted(str(path.relative_to(ROOT)) for path in ROOT.rglob("*.schema.json"))
SOURCE = re.compile(r"\[(seed|newer docs|client code|inferred|ctc)\](, \[(seed|newer docs|client code)\])*")


def fields(node: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every field of a schema: what stands under ``properties``, ``items`` and the definitions."""
    for keyword in ("properties", "patternProperties", "$defs"):
        for name, below in node.get(keyword, {}).items():
            if isinstance(below, dict) and "not" not in below:
                yield f"{path}/{name}", below
                yield from fields(below, f"{path}/{name}")
    for keyword in ("items", "additionalProperties"):
        below = node.get(keyword)
        if isinstance(below, dict):
            yield f"{path}/{keyword}", below
            yield from fields(below, f"{path}/{keyword}")


def test_every_variant_has_its_schema() -> None:
    assert {f"payload.{variant.name}" for variant in VARIANTS} <= set(schema_names())


@pytest.mark.parametrize("name", schema_names())
def test_is_a_schema_that_stands_alone(name: str) -> None:
    schema = bundled(name)
    Draft202012Validator.check_schema(schema)
    text = json.dumps(schema)
    targets = set(re.findall(r'"\$ref": "([^"]*)"', text))
    assert all(target.removeprefix("#/$defs/") in schema["$defs"] for target in targets)
    assert "unevaluatedProperties" not in text
    assert "oneOf" not in text


@pytest.mark.parametrize(
    ("kind", "key", "channels"),
    [
        ("campaign", "target_mode", "push webpush email sms webhook notificationinbox whatsapp"),
        ("message", "channel", "push webpush email sms whatsapp externaltrigger"),
    ],
)
def test_an_editor_offers_the_channels_and_asks_for_one(kind: str, key: str, channels: str) -> None:
    begun = bundled("spec")["properties"][kind]
    assert key in begun["required"]
    assert begun["properties"][key] == {
        "description": "The channel.",
        "enum": channels.split(),
        "examples": ["push"],
    }


@pytest.mark.parametrize("file", FILES)
def test_a_field_has_words_an_example_and_its_source(file: str) -> None:
    for path, field in fields(read(file)):
        if "$ref" not in field:
            assert field["description"].strip(), path
            assert SOURCE.fullmatch(field["x-source"]), path
            assert field["examples"], path


@pytest.mark.parametrize("file", FILES)
def test_mappings_with_known_keys_are_closed(file: str) -> None:
    for path, field in [("", read(file)), *fields(read(file))]:
        if "properties" in field and not file.startswith("output/") and path not in ("/each/items",):
            assert "additionalProperties" in field, f"{file}{path}"


@pytest.mark.parametrize("name", [name for name in schema_names() if name != "spec"])
def test_examples_are_valid(name: str) -> None:
    schema = bundled(name)
    for path, field in [("", schema), *fields(schema)]:
        own = {**field, "$defs": schema.get("$defs", {})}
        for example in field.get("examples", []):
            problems = [error.message for error in Draft202012Validator(own).iter_errors(example)]
            assert not problems, f"{name}{path}: {example!r}: {problems}"


def test_names_that_do_not_exist_are_key_errors() -> None:
    with pytest.raises(KeyError):
        bundled("payload.fax")


LEADING = {
    "properties",
    "patternProperties",
    "propertyNames",
    "items",
    "allOf",
    "if",
    "then",
    "else",
    "$ref",
    "$defs",
}
LEADING |= {"dependentSchemas", "$schema", "title", "description", "examples"}
"""Keywords that lead to others, or say nothing of a value."""


def keywords(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        for key, below in part.items():
            yield key
            if key in ("properties", "patternProperties", "$defs", "dependentSchemas"):
                for inner in below.values():
                    yield from keywords(inner)
            elif key in LEADING - {"examples"}:
                yield from keywords(below)
    elif isinstance(part, list):
        for each in part:
            yield from keywords(each)


@pytest.mark.parametrize(
    "name", [*(n for n in schema_names() if not n.startswith(("spec", "output"))), "envelope"]
)
def test_whatever_a_schema_refuses_has_its_own_words(name: str) -> None:
    found = {key for key in keywords(schema_of(name)) if not key.startswith("x-")}
    assert found <= LEADING | TELLERS.keys()


def test_schemas_are_listed_by_their_names_however_the_disk_holds_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    held = [*Path.iterdir(ROOT / "payload")]
    for order in (held, held[::-1]):
        monkeypatch.setattr(Path, "iterdir", lambda _, order=order: iter(order))
        names = names_in.__wrapped__("payload")
        assert list(names) == sorted(names)
