"""``ctc status``."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ctc.cli.exits import Exit
from ctc.cli.options import Terminal, format_option, talking
from ctc.shown import data

if TYPE_CHECKING:
    from ctc.pipeline.standing import Overview
    from ctc.pipeline.state import Opened
    from ctc.state.state import State


@click.command("status", epilog="Example: ctc status 'price-drop*' --env production")
@click.argument("address", required=False, metavar="[ADDRESS|GLOB]")
@click.option("--env", metavar="NAME", help="The environment; default: ctc.yaml's.")
@click.option("--select", multiple=True, metavar="GLOB", help="Only these addresses.")
@format_option("text", "json")
@click.option("--offline", is_flag=True, help="Only what is recorded; CleverTap is not asked.")
@talking
def command(
    address: str | None,
    env: str | None,
    select: tuple[str, ...],
    output: str,
    offline: bool,
    terminal: Terminal,
) -> int:
    """What is recorded, what CleverTap says now (drift), and what is in doubt.

    Also second copies of what is recorded, and campaigns of others that the account lists in the same days.
    """
    from ctc.choice import Choice, nothing_matches
    from ctc.cli.views.records import overview_as_json
    from ctc.diagnostics import UserError
    from ctc.pipeline.standing import held_sends, overview
    from ctc.pipeline.state import opened_state

    if address is not None and ("*" in address or "?" in address):
        select, address = (*select, address), None
    with opened_state(Path.cwd(), os.environ, env) as state:
        sends = held_sends(state, Path.cwd(), os.environ, env)
        choice, known = Choice(select=select), [*state.journal.state.records, *(one.address for one in sends)]
        if (mistake := choice.mistake(known)) is not None:
            raise UserError(mistake)
        found = overview(state, choice.takes, named=address, ask=not offline, sends=sends)
        if address is not None and not found.standings:
            raise UserError(nothing_matches("status", address, known))
        whole = address is None and not select
        if output == "json":
            click.echo(data(overview_as_json(found, whole=whole)))
        else:
            for line in _lines(found, state, whole=whole, verbose=terminal.verbose):
                click.echo(line)
        for note in _notes(found, state.journal.state):
            terminal.talk(note)
    return Exit.DOUBT if found.in_doubt else Exit.FINE


def _lines(found: "Overview", state: "Opened", *, whole: bool, verbose: bool) -> Iterator[str]:
    from ctc.cli.views.records import other_lines, record_lines

    now, timezone = state.journal.now(), state.session.environment.timezone
    for standing in found.standings:
        yield from record_lines(standing, now=now, timezone=timezone, verbose=verbose)
    if not found.standings:
        yield "nothing is recorded"
    yield from other_lines(found, state.facts, whole=whole)


def _notes(found: "Overview", ledger: "State") -> Iterator[str]:
    if found.unknown:
        yield f"CleverTap could not be asked: {found.unknown}"
    if ledger.held:
        yield f"identity sends wait for a person: {ledger.held}"
    if ledger.halted:
        yield f"the environment is halted: {ledger.halted}"
