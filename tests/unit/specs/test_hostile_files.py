"""Files that want to take the machine: an answer at once, a finding, never an exception."""

import os
import resource
from collections.abc import Callable
from pathlib import Path

import pytest

from ctc.specs import building, node_reading, quick
from ctc.specs.limits import MAX_BYTES, MAX_DEPTH
from ctc.specs.loading import load
from ctc.specs.reading import read_documents


def laughs(levels: int) -> bytes:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, levels)]
    return "\n".join(lines).encode()


MERGES = b"a0: &a0 {k: 1}\n" + b"".join(
    f"a{n}: &a{n}\n  <<: [{', '.join([f'*a{n - 1}'] * 9)}]\n".encode() for n in range(1, 12)
)
BOMBS = {
    "aliases": laughs(12),
    "merge keys": MERGES,
    "an alias in its own anchor": b"a: &a {b: *a}\n",
    "an alias in its own list": b"&a [*a, *a]\n",
    "5,000 lists": b"a: " + b"[" * 5000 + b"]" * 5000,
    "5,000 mappings": b"{a: " * 5000 + b"1" + b"}" * 5000,
    "a million brackets": b"[" * 1_000_000,
    "5,000 dashes": b"- " * 5000 + b"x",
    "5,000 question marks": b"? " * 5000 + b"x",
    "a million documents": b"---\n" * 1_000_000,
    "a million documents and an error": b"---\n" * 1_000_000 + b"a: [\n",
    "an error and a million documents": b"a: [\n" + b"---\n" * 1_000_000,
    "steps": b"\n".join(b" " * n + b"a:" for n in range(900)),
    "steps of lists": b"\n".join(b" " * n + b"-" for n in range(900)),
}


MENDS = {
    "more than 100 mappings and lists inside each other": (
        None,
        "an alias inside its own anchor does that too",
    ),
    "this file holds more than 10,000 documents": ("split the file",),
    "this file holds more than 200,000 keys and values once its aliases are written out": (
        "split the file, or repeat less through aliases",
    ),
}


@pytest.mark.parametrize("data", BOMBS.values(), ids=BOMBS.keys())
def test_bombs_are_refused(data: bytes) -> None:
    _, problems = read_documents("x.yaml", data)
    assert [problem.code for problem in problems] == ["CTC105"]
    assert problems[0].file == "x.yaml"
    assert problems[0].hint in MENDS[problems[0].message]


@pytest.mark.parametrize("more", [0, 400])
@pytest.mark.parametrize("anchored", [False, True])
@pytest.mark.parametrize(
    ("opens", "inner", "closes"),
    [("{a: ", "1", "}"), ("[", "1", "]"), ("[", "-5", "]"), ("[", "", "]"), ("{a: ", "{}", "}")],
)
def test_a_hundred_levels_are_read_and_one_more_is_not(
    opens: str, inner: str, closes: str, more: int, *, anchored: bool
) -> None:
    """By both ways alike: an anchor asks for the thorough one, and many brackets for a look before."""
    for levels in (MAX_DEPTH, MAX_DEPTH + 1):
        around = levels - 1 - (inner == "{}")
        text = f"a: {opens * around}{inner}{closes * around}\n" + "b: &b 1\n" * anchored
        text += f"c: [{'[], ' * more}]\n"
        documents, problems = read_documents("x.yaml", text.encode())
        fine = levels == MAX_DEPTH
        told = [] if fine else ["more than 100 mappings and lists inside each other"]
        assert [problem.message for problem in problems] == told
        assert len(documents) == fine


@pytest.mark.parametrize(
    ("text", "nodes"),
    [("a: 1\nb: 2\n", 2), ("a: [1, 2]\n", 3), ("a: &x [1, 2]\nb: *x\n", 6), ("a: 1\n---\n- 2\n---\n3\n", 2)],
    ids=["a mapping", "a list", "an alias", "documents"],
)
def test_keys_and_values_of_a_file_are_counted_to_the_last(
    monkeypatch: pytest.MonkeyPatch, text: str, nodes: int
) -> None:
    for most, codes in ((nodes, []), (nodes - 1, ["CTC105"])):
        monkeypatch.setattr(quick, "MAX_NODES", most)
        monkeypatch.setattr(building, "MAX_NODES", most)
        _, problems = read_documents("x.yaml", text.encode())
        assert [problem.code for problem in problems] == codes


@pytest.mark.parametrize("anchored", [False, True])
def test_documents_of_a_file_are_counted_to_the_last(
    monkeypatch: pytest.MonkeyPatch, *, anchored: bool
) -> None:
    for module in (quick, node_reading):
        monkeypatch.setattr(module, "MAX_DOCUMENTS", 3)
    for count, codes in ((3, []), (4, ["CTC105"])):
        text = f"a: {'&x ' * anchored}1\n" + "---\nb: 1\n" * (count - 1)
        documents, problems = read_documents("x.yaml", text.encode())
        assert [problem.code for problem in problems] == codes
        assert len(documents) == 3, "what stands before the bound is read"


