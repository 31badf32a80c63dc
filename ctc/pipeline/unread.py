"""Files that look like specs by their names and are not read: what they name is not gone."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from ctc.address import parted
from ctc.diagnostics import Diagnostic
from ctc.patterns import pattern
from ctc.specs.limits import MAX_BYTES

NOT_READ: Final = "CTC112"
_ID: Final = pattern(rb"""(?m)^[\s{,-]*["']?id["']?\s*:\s*["']?([a-z0-9][a-z0-9-]{0,62})\b""")
"""An id wherever a line may begin one; one too many spares a campaign, one too few stops it."""


def unread(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The findings about such files."""
    return tuple(found for found in diagnostics if found.code == NOT_READ)


def spared(diagnostics: Iterable[Diagnostic], recorded: Iterable[str]) -> frozenset[str]:
    """The recorded addresses whose documents stand in such a file."""
    ids = {one for found in unread(diagnostics) for one in _ids(Path(found.file))}
    return frozenset(address for address in recorded if parted(address)[0] in ids) if ids else frozenset()


def _ids(file: Path) -> Iterator[str]:
    try:
        with file.open("rb") as opened:
            data = opened.read(MAX_BYTES)
    except OSError:
        return
    yield from (found.decode() for found in _ID.findall(data))
