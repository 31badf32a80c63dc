"""What a process that a test starts has from the test: whose code it runs, who looks which lines of it ran, and the
cache, in which the sandbox's people are.

Without it `make mutants` would try each fault on the code that is installed, where it is not planted.
"""

import os
from typing import Final

NAMES: Final = ("PYTHONPATH", "COVERAGE_PROCESS_START", "TRACED_TEST", "XDG_CACHE_HOME")


def inherited(**more: str) -> dict[str, str]:
    """These of the process environment, and ``more``; of two ``PYTHONPATH`` the one in ``more`` comes first."""
    kept = {name: os.environ[name] for name in NAMES if name in os.environ}
    paths = [found["PYTHONPATH"] for found in (more, kept) if "PYTHONPATH" in found]
    return {**kept, **more, **({"PYTHONPATH": os.pathsep.join(paths)} if paths else {})}