def test_bytes_of_a_file_are_counted_to_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    for most, codes in ((4, []), (3, ["CTC105"])):
        monkeypatch.setattr("ctc.specs.text.MAX_BYTES", most)
        assert [problem.code for problem in read_documents("x.yaml", b"a: 1")[1]] == codes


def test_thousands_of_mistakes_in_one_file() -> None:
    _, problems = read_documents("x.yaml", b"a: 1\n" * 20_000)
    assert len(problems) == 19_999
    assert problems[-1].line == 20_000


def test_places_in_thousands_of_documents() -> None:
    documents, problems = read_documents("x.yaml", b"a: 1\n---\n" * 5_000)
    assert problems == ()
    assert [document.places.value(("a",)).line for document in documents] == list(range(1, 10_000, 2))


def test_thousands_of_broken_documents() -> None:
    documents, problems = read_documents("x.yaml", b"---\na: [\n" * 2_000 + b"---\nb: 1\n")
    assert [document.data for document in documents] == [{"b": 1}]
    assert len(problems) == 2_000


@pytest.mark.parametrize(
    "piece", [b"a: 'x\n", b'a: "\\x\n', b"&a\n", b"!\n", b"[,", b"{", b"\t", b"%a\n", b"|\n"]
)
def test_long_nonsense(piece: bytes) -> None:
    documents, problems = read_documents("x.yaml", piece * 20_000)
    assert documents or problems


def test_fifty_megabytes_are_refused_unread(tmp_path: Path) -> None:
    folder = tmp_path / "campaigns"
    folder.mkdir()
    with (folder / "big.yaml").open("wb") as file:
        file.truncate(50_000_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    sources, problems = load(tmp_path, folder)
    assert sources == ()
    assert [problem.code for problem in problems] == ["CTC105"]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 30_000  # KiB


def test_the_size_limit_holds_for_bytes_too() -> None:
    _, problems = read_documents("x.yaml", b"#" * (MAX_BYTES + 1))
    assert [problem.code for problem in problems] == ["CTC105"]


def test_a_fifo_does_not_hang(tmp_path: Path) -> None:
    folder = tmp_path / "campaigns"
    folder.mkdir()
    os.mkfifo(folder / "pipe.yaml")
    sources, problems = load(tmp_path, folder)
    assert sources == ()
    assert [problem.code for problem in problems] == ["CTC110"]


def test_a_file_that_changes_while_it_is_read_gives_no_mix(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each read is interrupted by a writer, until it stops: then the new text is given whole."""
    from ctc.specs import loading

    path = tmp_path / "campaigns" / "x.yaml"
    path.parent.mkdir()
    path.write_text("a: " + "1" * 50)
    real: Callable[[int], os.stat_result] = os.fstat
    asked = []

    def interrupted(descriptor: int) -> os.stat_result:
        asked.append(descriptor)
        answer = real(descriptor)
        if len(asked) in (1, 3):
            path.write_text("b: " + "2" * (60 + len(asked)))
        return answer

    monkeypatch.setattr(loading.os, "fstat", interrupted)
    (source,), problems = load(tmp_path, path.parent)
    assert problems == ()
    assert source.data == b"b: " + b"2" * 63


def test_a_file_that_is_always_being_written_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from ctc.specs import loading

    (tmp_path / "x.yaml").write_text("a: 1")
    (tmp_path / "y.yaml").write_text("b: 1")
    real = loading.read_steady
    monkeypatch.setattr(loading, "read_steady", lambda path: None if "x.yaml" in str(path) else real(path))
    sources, [problem] = load(tmp_path, tmp_path)
    assert [source.data for source in sources] == [b"b: 1"]
    assert (problem.code, problem.hint) == ("CTC110", "run again when it is done")
    assert problem.file.endswith("x.yaml"), "and no other file is lost for it"


def test_a_folder_that_cannot_be_listed_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from ctc.specs import loading

    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.yaml").write_text("a: 1")
    real = os.scandir

    def scandir(folder: str) -> object:
        if folder.endswith("a"):
            raise PermissionError(13, "Permission denied")
        return real(folder)

    monkeypatch.setattr(loading.os, "scandir", scandir)
    sources, [problem] = load(tmp_path, tmp_path)
    assert [source.shown.endswith("b/x.yaml") for source in sources] == [True]
    assert (problem.code, Path(problem.file).name) == ("CTC110", "a")
    assert problem.message == "this folder cannot be read: Permission denied"


def test_behind_a_mistake_a_document_that_is_too_deep_ends_the_file() -> None:
    """As it does in a file without a mistake: what is told does not hang on what stands above it."""
    deep = b"---\na: " + b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1) + b"\n"
    for before, codes in ((b"b: 1\n", []), (b"b: [\n", ["CTC101"])):
        documents, problems = read_documents("x.yaml", before + deep + b"---\nc: 1\n")
        assert [document.data for document in documents] == ([] if codes else [{"b": 1}])
        assert [(one.code, one.file) for one in problems] == [(code, "x.yaml") for code in (*codes, "CTC105")]
