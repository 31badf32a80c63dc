"""Which columns of a row the templates of a document read, which of them hold recipients, and which are numbers."""

from collections.abc import Iterator, Mapping
from typing import Final

from ctc.canonical import Json
from ctc.diagnostics import Diagnostic, Severity
from ctc.project.project import Environment
from ctc.specs.document import Document
from ctc.specs.spec import Spec
from ctc.templates.cutting import is_template
from ctc.templates.usage import names_in

ROW: Final = "row"
"""The name of the whole row: ``row["Old price"]``."""
EVERY: Final = "*"
"""In a set of columns: any of them, as a template computes the name."""


def recipients_of(data: Mapping[str, Json]) -> frozenset[str]:
    """The columns whose cells become recipients: those that ``to`` reads, through the variables of the file too.

    What a list of recipients is matched with (``match:``) is no recipient.
    """
    message = data.get("message")
    to = message.get("to") if isinstance(message, dict) else None
    return _closed(read_by(_without_match(to)), data) if to is not None else frozenset()


def people_in_keys(document: Document) -> Iterator[Diagnostic]:
    """What is said of each key of a list in the spec that its recipients come from; of a file's it is an error."""
    each = document.data.get("each") if isinstance(document.data, dict) else None
    if not isinstance(each, dict) or "message" not in document.data:
        return
    for name in sorted(recipients_of(document.data) & each.keys()):
        message = f"{name!r} stands in `to` too: each address holds a recipient, and so do plans, logs and the state"
        hint = "list mappings with a `key:` that names nobody, as in {key: first, who: …}"
        yield document.diagnostic("CTC141", ("each", name), message, hint, severity=Severity.INFO, at="key")


def read_by(value: Json) -> frozenset[str]:
    """The columns and variables that the templates in a value read; those of ``row[…]`` by their names."""
    found: set[str] = set()
    pending = [value]
    while pending:
        each = pending.pop()
        if isinstance(each, str):
            if is_template(each):
                found |= names_in(each)
        elif isinstance(each, dict):
            pending.extend(each.values())
        elif isinstance(each, list):
            pending.extend(each)
    return frozenset(found)


def _closed(names: frozenset[str], data: Mapping[str, Json]) -> frozenset[str]:
    """With what the file's own variables among them read."""
    variables = data.get("vars")
    while isinstance(variables, dict):
        more = names | read_by([variables[name] for name in names if name in variables])
        if more == names:
            break
        names = more
    return names


def _without_match(to: Json) -> Json:
    """What of ``to`` names people: of a file its name and its column, whatever else is written beside them."""
    if not isinstance(to, dict):
        return to
    return {kind: _named(people) if isinstance(people, dict) else people for kind, people in to.items()}


def _named(people: Mapping[str, Json]) -> Mapping[str, Json]:
    if "file" in people:
        return {key: people[key] for key in ("file", "column") if key in people}
    return {key: value for key, value in people.items() if key != "match"}


def numbers_of(spec: Spec, environment: Environment) -> dict[str, float]:
    """What a plan compares with the instance before: numbers in the key, and those that ``max_change`` bounds."""
    if spec.row is None:
        return {}
    stated = (guards.get("max_change") for guards in (environment.guards, spec.guards))
    columns = {*spec.key_columns}.union(*(each for each in stated if isinstance(each, dict)))
    cells = spec.row.values
    return {name: cells[name] for name in sorted(columns) if type(cells.get(name)) in (int, float)}
