"""``ctc apply``."""

import os
from dataclasses import replace
from pathlib import Path

import click

from ctc.apply.applied import Applied
from ctc.choice import Choice
from ctc.cli.asking import says_yes
from ctc.cli.exits import Exit
from ctc.cli.options import Terminal, choosing, format_option, talking
from ctc.cli.plan import Shown, repeated, selected, selecting, shown
from ctc.cli.progress import Gauge, through
from ctc.cli.streams import steadfast
from ctc.diagnostics import UserError
from ctc.pipeline.plan import Planned


@click.command("apply", epilog="Example: ctc apply campaigns.plan")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, exists=True), metavar="[PLAN | PATH...]")
@format_option("text", "json")
@click.option("--auto-approve", is_flag=True, help="Do not ask; for pipelines.")
@choosing
@talking
def command(
    paths: tuple[Path, ...], output: str, auto_approve: bool, choice: Choice, terminal: Terminal
) -> int:
    """Send what the plan says, never twice.

    With PLAN, saved by `ctc plan -o`: it brings its environment and variables, and is refused if anything has changed
    since. Else plans, shows and asks; with PATHS, for the campaigns in them alone. Ctrl-C ends the request in flight,
    records it and stops.
    """
    from ctc.cli.given import STANDARD_INPUT
    from ctc.pipeline.plan import Wanted, planned
    from ctc.pipeline.plan_checks import of_another_day
    from ctc.pipeline.saved_plans import is_saved

    through_reaches = through(terminal, "asking for the reach")
    if len(paths) == 1 and is_saved(paths[0]):
        from ctc.pipeline.saved_plans import restored

        if replace(choice, data={}, as_of=None) != Choice():
            raise click.UsageError(
                "a saved plan brings its environment, variables and selection: give it alone, with the --data and "
                "--as-of that it was made with"
            )
        with restored(Path.cwd(), os.environ, paths[0], choice) as made:
            return _carry_out(made, output, terminal)
    if any(each.shown == STANDARD_INPUT for each in choice.data.values()) and not auto_approve:
        raise click.UsageError(
            "--data ID=- takes the input that an answer would come by: give --auto-approve"
        )
    wanted = Wanted(choice=choice, paths=selected(paths), durable=True, applies=True)
    gauge = Gauge(terminal, "compiling")
    with selecting(), gauge, planned(Path.cwd(), os.environ, wanted, through_reaches, gauge) as made:
        if output == "text" and not (terminal.quiet and auto_approve):
            now, timezone = made.journal.now(), made.session.environment.timezone
            how = Shown(rate=made.session.environment.requests_per_second)
            click.echo(shown(made.plan, "text", now, timezone, terminal, how))
        if made.plan.pending and not auto_approve:
            _ask(output)
        if (wrong := of_another_day(made.plan, made.session.environment, choice)) is not None:
            raise UserError(wrong)
        return _carry_out(made, output, terminal)


def _ask(output: str) -> None:
    """Only a yes is a yes: sending is the dangerous verb."""
    if output != "text":
        raise click.UsageError(
            "--format json asks nobody: give --auto-approve, or a plan saved by `ctc plan -o`"
        )
    try:
        agreed = says_yes("Send this")
    except click.Abort:
        click.echo(
            "\nnothing was sent: nobody answered. A pipeline says --auto-approve, or applies a saved plan",
            err=True,
        )
        raise click.exceptions.Exit(Exit.PROBLEMS) from None
    if not agreed:
        click.echo("nothing was sent", err=True)
        raise click.exceptions.Exit(Exit.PROBLEMS)


def _carry_out(made: Planned, output: str, terminal: Terminal) -> int:
    from ctc.cli.views.events import EventPrinter, json_printer
    from ctc.pipeline.apply import apply

    for note in repeated(made.plan):
        terminal.talk(note)

    if output == "json":
        applied = apply(made, steadfast(json_printer(), terminal.talk), lambda: None)
    else:
        printer = EventPrinter(len(made.plan.changes), terminal)
        with printer.watching():
            applied = apply(made, steadfast(printer, terminal.talk), printer.interrupted)
        environment = made.session.environment
        printer.summary(applied, environment.timezone, environment.name)
    return verdict(applied)


def verdict(applied: Applied) -> Exit:
    """In doubt before failed before fine."""
    if applied.in_doubt:
        return Exit.DOUBT
    return Exit.PROBLEMS if applied.failed else Exit.FINE
