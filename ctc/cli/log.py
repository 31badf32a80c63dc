"""``ctc log``."""

import os
from itertools import chain
from pathlib import Path

import click

from ctc.cli.options import Terminal, format_option, talking
from ctc.shown import data
from ctc.state.log import EVENTS


@click.command("log", epilog="Example: ctc log 'price-drop*' --since 2d --env production")
@click.argument("address", nargs=-1, metavar="[GLOB]...")
@click.option("--env", metavar="NAME", help="The environment; default: ctc.yaml's.")
@click.option("--since", metavar="WHEN", default="", help="2h, 7d, 2026-11-28 or '2026-11-28 21:00'.")
@click.option(
    "--event",
    multiple=True,
    type=click.Choice(EVENTS),
    metavar="NAME",
    help="Only sent, stopped, in_doubt, resolved and the like.",
)
@click.option("-n", "--last", type=click.IntRange(0), metavar="N", help="Only the N newest.")
@format_option("text", "json")
@talking
def command(
    address: tuple[str, ...],
    env: str | None,
    since: str,
    event: tuple[str, ...],
    last: int | None,
    output: str,
    terminal: Terminal,
) -> None:
    """Who did what, when, and from where: the state's journal, the oldest first.

    With GLOBs, of these addresses and of what they were called before.
    """
    from ctc.cli.views.records import line_of
    from ctc.pipeline.log import Question, log

    question = Question(globs=address, since=since, events=event, last=last)
    lines = log(Path.cwd(), os.environ, env, question)
    try:
        first = next(lines, None)
    except ValueError:
        raise click.BadParameter(
            f"{since!r} is neither a duration nor a moment", param_hint="--since"
        ) from None
    if first is None and output == "text":
        terminal.talk("nothing of the kind is recorded")
    for line in chain(filter(None, [first]), lines):
        click.echo(data(line.as_json()) if output == "json" else line_of(line))
