"""``ctc status``."""

import os
from pathlib import Path

import click

from ctc.cli.exits import Exit
from ctc.cli.options import Terminal, format_option, talking
from ctc.shown import data


@click.command("status", epilog="Example: ctc status --env production")
@click.argument("address", required=False)
@click.option("--env", metavar="NAME", help="The environment; default: ctc.yaml's.")
@format_option("text", "json")
@click.option("--offline", is_flag=True, help="Only what is recorded; CleverTap is not asked.")
@talking
def command(address: str | None, env: str | None, output: str, offline: bool, terminal: Terminal) -> int:
    """What is recorded, what CleverTap says now (drift), and what is in doubt."""
    from ctc.cli.views.records import record_lines, records_as_json
    from ctc.pipeline.state import opened_state, standings
    from ctc.state.state import Status

    with opened_state(Path.cwd(), os.environ, env) as state:
        found, unknown = standings(state, address, ask=not offline)
        now, timezone = state.journal.now(), state.session.environment.timezone
        if output == "json":
            click.echo(data(records_as_json(found)))
        else:
            for standing in found:
                for line in record_lines(standing, now=now, timezone=timezone, verbose=terminal.verbose):
                    click.echo(line)
            if not found:
                click.echo("nothing is recorded" + (f" of {address}" if address else ""))
        if unknown:
            terminal.talk(f"CleverTap could not be asked: {unknown}")
        if state.journal.state.held:
            terminal.talk(f"identity sends wait for a person: {state.journal.state.held}")
    if address is not None and not found:
        return Exit.PROBLEMS
    return Exit.DOUBT if any(s.status is Status.IN_DOUBT for s in found) else Exit.FINE
