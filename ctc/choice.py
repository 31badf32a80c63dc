"""What a command line chose: the environment, variables, and which addresses."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """``select`` and ``exclude`` are globs over addresses; brackets of an address stand for themselves."""

    env: str | None = None
    variables: Mapping[str, str] = field(default_factory=dict)
    select: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    def takes(self, address: str) -> bool:
        """Whether an address is meant: selected by some glob (or none is given) and excluded by none."""
        chosen = not self.select or any(_matches(address, glob) for glob in self.select)
        return chosen and not any(_matches(address, glob) for glob in self.exclude)

    @property
    def in_vain(self) -> str:
        """What is said where nothing was taken."""
        return f"--select {' '.join(self.select)} matches no address"


def _matches(address: str, glob: str) -> bool:
    """``price-drop`` takes the whole family ``price-drop[…]``; ``[`` is no character class."""
    pattern = glob.replace("[", "[[]")
    return fnmatchcase(address, pattern) or fnmatchcase(address.partition("[")[0], pattern)
