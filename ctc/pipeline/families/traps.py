"""What reads otherwise than it is meant: a column that the spec's own name hides, numbers that compare as texts, words
of a row's schema that do nothing."""

from collections.abc import Iterator, Sequence
from typing import Final

from ctc.canonical import Json
from ctc.diagnostics import Severity
from ctc.pipeline.families.reading import FamilyRows
from ctc.rows.keys import is_number_text
from ctc.specs.document import Document
from ctc.specs.family import Family
from ctc.templates.cutting import is_template
from ctc.templates.usage import compared_in, variables_in
from ctc.validation.finding import Finding
from ctc.validation.row_keywords import absent_columns, idle_words, place_in
from ctc.validation.row_schema import RowSchema

_OWN: Final = ("as_of", "environment", "id", "revision")
"""Names that are the spec's, whatever columns there are."""


def traps(document: Document, family: Family, read: FamilyRows) -> Iterator[Finding]:
    """Warnings about a family whose rows could be read."""
    if not read.rows:
        return
    columns, body = read.rows[0].row.values, document.data.get("campaign", document.data.get("message"))
    names = set().union(*map(variables_in, _texts([body, family.where])))
    for name in _OWN:
        if name in columns and name in names:
            message = f"the rows have a column {name!r}, and `{name}` alone is the spec's own: the column is not shown"
            hint = f"write row['{name}'] for the column, or give it another name"
            yield _warning("CTC148", ("each", family.named), message, hint)
    if read.schema is not None:
        yield from _idle(read.schema, [name for name in columns if name not in read.hidden])
    compared = compared_in(family.where or "") & {*columns} if read.rows[0].row.table.is_csv else ()
    for name in sorted(compared):
        if _are_numbers(read, name):
            message = (
                f"every {name!r} looks like a number, and `where` compares it as a text: 9 comes after 10"
            )
            hint = f'name a row: schema with {{"properties": {{"{name}": {{"type": "number"}}}}}}'
            yield _warning("CTC149", ("each", "where"), message, hint)


def _idle(schema: RowSchema, columns: Sequence[str]) -> Iterator[Finding]:
    """What a schema says that no row is asked for."""
    found = [
        (each.path, f"JSON Schema knows no {each.word!r}, and skips it", each.meant)
        for each in idle_words(schema.schema)
    ]
    found += [
        (("properties", name), f"the schema describes {name!r}, which no row has", meant)
        for name, meant in absent_columns(schema.columns, columns)
    ]
    for path, message, meant in found:
        yield Finding(
            code="CTC143",
            severity=Severity.WARNING,
            message=message,
            path=("each", "row"),
            hint=f"did you mean {meant!r}?",
            elsewhere=(schema.shown, place_in(schema.text, path)),
        )


def _are_numbers(read: FamilyRows, name: str) -> bool:
    values = (keyed.row.values.get(name) for keyed in read.rows)
    return all(isinstance(value, str) and is_number_text(value) for value in values)


def _texts(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        if is_template(value):
            yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)


def _warning(code: str, path: tuple[str, str], message: str, hint: str) -> Finding:
    return Finding.of(code, message, path, hint, severity=Severity.WARNING)
