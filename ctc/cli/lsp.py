"""``ctc lsp``."""

import os
from importlib.metadata import version
from importlib.util import find_spec

import click

from ctc.cli.options import talking


@click.command("lsp", epilog="Example: an editor runs `ctc lsp` and speaks to it over stdin and stdout")
@talking
def command(terminal: object) -> None:
    """The language server: findings while you type, quick fixes, hover, completion, definitions, previews.

    Speaks the Language Server Protocol over stdin and stdout. It comes with `pip install 'ctc[lsp]'`.
    """
    if find_spec("pygls") is None:
        raise click.ClickException("the language server needs pygls: pip install 'ctc[lsp]'")
    from ctc.editor.server import serve

    serve(os.environ, version("ctc"))
