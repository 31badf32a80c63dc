"""``ctc adopt``."""

import os
from pathlib import Path
from typing import Any

import click

from ctc.cli.exits import Exit
from ctc.cli.options import Terminal, talking
from ctc.shown import inline


@click.command("adopt", epilog="Example: ctc adopt price-drop --id 1700000001 --env production")
@click.argument("address")
@click.option(
    "--id", "campaign_id", type=click.IntRange(1), required=True, metavar="ID", help="CleverTap's id."
)
@click.option("--env", metavar="NAME", help="The environment; default: ctc.yaml's.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@talking
def command(address: str, campaign_id: int, env: str | None, yes: bool, terminal: Terminal) -> int:
    """Take over a campaign that exists already, made by hand or by a script: it is recorded, and never made again."""
    from ctc.pipeline.adopting import adopt_campaign

    def agreed(found: Any) -> bool:
        when = f", {found.scheduled_on:%Y-%m-%d %H:%M} UTC" if found.scheduled_on else ""
        click.echo(f"{found.id} is {inline(repr(found.name))} ({inline(found.status)}{when})")
        try:
            return yes or click.confirm(f"Is that {address}?")
        except click.Abort:
            click.echo("\nnobody answered. A pipeline says --yes", err=True)
            return False

    if not adopt_campaign(Path.cwd(), os.environ, env, address, campaign_id, agreed):
        click.echo("nothing was adopted", err=True)
        return Exit.PROBLEMS
    terminal.talk(
        f"{address} is {campaign_id} now; what is in it is not known, so plan compares nothing with it"
    )
    return Exit.FINE
