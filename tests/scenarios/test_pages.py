"""The pages that lead somebody in are true: their commands are typed, and answer as the page says."""

import importlib.util
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
NAMES = (
    "how-to/editors",
    "how-to/environments",
    "how-to/templates",
    "how-to/sending-again",
    "how-to/families",
    "how-to/doubt",
    "how-to/backup",
    "how-to/moving",
    "how-to/python",
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


def test_a_newcomer_gets_from_an_empty_folder_to_a_campaign_that_is_applied(tmp_path: Path) -> None:
    """The tutorial with the wheel as it is built, in an environment of its own; at most six commands lead to apply."""
    page, built = ROOT / "docs" / "tutorial.md", tmp_path / "built"
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(built)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = built.glob("*.whl")
    venv.create(tmp_path / "venv", with_pip=False)
    uv = [sys.executable, "-m", "uv", "pip", "install", "-q", "--offline", "--no-deps"]
    subprocess.run([*uv, "--python", str(tmp_path / "venv/bin/python"), str(wheel)], check=True)
    (here,) = (tmp_path / "venv/lib").glob("python3.*/site-packages")
    (here / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    folder = tmp_path / "shop"
    folder.mkdir()
    assert _player().play(page, folder, tmp_path / "venv/bin") > 0
    typed = [each.command for each in _player().commands(page.read_text("utf-8"))]
    first = next(number for number, command in enumerate(typed, start=1) if command.startswith("ctc apply"))
    assert first <= 6


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_page_is_true(page: Path, tmp_path: Path) -> None:
    assert _player().play(page, tmp_path) > 0


ELSEWHERE = {
    "docs/tutorial.md": "played above, with the wheel",
    "docs/how-to/test-a-campaign.md": "tests/scenarios/catalog/test_tutorial.py",
    "docs/index.md": "a picture of the five commands, which the tutorial plays",
    "docs/tests.md": "the make targets, which are the tests themselves",
    "README.md": "its plan is a golden one; its make targets are the tests themselves",
}


def test_no_page_shows_commands_that_nobody_types() -> None:
    pages = [*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md"), *(ROOT / "editors").glob("*/*.md")]
    shown = {page for page in pages if "\n```console\n" in page.read_text("utf-8")}
    assert shown - set(PAGES) == {ROOT / name for name in ELSEWHERE}
