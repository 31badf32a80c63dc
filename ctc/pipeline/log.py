"""What ``ctc log`` shows: the journal's lines, chosen by time, address and event."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from ctc.choice import matches, nothing_matches
from ctc.diagnostics import UserError
from ctc.durations import seconds_of
from ctc.pipeline.state import Opened, opened_state
from ctc.state.log import LogLine, addresses_of, former_names, lines_of
from ctc.state.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Which lines: of addresses that match a glob (all without one), since a moment, of certain events; ``last`` is
    how many at most, the newest."""

    globs: tuple[str, ...]
    since: str
    events: tuple[str, ...]
    last: int | None


def log(cwd: Path, environ: Mapping[str, str], env: str | None, question: Question) -> list[LogLine]:
    """The lines, the oldest first. Raises UserError where a glob matches nothing that was ever recorded, and
    ValueError where ``since`` is no moment."""
    with opened_state(cwd, environ, env) as state:
        since = moment_of(question.since, state.journal.now(), state.session.zone)
        found = _chosen(state, question, since)
        if question.last is None:
            return list(found)
        return list(found)[-question.last :] if question.last else []


def _chosen(state: Opened, question: Question, since: datetime | None) -> Iterator[LogLine]:
    store = state.session.store
    meant = _meant(store, question.globs) if question.globs else None
    entries = store.read() if state.journal.state.serial else iter(())
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
    for entry in store.read():
        known |= addresses_of(entry.record)
    before = former_names(store.read())
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
