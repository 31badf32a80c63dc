"""``ctc completion``."""

from typing import Final

import click

from ctc.cli.completing import VARIABLE
from ctc.cli.options import talking

_PLACES: Final = {
    "bash": "ctc completion bash > ~/.local/share/bash-completion/completions/ctc",
    "zsh": "ctc completion zsh > ~/.zfunc/_ctc    # a folder of $fpath",
    "fish": "ctc completion fish > ~/.config/fish/completions/ctc.fish",
}


@click.command("completion", epilog="\b\nExample:\n" + "\n".join(f"  {each}" for each in _PLACES.values()))
@click.argument("shell", type=click.Choice(list(_PLACES)))
@talking
def command(shell: str, terminal: object) -> None:
    """Print what makes a shell complete commands, options, codes, addresses and environments."""
    from click.shell_completion import get_completion_class

    from ctc.cli.main import root

    found = get_completion_class(shell)
    assert found is not None
    completion = found(root, {}, "ctc", VARIABLE)
    click.echo(completion.source_template % completion.source_vars())
