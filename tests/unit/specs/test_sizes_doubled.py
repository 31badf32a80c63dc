"""What a file is read for costs at most in line with its size: counted in calls, sizes doubled, without a clock."""

import sys
from collections.abc import Callable

import pytest

from ctc.specs import building, quick
from ctc.specs.reading import read_documents

SHAPES: dict[str, Callable[[int], str]] = {
    "anchors and aliases": lambda n: "".join(f"a{i}: &a{i} x\nb{i}: *a{i}\n" for i in range(n)),
    "one anchor, many aliases": lambda n: "a: &a {b: 1}\nc:\n" + "- *a\n" * n,
    "merge keys": lambda n: "a: &a {b: 1}\n" + "".join(f"c{i}: {{<<: *a}}\n" for i in range(n)),
    "flow as deep as may be": lambda n: ("- " + "[" * 90 + "]" * 90 + "\n") * (n // 20),
    "flow in flow": lambda n: "a: [" + "{b: [1, 2]}, " * n + "]\n",
    "a long plain text": lambda n: "a: " + "word " * n + "\n",
    "a plain text of many lines": lambda n: "a: " + "word\n  " * n + "\n",
    "a long quoted text": lambda n: 'a: "' + "\\u0041b " * n + '"\n',
    "a block": lambda n: "a: |\n" + "  word\n" * n,
    "a folded block": lambda n: "a: >\n" + "  word\n\n" * n,
    "documents": lambda n: "a: 1\n---\n" * n,
    "documents that say nothing": lambda n: "---\n" * n,
    "a huge key": lambda n: "k" * 20 * n + ": 1\n",
    "a huge key behind a question mark": lambda n: "? " + "k" * 20 * n + "\n: 1\n",
    "keys": lambda n: "".join(f"k{i}: {i}\n" for i in range(n)),
    "a key again and again": lambda n: "k: 1\n" * n,
    "comments": lambda n: "# word\n" * n + "a: 1\n",
    "blank lines": lambda n: "\n \n" * n + "a: 1\n",
    "tags": lambda n: "- !!str a\n" * n,
    "directives": lambda n: "%YAML 1.2\n" * n + "--- a\n",
    "controls": lambda n: "a: \x01\n" * n,
    "colons": lambda n: "a: b: c\n" * n,
    "what is never closed": lambda n: "a: [\n---\n" * n,
}


def calls(text: str) -> int:
    """Calls of functions, of Python's and of C's, that reading a text makes, its places asked for."""
    count = 0

    def counted(_frame: object, event: str, _arg: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counted)
    try:
        documents, problems = read_documents("x.yaml", text.encode())
        for document in documents[:1]:
            document.places.value(())
    finally:
        sys.setprofile(None)
    assert documents or problems
    return count


@pytest.mark.parametrize("shape", SHAPES)
def test_twice_the_file_costs_at_most_twice(shape: str) -> None:
    make = SHAPES[shape]
    calls(make(20))  # what is loaded at the first use is no cost of the file's
    once, twice, fourfold = (calls(make(n)) for n in (500, 1_000, 2_000))
    assert twice <= 2.2 * once + 200
    assert fourfold <= 2.2 * twice + 200


def test_the_quick_way_reads_no_more_than_the_long_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a file of a million small values would be read without a word, if only it is plain."""
    monkeypatch.setattr(quick, "MAX_NODES", 20)
    monkeypatch.setattr(building, "MAX_NODES", 5)
    read = read_documents("x.yaml", b"a: [1, 2, 3, 4]\n")
    assert [document.data for document in read[0]] == [{"a": [1, 2, 3, 4]}]
    assert quick.values_of("a: [1, 2, 3, 4, 5]\n") == [{"a": [1, 2, 3, 4, 5]}]
    assert quick.values_of("a: [1, 2, 3, 4, 5, 6]\n") is None
    _, (problem,) = read_documents("x.yaml", b"a: [1, 2, 3, 4, 5, 6]\n")
    assert (problem.code, problem.line) == ("CTC105", 1)
