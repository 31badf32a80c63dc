"""Docs that can be checked are checked."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from ctc.cli.main import COMMANDS
from ctc.exits import Exit
from ctc.pipeline.explanations import explanations

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]


def _generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_reference_has_not_drifted() -> None:
    for name, text in _generator().pages().items():
        assert (ROOT / "docs" / "reference" / name).read_text("utf-8") == text, f"{name}: run `make docs`"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text("utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_codes_and_commands_that_are_named_exist(page: Path) -> None:
    text = page.read_text("utf-8")
    known = explanations()
    assert set(re.findall(r"\bCTC\d{3}\b", text)) <= set(known)
    assert set(re.findall(r"(?:^\$ |`)ctc ([a-z]+)\b", text, re.MULTILINE)) <= set(COMMANDS)


def test_the_readme_names_every_exit_code() -> None:
    rows = re.findall(r"^\| (\d) \|", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)
    assert [int(row) for row in rows] == sorted(Exit)


def test_every_code_is_documented_for_people() -> None:
    for code in explanations().values():
        assert code.what
        assert code.why
        assert code.title
