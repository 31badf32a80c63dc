"""What fuzzing found, played back: ``tests/fixtures/fuzz/<target>/<file>`` must break no law any more."""

from pathlib import Path

import pytest
from fuzz_targets import TARGETS

FOUND = Path(__file__).resolve().parents[1] / "fixtures" / "fuzz"
CASES = [(name, path) for name in TARGETS for path in sorted((FOUND / name).glob("*"))]


@pytest.mark.parametrize(("name", "path"), CASES, ids=lambda value: getattr(value, "name", value))
def test_what_was_found_stays_mended(name: str, path: Path) -> None:
    TARGETS[name](path.read_bytes())
