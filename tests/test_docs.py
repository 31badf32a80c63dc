"""Docs that can be checked are checked."""

import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import click
import pytest

from ctc.cli.exits import Exit
from ctc.cli.main import COMMANDS, root
from ctc.validation.rules.explanations import explanations

ROOT = Path(__file__).resolve().parents[1]
PAGES = [
    ROOT / "README.md",
    ROOT / "CHANGELOG.md",
    ROOT / "docs" / "llms.txt",
    *sorted((ROOT / "docs").rglob("*.md")),
]


def _generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_reference_has_not_drifted() -> None:
    for name, text in _generator().pages().items():
        assert (ROOT / "docs" / "reference" / name).read_text("utf-8") == text, (
            f"{name}: run `make reference`"
        )


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


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_options_that_are_named_in_a_command_exist(page: Path) -> None:
    text = page.read_text("utf-8")
    for typed in re.findall(r"(?:^\$ |`)(ctc [a-z][^`\n]*)", text, re.MULTILINE):
        words = typed.split(" #")[0].split(" &")[0].replace("'", " ").split()[1:]
        group: click.Command = root
        known = set(_options(group))
        while words and isinstance(group, click.Group):
            found = group.get_command(click.Context(group), words.pop(0))
            if found is None:
                break
            group = found
            known |= set(_options(group))
        written = {
            word.split("=")[0].rstrip("],.;") for word in words if word.startswith("--") and word != "--"
        }
        assert written <= known, typed


def _options(command: click.Command) -> list[str]:
    return [
        name
        for parameter in command.params
        for name in (*parameter.opts, *parameter.secondary_opts, "--help")
    ]


def test_agents_and_readers_are_led_to_every_page_of_how_to() -> None:
    pages = {f"how-to/{page.name}" for page in (ROOT / "docs" / "how-to").glob("*.md")}
    linked = set(re.findall(r"\((how-to/[^)#]+)", (ROOT / "docs" / "llms.txt").read_text("utf-8")))
    assert linked == pages
    listed = set(re.findall(r"^(how-to/\S+)$", (ROOT / "docs" / "index.md").read_text("utf-8"), re.MULTILINE))
    assert {f"{page}.md" for page in listed} == pages


def test_the_readme_names_every_exit_code() -> None:
    rows = re.findall(r"^\| (\d) \|", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)
    assert [int(row) for row in rows] == sorted(Exit)


def _fences(page: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", page.read_text("utf-8"), re.MULTILINE | re.DOTALL)


def test_the_plan_that_the_readme_shows_is_a_plan_of_today() -> None:
    """The golden plan `readme` is what ctc prints; the README quotes it."""
    shown = _fences(ROOT / "README.md", "console")[0]
    golden = (ROOT / "tests" / "golden" / "plans" / "readme.txt").read_text("utf-8")
    assert shown == f"$ ctc plan --env production --estimate\n{golden}"


def test_the_specs_and_projects_that_the_readme_shows_are_valid(tmp_path: Path) -> None:
    """Each `yaml` block is written where its first line says, and the whole is linted."""
    for block in _fences(ROOT / "README.md", "yaml"):
        file = tmp_path / block.splitlines()[0].removeprefix("# ")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(block, "utf-8")
    for locale in ("en", "hi"):
        (tmp_path / "campaigns" / f"price-drop.{locale}.txt").write_text("Until Sunday evening.", "utf-8")
    command = [sys.executable, "-m", "ctc", "lint", "--strict", "--env", "production"]
    answer = subprocess.run(command, check=False, cwd=tmp_path, capture_output=True, text=True)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert "1 file, 1 document" in answer.stderr


def test_every_code_is_documented_for_people() -> None:
    for code in explanations().values():
        assert code.what
        assert code.why
        assert code.title


def test_the_architecture_names_every_package_and_nothing_that_is_not_there() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    picture, *_ = re.findall(r"^```\n(ctc/.*?)^```", page, re.MULTILINE | re.DOTALL)
    named = set(re.findall(r"[├└]── (\w+)/", picture))
    packages = {path.parent.relative_to(ROOT / "ctc").parts for path in (ROOT / "ctc").rglob("__init__.py")}
    assert named >= {parts[0] for parts in packages if parts}
    assert named <= {parts[-1] for parts in packages if parts}
    pages = [page, (ROOT / "CONTRIBUTING.md").read_text("utf-8")]
    for path in re.findall(r"`((?:ctc|tests|schemas|campaigns|docs)/[\w/.-]*)`", "\n".join(pages)):
        assert (ROOT / path).exists(), path
