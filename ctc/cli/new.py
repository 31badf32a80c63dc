"""``ctc new``."""

import os
from datetime import UTC, datetime
from pathlib import Path

import click

from ctc.cli.exits import Exit
from ctc.cli.options import Terminal, talking


@click.command("new", epilog="Example: ctc new push cart-reminder")
@click.argument("channel")
@click.argument("spec_id", metavar="ID")
@talking
def command(channel: str, spec_id: str, terminal: Terminal) -> int:
    """Add one campaign to edit: campaigns/ID.yaml.

    CHANNEL is push, webpush, email, sms, webhook, notificationinbox or whatsapp; send-push, send-email … for a message
    to identities; or any variant that `ctc schema` lists, such as whatsapp-interactive-image.
    """
    from ctc.pipeline.init import add_campaign
    from ctc.project.catalog import catalog_files
    from ctc.starter.texts import SPECS
    from ctc.suggest import did_you_mean
    from ctc.variants import VARIANTS

    known = dict.fromkeys((*SPECS, *(variant.name for variant in VARIANTS)))
    if channel not in known:
        hint = did_you_mean(channel, known) or f"One of: {', '.join(known)}."
        raise click.UsageError(f"there is no channel {channel!r}. {hint}")
    begun = add_campaign(Path.cwd(), os.environ, channel, spec_id, datetime.now(UTC).date())
    for each in begun.written:
        click.echo(f"wrote {each}")
    terminal.talk(
        f"next: edit it, then `ctc lint {begun.written[0]}`; `ctc explain {channel}` says what it can hold"
    )
    if catalog_files(Path.cwd())[0]:
        terminal.talk("names that the catalog lacks: `ctc catalog draft -o catalog.yaml` adds them")
    return Exit.FINE
