"""``ctc show``."""

import os
from datetime import UTC, datetime
from pathlib import Path

import click

from ctc.cli.options import Terminal, format_option, talking


@click.command("show", epilog="Example: ctc show campaigns.plan --format markdown")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@format_option("text", "json", "markdown")
@click.option("--expand", multiple=True, metavar="GLOB", help="Show these families one by one.")
@talking
def command(file: Path, output: str, expand: tuple[str, ...], terminal: Terminal) -> None:
    """Print a plan that `ctc plan -o` saved, as it was shown then; asks nobody."""
    from ctc.cli.plan import Shown, shown
    from ctc.pipeline.saved_plans import load
    from ctc.project.opening import open_project

    saved, project = load(file), open_project(Path.cwd(), os.environ)
    environment = project.environments.get(saved.plan.environment)
    timezone = environment.timezone if environment is not None and environment.timezone else "UTC"
    how = Shown(project.name or "local", expand)
    click.echo(shown(saved.plan, output, datetime.now(UTC), timezone, terminal, how))
