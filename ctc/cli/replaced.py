"""What ``-o FILE`` may take the place of: an empty file, and what the same command wrote before."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import click

_BEGINNING: Final = 200


def keep_others(file: Path, is_own: Callable[[bytes], bool], what: str) -> None:
    """A slip of the name must not cost a spec, or ctc.yaml. Raises UsageError."""
    if not file.is_file():
        return
    with file.open("rb") as opened:
        begins = opened.read(_BEGINNING)
    if begins and not is_own(begins):
        raise click.UsageError(f"{file} is there, and no {what}: it is not overwritten")
