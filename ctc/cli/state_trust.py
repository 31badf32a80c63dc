"""``ctc state rebind``, ``verify`` and ``lost``: which state counts, and whether it kept its promise."""

import os
from pathlib import Path

import click

from ctc.cli.exits import Exit
from ctc.cli.options import Terminal, format_option, talking
from ctc.shown import data


def environment(command: click.Command) -> click.Command:
    option = click.Option(["--env"], metavar="NAME", help="The environment; default: ctc.yaml's.")
    command.params.append(option)
    return command


@environment
@click.command("rebind", epilog="Example: ctc state rebind --why 'the project is called acme now'")
@click.option("--why", required=True, metavar="TEXT", help="Stands in the history.")
@talking
def rebind(why: str, env: str | None, terminal: Terminal) -> None:
    """Say that the state is this environment's: after the project was renamed, or an older copy was put back."""
    from ctc.pipeline.state import rebind as bind

    said = bind(Path.cwd(), os.environ, env, why)
    terminal.talk("the state belongs to this environment" + (f"; {said}" if said else ""))


@environment
@click.command("verify", epilog="Example: ctc state verify backup.db")
@click.argument("where", required=False, metavar="[FILE|URL]")
@format_option("text", "json")
@talking
def verify(where: str | None, env: str | None, output: str, terminal: Terminal) -> int:
    """Read a journal whole and say whether the promise held in it; exit 1 where it did not.

    Without an argument that of the environment; a copy may be named.
    """
    from ctc.pipeline.state import verified
    from ctc.shown import inline

    found = verified(Path.cwd(), os.environ, env, where)
    if output == "json":
        click.echo(data(found.as_json()))
    else:
        click.echo(
            f"{found.records:,} records, {found.identities:,} {'identity' if found.identities == 1 else 'identities'}, "
            f"{found.creates:,} creates and batches, {len(found.doubts):,} in doubt"
        )
        for fault in found.faults:
            click.echo(f"  record {fault.serial}: {inline(fault.message)}")
        click.echo("the promise was broken" if found.faults else "the promise held")
    return Exit.PROBLEMS if found.faults else Exit.FINE


@environment
@click.command("lost", epilog="Example: ctc state lost 1700000001 --why 'ann deleted it in the dashboard'")
@click.argument("number", metavar="ID", type=click.IntRange(1))
@click.option("--why", required=True, metavar="TEXT", help="Stands in the history.")
@talking
def lost(number: int, why: str, env: str | None, terminal: Terminal) -> None:
    """Say that a campaign was deleted in CleverTap: a listing without it is whole, and nothing is to come of it."""
    from ctc.pipeline.state import opened_state, person
    from ctc.state.losing import lose

    with opened_state(Path.cwd(), os.environ, env) as state:
        lose(state.journal, number, by=person(), why=why)
    terminal.talk(f"{number} need not be listed any more")
