"""The sample as a stream of people, each with what he or she did."""

from collections.abc import Iterator
from random import Random
from typing import Final

from ctc.people.population import Occurrence, Profile
from ctc.people.sample.people import SEED, SIZE, make_profile
from ctc.people.sample.visits import make_visits

VERSION: Final = "3"
"""Raised with every change to what the generator makes: a cached sample of another version is made anew."""


def generate(size: int = SIZE, seed: int = SEED) -> Iterator[tuple[Profile, list[Occurrence]]]:
    """``size`` people; the same for the same seed, on every machine and version of Python."""
    rng = Random(seed)  # noqa: S311 - the sample must be the same every time
    for number in range(1, size + 1):
        yield make_profile(rng, number), make_visits(rng)
