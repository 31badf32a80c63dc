"""Recipients by row: ``match: {sku: "{{ sku }}"}`` takes those of a file whose other columns say so.

The file is read once and grouped; each instance of a family asks the groups. What leaves this module in a message is a
file's name, a line's number, a count or a hash; never a recipient.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from ctc.canonical import Json
from ctc.payloads.recipient_rows import Problem, Rows
from ctc.rows.keys import key_part, number_of

MAX_PROBLEMS: Final = 20
"""Problems of one file; a million bad lines are one mistake."""
Key = tuple[str, ...]
Stamp = tuple[int, int, int]
"""What changes with the bytes of a file: inode, size, time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The recipients of one key: each once, in order of first appearance."""

    people: tuple[str, ...] = ()
    duplicates: int = 0
    blank: int = 0
    """Rows with that key that name nobody."""

    @property
    def sha256(self) -> str:
        return sha256("".join(f"{person}\n" for person in self.people).encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    """One file, grouped. ``sha256`` is over all of its bytes where it has no ``problems``."""

    by_key: Mapping[Key, Group]
    problems: tuple[Problem, ...]
    sha256: str

    def of(self, match: Mapping[str, Json]) -> Group:
        """Those whose columns have the values of ``match``; of a number, all ways to write it are one."""
        return self.by_key.get(tuple(key_part(match[name]) or "" for name in sorted(match)), Group())


def groups_of(path: Path, stamp: Stamp, column: str | None, match: Mapping[str, Json]) -> Groups:
    """The groups of a file by the columns of ``match``. Raises OSError.

    Read again where ``stamp`` is another one. A column of ``match`` whose value is a number is compared as one.
    """
    names = tuple(sorted(match))
    numbers = tuple(type(match[name]) in (int, float) for name in names)
    return _groups(path, stamp, column, names, numbers)


@lru_cache(maxsize=4)
def _groups(
    path: Path, _stamp: Stamp, column: str | None, names: Sequence[str], numbers: Sequence[bool]
) -> Groups:
    rows = Rows(path, column, blanks=True)
    people: dict[Key, dict[str, None]] = {}
    counts: dict[Key, list[int]] = {}
    problems: list[Problem] = []
    for value in rows:
        if isinstance(value, Problem):
            problems.append(value)
        elif (cells := rows.cells(names)) is None:
            problems.append(rows.lacks(names))
        else:
            key = tuple(
                _number(cell) if is_number else (key_part(cell) or "")
                for cell, is_number in zip(cells, numbers, strict=True)
            )
            known, count = people.setdefault(key, {}), counts.setdefault(key, [0, 0])
            count[0] += value in known
            count[1] += not value
            if value:
                known[value] = None
        if len(problems) > MAX_PROBLEMS or (problems and problems[-1].final):
            break
    by_key = {
        key: Group(people=tuple(known), duplicates=counts[key][0], blank=counts[key][1])
        for key, known in people.items()
    }
    return Groups(by_key={} if problems else by_key, problems=tuple(problems), sha256=rows.sha256)


def _number(cell: Json) -> str:
    number = number_of(cell) if isinstance(cell, str) else cell
    return key_part(number) or (key_part(cell) or "")
