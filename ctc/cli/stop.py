"""``ctc stop``."""

import os
from pathlib import Path

import click

from ctc.cli.exits import Exit
from ctc.cli.options import Terminal, format_option, talking


@click.command("stop", epilog="Example: ctc stop 'price-drop[en]' --env production")
@click.argument("address")
@click.option("--env", metavar="NAME", help="The environment; default: ctc.yaml's.")
@format_option("text", "json")
@talking
def command(address: str, env: str | None, output: str, terminal: Terminal) -> int:
    """Stop a scheduled campaign that ctc made. What was delivered already cannot be taken back."""
    from ctc.apply.applied import End
    from ctc.cli.views.events import EventPrinter, json_printer
    from ctc.pipeline.state import stop

    listener = json_printer() if output == "json" else EventPrinter(1, terminal)
    done = stop(Path.cwd(), os.environ, env, address, listener)
    if done.end is End.APPLIED:
        terminal.talk("Its spec is frozen now: only a higher `revision` sends it again.")
        return Exit.FINE
    return Exit.DOUBT if done.end is End.IN_DOUBT else Exit.PROBLEMS
