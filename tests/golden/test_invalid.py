"""Every refused spec is refused with the exact diagnostic that stands beside it, at the line a person edits."""

import importlib.util
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

from ctc.variants import VARIANTS


def _load() -> ModuleType:
    location = importlib.util.spec_from_file_location(
        "invalid_corpus", Path(__file__).with_name("invalid_corpus.py")
    )
    assert location is not None
    assert location.loader is not None
    module = importlib.util.module_from_spec(location)
    sys.modules["invalid_corpus"] = module
    location.loader.exec_module(module)
    return module


corpus = _load()


@pytest.fixture(scope="module")
def found() -> dict[Path, list[dict[str, object]]]:
    result: dict[Path, list[dict[str, object]]] = corpus.linted()
    return result


@pytest.mark.parametrize("spec", corpus.specs(), ids=str)
def test_is_refused_word_by_word(spec: Path, found: dict[Path, list[dict[str, object]]]) -> None:
    assert corpus.text_of(found[spec]) == corpus.expectation(spec).read_text(encoding="utf-8")


@pytest.mark.parametrize("spec", corpus.specs(), ids=str)
def test_one_defect_is_one_error(spec: Path, found: dict[Path, list[dict[str, object]]]) -> None:
    errors = [diagnostic for diagnostic in found[spec] if diagnostic["severity"] == "error"]
    assert len(errors) == 1


def test_every_variant_has_refusals() -> None:
    counts = Counter(spec.parts[0] for spec in corpus.specs())
    assert {variant.name for variant in VARIANTS} <= counts.keys()
    assert sum(counts.values()) >= 150


def test_no_expectation_is_left_over() -> None:
    expected = {corpus.expectation(spec) for spec in corpus.specs()}
    assert set(corpus.CORPUS.glob("*/*.expected")) == expected
