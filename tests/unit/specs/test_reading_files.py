"""Reading: values, several documents, and every mistake at its place."""

import subprocess
import sys

import pytest

from ctc.diagnostics import Place, Severity
from ctc.specs import reading
from ctc.specs.reading import read_documents


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("22:30", "22:30"),
        ("NO", "NO"),
        ("yes", "yes"),
        ("+48100200300", "+48100200300"),
        ("007", "007"),
        ("2025-09-01", "2025-09-01"),
        ("1_000", "1_000"),
        ("-0", 0),
        ("12", 12),
        ("0x1F", "0x1F"),
        ("0o17", "0o17"),
        ("1.50", 1.5),
        ("1e3", 1000.0),
        ("true", True),
        ("~", None),
        ("", None),
        ('"12"', "12"),
        ("'true'", "true"),
        ("!!str 12", "12"),
        ("! 12", 12),
    ],
)
def test_scalars_are_those_of_yaml_1_2(written: str, value: object) -> None:
    (document,), problems = read_documents("x", f"a: {written}\n".encode())
    assert problems == ()
    assert repr(document.data["a"]) == repr(value)


@pytest.mark.parametrize(
    ("data", "row", "says"),
    [
        (b"a: b: c\n", ("CTC101", 1, 5), "second `: `"),
        (b"a: [1,2\nb: 3\n", ("CTC101", 1, 4), "not closed"),
        (b'x: 1\na: "y\n', ("CTC101", 2, 4), "quote"),
        (b"a: 1\n\tb: 2\n", ("CTC101", 2, 1), "tab"),
        (b"a: @b\n", ("CTC101", 1, 4), "cannot begin"),
        (b"a: *b\n", ("CTC101", 1, 4), "anchor"),
        (b"a:\n  b: 1\n c: 2\n", ("CTC101", 3, 2), "indentation"),
        (b"a: {% if x %}\n", ("CTC101", 1, 4), "mapping to YAML"),
        (b'a: "\\ud800"\n', ("CTC101", 1, 7), "surrogate"),
        (b"a: \x00\n", ("CTC102", 1, 4), "U+0000"),
        (b"a: b\nc: \xff\n", ("CTC102", 2, 4), "0xff"),
        ("a: 1".encode("utf-16"), ("CTC102", 1, 1), "UTF-16"),
        ("a: 1".encode("utf-16-be"), ("CTC102", 1, 1), "UTF-16"),
        (b"a: \xed\xa0\x80\n", ("CTC102", 1, 4), "not UTF-8"),
        (b"a: 1\nb: 2\na: 3\n", ("CTC103", 3, 1), "line 1"),
        (b"", ("CTC104", 1, 1), "says nothing"),
        (b"# only\n---\n---\n", ("CTC104", 1, 1), "says nothing"),
        (b"a: !include x\n", ("CTC106", 1, 4), "!include"),
        (b"a: 1\n<<<<<<< HEAD\nb: 2\n=======\nb: 3\n>>>>>>> x\n", ("CTC101", 2, 1), "merge conflict"),
        (b"a: 1\n=======\nb: 3\n>>>>>>> x\n", ("CTC101", 4, 1), "merge conflict"),
        (b"a: .nan\n", ("CTC108", 1, 4), "JSON"),
        (b"a: 1e999\n", ("CTC108", 1, 4), "beyond"),
        (b"a: " + b"9" * 400 + b"\n", ("CTC108", 1, 4), "400 digits"),
        (b"? [a]\n: 1\n", ("CTC108", 1, 3), "a key is a word"),
        (b"a: {~: 1}\n", ("CTC108", 1, 5), "which is what `~` means"),
        (b"a: {{ x }}\n", ("CTC108", 1, 4), "mapping to YAML"),
        (b"a: !!int x\n", ("CTC108", 1, 4), "!!int"),
        (b"a:\n  <<: 3\n", ("CTC108", 2, 3), "merges"),
    ],
)
def test_a_mistake_is_said_at_its_place(data: bytes, row: tuple[str, int, int], says: str) -> None:
    _, (problem, *others) = read_documents("x.yaml", data)
    assert others == []
    assert (problem.code, problem.line, problem.column) == row
    assert says in problem.message
    assert problem.file == "x.yaml"
    assert problem.severity is Severity.ERROR


