"""The first halves of the markers that a name's campaigns may carry."""

from collections.abc import Iterable

from ctc.address import spellings
from ctc.payloads.request import identity_of
from ctc.plans.facts import Facts


def identities(facts: Facts, names: Iterable[str], revisions: Iterable[int]) -> list[str]:
    """Of each of the names, in each composition in which an older ctc may have marked it, at each revision; the
    revisions in the order in which they are given."""
    every = spelt(names)
    return [
        identity_of(facts.project, facts.environment, name, revision)
        for revision in revisions
        for name in every
    ]


def spelt(names: Iterable[str]) -> list[str]:
    """The names in every composition in which an older ctc may have marked them."""
    return list(dict.fromkeys(spelling for name in names for spelling in spellings(name)))


def up_to(revision: int) -> range:
    """Every revision that there can have been."""
    return range(1, revision + 1)
