"""The rows of a family: found, read, typed, keyed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from ctc.choice import Given
from ctc.diagnostics import Diagnostic, JsonPath
from ctc.pipeline.families.columns import EVERY, recipients_of
from ctc.pipeline.families.data import DataFile, given_file
from ctc.pipeline.neighbours import GIVEN, Neighbours
from ctc.pipeline.settings import Settings
from ctc.project.project import Environment
from ctc.rows.instances import Instances, Keyed
from ctc.rows.row import problem
from ctc.specs.document import Document
from ctc.specs.family import Family
from ctc.templates.budget import Room
from ctc.validation.row_schema import RowSchema, SchemaRefused


class Road(NamedTuple):
    """The settings, the environment that is compiled for, what stands beside the spec, and what rendering may cost."""

    settings: Settings
    environment: Environment
    neighbours: Neighbours
    folder: Path
    room: Room


_MAX_SCHEMA = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyRows:
    """What one pass over a family's data gave."""

    rows: tuple[Keyed, ...] = ()
    problems: tuple[Diagnostic, ...]
    shown: str = ""
    sha256: str = ""
    count: int = 0
    """Rows of the file, those with a fault among them."""
    hidden: frozenset[str] = frozenset()
    """Columns that hold recipients: no finding and no sample shows their cells."""
    schema: RowSchema | None = None


def read_family(road: Road, document: Document, family: Family) -> FamilyRows:
    """The rows of the family that a document declares; without any where the file has a fault."""
    hidden = recipients_of(document.data)
    wrong = [] if EVERY in hidden else [name for name in family.key if name in hidden]
    if wrong or (EVERY in hidden and family.key):
        return FamilyRows(problems=(_recipient_key(document, family, wrong or list(family.key)),))
    schema: RowSchema | None = None
    if family.row is not None:
        found = _schema_of(road, document, family.row)
        if isinstance(found, Diagnostic):
            return FamilyRows(problems=(found,))
        schema = found
    data = _data_of(road, document, family)
    if isinstance(data, Diagnostic):
        return FamilyRows(problems=(data,))
    reading = Instances(family.key, schema, hidden, frozenset(_bounded(document, road.environment)))
    try:
        with data.rows() as rows:
            keyed = tuple(reading.of(rows))
    except OSError as error:
        reason = error.strerror or "the system refused"
        return FamilyRows(problems=(_unreadable(document, family, reason, data.shown),))
    _seen(road, document, family, rows.sha256)
    problems = [*rows.problems]
    if not rows.is_spoiled:
        problems += [*reading.findings(), *_of_key(document, family, reading, rows.table.columns)]
    if not rows.count and not problems:
        problems += _without_rows(document, family, data.shown, rows.table.columns)
    return FamilyRows(
        rows=() if problems else keyed,
        problems=tuple(p._replace(is_private=bool(hidden) and p.file == data.shown) for p in problems),
        shown=data.shown,
        sha256=rows.sha256,
        count=rows.count,
        hidden=hidden,
        schema=schema,
    )


def _given(road: Road, document: Document) -> Given | None:
    """The rows that the command line names for this family."""
    spec_id = document.data.get("id")
    return road.settings.data.get(spec_id) if isinstance(spec_id, str) else None


def _data_of(road: Road, document: Document, family: Family) -> DataFile | Diagnostic:
    given = _given(road, document)
    if given is not None:
        if given.path is not None:
            road.neighbours.data(Path(GIVEN), str(given.path))
        return given_file(given)
    if family.is_sample and road.settings.sends and not road.environment.is_local():
        return _no_data(document, road.environment.name)
    found = road.neighbours.data(road.folder, family.file)
    return _unreadable(document, family, found) if isinstance(found, str) else found


def _seen(road: Road, document: Document, family: Family, sha256: str) -> None:
    given = _given(road, document)
    if given is None:
        road.neighbours.seen(road.folder, family.file, sha256)
    elif given.path is not None:
        road.neighbours.seen(Path(GIVEN), str(given.path), sha256)


def _schema_of(road: Road, document: Document, name: str) -> RowSchema | Diagnostic:
    found = road.neighbours.data(road.folder, name)
    path: JsonPath = ("each", "row")
    if isinstance(found, str):
        return document.diagnostic("CTC142", path, f"the row's schema {name} cannot be read: {found}")
    assert found.path is not None
    try:
        with found.path.open("rb") as file:
            text = file.read(_MAX_SCHEMA + 1)
        return RowSchema(text.decode("utf-8-sig"), found.shown)
    except SchemaRefused as refused:
        at = refused.place
        return problem(found.shown, "CTC142", f"the row's schema {refused}", line=at.line, column=at.column)
    except UnicodeDecodeError:
        return problem(found.shown, "CTC142", "the row's schema is not UTF-8")
    except OSError as error:
        return document.diagnostic(
            "CTC142", path, f"the row's schema {name} cannot be read: {error.strerror}"
        )


