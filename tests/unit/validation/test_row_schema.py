"""The schema that a family states for its rows: what is none is told, and nothing is ever fetched for it."""

import pytest

from ctc.validation.row_schema import RowSchema, SchemaRefused


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("[]", "an object with `properties` is"),
        ('{"properties": ["sku"]}', "`properties` is an object"),
        ('{"properties": {"sku": {"type": "txt"}}}', "is no JSON Schema"),
        ('{"properties": {"sku": {"$ref": "https://a.example/sku.json"}}}', "inside of the file alone"),
        ('{"properties": {"sku": {"$ref": "other.json"}}}', "inside of the file alone"),
        (f'{{"description": "{"x" * 3_000_000}"}}', "holds more than"),
    ],
)
def test_what_is_no_schema_is_told(text: str, why: str) -> None:
    with pytest.raises(SchemaRefused, match=why):
        RowSchema(text)


def test_a_reference_inside_of_it_is_followed() -> None:
    schema = RowSchema('{"$defs": {"n": {"type": "number"}}, "properties": {"price": {"$ref": "#/$defs/n"}}}')
    assert schema.typed({"price": "19.5", "sku": "007"}) == {"price": 19.5, "sku": "007"}
