"""``ctc stop``."""

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from ctc.cli.asking import says_yes
from ctc.cli.exits import Exit
from ctc.cli.options import Terminal, format_option, talking
from ctc.cli.views.diagnostics import print_diagnostics
from ctc.shown import inline

if TYPE_CHECKING:
    from ctc.apply.chosen import Chosen
    from ctc.apply.recall import Recalled

_SHOWN: Final = 20
"""Campaigns that are shown one by one before the question."""


@click.command("stop", epilog="Example: ctc stop 'price-drop*' --why 'wrong price' --env production")
@click.argument("named", nargs=-1, metavar="ADDRESS|GLOB…")
@click.option(
    "--all", "everything", is_flag=True, help="Halt the environment, and stop all that ctc made in it."
)
@click.option("--why", default="", metavar="TEXT", help="Stands in the history.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--env", metavar="NAME", help="The environment; default: ctc.yaml's.")
@format_option("text", "json")
@talking
def command(
    named: tuple[str, ...],
    everything: bool,
    why: str,
    yes: bool,
    env: str | None,
    output: str,
    terminal: Terminal,
) -> int:
    """Stop campaigns that ctc made, the most imminent first.

    An address, or a glob over all that is recorded: the specs may be gone. With --all nothing is sent any more by
    whatever run until `ctc state resume`. What was delivered already cannot be taken back.
    """
    from ctc.cli.views.events import EventPrinter, json_printer
    from ctc.pipeline.recalling import stop

    if everything == bool(named):
        raise click.UsageError("say which: addresses or globs, or --all")

    def agree(what: "Chosen") -> bool:
        return yes or _ask(what, everything, output)

    printer = EventPrinter(1, terminal)
    listener = json_printer() if output == "json" else printer
    tell = partial(print_diagnostics, err=True)
    told = stop(Path.cwd(), os.environ, env, named, why, listener, agree, tell)
    if told is None:
        return Exit.PROBLEMS
    if output == "text":
        printer.rest()
        _sum(told, named, terminal)
    if everything:
        there = f" --env {env}" if env else ""
        terminal.talk(f"The environment is halted: `ctc state resume{there} --why TEXT` lifts that.")
    return _verdict(told)


def _ask(what: "Chosen", everything: bool, output: str) -> bool:
    """Shows what would be stopped; only a yes is a yes."""
    if output != "text":
        raise click.UsageError("--format json asks nobody: give --yes")
    for record in what.all[:_SHOWN]:
        facts = [f"id {record.id}"] if record.id is not None else []
        facts += [f"{record.scheduled_on:%Y-%m-%d %H:%M} UTC"] if record.scheduled_on else []
        facts += ["in doubt"] if record in what.doubts else []
        facts += ["stopped by a replace that is not finished"] if record in what.halves else []
        click.echo(f"  - {inline(record.address)}  {' · '.join(facts)}")
    if len(what.all) > _SHOWN:
        click.echo(f"  … and {len(what.all) - _SHOWN:,} more")
    halts = "Halt the environment and stop" if everything else "Stop"
    meant, copies = (what.all, "") if everything or what.all else (what.over, "every copy that is listed of ")
    count = f"{copies}{len(meant):,} campaign{'s'[: len(meant) != 1]}{' that are over' if copies else ''}"
    try:
        agreed = says_yes(f"{halts} {count}")
    except click.Abort:
        click.echo("\nnothing was stopped: nobody answered. A pipeline says --yes", err=True)
        return False
    if not agreed:
        click.echo("nothing was stopped", err=True)
    return agreed


def _sum(told: "Recalled", named: tuple[str, ...], terminal: Terminal) -> None:
    from ctc.apply.applied import End

    if told.problem is not None:
        print_diagnostics([told.problem], err=True)
    counts = {end: told.count(end) for end in End}
    if len(told.done) == 1 and len(named) == 1 and counts[End.APPLIED]:
        terminal.talk("Its spec is frozen now: only a higher `revision` sends it again.")
        return
    left = {End.SKIPPED: "not stopped", End.REJECTED: "refused", End.IN_DOUBT: "in doubt"}
    words = [f"{counts[end]:,} {word}" for end, word in left.items() if counts[end]]
    click.secho(
        f"Stopped {counts[End.APPLIED]:,} of {len(told.done):,}" + "".join(f", {w}" for w in words) + ".",
        bold=True,
    )


def _verdict(told: "Recalled") -> Exit:
    from ctc.apply.applied import End

    if told.count(End.IN_DOUBT):
        return Exit.DOUBT
    return Exit.PROBLEMS if told.failed else Exit.FINE