def _of_key(
    document: Document, family: Family, reading: Instances, header: Sequence[str]
) -> "list[Diagnostic]":
    """What is wrong with the key in the spec: a column that is not there, or that wants a type."""
    found = []
    if reading.lacking is not None:
        name, near = reading.lacking
        told = near or f"the columns are: {', '.join(header)[:80]}"
        path = _key_path(document, family, name)
        found.append(document.diagnostic("CTC134", path, f"the rows have no column {name!r}", told))
    if reading.is_too_much:
        message = "the schema of a row has so many parts that this many rows cannot be held against it"
        fewer = "describe the columns that matter, each in a few words"
        found.append(document.diagnostic("CTC138", ("each", "row"), message, fewer))
    for name in sorted(_bounded(document, None)):
        hint = reading.unknown(name)
        if hint is not None:
            path = ("guards", "max_change", name)
            message = f"the rows have no column {name!r}, so nothing can be held against `max_change`"
            found.append(document.diagnostic("CTC134", path, message, hint or None))
    for name in reading.unbounded:
        message = f"the cells of {name!r} are texts, so nothing can be held against `max_change`"
        schema = f'{{"properties": {{"{name}": {{"type": "number"}}}}}}'
        path = ("guards", "max_change", name) if name in _bounded(document, None) else ("each",)
        found.append(document.diagnostic("CTC140", path, message, f"name a row: schema with {schema}"))
    for name in reading.untyped:
        message = (
            f"every value of the key column {name!r} looks like a number, and nothing says whether it is one"
        )
        schema = f'{{"properties": {{"{name}": {{"type": …}}}}}}'
        hint = f"`50` and `50.00` are one number and two texts: name a row: schema with {schema}"
        found.append(document.diagnostic("CTC140", _key_path(document, family, name), message, hint))
    return found


def _bounded(document: Document, environment: Environment | None) -> set[str]:
    """The columns that the document's own ``max_change`` names, and that of an environment."""
    stated = document.data.get("guards"), environment.guards if environment else None
    bounds = [guards.get("max_change") for guards in stated if isinstance(guards, Mapping)]
    return {name for each in bounds if isinstance(each, dict) for name in each if isinstance(name, str)}


def _key_path(document: Document, family: Family, name: str) -> JsonPath:
    is_list = isinstance(document.data["each"]["key"], list)
    return ("each", "key", family.key.index(name)) if is_list else ("each", "key")


def _recipient_key(document: Document, family: Family, names: list[str]) -> Diagnostic:
    message = f"the key column {names[0]!r} stands in `to` too: an address would hold a recipient"
    hint = "a key is written into addresses, plans and logs; name the row by something else"
    return document.diagnostic("CTC141", _key_path(document, family, names[0]), message, hint)


def _no_data(document: Document, environment: str) -> Diagnostic:
    message = f"`sample` holds examples, and {environment} is no sandbox: nobody receives a product that does not exist"
    hint = f"give the rows of the day: --data {document.data['id']}=FILE"
    return document.diagnostic("CTC145", ("each", "sample"), message, hint)


def _unreadable(document: Document, family: Family, reason: str, shown: str = "") -> Diagnostic:
    message = f"{shown or family.file} cannot be read: {reason}"
    return document.diagnostic("CTC130", ("each", family.named), message)


def _without_rows(
    document: Document, family: Family, shown: str, header: Sequence[str]
) -> "list[Diagnostic]":
    """A file without a row; one whose header is that of other data is never meant to be empty."""
    strange = [name for name in family.key if name not in header] if header else []
    if strange:
        path = _key_path(document, family, strange[0])
        hint = f"the header of {shown} is: {', '.join(header)[:80]}"
        message = f"the file has no column {strange[0]!r}, and no row"
        return [document.diagnostic("CTC134", path, message, hint)]
    return [] if family.allow_empty else [_empty(shown)]


def _empty(shown: str) -> Diagnostic:
    message = "this file holds no row, so the family stands for no campaign at all"
    return problem(shown, "CTC137", message, "where that is meant, write allow_empty: true beside file:")
