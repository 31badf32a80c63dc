"""What a command line chose: the environment, variables, and which addresses."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final, NamedTuple

from ctc.address import nfc
from ctc.diagnostics import Diagnostic
from ctc.suggest import nearest_all

_SHOWN: Final = 5
"""Addresses that are named where none was taken."""


CHANGED: Final = "changed:"
"""How a selection begins that names a branch."""


def globs_and_branches(values: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Selections apart: globs over addresses, and the branches of ``changed:``."""
    every = tuple(values)
    branches = tuple(value.removeprefix(CHANGED) for value in every if value.startswith(CHANGED))
    return tuple(value for value in every if not value.startswith(CHANGED)), branches


class Given(NamedTuple):
    """The rows of one family, as the command line names them: a file, or the bytes of what is no file."""

    shown: str
    path: Path | None = None
    content: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """``select`` and ``exclude`` are globs over addresses; brackets of an address stand for themselves."""

    env: str | None = None
    variables: Mapping[str, str] = field(default_factory=dict)
    select: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    """Branches or commits: what this branch changed since it left one of them is selected as well."""
    named: frozenset[str] = frozenset()
    """The addresses that ``changed`` comes to."""
    within: frozenset[str] | None = None
    """The addresses that the paths of the command line, or a saved plan, come to; None where all are meant."""
    data: Mapping[str, Given] = field(default_factory=dict)
    """The rows of families, by the id of the spec."""
    as_of: date | None = None
    """The day of the run; the clock's where nobody says one."""

    def takes(self, address: str) -> bool:
        """Whether an address is meant: selected by some glob (or none is given) and excluded by none."""
        if self.within is not None and address not in self.within:
            return False
        chosen = not self.selects or address in self.named
        chosen = chosen or any(matches(address, glob) for glob in self.select)
        return chosen and not any(matches(address, glob) for glob in self.exclude)

    def may_take(self, glob: str) -> bool:
        """Whether any address of a glob may be meant, where nobody knows what there is of it."""
        family = glob.partition("[")[0]
        if any(matches(family, one) for one in self.exclude):
            return False
        named = (*self.select, *self.named)
        return not self.selects or any(matches(family, one.partition("[")[0]) for one in named)

    @property
    def selects(self) -> bool:
        """Whether some ``--select`` stands there."""
        return bool(self.select or self.changed)

    @property
    def is_whole(self) -> bool:
        """Whether every address is meant."""
        return not (self.selects or self.exclude) and self.within is None

    def mistake(self, known: Collection[str]) -> Diagnostic | None:
        """Why a selection over ``known`` cannot be meant: each glob takes something, and together they leave
        something. None where it can, and where there is nothing to select from."""
        if not known or not (self.select or self.exclude):
            return None
        for glob in self.select:
            if not any(matches(address, glob) for address in known):
                return nothing_matches("--select", glob, known)
        if self.changed or self.within is not None or any(map(self.takes, known)):
            return None  # a branch may have changed nothing
        said = " ".join(f"--exclude {glob!r}" for glob in self.exclude)
        of = f" of what --select {' '.join(map(repr, self.select))} takes" if self.select else ""
        return _mistake(
            f"{said} leaves no address{of}", "`ctc state list` and `ctc compile` show what there is"
        )

    def in_vain(self, known: Collection[str]) -> Diagnostic | None:
        """The mistake of a selection over what specs hold, which is one too where they hold nothing."""
        if known or self.changed or not self.select:
            return self.mistake(known)
        return _mistake(f"--select {self.select[0]!r} matches no address", "there is no spec to select")


def nothing_matches(option: str, glob: str, known: Collection[str]) -> Diagnostic:
    """A glob that takes no address, with those that may have been meant."""
    close = nearest_all(glob, [*known, *{address.partition("[")[0] for address in known}])
    hint = f"did you mean {' or '.join(repr(name) for name in close)}?" if close else _some(known)
    return _mistake(f"{option} {glob!r} matches no address", hint)


def _some(known: Collection[str]) -> str:
    """A few of the addresses that there are: families by their name."""
    families = sorted({address.partition("[")[0] for address in known})
    more = f" and {len(families) - _SHOWN} more" if len(families) > _SHOWN else ""
    return f"there are: {', '.join(families[:_SHOWN])}{more}" if families else "nothing is recorded yet"


def _mistake(message: str, hint: str) -> Diagnostic:
    return Diagnostic.of("CTC528", message, hint)


def is_exact(glob: str) -> bool:
    """Whether it names one address, or one family."""
    return not ("*" in glob or "?" in glob)


def matches(address: str, glob: str) -> bool:
    """``price-drop`` takes the whole family ``price-drop[…]``; ``[`` is no character class."""
    pattern = nfc(glob)
    if is_exact(pattern):
        return pattern in (address, address.partition("[")[0])
    pattern = pattern.replace("[", "[[]")
    return fnmatchcase(address, pattern) or fnmatchcase(address.partition("[")[0], pattern)
