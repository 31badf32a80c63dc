"""What ``--var`` names, held against what is written: a slip in a name would leave the old value in the message."""

import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

from ctc.diagnostics import Diagnostic
from ctc.pipeline.settings import Settings
from ctc.suggest import did_you_mean, is_slip

_LARGEST: Final = 1_000_000
"""Bytes of a file that is looked through: a larger one holds data."""


def variables_in_vain(settings: Settings) -> list[Diagnostic]:
    """A finding for each variable of the command line that neither ctc.yaml states nor a spec or template writes. Their
    files are read once more for it: few runs are given variables."""
    left = {*settings.variables} - {*settings.project.vars, *settings.environment.vars}
    words: set[str] = {*settings.project.vars, *settings.environment.vars}
    for text in _texts(settings) if left else ():
        written = {*re.findall(r"\w+", text)}
        left -= written
        words |= {word for word in written if any(is_slip(name, word) for name in left)}
    return [_unknown(name, words) for name in left]


def _unknown(name: str, known: Collection[str]) -> Diagnostic:
    message = (
        f"--var gives '{name}', and neither a spec, a template nor ctc.yaml names it: nothing would change"
    )
    return Diagnostic.of(
        "CTC856", message, did_you_mean(name, known) or "write the name as it stands in a template"
    )


def _texts(settings: Settings) -> Iterator[str]:
    project = settings.project
    for root in dict.fromkeys((project.campaigns, project.templates)):
        for path in Path(root).rglob("*"):
            try:
                if path.is_file() and not path.is_symlink() and path.stat().st_size <= _LARGEST:
                    yield path.read_bytes().decode("utf-8", "replace")
            except OSError:
                continue  # a spec or template that cannot be read is told where it is used