def test_bad_syntax_in_one_document_hides_nothing_in_the_others() -> None:
    data = b"a: 1\n---\nb: [\n---\nc: 3\nc: 4\n---\nd: 5\n"
    documents, problems = read_documents("x", data)
    assert [d.data for d in documents] == [{"a": 1}, {"c": 3}, {"d": 5}]
    assert [(p.code, p.line) for p in problems] == [("CTC101", 3), ("CTC103", 6)]
    assert documents[2].places.value(("d",)) == Place(line=8, column=4)


def test_all_duplicates_are_found_at_once() -> None:
    _, problems = read_documents("x", b"a: 1\na: 2\nb: {c: 1, c: 2}\na: 3\n")
    assert [(p.code, p.line, p.path) for p in problems] == [
        ("CTC103", 2, "/a"),
        ("CTC103", 3, "/b/c"),
        ("CTC103", 4, "/a"),
    ]


def test_a_document_with_a_duplicate_is_still_given() -> None:
    documents, _ = read_documents("x", b"a: 1\na: 2\nb: 3\n")
    assert documents[0].data == {"a": 1, "b": 3}


def test_a_plain_file_is_read_without_its_nodes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Composing all of them takes as long as a third of all else that is done with a file."""
    monkeypatch.setattr(reading, "compose", None)
    documents, problems = read_documents("x", b"a: [1, b]\n---\nc: 1.5\n---\n")
    assert ([d.data for d in documents], problems) == ([{"a": [1, "b"]}, {"c": 1.5}], ())
    assert documents[1].places.value(("c",)) == Place(line=3, column=4)


def test_no_character_that_nobody_can_see_is_read() -> None:
    for code in (*range(9), 11, 12, *range(14, 32), 127, 0x80, 0x9F, 0xFEFF, 0xFFFE):
        documents, (problem,) = read_documents("x", f"a: 1\r\nb: x{chr(code)}\n".encode())
        assert (documents, problem.code, problem.line, problem.column) == ((), "CTC102", 2, 5), hex(code)
    for char in (*map(chr, range(32, 127)), "\x85", "\u00a0", "\u2028", "\ue000", "\uf8ff"):
        written = "''" if char == "'" else char
        (document,), problems = read_documents("x", f"a: 'x{written}y'\n".encode())
        assert (document.data, problems) == ({"a": f"x{char}y"}, ())


@pytest.mark.parametrize("key", ["campaign", "message", "vars", "each", "guards", "x-notes"])
def test_a_number_is_told_where_it_is_sent_otherwise_than_it_is_written(key: str) -> None:
    """Below what becomes a request alone, however deep; the builder of ``ctc.specs.building`` sees where it is."""
    _, problems = read_documents("x", f"version: 1.0\n{key}:\n  a: 1.10\n  b:\n    - c: [2.20]\n".encode())
    paths = ["/a", "/b/0/c/0"] if key not in ("guards", "x-notes") else []
    assert [(p.code, p.path) for p in problems] == [("CTC114", f"/{key}{path}") for path in paths]


def test_empty_documents_do_not_count() -> None:
    documents, problems = read_documents("x", b"---\n---\na: 1\n---\n")
    assert problems == ()
    assert [(d.index, d.data) for d in documents] == [(0, {"a": 1})]


def test_line_ends_that_yaml_1_2_does_not_know_are_characters() -> None:
    (document,), _ = read_documents("x", 'a: "x\u2028y\u2029z"\nb: \ue000\n'.encode())
    assert document.data == {"a": "x\u2028y\u2029z", "b": "\ue000"}
    assert document.places.key(("b",)) == Place(line=2, column=1)


def test_a_machine_that_ryaml_is_not_made_for_reads_all_the_same() -> None:
    code = "import sys; sys.modules['ryaml'] = None\nfrom ctc.specs.reading import read_documents\n"
    code += "((document,), problems) = read_documents('x.yaml', b'a: [1, b]'); print(document.data, problems)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "{'a': [1, 'b']} ()\n"
