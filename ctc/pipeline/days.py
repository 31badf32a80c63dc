"""A day that passed is no change: what is live is compared with its spec as it was on the day of its record."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

from ctc.canonical import compact
from ctc.payloads.payload import Payload
from ctc.pipeline.compile import compile_project
from ctc.pipeline.engine.means import Means
from ctc.pipeline.settings import Settings
from ctc.state.reader import StateReader
from ctc.state.record import Status

_LIVE: Final = frozenset({Status.SCHEDULED, Status.RUNNING})
_QUIETLY: Final = Means(write=compact, cache=False, processes=False)


def as_recorded(
    payloads: Sequence[Payload], paths: Mapping[str, str], reader: StateReader, settings: Settings
) -> Sequence[Payload]:
    """The payloads; in place of those that differ from what is live only because another day is counted from, those of
    the day that the record was made for. ``paths`` are their files."""
    days: dict[str, set[str]] = {}
    for payload in payloads:
        day = _other_day(payload, reader) if payload.as_of else ""
        if day:
            days.setdefault(day, set()).add(paths[payload.address])
    if not days:
        return payloads
    then: dict[str, Payload] = {}
    for day, files in days.items():
        of_day = replace(settings, as_of=date.fromisoformat(day))
        made = compile_project(of_day, [*map(Path, files)], _QUIETLY)
        for payload in made.payloads:
            record = reader.record(payload.address)
            if record is not None and record.as_of == day and record.digest == payload.digest:
                then[payload.address] = payload
    return [then.get(payload.address, payload) for payload in payloads]


def _other_day(payload: Payload, reader: StateReader) -> str:
    """The day that the live record of a payload was made for, where it is another one, and so are the bytes."""
    record = reader.record(payload.address)
    if record is None or record.status not in _LIVE or record.revision != payload.revision:
        return ""
    is_other = record.digest != payload.digest and record.as_of != payload.as_of
    return record.as_of if is_other else ""
