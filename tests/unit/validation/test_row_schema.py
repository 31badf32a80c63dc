"""The schema that a family states for its rows: what is none is told, and nothing is ever fetched for it."""

import json
from typing import Any

import pytest
from jsonschema_specifications import REGISTRY

from ctc.diagnostics import Place
from ctc.validation.row_keywords import idle_words, place_in
from ctc.validation.row_schema import RowSchema, SchemaRefused


def fanned(levels: int) -> dict[str, Any]:
    """A schema in which each of some parts refers to the next ten times."""
    defs = {f"a{n}": {"allOf": [{"$ref": f"#/$defs/a{n + 1}"}] * 10} for n in range(levels)}
    return {"$defs": {**defs, f"a{levels}": {"type": "object"}}, "$ref": "#/$defs/a0"}


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
        ('{"$ref": "#"}', "refers to itself"),
        ('{"$defs": {"a": {"$anchor": "x", "not": {"$ref": "#x"}}}, "$ref": "#x"}', "refers to itself"),
        (json.dumps(fanned(12)), "more than 100,000 parts"),
        ('{"properties": {"sku": {"pattern": "^(?:a?){40}(?=b)a{40}$"}}}', "not look ahead or behind"),
        (r'{"properties": {"sku": {"pattern": "^(a+)+\\1$"}}}', "or refer back"),
        (r'{"patternProperties": {"^(?!x)": {}}}', "not look ahead or behind"),
    ],
)
def test_what_is_no_schema_is_told(text: str, why: str) -> None:
    with pytest.raises(SchemaRefused, match=why):
        RowSchema(text)


def test_a_reference_inside_of_it_is_followed() -> None:
    schema = RowSchema('{"$defs": {"n": {"type": "number"}}, "properties": {"price": {"$ref": "#/$defs/n"}}}')
    assert schema.typed({"price": "19.5", "sku": "007"}) == {"price": 19.5, "sku": "007"}


@pytest.mark.parametrize("links", [1, 200])
@pytest.mark.parametrize("form", ["$ref", "allOf"])
def test_a_reference_is_followed_however_far_it_leads(links: int, form: str) -> None:
    def to(number: int) -> dict[str, Any]:
        reference = {"$ref": f"#/$defs/a{number}"}
        return reference if form == "$ref" else {"allOf": [reference]}

    defs = {f"a{number}": to(number + 1) for number in range(links)}
    number = {"type": "number"}
    cell = {"$defs": {**defs, f"a{links}": number}, "properties": {"price": to(0)}}
    row = {"$defs": {**defs, f"a{links}": {"properties": {"price": number}}}, **to(0)}
    for schema in (cell, row):
        made = RowSchema(json.dumps(schema))
        assert (made.columns, made.typed({"price": "5"})) == ({"price"}, {"price": 5})


def test_references_that_lead_to_no_more_than_can_be_asked_are_followed() -> None:
    assert RowSchema(json.dumps(fanned(3))).accepts({"sku": "1"})
    anchored = {"$defs": {"n": {"$anchor": "n", "type": "number"}}, "properties": {"price": {"$ref": "#n"}}}
    assert not RowSchema(json.dumps(anchored)).accepts({"price": "x"})


@pytest.mark.parametrize(
    "schema",
    [
        {"properties": {"price": {"enum": [1, 19.5]}}},
        {"properties": {"price": {"const": 19.5}}},
        {"properties": {"price": {"allOf": [{"type": "number"}, {"minimum": 1}]}}},
        {"allOf": [{"properties": {"price": {"type": "number"}}}]},
        {"$ref": "#/$defs/row", "$defs": {"row": {"properties": {"price": {"type": "number"}}}}},
    ],
)
def test_a_number_is_one_wherever_the_schema_says_so(schema: dict[str, Any]) -> None:
    made = RowSchema(json.dumps(schema))
    row = made.typed({"price": "19.50", "sku": "007"})
    assert row == {"price": 19.5, "sku": "007"}
    assert made.accepts(row)
    assert "price" in made.columns


@pytest.mark.parametrize(
    ("schema", "row", "column", "word"),
    [
        # Python's re knows no such class: one library judges, and the same one says why
        ({"properties": {"name": {"pattern": r"^\p{L}+$"}}}, {"name": "Tea 5"}, "name", "pattern"),
        ({"properties": {"name": {"pattern": r"^(?<word>\w+)$"}}}, {"name": "Thé"}, "name", "pattern"),
        (
            {"properties": {"sku": {}}, "additionalProperties": False},
            {"sku": "A", "x": "1"},
            "x",
            "knows no 'x'",
        ),
        ({"required": ["sku"]}, {"name": "Tea"}, None, "lacks 'sku'"),
        ({"type": "array", "items": {}}, {"name": "Tea"}, None, "is no array"),
        ({"properties": {"n": {"type": ["number", "null"]}}}, {"n": "5 €"}, "n", "is no number or null"),
        ({"properties": {"n": False}}, {"n": 1}, "n", "not what"),
        ({"properties": {"n": {"minimum": 5}}}, {"n": 3}, "n", "(minimum: 5) (3)"),
    ],
)
def test_what_is_not_accepted_is_told(
    schema: dict[str, Any], row: dict[str, Any], column: str | None, word: str
) -> None:
    made = RowSchema(json.dumps(schema))
    assert not made.accepts(row)
    [wrong] = made.wrong(row)
    assert wrong.column == column
    assert word in wrong.message


