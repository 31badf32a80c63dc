"""What is wrong with the instances of a family: the document's mistakes once at the document, a row's at the row; and
what its texts show that its key does not hold: where that changes, people who were told hear nothing of it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Final

from ctc.canonical import Json
from ctc.diagnostics import Diagnostic, Severity
from ctc.digits import whole
from ctc.pipeline.families.columns import EVERY, ROW, read_by
from ctc.rows.places import place_of
from ctc.rows.row import Row
from ctc.rows.tally import SHOWN
from ctc.specs.document import Document
from ctc.specs.family import Family
from ctc.validation.finding import Finding

_NEVER_A_ROW: Final = frozenset({"CTC201", "CTC202", "CTC203", "CTC207", "CTC210"})
"""Codes that no row can be blamed for: a name that is defined nowhere, a template that cannot be read."""

_RULE: Final = "CTC4"
"""How the codes begin of rules, which are asked of a sound body alone."""

Told = tuple[Row, Diagnostic]


def told_of_rows(
    told: Iterable[Told],
    data: Mapping[str, Json],
    instances: int,
    hidden: frozenset[str],
    sound: int | None = None,
) -> Iterator[Diagnostic]:
    """The findings of a family of so many instances, of which rules were asked of the ``sound`` ones alone.

    What all rows have is the document's: told at its place, with their number. What some have is told at three of
    those rows. A cell of a ``hidden`` column is never pointed at, and a message about one is not repeated.
    """
    asked = instances if sound is None else sound
    groups: dict[object, list[Told]] = {}
    for row, found in told:
        groups.setdefault(kind_of(found), []).append((row, found))
    for group in groups.values():
        rows = {row.line: row for row, _ in group}
        found, reads = group[0][1], read_by(_at(data, group[0][1].path))
        is_private = not hidden.isdisjoint(reads) or bool(hidden and reads and EVERY in hidden | reads)
        discreet = partial(_discreet, is_private=is_private)
        if instances < 2:
            yield discreet(found)
        elif (
            len(rows) >= (asked if found.code.startswith(_RULE) else instances) or found.code in _NEVER_A_ROW
        ):
            told_once = discreet(found)
            yield told_once._replace(message=f"{told_once.message} ({_where(list(rows), instances)})")
        else:
            shown = [] if EVERY in hidden else [*(reads - hidden - {"row", EVERY})]
            column = shown[0] if len(shown) == 1 else None
            for at_row in _at_rows(group, len(rows), column, discreet):
                yield at_row._replace(is_private=bool(hidden))


def kind_of(found: Diagnostic) -> object:
    """What findings have in common that are told together: all but their words."""
    return found.code, found.severity, found.file, found.line, found.column, found.path


def _discreet(found: Diagnostic, *, is_private: bool) -> Diagnostic:
    """A finding about a text that holds a recipient: what it means, without the words that are quoted in it."""
    if not is_private:
        return found
    from ctc.validation.rules.explanations import explanations

    return found._replace(message=explanations()[found.code].title)


def _where(lines: Sequence[int], instances: int) -> str:
    """``in all 3,000 rows: lines 2, 3, 4 …``"""
    count = "all " if len(lines) >= instances else ""
    shown = ", ".join(str(line) for line in lines[:SHOWN])
    more = " …" if len(lines) > SHOWN else ""
    return f"in {count}{len(lines):,} row{'s'[: len(lines) != 1]}: line{'s'[: len(lines) != 1]} {shown}{more}"


def _at_rows(
    group: Sequence[Told], count: int, column: str | None, discreet: Callable[[Diagnostic], Diagnostic]
) -> Iterator[Diagnostic]:
    first: dict[int, Told] = {}
    for row, found in group:
        first.setdefault(row.line, (row, found))
    shown = list(first.values())[:SHOWN]
    for index, (row, found) in enumerate(shown):
        place = place_of(row, column)
        more = count - len(shown) if index == len(shown) - 1 else 0
        tail = f", and {more:,} more row{'s'[: more != 1]} like it" if more else ""
        message = f"{discreet(found).message} (at {found.path or '/'} of {found.file}:{found.line}{tail})"
        yield found._replace(message=message, file=row.table.shown, line=place.line, column=place.column)


def _at(data: Json, path: str) -> Json:
    for part in path.split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        if isinstance(data, dict):
            data = data.get(name)
        elif isinstance(data, list) and (index := whole(name)) is not None and index < len(data):
            data = data[index]
        else:
            return None
    return data


_TEXTS = ("content", "ExternalTrigger", "webhook_key_value")
"""The parts of a body that people, or what tells them, see."""


def shown_beyond_key(document: Document, family: Family, columns: Iterable[str]) -> list[Finding]:
    """A warning for a family that goes out at once; ``columns`` are those of its rows.

    What is scheduled and not begun is replaced where its text changes; what went out is told once for each key.
    """
    kind = "campaign" if "campaign" in document.data else "message"
    body = document.data.get(kind)
    if not isinstance(body, dict) or not (kind == "message" or _is_now(body.get("when"))):
        return []
    read = read_by([body.get(part) for part in _TEXTS])
    beside = sorted(read & {*columns} - {*family.key} - {ROW, EVERY})
    if not beside:
        return []
    named = " and ".join(filter(None, [", ".join(beside[:-1]), beside[-1]]))
    verb = "is" if len(beside) == 1 else "are"
    message = f"the text shows {named}, which {verb} not in `key`: where that changes, nobody who was told hears of it"
    hint = "add it to `key`, or accept that with ignore: {CTC147: reason}"
    return [Finding.of("CTC147", message, ("each", "key"), hint, severity=Severity.WARNING)]


def _is_now(when: Json) -> bool:
    return when == "now" or (isinstance(when, dict) and when.get("type") == "now")
