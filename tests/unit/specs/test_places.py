"""Places: where a person would edit."""

from collections.abc import Callable

import pytest

from ctc.diagnostics import JsonPath, Place
from ctc.specs.document import Document

TEXT = """\
# a comment
version: 1
x-shared: &shared   # notes
  icon: a.png
content:
  title: &t !!str "Big sale"
  body: |   # the text

    first {{ a }}

    second
  folded: >-
    one
    two
  empty:
  items:
    - plain
    - {name: x, value: *t}
  merged:
    <<: *shared
    own: 1
  whole: *shared
"""


@pytest.mark.parametrize(
    ("path", "key", "value"),
    [
        (("version",), (2, 1), (2, 10)),
        (("content",), (5, 1), (6, 3)),
        (("content", "title"), (6, 3), (6, 19)),
        (("content", "body"), (7, 3), (9, 5)),
        (("content", "folded"), (12, 3), (13, 5)),
        (("content", "empty"), (15, 3), (15, 3)),
        (("content", "items", 0), (17, 7), (17, 7)),
        (("content", "items", 1, "name"), (18, 8), (18, 14)),
        (("content", "items", 1, "value"), (18, 17), (6, 19)),
        (("content", "merged", "icon"), (4, 3), (4, 9)),
        (("content", "merged", "own"), (21, 5), (21, 10)),
        (("content", "whole"), (22, 3), (4, 3)),
        (("content", "nowhere", "deeper"), (5, 1), (6, 3)),
        ((), (2, 1), (2, 1)),
    ],
)
def test_places(
    document: Callable[[str], Document], path: JsonPath, key: tuple[int, int], value: tuple[int, int]
) -> None:
    places = document(TEXT).places
    assert places.key(path) == Place(line=key[0], column=key[1])
    assert places.value(path) == Place(line=value[0], column=value[1])


def test_a_file_may_begin_with_an_empty_line(document: Callable[[str], Document]) -> None:
    places = document("\na: 1\nb:\n  c: 2\n").places
    assert (places.key(("a",)), places.value(("a",))) == (Place(line=2, column=1), Place(line=2, column=4))
    assert places.value(("b", "c")) == Place(line=4, column=6)


PLAIN = """\
x: 1
a:
  - one
  -
  - k: v
  - - deep
e:
f:   # note
g:  # note
  h: 1
i: {j: [1, 2]}   # note
k:
  "b c"
l:
  |
  text
m:
  {n: 1}
o:
  >-

  t u
p:
  [q, r]
s:
  t
   u
"""
PATHS: list[JsonPath] = [
    ("a",),
    ("a", 0),
    ("a", 1),
    ("a", 2, "k"),
    ("a", 3, 0),
    ("e",),
    ("f",),
    ("g",),
    ("g", "h"),
    ("i",),
]
PATHS += [
    ("i", "j", 1),
    ("a", 4),
    ("a", 9, "x"),
    ("a", "x"),
    ("a", 0, "x"),
    ("b",),
    ("e", 0),
    ("i", "x"),
    ("i", "j", 2),
]
PATHS += [("k",), ("l",), ("m",), ("m", "n"), ("o",), ("p",), ("p", 1), ("s",), ("l", "x"), ("k", 0)]


@pytest.mark.parametrize("path", PATHS)
def test_what_is_there_and_what_is_not_stands_where_the_nodes_say(
    document: Callable[[str], Document], path: JsonPath
) -> None:
    """An anchor asks for the nodes of a text; its lines tell the same without them."""
    quick, thorough = document(PLAIN).places, document(PLAIN + "y: &y 1\n").places
    assert (quick.key(path), quick.value(path)) == (thorough.key(path), thorough.value(path))


def test_the_place_inside_of_a_text(document: Callable[[str], Document]) -> None:
    read = document(TEXT)
    body = read.data["content"]["body"]
    assert read.places.inside(("content", "body"), body.index("{{ a")) == Place(line=9, column=11)
    assert read.places.inside(("content", "body"), body.index("second")) == Place(line=11, column=5)
    assert read.places.inside(("content", "folded"), 4) == Place(line=14, column=5)
    assert read.places.inside(("content", "nowhere"), 4) == read.places.value(("content",))
    assert read.places.inside(("content", "items"), 4) == read.places.value(("content", "items"))
    assert read.places.inside(("content", "title"), 4) == Place(line=6, column=24)


def test_several_documents_count_on(document: Callable[[str], Document]) -> None:
    from ctc.specs.reading import read_documents

    documents, _ = read_documents("x", b"a: 1\n---\na: 2\n---\nb:\r\n  c: 3\n")
    assert documents[1].places.key(("a",)) == Place(line=3, column=1)
    assert documents[2].places.value(("b", "c")) == Place(line=6, column=6)


@pytest.mark.parametrize(
    "written", [r'"a\\b\\ c"', r"'a\b\ c'", r"a\b\ c", r'"\\\\x"', r"'\\x'", '"it\'s \\t x"']
)
def test_behind_a_backslash_each_character_stands_where_the_nodes_say(
    document: Callable[[str], Document], written: str
) -> None:
    quick, thorough = document(f"t: {written}\n"), document(f"t: {written}\ny: &y 1\n")
    for offset in range(len(quick.data["t"])):
        assert quick.places.inside(("t",), offset) == thorough.places.inside(("t",), offset)
