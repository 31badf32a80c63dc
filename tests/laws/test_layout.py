"""Laws of ``ctc fmt``: what a file says stays, what is laid out stays as it is, and no comment is lost."""

import json
import random
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_reading import files

from ctc.diagnostics import has_errors
from ctc.pipeline.fmt import formatted
from ctc.specs import layout
from ctc.specs.reading import read_documents

ROOT: Final = Path(__file__).resolve().parents[2]
SUITE: Final[list[dict[str, Any]]] = json.loads(
    (ROOT / "tests/fixtures/yaml-test-suite/cases.json").read_text("utf-8")
)
EXAMPLES: Final = sorted((ROOT / "campaigns").rglob("*.yaml"))


def check(data: bytes) -> bool:
    """Holds the laws over a text; whether it was laid out, and not left alone."""
    each = formatted("a.yaml", data)
    before, problems = read_documents("a.yaml", data)
    if has_errors(problems):
        assert each.after == each.before
        return False
    after, _ = read_documents("a.yaml", each.after.encode())
    assert [d.data for d in after] == [d.data for d in before]
    again = formatted("a.yaml", each.after.encode())
    assert again.after == each.after
    assert "".join(each.after.split()) == "".join(data.decode().split())
    return not each.problems


@given(data=files())
def test_generated_files_say_what_they_said(data: bytes) -> None:
    check(data)


@given(data=st.binary(max_size=60))
def test_any_bytes_get_an_answer(data: bytes) -> None:
    check(data)


@pytest.mark.parametrize("text", ["?", "a: 1\n?", "a: 1\r\n? ", "a:\n- x\n# e\n?"])
def test_a_key_that_nobody_wrote_at_the_end_of_a_file(text: str) -> None:
    check(text.encode())


def test_the_yaml_test_suite_is_laid_out_or_left_alone() -> None:
    done = sum(check(case["yaml"].encode()) for case in SUITE)
    assert done > 150


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_the_examples_are_in_this_layout(path: Path) -> None:
    each = formatted(path.name, path.read_bytes())
    assert not each.is_changed
    assert not each.problems


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
@given(seed=st.integers(0, 2**32), step=st.sampled_from([3, 4, 8]), crlf=st.booleans())
def test_another_indentation_comes_back_to_the_same(path: Path, seed: int, step: int, crlf: bool) -> None:
    """An example indented otherwise, with blank lines and trailing blanks, is laid out as the example is."""
    text = path.read_text("utf-8")
    chance = random.Random(seed)
    lines = []
    for line in text.splitlines():
        width = len(line) - len(line.lstrip())
        inside = "|" in text or ">" in text
        moved = " " * (width // 2 * step + width % 2) + line.lstrip() if not inside else line
        lines.append(moved + (" " * chance.randint(0, 2) if not inside and "#" not in line else ""))
    shaken = "\n".join(lines) + "\n" * chance.randint(1, 3)
    data = shaken.replace("\n", "\r\n").encode() if crlf else shaken.encode()
    if has_errors(read_documents("a.yaml", data)[1]):
        return  # the dash of a list moved away from what stands behind it
    assert check(data)


def test_a_byte_order_mark_and_line_ends_stay() -> None:
    data = "\ufeffversion:   1\r\nid: a\r\n".encode()
    assert formatted("a.yaml", data).after == "\ufeffversion: 1\r\nid: a\r\n"
    assert formatted("a.yaml", data, "\n").after == "\ufeffversion: 1\nid: a\n"


def test_a_text_that_changes_with_each_turn_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "_once", lambda text: f"{text}#\n")
    each = formatted("a.yaml", b"a:   1\n")
    assert (each.after, [one.code for one in each.problems]) == (each.before, ["CTC850"])


ALIASES = """a: &x 1
b:
    -   - *x
        - 2
        -   *x
    - *x   # c
    -   c: *x
        d:
            *x
    -
        *x
    - &z
        - *x
    - *z
e: &y
  - |+
      x

"""


def test_anchors_and_aliases_stand_where_their_list_stands() -> None:
    each = formatted("a.yaml", ALIASES.encode())
    assert (each.problems, check(ALIASES.encode())) == ((), True)
    assert (
        "  - - *x\n    - 2\n    - *x\n  - *x   # c\n  - c: *x\n    d:\n      *x\n  -\n    *x\n" in each.after
    )
    assert each.after.endswith("  - &z\n    - *x\n  - *z\ne: &y\n  - |+\n    x\n\n")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a:   1\n\n\n\nb:\n    c: |\n        x\n            ", (7, 9)),
        ("a:   1\n\n\n\nb:\n    ? c\n    : d\n    e: 1\n", (8, 1)),
        ('a:   1\n\n\n\nb:\n    - "c\\\t  \n        d"\n', (6, 7)),
    ],
    ids=["end of a text", "explicit key", "blanks at an end"],
)
def test_what_stops_a_layout_is_told_at_its_line(text: str, place: tuple[int, int]) -> None:
    each = formatted("a.yaml", text.encode())
    assert each.after == text
    assert [(one.code, one.line, one.column) for one in each.problems] == [("CTC850", *place)]
