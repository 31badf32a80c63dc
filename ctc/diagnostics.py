"""What a user did wrong, as data.

A problem that a user made is a :class:`Diagnostic`, collected and shown with all the others; an exception is
for a broken world. This module is a leaf: it imports nothing of ctc.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any, Final, NamedTuple

JsonPath = tuple[str | int, ...]
"""Where a value stands in a JSON document: keys and indices from the root."""


_OF_SCHEMA = "CTC3"
"""How the codes begin whose findings are about one value, at its own place."""


class Severity(StrEnum):
    """How much a finding matters; errors alone make ``ctc lint`` exit 1."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Place(NamedTuple):
    """A position in a file that a person would edit; line and column count from 1."""

    line: int
    column: int


BEGINNING: Final = Place(line=1, column=1)


class Diagnostic(NamedTuple):
    """One finding: what is wrong (``message``), where, and how to mend it (``hint``).

    ``path`` is a JSON Pointer into the document as written; ``line`` and ``column`` count from 1. A finding
    about no place in particular (a missing environment variable) has an empty ``file`` and 1:1.
    """

    code: str
    severity: Severity
    message: str
    file: str = ""
    line: int = 1
    column: int = 1
    path: str = ""
    hint: str | None = None
    is_private: bool = False
    """Whether its line is never shown: it came from a pasted command, which holds more than a body."""
    source: str | None = None
    """Its line as it was read, if that may be shown; None where whoever shows it looks for that. Two findings that
    differ in it alone are one."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Diagnostic) and self[:-1] == other[:-1]

    def __hash__(self) -> int:
        return hash(self[:-1])

    @classmethod
    def of(
        cls,
        code: str,
        message: str,
        hint: str | None = None,
        *,
        file: str = "",
        place: Place = BEGINNING,
        path: JsonPath = (),
        severity: Severity = Severity.ERROR,
    ) -> "Diagnostic":
        """The finding about a place of a file and the value at a path in it; an error where nothing else is said."""
        return cls(
            code=code,
            severity=severity,
            message=message,
            file=file,
            line=place.line,
            column=place.column,
            path=pointer(path),
            hint=hint,
        )

    def sort_key(self) -> tuple[str, int, int, str, str, str]:
        return (self.file, self.line, self.column, self.code, self.path, self.message)

    def as_json(self) -> dict[str, Any]:
        """As every answer in JSON holds it."""
        return {
            "code": self.code,
            "severity": str(self.severity),
            "message": self.message,
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "path": self.path,
            "hint": self.hint,
        }


class UserError(Exception):
    """Work cannot go on, for a reason that the user can mend; carries every diagnostic found so far."""

    def __init__(self, *diagnostics: Diagnostic) -> None:
        super().__init__("; ".join(d.message for d in diagnostics))
        self.diagnostics = diagnostics


def pointer(path: Iterable[str | int]) -> str:
    """The JSON Pointer (RFC 6901) of a path; the root is the empty string."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


def ordered(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Sorted by place, each finding once: what several ``each`` instances share is said a single time.

    So is what a schema refuses at one place by several paths: an anchor that stands once and is used twice.
    """
    kept: dict[object, Diagnostic] = {}
    for found in sorted(set(diagnostics), key=Diagnostic.sort_key):
        place = (found.code, found.severity, found.file, found.line, found.column, found.hint)
        first = kept.get(place)
        if first is None or first.path == found.path or not found.code.startswith(_OF_SCHEMA):
            kept[place if first is None else found] = found
    return tuple(kept.values())


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    return any(d.severity is Severity.ERROR for d in diagnostics)
