"""Law: what is only speed changes nothing. With ``fast/`` taken away lint, compile and plan say the same."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_lint_cache import BEGINNINGS, FOLDERS, PROJECT, SPEC_FILES, TEMPLATES

from ctc.canonical import compact
from ctc.choice import Choice
from ctc.pipeline.engine.engine import examine, plainly
from ctc.pipeline.engine.means import Means
from ctc.pipeline.settings import settings_for
from ctc.specs.loading import find

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "benchmarks"))
MANY = 330
"""Files that are worth processes."""


@pytest.fixture(scope="module")
def slow(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of ctc without what is only speed."""
    home = tmp_path_factory.mktemp("slow")
    shutil.copytree(ROOT / "ctc", home / "ctc", ignore=shutil.ignore_patterns("__pycache__", "fast"))
    (home / "schemas").symlink_to(ROOT / "schemas")
    assert not (home / "ctc" / "pipeline" / "engine" / "fast").exists()
    return home


def examples(folder: Path) -> None:
    unwanted = shutil.ignore_patterns(".ctc")
    shutil.copytree(ROOT / "campaigns", folder / "campaigns", ignore=unwanted)
    for name in ("ctc.yaml", "catalog.yaml"):
        shutil.copy(ROOT / name, folder / name)


def clean(folder: Path) -> None:
    import corpus

    corpus.make(folder, MANY)


def faulty(folder: Path) -> None:
    import corpus
    import faults

    corpus.make(folder, MANY, faults.spec)


def family(folder: Path) -> None:
    """Rows enough for a lane; its keys stand otherwise than canonical JSON has them, its texts differ in length."""
    (folder / "campaigns").mkdir()
    (folder / "ctc.yaml").write_text("{version: 1, environments: {local: {api: sandbox, timezone: UTC}}}")
    (folder / "campaigns" / "drop.yaml").write_text(FAMILY)
    rows = "".join(
        f"S{number},{'Tea ' * (number % 5 + 1)}of {number},{number + 40}\n" for number in range(40)
    )
    (folder / "campaigns" / "products.csv").write_text(f"sku,name,price\n{rows}")
    (folder / "campaigns" / "row.json").write_text('{"properties": {"price": {"type": "number"}}}')


FAMILY = """\
version: 1
id: drop
each: {file: products.csv, key: [sku, price], row: row.json}
campaign:
  name: "{{ name }} {{ price }}"
  when: 2031-01-15 18:00
  target_mode: push
  where:
    event_name: Product Viewed
    to: yesterday
    from: 7 days ago
    event_properties: [{name: SKU, operator: equals, value: "{{ sku }}"}]
  content:
    title: "{{ name }} fell to {{ price }}"
    platform_specific: {ios: {mutable-content: "true"}, android: {wzrk_cid: offers}}
    body: Until Sunday.
"""
LINT, TEXT = ["lint", "--format", "json"], ["lint"]
COMPILE, PLAN = ["compile", "--format", "json"], ["plan", "--no-state", "--format", "json"]
WORDS, MARKDOWN = (
    ["plan", "--no-state", "--expand", "drop[S1*"],
    ["plan", "--no-state", "--format", "markdown"],
)
REPOSITORIES = {"examples": examples, "clean": clean, "faulty": faulty, "family": family}
ASKED = {"examples": [LINT, COMPILE, PLAN], "clean": [PLAN], "faulty": [TEXT], "family": [WORDS, MARKDOWN]}


@pytest.mark.parametrize("name", REPOSITORIES)
def test_without_it_commands_answer_alike(name: str, slow: Path, tmp_path: Path) -> None:
    make: Callable[[Path], None] = REPOSITORIES[name]
    make(tmp_path)
    for command in ASKED[name]:
        plain = answer(slow, tmp_path, command)
        assert plain[1]
        assert answer(ROOT, tmp_path, command) == plain, "nothing is known yet"
        assert answer(ROOT, tmp_path, command) == plain, "all of it is known"


def answer(home: Path, folder: Path, command: list[str]) -> tuple[int, str, str]:
    environment = {**os.environ, "PYTHONPATH": str(home), "XDG_CACHE_HOME": str(folder / "cache")}
    today = ["--as-of", "2026-11-01"]
    done = subprocess.run(
        [sys.executable, "-m", "ctc", *command, *today],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


@settings(max_examples=15, deadline=None)
@given(texts=BEGINNINGS, payloads=st.booleans())
def test_without_it_files_become_the_same_facts(
    tmp_path_factory: pytest.TempPathFactory, texts: tuple[str, ...], payloads: bool
) -> None:
    root = tmp_path_factory.mktemp("facts")
    for folder in ("campaigns/_shared", *FOLDERS):
        (root / folder).mkdir(parents=True, exist_ok=True)
    (root / "ctc.yaml").write_text(PROJECT % ("x", ""))
    for name, text in zip([*SPEC_FILES, *TEMPLATES], texts, strict=True):
        (root / name).write_text(text)
    chosen = settings_for(root, {}, Choice(), every_environment=not payloads)
    files, _ = find(root, chosen.project.campaigns, ())
    means = Means(payloads=payloads, cache=False, write=compact if payloads else None)
    quick, told = examine(chosen, files, means, whole=True)
    plain, also = plainly(replace(chosen, payloads=payloads), files, means)
    assert [repr(each) for each in quick] == [repr(each) for each in plain]
    assert [repr(each) for each in told] == [repr(each) for each in also]
