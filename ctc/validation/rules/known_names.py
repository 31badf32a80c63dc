"""Where a name that the catalog lacks would stand in it."""

from collections.abc import Sequence
from typing import Final

_FEW: Final = 6


def known(section: str, names: Sequence[str]) -> str:
    """Where the name would stand, and those that do, where they are few."""
    if 0 < len(names) <= _FEW:
        return f"the catalog knows: {', '.join(names)}; a new one belongs under `{section}`"
    return f"add it under `{section}` of the catalog, if the account has it"
