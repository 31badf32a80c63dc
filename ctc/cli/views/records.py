"""Records of the state as text and JSON (schemas ``output.status`` and ``output.state``)."""

from collections.abc import Iterator
from datetime import datetime

import click

from ctc.canonical import Json
from ctc.cli.views.times import shown
from ctc.pipeline.state import Standing
from ctc.shown import inline
from ctc.state.state import Status

_COLORS = {
    Status.IN_DOUBT: "red",
    Status.REJECTED: "red",
    Status.SCHEDULED: "cyan",
    Status.RUNNING: "yellow",
    Status.SENT: "green",
}


def records_as_json(standings: list[Standing]) -> Json:
    return {"format_version": 1, "records": [_record_json(standing) for standing in standings]}


def _record_json(standing: Standing) -> Json:
    record = standing.record
    return {
        "address": record.address,
        "revision": record.revision,
        "status": standing.status.value,
        "id": record.id,
        "digest": record.digest,
        "scheduled_on": record.scheduled_on.isoformat() if record.scheduled_on else None,
        "channel": record.channel,
        "name": record.name,
        "listed": standing.listed or None,
        "drift": standing.drift or None,
        "detail": record.detail or None,
        "batches": {"sent": len(record.batches), "of": record.batch_count} if record.batch_count else None,
        "in_doubt": [
            {"intent": i.id, "batch": i.batch.index if i.batch else None, "why": i.doubt or None}
            for i in record.unsettled
        ],
    }


def record_lines(standing: Standing, *, now: datetime, timezone: str, verbose: bool = False) -> Iterator[str]:
    """One line a record; below it what is in doubt or has drifted, and what to do about it."""
    record, status = standing.record, standing.status
    word = click.style(f"{status.value:<9}", fg=_COLORS.get(status), bold=True)
    facts = [inline(record.channel)] if record.channel else []
    facts += [f"revision {record.revision}"] if record.revision != 1 else []
    facts += [f"id {record.id}"] if record.id is not None else []
    facts += [f"{len(record.batches)} of {record.batch_count} batches"] if record.batch_count > 1 else []
    if record.scheduled_on is not None:
        facts.append(shown(record.scheduled_on, now, timezone))
    yield f"  {word} {inline(record.address)}  {' · '.join(facts)}"
    if standing.drift:
        yield click.style(f"            drift: {inline(standing.drift)}", fg="yellow")
    if status in {Status.IN_DOUBT, Status.REJECTED, Status.NOT_SENT} and record.detail:
        yield f"            {inline(record.detail)}"
    if status is Status.IN_DOUBT:
        for intent in record.unsettled:
            batch = f" --batch {intent.batch.index}" if intent.batch else ""
            if not intent.doubt and now < intent.flies_until(None):
                until = f"{intent.flies_until(None):%H:%M:%S} UTC"
                yield f"            under way in another run, or left by one that died: wait until {until}"
                continue
            yield f"            settle it: ctc state resolve '{inline(record.address)}'{batch} --sent ID, or --not-sent"
    if verbose and record.name:
        yield f"            name: {inline(record.name)}"
        yield f"            digest: {record.digest}"


def history_line(at: datetime, record: dict[str, Json]) -> str:
    """One record of the journal, for people."""
    kind = str(record.get("kind"))
    told = {
        key: value for key, value in record.items() if key not in _UNTOLD and value not in (None, "", [], {})
    }
    facts = ", ".join(f"{key} {inline(str(value))}" for key, value in told.items())
    return f"  {at:%Y-%m-%d %H:%M:%S} UTC  {click.style(kind, bold=True)}  {facts}"


_UNTOLD = frozenset({"v", "kind", "address", "payload", "markers"})
