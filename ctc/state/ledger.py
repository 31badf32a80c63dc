"""The invariant, and the one function that decides.

    **An identity is spent for ever.** An identity is a project, an environment, an address in Unicode NFC and a
    revision; a state belongs to one project and environment. No create or send may leave for an identity while an
    attempt of any entry that one of its names ever led to may exist: every attempt must have come to nothing, or
    have been stopped by this identity's own replace, before it began, and be listed as stopped. What a person gave
    up (``ctc state forget``) is not among the entries; nothing else takes one away.

:func:`may_create` is asked inside the compare of every claim, with the entries as they are at that moment: of two
runners the second one sees the first one's intent, and whatever was renamed, merged or reverted meanwhile.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

from ctc.state.record import Record, Status
from ctc.state.tries import End, Try


class Identity(NamedTuple):
    """What is spent by a create. Of a send one batch at a time: ``batch`` of the payload ``digest``, 0 for the next,
    whichever that is."""

    address: str
    revision: int
    batch: int | None = None
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Allowed:
    """Nothing of this identity exists, nor may exist."""


class Refused(NamedTuple):
    """Why not. ``doubt`` where nobody can know, ``open`` where an attempt is under way or in doubt."""

    reason: str
    doubt: bool = False
    open: bool = False


ALLOWED: Final = Allowed()


def may_create(entries: Iterable[Record], identity: Identity) -> Allowed | Refused:
    """Whether a create of ``identity`` may leave; ``entries`` are those that its names ever led to."""
    for entry in entries:
        if entry.revision > identity.revision:
            return Refused(f"revision {entry.revision} is recorded{_at(entry, identity)}: none goes back")
        if entry.revision < identity.revision:
            continue
        if entry.stopped_by == "late":
            return Refused("a replace came too late for this revision: it stays stopped")
        held = next((one for one in entry.tries if holds(one, identity)), None)
        if held is not None:
            return _refused(entry, held, identity)
    return ALLOWED


def holds(one: Try, identity: Identity) -> bool:
    """Whether an attempt keeps its identity spent."""
    if one.end is End.NOTHING:
        return False
    is_batch = identity.batch is not None and one.batch and one.digest == identity.digest
    if is_batch and one.batch != identity.batch:
        return False  # another batch of the same send
    replaced = one.stopped_by == "replace" and one.listed_stopped and one.is_stopped_in_time
    return one.end is End.OPEN or not replaced


def breaks(entries: Iterable[Record], identity: Identity) -> int:
    """The serial of an attempt that people got or may get, where a journal holds a further one of its identity: an
    older ctc made such. 0 where the promise held."""
    return next(
        (
            one.serial
            for entry in entries
            for one in entry.tries
            if entry.revision == identity.revision and holds(one, identity) and not one.is_stopped_in_time
        ),
        0,
    )


def _refused(entry: Record, one: Try, identity: Identity) -> Refused:
    where = _at(entry, identity)
    if one.end is End.OPEN:
        return Refused(f"an attempt of it{where} is under way or in doubt", doubt=True, open=True)
    what = f"{one.id} exists" if one.id is not None else "it was sent"
    stopped = " (stopped)" if entry.status is Status.STOPPED else ""
    return Refused(f"revision {entry.revision} is spent: {what}{stopped}{where}", doubt=bool(entry.broken))


def _at(entry: Record, identity: Identity) -> str:
    return f" as {entry.address}" if entry.address != identity.address else ""
