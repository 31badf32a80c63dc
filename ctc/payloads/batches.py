"""Identity sends in requests of at most 1000 recipients, the same ones in every run."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from pathlib import Path

from ctc.canonical import Json, digest_of
from ctc.payloads.compiling import is_file_reference
from ctc.payloads.recipient_set import RecipientSet
from ctc.payloads.recipients import stream
from ctc.variants import SEND_LIMIT


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """The recipients of one request; ``index`` counts from 1.

    ``sha256`` is over these recipients; ``chain`` over them and every batch before. A runner that resumes after
    batch k and finds the chain that was recorded for k knows that all it has sent is still what it would send.
    """

    index: int
    to: Mapping[str, Sequence[str]]
    count: int
    sha256: str
    chain: str


def batches(
    to: Mapping[str, Json], *, folder: Path, root: Path, after: int = 0, size: int = SEND_LIMIT
) -> Iterator[Batch]:
    """The batches of a payload's ``to``, from the one after ``after`` on.

    Inline lists and files alike; kinds in alphabetical order (so that a saved plan gives the same batches as
    the spec), recipients in order of first appearance, each once a kind. ``folder`` is the spec's, ``root``
    the project's. The batches before ``after`` are read again, as duplicates and the chain need them. Raises
    RecipientsChanged (see :func:`ctc.payloads.recipients.stream`) between batches: what was given is sound.
    """
    people = _people(to, folder, root)
    chain, index = "", 0
    while taken := list(islice(people, size)):
        index += 1
        grouped: dict[str, list[str]] = {}
        for kind, person in taken:
            grouped.setdefault(kind, []).append(person)
        digest = digest_of(grouped)
        chain = sha256(f"{chain}{digest}".encode("ascii")).hexdigest()
        if index > after:
            yield Batch(index=index, to=grouped, count=len(taken), sha256=digest, chain=chain)


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
