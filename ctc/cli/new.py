"""``ctc new``."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click

from ctc.cli.options import Terminal, talking
from ctc.diagnostics import Severity


@click.command("new", epilog="Example: ctc new push cart-reminder")
@click.argument("channel", required=False)
@click.argument("spec_id", metavar="[ID]", required=False)
@talking
def command(channel: str | None, spec_id: str | None, terminal: Terminal) -> None:
    """Add one campaign to edit: campaigns/ID.yaml.

    CHANNEL is push, webpush, email, sms, webhook, notificationinbox or whatsapp; send-push, send-email … for a message
    to identities; or any variant that `ctc schema` lists, such as whatsapp-interactive-image.
    """
    from ctc.pipeline.init import add_campaign

    kind = _known(channel)
    if spec_id is None:
        raise click.UsageError(f"the campaign needs an id of its own, as in: ctc new {kind} cart-reminder")
    begun = add_campaign(Path.cwd(), os.environ, kind, spec_id, datetime.now(UTC).date())
    for each in begun.written:
        click.echo(f"wrote {each}")
    for line in _next(Path(begun.written[0]), kind):
        terminal.talk(line)


def _known(channel: str | None) -> str:
    from ctc.starter.texts import SPECS
    from ctc.suggest import did_you_mean
    from ctc.variants import VARIANTS

    if channel is None:
        raise click.UsageError(
            f"say what kind of campaign, as in: ctc new push cart-reminder. One of: {', '.join(SPECS)}; "
            "or a variant, as `ctc schema` lists them."
        )
    known = dict.fromkeys((*SPECS, *(variant.name for variant in VARIANTS)))
    if channel not in known:
        hint = did_you_mean(channel, known) or f"One of: {', '.join(known)}."
        raise click.UsageError(f"there is no channel {channel!r}. {hint}")
    return channel


def _next(spec: Path, kind: str) -> Iterator[str]:
    """What to do with the new spec; also where the example's names are none of the project's."""
    from ctc.choice import Choice
    from ctc.pipeline.lint import Way, lint_project

    yield f"next: edit {spec}, then `ctc lint` and `ctc plan`; `ctc explain {kind}` says what it can hold"
    found = lint_project(Path.cwd(), os.environ, [spec], Choice(), Way()).diagnostics
    if count := sum(each.severity == Severity.ERROR for each in found):
        yield (
            f"`ctc lint` finds {count} problem{'s'[: count != 1]} in it, as a rule names that the catalog lacks: put "
            "your own there, or add these with `ctc catalog draft -o catalog.yaml`"
        )
