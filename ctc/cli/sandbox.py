"""``ctc sandbox``."""

import os
from dataclasses import replace
from pathlib import Path

import click

from ctc.cli.options import NamedPath, Terminal, talking


@click.command("sandbox", epilog="Example: ctc sandbox --port 8787 --fault 5xx-after-accept@1")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8787, show_default=True, help="0 picks a free one."
)
@click.option(
    "--data",
    type=NamedPath(path_type=Path, file_okay=False),
    default=Path(".ctc/sandbox"),
    show_default=True,
    help="Where it keeps what it accepted.",
)
@click.option(
    "--load",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Profiles and events (NDJSON).",
)
@click.option("--fault", "faults", multiple=True, metavar="FAULT", help="Misbehave on purpose; repeatable.")
@click.option("--timezone", default="UTC", show_default=True, help="The account's time zone.")
@click.option("--rate", type=float, default=0.0, help="Requests a second before a 429; 0: no limit.")
@talking
def command(
    port: int,
    data: Path,
    timezone: str,
    load: Path | None,
    faults: tuple[str, ...],
    rate: float,
    terminal: Terminal,
) -> None:
    """Run the local CleverTap with a web inbox, until Ctrl-C. It listens on loopback alone.

    Below a project with a catalog, its account has the providers, channels, control groups and segments of the catalog.
    """
    from ctc.people.load import LoadError
    from ctc.pipeline.accounts import account_around
    from ctc.project.cache import PEOPLE, cache_folder
    from ctc.sandbox.faults import FaultError
    from ctc.sandbox.server import serve
    from ctc.sandbox.settings import SettingsError

    def ready(url: str) -> None:
        click.echo(url)
        terminal.talk(f"sandbox listens on {url}  (account `sandbox`, passcode `sandbox`; inbox: {url}/)")
        terminal.talk(
            f'use it: environments: {{local: {{api: "{url}", account_id: sandbox, passcode: sandbox, '
            f"timezone: {timezone}}}}}"
        )

    try:
        kept = cache_folder(data, os.environ, shared=PEOPLE)
        account = replace(account_around(Path.cwd(), timezone), per_second=rate or None, sample=kept)
        serve(port=port, data_dir=data, faults=faults, load=load, settings=account, on_ready=ready)
    except (FaultError, LoadError, SettingsError) as error:
        raise click.UsageError(str(error)) from None
    except OSError as error:
        raise click.ClickException(f"port {port} cannot be listened on: {error.strerror}") from None
