"""What ``ctc log`` shows: the journal's lines, chosen by time, address and event."""

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from ctc.choice import matches, nothing_matches
from ctc.diagnostics import UserError
from ctc.durations import seconds_of
from ctc.pipeline.state import opened_state
from ctc.state.log import LogLine, addresses_of, former_names, is_of_nobody, lines_of
from ctc.state.store import Entry, Store

_FEW: Final = 2_000
"""Records at the end of a journal that are looked at first."""
_ASTRAY: Final = timedelta(days=1)
"""What the store's clock may have gone back by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Which lines: of addresses that match a glob (all without one), since a moment, of certain events; ``last`` is
    how many at most, the newest."""

    globs: tuple[str, ...]
    since: str
    events: tuple[str, ...]
    last: int | None


def log(cwd: Path, environ: Mapping[str, str], env: str | None, question: Question) -> Iterator[LogLine]:
    """The lines, the oldest first. Raises UserError where a glob matches nothing that was ever recorded, and
    ValueError where ``since`` is no moment, both with the first line."""
    with opened_state(cwd, environ, env) as state:
        store, serial = state.session.store, state.journal.state.serial
        meant = _meant(store, question.globs) if question.globs else None
        since = moment_of(question.since, state.journal.now(), state.session.zone)
        if serial:
            yield from _asked(store, serial, question, since, meant)


def _asked(
    store: Store, serial: int, question: Question, since: datetime | None, meant: Collection[str] | None
) -> Iterable[LogLine]:
    """All lines that are asked for, or the newest of them; of a journal of years its end is read alone where that
    says it all."""
    size = max(_FEW, 2 * (question.last or 0)) if since or question.last is not None else serial
    while (after := serial - size) > 0:
        begins = next((entry.at for entry in store.read(after=after)), None)
        if begins is None:
            break  # an older copy took its place meanwhile, and all of that is asked
        found = deque(_chosen(store.read(after=after), question, since, meant), question.last)
        is_all = len(found) == question.last or (since is not None and begins + _ASTRAY < since)
        if is_all and not any(map(is_of_nobody, found)):
            return found
        size *= 4
    chosen = _chosen(store.read(), question, since, meant)
    return chosen if question.last is None else deque(chosen, question.last)


def _chosen(
    entries: Iterable[Entry], question: Question, since: datetime | None, meant: Collection[str] | None
) -> Iterator[LogLine]:
    for line in lines_of(entries):
        if since is not None and line.at < since:
            continue
        if question.events and line.event not in question.events:
            continue
        if meant is None or line.address in meant:
            yield line


def _meant(store: Store, globs: tuple[str, ...]) -> set[str]:
    """Every address that a glob takes, and what it was called before. Raises UserError for one that takes none."""
    known: set[str] = set()
    moves: list[Entry] = []
    for entry in store.read():
        known |= addresses_of(entry.record)
        moves += [entry] if entry.record.get("kind") == "moved" else []
    before = former_names(moves)
    meant: set[str] = set()
    for glob in globs:
        taken = {address for address in known if matches(address, glob)}
        if not taken:
            raise UserError(nothing_matches("log", glob, known))
        meant |= taken.union(*(before.get(address, set()) for address in taken))
    return meant


def moment_of(text: str, now: datetime, zone: ZoneInfo) -> datetime | None:
    """``2h`` ago, ``2026-11-28`` or ``2026-11-28 21:00`` (in the environment's time zone), or an ISO moment."""
    if not text:
        return None
    try:
        return now - timedelta(seconds=seconds_of(text))
    except ValueError:
        found = datetime.fromisoformat(text)
    except OverflowError:
        return datetime.min.replace(tzinfo=UTC)
    return found if found.tzinfo else found.replace(tzinfo=zone)
