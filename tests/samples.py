"""The ten thousand people of the sandbox's sample, who are the same in each and take seconds of a processor to make.

A test that is not about their making begins where a person is after the first command: they are there.
"""

import os
from functools import cache
from pathlib import Path

from ctc.people.sample.generate import VERSION, generate
from ctc.people.stored import open_people


@cache
def sample() -> Path:
    """Their file, made once for all tests of a process."""
    file = Path(os.environ["XDG_CACHE_HOME"], f"sample-{os.getpid()}.db")
    open_people(file, VERSION, generate())
    return file


def lived_in(root: Path) -> Path:
    """A folder whose sandbox has its people, as it is once it was asked for them."""
    there = root / ".ctc" / "sandbox" / "sample.db"
    there.parent.mkdir(parents=True)
    there.hardlink_to(sample())
    return root
