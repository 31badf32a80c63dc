"""One row of a data file, and what is wrong with a file."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from ctc.canonical import Json
from ctc.diagnostics import Diagnostic, Place


@dataclass(slots=True)
class Table:
    """What the rows of a file have in common: its path as it is shown to people, its columns, its form."""

    shown: str
    columns: tuple[str, ...] = ()
    """The header's, or those of the first object."""
    is_csv: bool = False


class Row(NamedTuple):
    """The cells of a row by column, and where it stands.

    ``raw`` is the row as it is written; it begins at ``column`` of ``line``.
    """

    values: Mapping[str, Json]
    table: Table
    line: int
    raw: str
    column: int = 1


class Fault(Exception):
    """A file that cannot be read on; carries the finding."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


def problem(
    file: str, code: str, message: str, hint: str | None = None, *, line: int = 1, column: int = 1
) -> Diagnostic:
    """A finding about a data file."""
    return Diagnostic.of(code, message, hint, file=file, place=Place(line=line, column=column))
