"""Real tools around ctc, as people have them: `make test-tools` brings them, and runs this folder alone.

``CTC_TOOLS`` is the folder that holds them. A tool that is missing fails its tests: none is skipped.
"""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def tool() -> Callable[[str], str]:
    """The path of a program: one that npm or pip brought, else one of the machine."""
    folder = Path(os.environ["CTC_TOOLS"])

    def find(name: str) -> str:
        for place in (folder / "node_modules" / ".bin", folder / "python" / "bin", folder / "bin"):
            if (place / name).exists():
                return str(place / name)
        found = shutil.which(name)
        assert found is not None, f"{name} is missing: `make test-tools` brings what npm and pip have"
        return found

    return find
