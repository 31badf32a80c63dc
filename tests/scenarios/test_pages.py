"""The pages that lead somebody in are true: their commands are typed, and answer as the page says."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
NAMES = (
    "tutorial",
    "how-to/editors",
    "how-to/environments",
    "how-to/templates",
    "how-to/sending-again",
    "how-to/families",
)
PAGES = [ROOT / "docs" / f"{name}.md" for name in NAMES]


def _player() -> ModuleType:
    spec = importlib.util.spec_from_file_location("transcripts", ROOT / "tests" / "transcripts.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["transcripts"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_page_is_true(page: Path, tmp_path: Path) -> None:
    assert _player().play(page, tmp_path) > 0
