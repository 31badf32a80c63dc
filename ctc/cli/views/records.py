"""Records of the state as text and JSON (schemas ``output.status`` and ``output.state``), and a line of its log."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import click

from ctc.canonical import Json
from ctc.cli.views.times import shown
from ctc.pipeline.standing import Overview, Standing
from ctc.plans.commands import typed
from ctc.plans.facts import Facts, ListedCampaign
from ctc.shown import inline
from ctc.state.log import LogLine
from ctc.state.record import Status

_OTHERS = 10
"""Campaigns of others that are named."""
_COLORS = {
    Status.IN_DOUBT: "red",
    Status.REJECTED: "red",
    Status.SCHEDULED: "cyan",
    Status.RUNNING: "yellow",
    Status.SENT: "green",
}


def overview_as_json(found: Overview, *, whole: bool) -> Json:
    """With what else the account has, where the whole of it was asked for."""
    copies = [{"address": address, **_campaign(one)} for address, one in found.copies]
    others = {"others": [_campaign(one) for one in found.others]} if whole else {}
    return {**records_as_json(found.standings), "copies": copies, **others}


def _campaign(one: ListedCampaign) -> dict[str, Json]:
    on = one.scheduled_on.isoformat() if one.scheduled_on else None
    return {"id": one.id, "name": one.name, "status": one.status, "scheduled_on": on}


def other_lines(found: Overview, facts: Facts, *, whole: bool) -> Iterator[str]:
    """Second copies, and what others made in the same days."""
    for address, one in found.copies:
        how = f"`{typed(facts, 'stop', address)}` stops every copy"
        yield click.style(
            f"  copy      {inline(address)}  CleverTap lists {one.id} ({inline(one.status)}) beside it: {how}",
            fg="red",
        )
    if not whole or not found.others:
        return
    yield f"\n{len(found.others):,} in these days are of others:"
    for one in found.others[:_OTHERS]:
        yield f"  {one.status:<9} {one.id}  {inline(one.name)}"
    if len(found.others) > _OTHERS:
        yield f"  … and {len(found.others) - _OTHERS:,} more: --format json lists all"


def records_as_json(standings: Sequence[Standing]) -> dict[str, Json]:
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
        "detail": standing.told or record.detail or None,
        "batches": {"sent": len(record.batches), "of": record.batch_count} if record.batch_count else None,
        "in_doubt": [
            {"intent": i.id, "batch": i.batch.index if i.batch else None, "why": i.doubt or None}
            for i in record.unsettled
        ],
    }


def record_lines(standing: Standing, *, now: datetime, timezone: str, verbose: bool) -> Iterator[str]:
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
    if standing.told:
        yield f"            {inline(standing.told)}"
    elif status in {Status.IN_DOUBT, Status.REJECTED, Status.NOT_SENT} and record.detail:
        yield f"            {inline(record.detail)}"
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


_COLOURS_OF_EVENTS = {
    "sent": "green",
    "adopted": "cyan",
    "stopped": "yellow",
    "rejected": "red",
    "in_doubt": "red",
    "not_sent": "yellow",
    "halted": "red",
    "resumed": "green",
    "resolved": "cyan",
    "freed": "magenta",
}


def line_of(line: LogLine) -> str:
    """``2026-11-28 21:00:05 UTC  sent  price-drop[en]  id 1700000001 · by ann on laptop``."""
    facts = [f"id {line.data['id']}"] if line.data.get("id") else []
    facts += [f"revision {line.data['revision']}"] if line.data.get("revision", 1) not in (0, 1) else []
    facts += [inline(line.detail)] if line.detail else []
    facts += [f"by {inline(line.actor.shown)}"] if line.actor.shown else []
    event = click.style(f"{line.event:<11}", fg=_COLOURS_OF_EVENTS.get(line.event), bold=True)
    moment = f"{line.at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
    address = f"{line.address}  " if line.address else ""
    return f"  {moment}  {event} {address}{' · '.join(facts)}".rstrip()
