"""``ctc mcp``."""

from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import click

from ctc.cli.options import talking


@click.command("mcp", epilog="Example: an agent runs `ctc mcp` and speaks to it over stdin and stdout")
@talking
def command(terminal: object) -> None:
    """Tools for agents: lint, explain, compile, preview, test, plan, status, and the schemas.

    Speaks the Model Context Protocol over stdin and stdout. No tool sends or stops anything. It comes with
    `pip install 'ctc[mcp]'`.
    """
    if find_spec("mcp") is None:
        raise click.ClickException("the tools for agents need the package mcp: pip install 'ctc[mcp]'")
    from ctc.agents.server import made

    made(Path.cwd(), version("ctc")).run()
