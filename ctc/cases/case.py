"""What a test says, and what can be wrong with a campaign by it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from ctc.canonical import Json
from ctc.diagnostics import JsonPath, Place
from ctc.specs.document import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One entry of ``tests:``. ``campaign`` is an address, a glob or the id of a family; ``row`` is an instance of its
    own for a family from data."""

    name: str
    campaign: str
    expect: Mapping[str, Json]
    row: Mapping[str, Json] | None = None
    as_of: date | None = None
    person: Mapping[str, Json] | None = None
    population: str | None = None
    document: Document
    index: int

    def place(self, *below: str | int) -> Place:
        """Where something of the case stands."""
        path = ("tests", self.index, *below)
        places = self.document.places
        return places.value(path) if below else places.value((*path, "name"))


class Failure(NamedTuple):
    """What is not as it was expected, and the line that says why."""

    message: str
    file: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A compiled request that cases are asked of. ``place`` finds the file and line of a path of its body."""

    address: str
    kind: str
    channel: str
    body: Mapping[str, Any]
    place: Callable[[JsonPath], tuple[str, int]]
    variant: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOutcome:
    """What became of a case with one campaign; without a failure it passed."""

    case: Case
    campaign: str
    failures: tuple[Failure, ...]

    @property
    def passed(self) -> bool:
        return not self.failures
