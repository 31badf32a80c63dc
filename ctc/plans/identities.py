"""The first halves of the markers that a name's campaigns may carry."""

from collections.abc import Iterable, Sequence
from typing import Final

from ctc.address import spellings
from ctc.payloads.request import identities_of
from ctc.plans.facts import Facts

ATTEMPTS: Final = 32
"""How many attempts beyond the known ones a listing is searched for: what an older state cannot know."""


def identities(
    facts: Facts, names: Iterable[str], revisions: Iterable[int], environment: str = ""
) -> list[str]:
    """Of each of the names, in each composition in which an older ctc may have marked it, at each revision; the
    revisions in the order in which they are given. ``environment`` is another one than that of the run."""
    return [identity for _, identity in with_revisions(facts, names, revisions, environment)]


def with_revisions(
    facts: Facts, names: Iterable[str], revisions: Iterable[int], environment: str = ""
) -> list[tuple[int, str]]:
    """The same, each with its revision."""
    revisions = list(revisions)
    project, environment = facts.project, environment or facts.environment
    by_name = [identities_of(project, environment, name, revisions) for name in spelt(names)]
    rows = zip(revisions, zip(*by_name, strict=True), strict=False)
    return [(revision, identity) for revision, row in rows for identity in row]


def spelt(names: Iterable[str]) -> list[str]:
    """The names in every composition in which an older ctc may have marked them."""
    return list(dict.fromkeys(spelling for name in names for spelling in spellings(name)))


def up_to(revision: int) -> Sequence[int]:
    """The revisions that there can have been, the newest first; of a number that does not count them (a day, as in
    20310115) those next to it and the first ones."""
    if revision <= 2 * _NEAR:
        return range(revision, 0, -1)
    return [*range(revision, revision - _NEAR, -1), *range(_NEAR, 0, -1)]


def after(revision: int) -> Sequence[int]:
    """The revisions that an older checkout may lack."""
    return range(revision + 1, revision + 1 + _LATER)


_LATER: Final = 32
_NEAR: Final = 400
"""Revisions that are asked about on either side, where one says that there are millions."""
