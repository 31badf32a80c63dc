"""What a run knows of a family from data beside its instances."""

from collections.abc import Mapping
from typing import NamedTuple

from ctc.canonical import Json


class FamilyData(NamedTuple):
    """One document and the rows that it was made with. A plan holds this in place of the rows."""

    family: str
    """The id of the document."""
    shown: str
    """The data file, as people are shown it."""
    sha256: str
    """Over the bytes of that file."""
    rows: int
    """Rows of the file."""
    left_out: int = 0
    """Rows that ``where`` leaves out."""
    nobody: int = 0
    """Instances that are left out because no recipient matches them."""
    is_kept: bool = False
    """Whether instances stay when their rows are gone (``absent: keep``)."""
    is_old: bool = False
    """Whether the run is of an earlier day than the family's last: nothing is gone for it."""
    key_columns: tuple[str, ...] = ()
    guards: Mapping[str, Json] = {}
    """The document's own, as they are written."""
    file: str = ""
    line: int = 1
    guard_lines: Mapping[str, int] = {}

    def line_of(self, guard: str) -> int:
        """Where a guard stands in the spec; the spec's ``each`` where it states none."""
        return self.guard_lines.get(guard, self.line)


def family_data(row: "list[Json]") -> FamilyData:
    """The same, read back from JSON. Raises TypeError where it is of another form."""
    data = FamilyData(*row)
    return data._replace(key_columns=tuple(data.key_columns))
