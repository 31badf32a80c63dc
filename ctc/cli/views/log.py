"""One line of the log, for people."""

from datetime import UTC

import click

from ctc.shown import inline
from ctc.state.log import LogLine

_COLORS = {
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
    event = click.style(f"{line.event:<11}", fg=_COLORS.get(line.event), bold=True)
    moment = f"{line.at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
    address = f"{line.address}  " if line.address else ""
    return f"  {moment}  {event} {address}{' · '.join(facts)}".rstrip()
