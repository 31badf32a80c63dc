"""The YAML test suite: what is valid within our subset reads as it should, in both lanes; nothing is misread.

The subset: keys are words, values are JSON's, documents that say nothing are left out, one anchor a name. What lies
beyond it, and what libyaml cannot read, is refused with a finding. The tables name every case that is neither read
as the suite says nor refused as the suite says.
"""

import json
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import pytest
from ruamel_reading import read_by_reference

from ctc.specs.node_reading import documents_of
from ctc.specs.quick import values_of
from ctc.specs.reading import compose, read_documents

CASES: Final[list[dict[str, Any]]] = json.loads(
    (Path(__file__).resolve().parents[1] / "fixtures/yaml-test-suite/cases.json").read_text("utf-8")
)
LENIENT: Final[Mapping[str, str]] = {
    "9C9N": "the lines of a flow list are not indented",
    "DK95-1": "a tab indents the second line of a quoted text",
    "QB6E": "the lines of a quoted text are not indented",
    "Y79Y-3": "a tab stands before an item of a flow list",
    "9JBA": "no blank before a comment",
    "CVW2": "no blank before a comment",
    "SU5Z": "no blank before a comment",
    "X4QW": "no blank before a comment",
    "EB22": "a directive behind a document that is not closed",
    "RHX7": "a directive behind a document that is not closed",
    "G5U8": "a dash alone in a flow list is a text",
    "YJV2": "a dash alone in a flow list is a text",
    "S98Z": "a block text that holds blank lines of several widths alone",
}
"""What libyaml reads although it is invalid: each in the way its author meant it."""
OTHERWISE: Final[Mapping[str, str]] = {
    "L24T-1": "blanks at the end of a file without a last line end: the block text lacks that line end",
    "S4JQ": "the tag `!` alone makes no text of a number",
}
"""What is read in another way than the suite says, and that no one can mean to write."""


def wanted(text: str) -> Iterator[Any]:
    decoder, index = json.JSONDecoder(), 0
    while (rest := text[index:].lstrip()) != "":
        value, used = decoder.raw_decode(rest)
        index = len(text) - len(rest) + used
        yield value


def says_something(value: Any) -> bool:
    return value is not None


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_no_case_is_misread(case: Mapping[str, Any]) -> None:
    documents, problems = read_documents("x.yaml", case["yaml"].encode())
    read = [document.data for document in documents]
    if case.get("fail"):
        assert bool(problems) is (case["id"] not in LENIENT)
    elif problems or "json" not in case:
        assert case["id"] not in OTHERWISE
    else:
        says = list(filter(says_something, wanted(case["json"])))
        assert (read == says and repr(read) == repr(says)) is (case["id"] not in OTHERWISE) or same(
            read, says
        )


def same(read: list[Any], says: list[Any]) -> bool:
    """Equal as JSON values; the suite orders some keys by another rule."""
    return json.dumps(read, sort_keys=True) == json.dumps(says, sort_keys=True)


@pytest.mark.parametrize("case", [c for c in CASES if c["id"] != "BEC7"], ids=lambda case: case["id"])
def test_both_lanes_read_the_suite_alike(case: Mapping[str, Any]) -> None:
    """One lane may refuse what the other reads; what both read, they read alike.

    Of BEC7, a file in YAML 1.3, ruamel.yaml says nothing at all.
    """
    data = case["yaml"].encode()
    fast, fast_problems = read_documents("x.yaml", data)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        slow, slow_problems = read_by_reference("x.yaml", data)
    if all(problem.code != "CTC101" for problem in (*fast_problems, *slow_problems)):
        assert [d.data for d in fast] == [d.data for d in slow]
        assert [(p.code, p.line) for p in fast_problems] == [(p.code, p.line) for p in slow_problems]


def test_most_of_the_suite_is_within_the_subset() -> None:
    read = [
        case["id"]
        for case in CASES
        if not case.get("fail") and not read_documents("x.yaml", case["yaml"].encode())[1]
    ]
    assert len(read) >= 205


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_the_short_way_reads_what_the_long_way_reads_alike(case: Mapping[str, Any]) -> None:
    said = [value for value in values_of(case["yaml"]) or () if value is not None]
    if said:
        documents, problems = documents_of("x.yaml", case["yaml"], compose)
        assert not problems
        assert repr([document.data for document in documents]) == repr(said)