@pytest.mark.parametrize(
    ("stated", "text", "value"),
    [
        ({"type": "boolean"}, " TRUE ", True),
        ({"type": "boolean"}, "false", False),
        ({"type": "boolean"}, "yes", "yes"),
        ({"type": "string"}, "true", "true"),
        ({"type": ["number", "null"]}, " ", None),
        ({"type": "number"}, " ", " "),
        ({"type": "integer"}, "5", 5),
        ({"type": "integer"}, "5.5", "5.5"),
        ({"type": "number"}, "5.5", 5.5),
        ({"type": "number"}, "5 €", "5 €"),
        ({"enum": [True, None]}, "true", True),
        ({"anyOf": [{"type": "integer"}, {"type": "boolean"}]}, "7", 7),
        ({"oneOf": [{"type": "integer"}, {"type": "boolean"}]}, "true", True),
        ({}, "7", "7"),
    ],
)
def test_a_cell_is_what_the_schema_says_or_stays_a_text(stated: Any, text: str, value: Any) -> None:
    made = RowSchema(json.dumps({"properties": {"cell": stated}})).typed({"cell": text})["cell"]
    assert (made, type(made)) == (value, type(value))


def test_each_column_is_told_once_and_all_of_them_are() -> None:
    schema = {
        "required": ["sku", "price"],
        "properties": {"name": {"minLength": 9, "pattern": "^x"}, "stock": {"type": "integer"}},
    }
    found = [*RowSchema(json.dumps(schema)).wrong({"name": "Tea", "stock": "many"})]
    assert sorted(str(one.column) for one in found) == ["None", "None", "name", "stock"], "both that it lacks"
    [stock] = [one for one in found if one.column == "stock"]
    assert "is no integer: a text 'many' stands here" in stock.message
    assert "many" not in stock.discreet, "what is said of many rows at once quotes none of them"
    assert "no currency" in str(stock.hint)


@pytest.mark.parametrize("column", ["007", "7", "+7", "0", "sku"])
def test_a_column_that_is_called_like_a_number_is_told_by_its_name(column: str) -> None:
    schema = RowSchema(json.dumps({"properties": {column: {"type": "integer"}}}))
    (wrong,) = schema.wrong({"k": "a", column: "x"})
    assert wrong.column == column


def vocabulary() -> dict[str, tuple[Any, bool]]:
    """The keywords of JSON Schema 2020-12 by its own schemas: what each holds, and whether it is a note for people."""
    found: dict[str, tuple[Any, bool]] = {}
    for uri in sorted(uri for uri in REGISTRY if "2020-12" in uri):
        is_note = uri.endswith(("meta-data", "content"))
        found |= {
            name: (said, is_note) for name, said in REGISTRY.contents(uri).get("properties", {}).items()
        }
    return {name: each for name, each in found.items() if not name.startswith("$") and name != "dependencies"}


@pytest.mark.parametrize(
    ("word", "said", "is_note"), [(word, *each) for word, each in sorted(vocabulary().items())]
)
def test_each_keyword_of_json_schema_is_known_and_followed_and_a_slip_of_a_rule_is_told(
    word: str, said: Any, is_note: bool
) -> None:
    slip, holds = {"minimun": 5}, str(said)
    below: Any = None
    if "schemaArray" in holds:
        below = [slip]
    elif "#meta" in holds and not is_note:
        below = {"x": slip} if "additionalProperties" in said else slip
    assert [idle.word for idle in idle_words({word: below})] == ["minimun"] * (below is not None)
    told = [idle.meant for idle in idle_words({f"{word}x": None})]
    assert told == ([] if is_note or len(word) < 4 else [word])


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ((), (1, 1)),
        (("a",), (2, 2)),
        (("a", "b"), (2, 8)),
        (("a", "b", 1), (2, 18)),
        (("d",), (3, 3)),
        (("e",), (1, 1)),
        (("a", "e"), (2, 7)),
        (("a", "b", 2), (2, 14)),
    ],
)
def test_where_a_part_of_a_schema_stands(path: tuple[str | int, ...], place: tuple[int, int]) -> None:
    """A key at the key, an item where it begins; what is not there, where what would hold it begins."""
    text = '{\n "a": {"b" : [1, 2]}\n, "d": 5}\n'
    assert place_in(text, path) == Place(line=place[0], column=place[1])
