"""The ten thousand people of the sandbox's sample, who are the same in each and take seconds of a processor to make.

A test that is not about their making begins where a person is after the first command: they are there.
"""

import os
from functools import cache
from pathlib import Path

from ctc.people.sample.generate import VERSION, generate
from ctc.people.stored import open_people
from ctc.project.cache import PEOPLE, cache_folder


@cache
def sample() -> Path:
    """Their file, made once for all projects that the tests of this process make."""
    folder = cache_folder(Path.cwd(), os.environ, shared=PEOPLE)
    assert folder is not None
    file = folder / f"sample-{VERSION}.db"
    open_people(file, VERSION, generate())
    return file
