"""How a name that the catalog lacks is mended: the nearest that it knows, or where it would stand."""

from collections.abc import Iterable, Sequence
from typing import Final

from ctc.suggest import did_you_mean

_FEW: Final = 6


def nearest_of(name: str, names: Iterable[str]) -> str | None:
    """``did you mean 'Charged'?``, or None where none is near."""
    return did_you_mean(name, names)


def known(section: str, names: Sequence[str]) -> str:
    """Where the name would stand, and those that do, where they are few."""
    if 0 < len(names) <= _FEW:
        return f"the catalog knows: {', '.join(names)}; a new one belongs under `{section}`"
    return f"add it under `{section}` of the catalog, if the account has it"
