"""``ctc schema``."""

import click

from ctc.cli.options import talking
from ctc.cli.streams import for_machines
from ctc.shown import data


@click.command("schema", epilog="Example: ctc schema payload.push > push.schema.json")
@click.argument("name", required=False)
@talking
def command(name: str | None, terminal: object) -> None:
    """Print a bundled JSON Schema, self-contained; without NAME, list them."""
    from ctc.suggest import did_you_mean
    from ctc.validation.schema.published import bundled, schema_names

    names = schema_names()
    if name is None:
        for known in names:
            click.echo(known)
        return
    if name not in names:
        raise click.UsageError(
            f"there is no schema {name!r}. {did_you_mean(name, names) or 'See `ctc schema`.'}"
        )
    for_machines()
    click.echo(data(bundled(name), indent=2))
