"""Identity sends in requests of at most 1000 recipients, the same ones in every run."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from ctc.canonical import Json, digest_of
from ctc.payloads.compiling import is_file_reference
from ctc.payloads.recipient_set import RecipientSet
from ctc.payloads.recipients import stream
from ctc.variants import SEND_LIMIT


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """The recipients of one request; ``index`` counts from 1, ``sha256`` is over these recipients."""

    index: int
    to: Mapping[str, Sequence[str]]
    count: int
    sha256: str


def batches(
    to: Mapping[str, Json], *, folder: Path, root: Path, after: int = 0, size: int = SEND_LIMIT
) -> Iterator[Batch]:
    """The batches of a payload's ``to``, from the one after ``after`` on.

    Inline lists and files alike; kinds in alphabetical order (so that a saved plan gives the same batches as
    the spec), recipients in order of first appearance, each once a kind. ``folder`` is the spec's, ``root``
    the project's. The batches before ``after`` are read again, as duplicates need them. Raises
    RecipientsChanged (see :func:`ctc.payloads.recipients.stream`) between batches: what was given is sound.
    """
    people = _people(to, folder, root)
    index = 0
    while taken := list(islice(people, size)):
        index += 1
        grouped: dict[str, list[str]] = {}
        for kind, person in taken:
            grouped.setdefault(kind, []).append(person)
        if index > after:
            yield Batch(index=index, to=grouped, count=len(taken), sha256=digest_of(grouped))


def recipient_count(to: Mapping[str, Json]) -> int:
    """How many recipients a payload's ``to`` stands for, each once a kind."""
    return sum(value["count"] if is_file_reference(value) else len(set(value)) for value in to.values())


def batch_count(to: Mapping[str, Json], size: int = SEND_LIMIT) -> int:
    """How many requests a payload's ``to`` needs."""
    return -(-recipient_count(to) // size)


def _people(to: Mapping[str, Json], folder: Path, root: Path) -> Iterator[tuple[str, str]]:
    for kind in sorted(to):
        value = to[kind]
        people = stream(folder, root, value) if is_file_reference(value) else _distinct(value)
        for person in people:
            yield kind, person


def _distinct(people: Sequence[str]) -> Iterator[str]:
    seen = RecipientSet()
    return (person for person in people if seen.add(person))
